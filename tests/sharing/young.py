"""Ann made a child for the tests: how old she is, and who her guardians are.

Her guardians are Rut and Bo, who live apart. Carl is nobody to her.
"""

import uuid
from datetime import UTC, date, datetime

import pytest

from app.people.models import Person
from app.sharing.models import Guardianship
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import open_plan

THIRTEEN = date(2026, 12, 14)
BORN = date(2013, 12, 14)
LAST_MINUTE = datetime(2026, 12, 13, 22, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 13, 23, 0, tzinfo=UTC)
"""One minute to midnight in Sweden, and midnight."""
WHEN = {
    "child": date(2014, 12, 14),
    "soon young": BORN,
    "young": date(2012, 11, 24),
    "older": date(2009, 11, 24),
    "grown up": date(1959, 2, 26),
    "unknown": None,
}


def born(session, people, on, *, who="ann"):
    person = session.get(Person, people[who])
    person.born_on = on
    session.add(person)
    session.commit()


def guardian(session, people, who="rut", *, patient="ann", **said):
    made = Guardianship(
        **{
            "patient_id": people[patient],
            "guardian_id": people[who],
            "basis": "contract ann from tests",
            "said_at": TUESDAY_MORNING,
            **said,
        }
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def family(session, people, in_english):
    """Return everybody by key, with Ann a child of 12 whose guardians are Rut and Bo."""
    bo = Person(
        id=uuid.uuid4(),
        source="tests",
        key="bo",
        given_name="Bo",
        family_name="Sagosson",
        language="en",
        born_on=date(1984, 2, 17),
    )
    session.add(bo)
    session.commit()
    everybody = {**people, "bo": bo.id}
    born(session, everybody, BORN)
    for one in ("rut", "bo"):
        guardian(session, everybody, one)
    return everybody


@pytest.fixture
def opens(app, session, family):
    """Return a browser where somebody is signed in and has pressed to open Ann's plan."""

    def browser_of(who):
        browser = app.test_client()
        browser.press(f"/demo/people/{family[who]}")
        browser.press(f"/helping/{family['ann']}")
        return browser

    return browser_of


__all__ = ["family", "open_plan", "opens"]
