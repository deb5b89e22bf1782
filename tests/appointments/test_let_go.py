"""When a patient or a source lets a time go, who waits for an earlier one is asked at once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments import booking, earlier
from app.appointments.booking import Filled
from app.appointments.content import Outcome, Wishes
from app.appointments.models import EarlierWish, Offer, OfferedSlot
from app.journal.actions import Actor
from app.journal.models import Role
from app.slots.content import Holding
from tests.appointments.made import at
from tests.appointments.offered import hours, offer
from tests.appointments.walking import book, send
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_slot, make_time

NOT_NEAR = date(2026, 12, 10)


@pytest.fixture
def carl_waits(session, kind, people, slots):
    """Carl has a time later on, and waits for an earlier one."""
    time = make_time(session, kind, people["carl"], answer_by=date(2027, 1, 15))
    late = make_slot(session, kind, at(NOT_NEAR, "9.00"))
    by = Actor(people["carl"], Role.PATIENT)
    kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    assert booking.book(session, time, late, **kept, by=by, now=TUESDAY_MORNING)
    earlier.wish(
        session,
        time,
        kind_id=kind.id,
        notice_hours=24,
        elsewhere=False,
        wishes=Wishes(),
        by=by,
        now=TUESDAY_MORNING,
    )
    session.commit()
    return time


@pytest.fixture
def offered_to(session):
    """Return which slots are offered for a time."""

    def found(time):
        session.expire_all()
        rows = select(OfferedSlot.slot_id).join(Offer).where(Offer.appointment_id == time.id)
        return session.exec(rows).all()

    return found


def test_a_cancelled_time_is_offered_to_who_waits(ann, path, slots, carl_waits, offered_to, holder):
    book(ann, f"{path}/change", slots[2])
    send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel")

    assert offered_to(carl_waits) == [slots[2].id]
    assert holder(slots[2]).holding is Holding.OFFER


def test_a_time_that_is_left_for_another_is_offered_to_who_waits(
    ann, path, slots, carl_waits, offered_to
):
    book(ann, f"{path}/change", slots[0])
    book(ann, f"{path}/change", slots[3])

    assert offered_to(carl_waits) == [slots[0].id]


def test_who_cancels_waits_for_nothing_and_is_offered_nothing(
    ann, path, visit, kind, session, people
):
    by = Actor(people["ann"], Role.PATIENT)
    said = {"notice_hours": 24, "elsewhere": False, "wishes": Wishes()}
    earlier.wish(session, visit, **said, kind_id=kind.id, by=by, now=TUESDAY_MORNING)
    made = offer(session, visit, [make_slot(session, kind, hours(n)) for n in range(2)])

    send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel")

    session.expire_all()
    assert session.get(Offer, made.id).outcome is Outcome.WITHDRAWN
    assert session.exec(select(EarlierWish.ended_at)).one() == TUESDAY_MORNING


def test_what_a_source_moves_is_offered_to_who_waits(
    ann, path, slots, told, carl_waits, offered_to, holder
):
    book(ann, f"{path}/change", slots[2])

    told(on="2026-12-03", at="10.00-10.45")

    assert offered_to(carl_waits) == [slots[2].id]
    assert holder(slots[2]).holding is Holding.OFFER


def test_what_a_source_cancels_waits_for_nothing(
    ann, path, slots, told, session, visit, kind, people
):
    book(ann, f"{path}/change", slots[2])
    by = Actor(people["ann"], Role.PATIENT)
    said = {"notice_hours": 24, "elsewhere": False, "wishes": Wishes()}
    earlier.wish(session, visit, **said, kind_id=kind.id, by=by, now=TUESDAY_MORNING)
    session.commit()

    told(state="cancelled")

    session.expire_all()
    ended = session.exec(select(EarlierWish.ended_at)).one()
    assert ended == TUESDAY_MORNING + timedelta(hours=1)
