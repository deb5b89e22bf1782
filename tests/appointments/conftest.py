"""A clinic that lets patients book here, with free times in the week after Ann is invited."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import State
from app.appointments.models import Appointment
from app.base.words import Words
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.people.models import CareRole
from app.slots.models import SlotHolder
from tests.appointments.feed import PAGE, shown
from tests.appointments.made import at
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_slot, make_time

DAY, NEXT_DAY = date(2026, 12, 1), date(2026, 12, 2)
FILE_VISIT = {
    "key": "visit",
    "state": "booked",
    "what": {"sv": "Besök hos Sam", "en": "Visit to Sam"},
    "on": "2026-12-01",
    "at": "10.00-10.45",
    "role": "sam",
    "unit": "clinic",
    "mode": "visit",
    "change": "online",
    "support": ["Lugnt rum"],
}
"""What the file says of Ann's visit to Sam."""


@pytest.fixture
def kind(session, people):
    return make_kind(session, message_allowed=True)


@pytest.fixture
def sam(session, people):
    return session.exec(select(CareRole.id).where(CareRole.key == "sam")).one()


@pytest.fixture
def slots(session, kind, sam):
    """Three times on a Tuesday, and one on the Wednesday."""
    starts = [at(DAY, "9.00"), at(DAY, "10.00"), at(DAY, "13.15"), at(NEXT_DAY, "8.30")]
    return [make_slot(session, kind, start, role_id=sam) for start in starts]


@pytest.fixture
def invited(session, kind, people):
    """Ann's open invitation."""
    return make_time(session, kind, people["ann"], answer_by=date(2026, 12, 24))


@pytest.fixture
def ann(browse):
    return browse("ann")


@pytest.fixture
def now_is(session):
    """Return a time as the database has it now."""

    def read(time):
        session.expire_all()
        return session.get(Appointment, getattr(time, "id", time))

    return read


@pytest.fixture
def holder(session):
    """Return who has a slot, if anybody does."""

    def read(slot):
        session.expire_all()
        return session.get(SlotHolder, slot.id)

    return read


@pytest.fixture
def happened(session):
    """Return what the journal says of appointments and slots, the oldest first."""

    def read():
        rows = session.exec(select(JournalEntry).order_by(JournalEntry.number)).all()
        return [
            (row.happening.removeprefix("appointments:"), row.about_id, row.details)
            for row in rows
            if row.happening.startswith("appointments:") and row.actor_id
        ]

    return read


@pytest.fixture
def take(session, people):
    """Let Carl have a slot, as if he had been quicker."""

    def taken(slot, *, now=TUESDAY_MORNING):
        time = Appointment(
            patient_id=people["carl"],
            source="other",
            key=str(uuid.uuid4()),
            state=State.REQUESTED,
            what=Words("sv", {"sv": "Carls tid"}),
            changed_at=now,
        )
        session.add(time)
        session.flush()
        assert booking.book(
            session,
            time,
            slot,
            filled=Filled(),
            held_for_id=None,
            earliest=now,
            by=Actor(people["carl"], Role.PATIENT),
            now=now,
        )
        session.commit()

    return taken


@pytest.fixture
def invitation(invited):
    """Where Ann's open invitation is."""
    return f"/appointments/{invited.id}"


@pytest.fixture
def visit(session, people, kind):
    """The visit to Sam that the file tells of, at a clinic that lets patients change it here."""
    time = session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    time.kind_id = kind.id
    session.add(time)
    session.commit()
    return time


@pytest.fixture
def path(visit):
    """Where the visit to Sam is."""
    return f"/appointments/{visit.id}"


@pytest.fixture
def told(tell, session, visit, kind):
    """Load the file again, with this said of the visit, or without it."""

    def load(*, now=TUESDAY_MORNING + timedelta(hours=1), **said):
        listed = [] if said.pop("gone", False) else [{**FILE_VISIT, **said}]
        tell("ann", appointments=listed, now=now)
        # The files of the tests name no kinds of visits.
        session.get(Appointment, visit.id).kind_id = kind.id
        session.commit()

    return load


@pytest.fixture
def subscribe(browse):
    """Let somebody make an address, and return its path."""

    def made_by(person="ann", *, says="booked", browser=None):
        answer = (browser or (browser := browse(person))).press(PAGE, says=says)
        assert answer.location == f"{PAGE}/address"
        return shown(browser.get(answer.location))

    return made_by


@pytest.fixture
def reader(app):
    """A calendar: it is signed in nowhere and keeps no cookies."""
    return app.test_client(use_cookies=False)
