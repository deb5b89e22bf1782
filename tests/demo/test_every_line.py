"""Every line of the worked examples can be read by the person it is about, on some page."""

import html
import re

import pytest
from pydantic import BaseModel
from sqlmodel import select

from app.appointments.models import Appointment
from app.base import installation
from app.base.words import Words
from app.contracts.agreement import is_shown
from app.contracts.models import Contract, ContractVersion
from app.demo import actions
from app.follow_up.models import FollowUp
from app.people.models import CareRole, Person
from tests.conftest import TUESDAY_MORNING

PAGES = ("/", "/contract", "/contacts", "/appointments", "/self-care", "/follow-up")
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def demo(app, session):
    actions.load(session, now=TUESDAY_MORNING)
    session.commit()
    return session


@pytest.fixture
def reads(app, demo):
    """Return everything that a demo person can read, as one text in their language."""

    def as_person(key, *, by=None):
        """by: the guardian who reads it, if it is not the patient."""
        person = demo.exec(select(Person).where(Person.key == key, Person.source == "demo")).one()
        browser = app.test_client()
        browser.press(f"/demo/people/{_person_id(demo, by) if by else person.id}")
        if by:
            browser.press(f"/helping/{person.id}")
        times = demo.exec(select(Appointment.id).where(Appointment.patient_id == person.id))
        pages = [*PAGES, *(f"/appointments/{time}" for time in times)]
        return person, _squeezed(" ".join(_visible(browser.get(page).text) for page in pages))

    return as_person


def _person_id(session, key):
    return session.exec(select(Person.id).where(Person.key == key, Person.source == "demo")).one()


@pytest.mark.parametrize(
    ("key", "by"),
    [("sten", None), ("kaarina", None), ("signe", "ida"), ("signe", "petter"), ("agda", None)],
)
def test_every_line_can_be_read(demo, reads, key, by):
    person, seen = reads(key, by=by)

    missing = [line for line in _lines(demo, person) if _squeezed(line) not in seen]

    assert missing == []


def _lines(session, person):
    """Return every text, name and number in what the files say about a person."""
    contract = session.exec(select(Contract).where(Contract.patient_id == person.id)).one()
    latest = session.exec(
        select(ContractVersion)
        .where(ContractVersion.contract_id == contract.id)
        .order_by(ContractVersion.number.desc())
    ).first()
    parts = [part for parts in latest.document.parts().values() for part in parts if is_shown(part)]
    times = session.exec(select(Appointment).where(Appointment.patient_id == person.id)).all()
    follow_ups = session.exec(select(FollowUp).where(FollowUp.patient_id == person.id)).all()
    for thing in (latest.document.terms, *parts, *times, *follow_ups):
        yield from _texts(session, thing)


def _texts(session, value, name=""):
    if isinstance(value, Words):
        yield value.in_language("sv")[0]
    elif isinstance(value, BaseModel):
        for inner in type(value).model_fields:
            yield from _texts(session, getattr(value, inner), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(session, inner)
    elif name in ("name", "phone", "responsible", "together_with") and type(value) is str:
        yield value
    elif name in ("role_id", "by_id", "coordinator_id", "assessed_by_id") and value is not None:
        role = session.get(CareRole, value)
        person = session.get(Person, role.person_id)
        yield f"{person.given_name} {person.family_name}".strip()


def _visible(page):
    return html.unescape(TAG.sub(" ", page[page.index("<main") :]))


def _squeezed(text):
    """Join the words as a reader does, whatever marks and breaks stand between them."""
    return re.sub(r"\s+([.,;:!?)”\"])", r"\1", " ".join(text.split()))


def test_the_demo_is_only_for_a_database_made_for_it(session):
    assert installation.is_for_demo(session)
