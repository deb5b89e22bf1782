"""What is written in the journal: who did what, for whom, and nothing anybody said."""

import json
import re
import threading
import uuid

import pytest
import yaml
from sqlmodel import col, func, select

from app.appointments.models import Appointment
from app.base import db
from app.journal import actions as journal
from app.journal import queries
from app.journal.actions import OPERATOR
from app.journal.models import Happening, JournalEntry, Role
from tests.conftest import FILES, TUESDAY_MORNING
from tests.sharing.test_knock import page

WRITERS, ROWS_EACH = 6, 5
PAGES = {
    "/": "next step",
    "/contract": "contract",
    "/contract/paper": "contract on paper",
    "/contacts": "contacts",
    "/self-care": "self-care",
    "/appointments": "appointments",
    "/follow-up": "follow-up",
}


class HalfwayError(Exception):
    """Something that goes wrong after a row was written."""


@pytest.fixture
def looks(session):
    """Return every row that tells of a look, oldest first."""
    told = (
        select(JournalEntry)
        .where(JournalEntry.happening == Happening.LOOKED.value)
        .order_by(col(JournalEntry.number))
    )
    return lambda: session.exec(told).all()


@pytest.fixture
def anns_visit(session, people):
    visit = select(Appointment.id).where(
        Appointment.key == "visit", Appointment.patient_id == people["ann"]
    )
    return session.exec(visit).one()


def test_writers_at_the_same_moment_make_one_unbroken_chain(app, session):
    ready, refused = threading.Barrier(WRITERS), []

    def write():
        with app.app_context():
            ready.wait()
            try:
                for _ in range(ROWS_EACH):
                    with db.transaction() as writing:
                        journal.write(
                            writing,
                            Happening.FILE_LOADED,
                            by=OPERATOR,
                            patient_id=None,
                            now=TUESDAY_MORNING,
                        )
            except Exception as error:
                refused.append(error)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert refused == []
    assert session.exec(select(func.max(JournalEntry.number))).one() == WRITERS * ROWS_EACH
    assert list(queries.faults(session)) == []


def test_a_row_is_not_kept_when_its_change_is_not(app, session):
    def change_and_fail():
        with app.app_context(), db.transaction() as writing:
            journal.write(
                writing, Happening.FILE_LOADED, by=OPERATOR, patient_id=None, now=TUESDAY_MORNING
            )
            raise HalfwayError

    with pytest.raises(HalfwayError):
        change_and_fail()

    assert session.exec(select(JournalEntry)).all() == []
    assert list(queries.faults(session)) == []


def test_every_look_by_staff_is_a_row(sees, looks, people, session):
    browser = sees("staff:sam", "ann")

    for path in PAGES:
        assert browser.get(path).status_code == 200

    rows = looks()
    assert [row.details for row in rows] == [{"part": part} for part in PAGES.values()]
    assert {(row.actor_id, row.role, row.patient_id) for row in rows} == {
        (people["staff:sam"], Role.STAFF.value, people["ann"])
    }
    assert all(row.unit_id for row in rows)
    assert {row.happened_at for row in rows} == {TUESDAY_MORNING}


def test_a_look_at_one_time_names_it(sees, looks, anns_visit):
    sees("staff:sam", "ann").get(f"/appointments/{anns_visit}")

    (row,) = looks()
    assert (row.details, row.about_id) == ({"part": "appointment"}, anns_visit)


def test_a_time_that_is_not_in_the_open_plan_was_not_looked_at(sees, looks, session, people):
    browser = sees("staff:sam", "ann")
    carls = session.exec(
        select(Appointment.id).where(Appointment.patient_id == people["carl"])
    ).one()

    missing = [browser.get(f"/appointments/{one}") for one in (carls, uuid.uuid4())]

    assert looks() == []
    assert [page(response) for response in missing] == [page(browser.get("/no/such/address"))] * 2


def test_opening_a_plan_is_a_row_and_closing_it_ends_the_looking(sees, looks, people, session):
    browser = sees("staff:sam", "ann")

    browser.press("/care/close")
    browser.get("/care")

    opened = select(JournalEntry).where(JournalEntry.happening == Happening.PLAN_OPENED.value)
    (row,) = session.exec(opened).all()
    assert (row.actor_id, row.patient_id) == (people["staff:sam"], people["ann"])
    assert looks() == []


def test_the_patients_own_looks_are_nobodys_business(browse, looks):
    browser = browse("ann")

    for path in PAGES:
        assert browser.get(path).status_code == 200

    assert looks() == []


def test_a_refused_look_is_no_look(browse, looks, people):
    stella = browse("staff:stella")

    assert stella.press(f"/care/patients/{people['ann']}").status_code == 404
    assert stella.get("/contract").status_code == 200

    assert looks() == []


def test_nothing_that_anybody_said_or_is_called_is_in_any_row(sees, browse, session, people):
    sees("staff:sam", "ann").get("/contract")
    ann = browse("ann")
    ann.press("/contract/read", number="1")
    ann.press("/requests", kind="care-contact")
    ann.press("/language", language="sv")
    ann.press("/sign-out")

    rows = session.exec(select(JournalEntry)).all()

    happened = {row.happening for row in rows}
    assert happened >= {
        Happening.FILE_LOADED.value,
        Happening.CONTRACT_PUBLISHED.value,
        Happening.CARE_RELATION_BEGAN.value,
        Happening.APPOINTMENT_ADDED.value,
        Happening.FOLLOW_UP_ADDED.value,
        Happening.CHANGES_READ.value,
        Happening.REQUESTED.value,
        Happening.SIGNED_OUT.value,
    }
    assert {type(value) for row in rows for value in row.details.values()} <= {int, str}
    told = " ".join(
        json.dumps(row.details) + f" {row.happening} {row.role} " for row in rows
    ).lower()
    assert [word for word in _personal_words() if re.search(rf"\b{word}\b", told)] == []


def _personal_words():
    """Return every word that stands in a name, a number, an address or a text about people."""
    said = yaml.safe_load((FILES / "ann.yaml").read_text(encoding="utf-8"))

    def texts(value):
        if isinstance(value, dict):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)
        else:
            yield str(value)

    personal = [said["people"], said["staff"]]
    personal += [contract["sayings"] for contract in said["contracts"] if "sayings" in contract]
    personal += [
        time["what"] for contract in said["contracts"] for time in contract["appointments"]
    ]
    found = {word for text in texts(personal) for word in re.findall(r"\w{4,}", text.lower())}
    return found - {"matters", "clinic", "other"}
