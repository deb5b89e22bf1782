"""When somebody is ill each patient is offered other times, and nobody is left without one."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.appointments import booking, offers
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, State
from app.appointments.models import Appointment, Offer, OfferedSlot
from app.base import clock
from app.desk.cards import FreeCard, TimeCard
from app.desk.rules import offers_for
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.slots import queries
from app.slots.content import Holding, Mode
from app.slots.models import PatternException, Slot, SlotHolder
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_time


@pytest.fixture
def book(session, kind, people):
    """Let a patient have a slot."""

    def booked(who, slot_id):
        time = make_time(session, kind, people[who], answer_by=TUESDAY_MORNING.date())
        done = booking.book(
            session,
            time,
            queries.slot_for(session, slot_id, kind_id=kind.id),
            filled=Filled(),
            held_for_id=None,
            earliest=TUESDAY_MORNING,
            by=Actor(people[who], Role.PATIENT),
            now=TUESDAY_MORNING,
        )
        session.commit()
        assert done
        return time

    return booked


@pytest.fixture
def ill(roles):
    """Return what one types when Sam is ill on the first of December."""

    def typed(*times, **more):
        return {
            "role": str(roles["sam"]),
            "day": "2026-12-01",
            "times": [str(time.id) for time in times],
            "words": "Vi måste flytta din tid.",
            "until_day": "2026-11-25",
            "until_clock": "16:00",
            **more,
        }

    return typed


def offered(session):
    """Return the starts of what each patient has been offered."""
    rows = session.exec(
        select(Offer.patient_id, Slot.starts_at)
        .join(OfferedSlot, col(OfferedSlot.offer_id) == Offer.id)
        .join(Slot, col(Slot.id) == OfferedSlot.slot_id)
        .order_by(col(Slot.starts_at))
    )
    found = {}
    for patient_id, start in rows:
        found.setdefault(patient_id, []).append(f"{clock.local(start):%d %b %H.%M}")
    return found


def test_each_patient_is_offered_the_nearest_times_and_keeps_their_own(
    browse, session, slots, people, book, ill, roles
):
    anns, carls = book("ann", slots[0]), book("carl", slots[1])
    sam = browse("staff:sam")

    shown = words_on(sam.get(f"/care/times/move?role={roles['sam']}&day=2026-12-01"))
    assert "Offer these patients other times" in shown
    assert "09:00 Ann Exempelsson" in shown
    moved = sam.press("/care/times/move", **ill(anns, carls))

    assert moved.status_code == 303
    assert offered(session) == {
        people["ann"]: ["08 Dec 09.00", "08 Dec 10.00", "22 Dec 09.00"],
        people["carl"]: ["15 Dec 09.00", "15 Dec 10.00", "22 Dec 10.00"],
    }
    text = words_on(sam.get(moved.location))
    assert "Waiting for the patient's answer" in text
    assert "Can answer until tomorrow at 16:00" in text
    for slot_id, who in ((slots[0], "ann"), (slots[1], "carl")):
        holder = session.get_one(SlotHolder, slot_id, populate_existing=True)
        assert (holder.holding, holder.patient_id) == (Holding.BOOKING, people[who])
    made = session.exec(
        select(JournalEntry).where(JournalEntry.happening == "appointments:offered")
    )
    assert {(row.actor_id, row.patient_id) for row in made} == {
        (people["staff:sam"], people["ann"]),
        (people["staff:sam"], people["carl"]),
    }
    (first, _second) = session.exec(select(Offer)).all()
    assert (first.reason, first.words) == (OfferReason.MOVED, "Vi måste flytta din tid.")


def test_the_day_is_closed_and_nobody_gets_what_they_leave(
    browse, session, slots, people, book, ill, kind
):
    anns = book("ann", slots[0])
    browse("staff:sam").press("/care/times/move", **ill(anns))
    (offer,) = session.exec(select(Offer)).all()
    (chosen, *_rest) = session.exec(select(OfferedSlot.slot_id)).all()

    taken = offers.take(
        session,
        offer,
        queries.slot_for(session, chosen, kind_id=kind.id),
        time=session.get_one(Appointment, anns.id, populate_existing=True),
        by=Actor(people["ann"], Role.PATIENT),
        now=TUESDAY_MORNING,
    )
    session.commit()

    assert taken is not None
    assert session.get_one(Appointment, anns.id).slot_id == chosen
    for slot_id in slots[:2]:
        holder = session.get_one(SlotHolder, slot_id, populate_existing=True)
        assert holder.holding is Holding.WITHDRAWN
    (closed,) = session.exec(select(PatternException)).all()
    assert closed.day == date(2026, 12, 1)


def test_who_has_not_answered_in_time_is_to_be_called(
    browse, session, now, slots, people, book, ill, roles
):
    anns = book("ann", slots[0])
    browse("staff:sam").press("/care/times/move", **ill(anns))

    now(TUESDAY_MORNING + timedelta(days=1, hours=7))

    text = words_on(browse("staff:sam").get(f"/care/times/move?role={roles['sam']}&day=2026-12-01"))
    assert "Waiting for the patient's answer" not in text
    assert "Offer these patients other times" in text
    assert session.get_one(SlotHolder, slots[0]).patient_id == people["ann"]


def test_where_there_are_not_two_times_to_offer_the_patient_is_called(
    browse, session, slots, people, book, roles
):
    anns = book("ann", slots[0])
    for slot_id in slots[2:-1]:
        browse("staff:sam").press(f"/care/times/slots/{slot_id}/withdraw")
    sam = browse("staff:sam")

    text = words_on(sam.get(f"/care/times/move?role={roles['sam']}&day=2026-12-01"))

    assert "Call these patients" in text
    assert "Close the day, so that nobody books more" in text
    sam.press("/care/times/closed", role=str(roles["sam"]), day="2026-12-01")
    closed = words_on(sam.get("/care/times/patterns"))
    assert "1 patient still has a time then" in closed
    assert session.get_one(Appointment, anns.id).state is State.BOOKED


def test_one_time_is_moved_from_its_own_page(browse, session, slots, book, ill, people):
    anns = book("ann", slots[0])
    sam = browse("staff:sam")
    assert "Offer these patients other times" in sam.get(f"/care/times/move?time={anns.id}").text

    typed = {**ill(anns), "time": str(anns.id)}
    del typed["role"], typed["day"]
    moved = sam.press("/care/times/move", **typed)

    assert moved.status_code == 303
    assert offered(session) == {people["ann"]: ["01 Dec 10.00", "08 Dec 09.00", "08 Dec 10.00"]}
    assert session.exec(select(PatternException)).all() == []
    assert session.get_one(SlotHolder, slots[0]).withdrawn_for_id == slots[0]
    assert "Nobody else gets this time" in sam.get(f"/care/times/slots/{slots[0]}").text


def test_a_time_that_another_system_booked_is_to_be_called_about(browse, people, roles, kind):
    text = words_on(browse("staff:sam").get(f"/care/times/move?role={roles['sam']}&day=2026-12-01"))

    assert "Call these patients" in text
    assert "10:00 Ann Exempelsson Visit to Sam" in text


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"times": []}, "Choose at least one of these."),
        ({"times": ["x"]}, "Choose at least one of these."),
        ({"until_day": ""}, "Write a day, such as 2026-12-01."),
        ({"until_day": "2026-11-24", "until_clock": "09:30"}, "This has passed."),
        ({"until_clock": "sen"}, "Write a clock time, such as 10.30."),
        ({"words": "x" * 401}, "Shorten it."),
    ],
)
def test_odd_answers_offer_nothing_and_close_nothing(
    browse, session, slots, book, ill, typed, fault
):
    anns = book("ann", slots[0])

    refused = browse("staff:sam").press("/care/times/move", **{**ill(anns), **typed})

    assert refused.status_code == 422
    assert fault in refused.text
    assert session.exec(select(Offer)).all() == []
    assert session.exec(select(PatternException)).all() == []


def test_only_those_who_are_chosen_are_offered_anything(browse, session, slots, people, book, ill):
    book("ann", slots[0])
    carls = book("carl", slots[1])

    browse("staff:sam").press("/care/times/move", **ill(carls))

    assert set(offered(session)) == {people["carl"]}


def test_nothing_is_offered_that_begins_before_one_must_answer(
    browse, session, slots, people, book, ill
):
    anns = book("ann", slots[0])

    browse("staff:sam").press("/care/times/move", **ill(anns, until_day="2026-12-10"))

    assert offered(session) == {people["ann"]: ["15 Dec 09.00", "15 Dec 10.00", "22 Dec 09.00"]}


def test_the_whole_unit_can_be_moved(browse, session, slots, people, book, ill):
    anns = book("ann", slots[0])

    browse("staff:sam").press("/care/times/move", **ill(anns, role=""))

    assert set(offered(session)) == {people["ann"]}
    (closed,) = session.exec(select(PatternException)).all()
    assert closed.role_id is None


def test_another_units_times_cannot_be_moved(browse, slots, book, ill, roles, kind):
    anns = book("ann", slots[0])
    stella = browse("staff:stella")

    assert stella.get(f"/care/times/move?time={anns.id}").status_code == 404
    assert stella.get(f"/care/times/move?role={roles['sam']}&day=2026-12-01").status_code == 404
    assert stella.press("/care/times/move", **ill(anns)).status_code == 404


TEN = datetime(2026, 12, 1, 9, tzinfo=UTC)
EYES, FEET = uuid.uuid4(), uuid.uuid4()


def _time(minutes=0, kind=EYES):
    return TimeCard(
        uuid.uuid4(), uuid.uuid4(), "Ann", "", None, None, State.BOOKED, None, kind, Mode.VISIT,
        TEN + timedelta(minutes=minutes), None, None, None, None, None, None, None,
    )  # fmt: skip


def _slot(days):
    start = TEN + timedelta(days=days)
    return FreeCard(
        uuid.uuid4(), uuid.uuid4(), None, Mode.VISIT, None, start, start + timedelta(hours=1), start
    )


def test_the_first_of_the_day_choose_first_and_nobody_is_offered_one_alone():
    first, second, third = (_time(n) for n in range(3))
    free = [_slot(n) for n in (1, 2, 3, 4, 5)]

    given = offers_for([first, second, third], {EYES: free})

    assert given == {first.id: [free[0], free[1], free[4]], second.id: free[2:4]}


def test_a_slot_for_two_kinds_is_offered_once():
    eyes, feet = _time(), _time(kind=FEET)
    free = [_slot(n) for n in (1, 2, 3)]

    given = offers_for([eyes, feet], {EYES: free, FEET: free})

    assert given == {eyes.id: free}


def test_a_time_without_a_kind_has_nothing_like_it():
    assert offers_for([_time(kind=None)], {EYES: [_slot(1), _slot(2)]}) == {}
