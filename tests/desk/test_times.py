"""Staff see their unit's times by day and by week, withdraw them, and say what came of them."""

import threading
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from app.appointments.models import Appointment
from app.base import clock, db
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.people.models import CareRole
from app.slots import actions, timetable
from app.slots.content import Holding
from app.slots.models import Slot, SlotHolder
from bench import queries
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_slot, make_time

DAY = "/care/times?day=2026-12-01"


@pytest.fixture
def hold(session, people):
    """Let Ann have a slot in some way."""

    def held(slot_id, holding, *, minutes=10, held_for_id=None):
        wanted = SlotHolder(
            slot_id=slot_id,
            holding=holding,
            held_for_id=held_for_id or slot_id,
            patient_id=people["ann"],
            until=None
            if holding is Holding.BOOKING
            else TUESDAY_MORNING + timedelta(minutes=minutes),
            since=TUESDAY_MORNING,
        )
        assert actions.take(session, wanted, earliest=TUESDAY_MORNING, now=TUESDAY_MORNING)
        session.commit()

    return held


def told(session, happening):
    rows = session.exec(
        select(JournalEntry)
        .where(JournalEntry.happening == happening)
        .order_by(col(JournalEntry.number))
    )
    return [(row.actor_id, row.role, row.patient_id, row.about_id) for row in rows]


def test_the_day_says_of_each_slot_who_has_it(browse, session, slots, hold, people, kind):
    hold(slots[0], Holding.HOLD)
    time = make_time(session, kind, people["ann"], answer_by=TUESDAY_MORNING.date())
    hold(slots[1], Holding.BOOKING, held_for_id=time.id)

    text = words_on(browse("staff:sam").get(DAY))

    assert "Tuesday 1 December Mottagningen" in text
    assert "09:00–09:45 Held until 09:40 while somebody fills in Synundersökning" in text
    assert "10:00–10:45 Booked for Ann Exempelsson" in text


def test_a_hold_and_an_offer_that_have_run_out_are_free(browse, now, slots, hold):
    hold(slots[0], Holding.HOLD)
    hold(slots[1], Holding.OFFER)
    sam = browse("staff:sam")
    assert "Offered to Ann Exempelsson until today at 09:40" in words_on(sam.get(DAY))

    now(TUESDAY_MORNING + timedelta(minutes=10))

    text = words_on(sam.get(DAY))
    assert "09:00–09:45 Free" in text
    assert "10:00–10:45 Free" in text


def test_what_patients_do_not_see_yet_says_from_when_they_do(browse, session, slots):
    session.get_one(Slot, slots[0]).released_at = TUESDAY_MORNING + timedelta(days=2)
    session.commit()

    text = words_on(browse("staff:sam").get(DAY))

    assert "09:00–09:45 Free, patients see it from 26 November" in text


def test_the_week_counts_each_day_as_a_list_and_as_a_table(browse, slots, hold):
    hold(slots[0], Holding.OFFER)

    text = words_on(browse("staff:sam").get("/care/times/week?day=2026-12-03"))

    assert "Week 49 30 November – 6 December" in text
    assert "Tuesday 1 December 1 free time, 0 booked, 1 offered" in text
    assert "Wednesday 2 December No times" in text
    assert "Saturday" not in text
    assert "With Mon 30 Tue 1 Wed 2 Thu 3 Fri 4 Sam Påhittad no times 1 free 1 offered" in text


@pytest.mark.parametrize(
    "path", ["/care/times", "/care/times/week", "/care/times/move", "/care/times/book"]
)
def test_a_page_asks_as_much_for_a_hundred_times_as_for_none(
    browse, session, engine, kind, people, path
):
    sam = browse("staff:sam")
    with queries.counting(engine) as before:
        few = sam.get(f"{path}?day=2026-12-01").text
    for number in range(100):
        slot = make_slot(session, kind, TUESDAY_MORNING + timedelta(days=7, minutes=number))
        time = make_time(session, kind, people["ann"], answer_by=TUESDAY_MORNING.date())
        time.state, time.starts_at = "booked", slot.starts_at
        session.add(
            SlotHolder(
                slot_id=slot.id,
                holding=Holding.BOOKING,
                held_for_id=time.id,
                patient_id=people["ann"],
                since=TUESDAY_MORNING,
            )
        )
    session.commit()

    with queries.counting(engine) as after:
        many = FlaskClient.open(sam, f"{path}?day=2026-12-01").text

    assert many != few or path.endswith("book")
    assert len(after) == len(before)


@pytest.mark.parametrize("day", ["", "i-morgon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_there_is_not_is_today(browse, slots, day):
    text = words_on(browse("staff:sam").get(f"/care/times?day={day}"))

    assert "Tuesday 24 November" in text


def test_times_that_another_system_has_booked_stand_there_too(browse, people):
    text = words_on(browse("staff:sam").get(DAY))

    assert "Booked in another system 10:00 Ann Exempelsson Visit to Sam" in text


def test_a_free_slot_is_withdrawn_and_given_back(browse, session, slots, people):
    sam = browse("staff:sam")

    withdrawn = sam.press(f"/care/times/slots/{slots[0]}/withdraw")

    assert withdrawn.status_code == 303
    assert "09:00–09:45 Withdrawn" in words_on(sam.get(withdrawn.location))
    assert told(session, "slots:withdrawn") == [
        (people["staff:sam"], Role.STAFF.value, None, slots[0])
    ]

    given_back = sam.press(f"/care/times/slots/{slots[0]}/give-back")

    assert "09:00–09:45 Free" in words_on(sam.get(given_back.location))
    assert told(session, "slots:given-back") == [
        (people["staff:sam"], Role.STAFF.value, None, slots[0])
    ]


def test_a_slot_that_somebody_has_is_not_withdrawn_before_they_are_offered_others(
    browse, session, slots, hold, people, kind
):
    time = make_time(session, kind, people["ann"], answer_by=TUESDAY_MORNING.date())
    time.state, time.starts_at = "booked", TUESDAY_MORNING + timedelta(days=7)
    session.commit()
    hold(slots[0], Holding.BOOKING, held_for_id=time.id)

    refused = browse("staff:sam").press(f"/care/times/slots/{slots[0]}/withdraw")

    assert refused.status_code == 422
    assert "Somebody was before you." in refused.text
    assert f"/care/times/move?unit={kind.unit_id}&amp;time={time.id}" in refused.text
    assert session.get_one(SlotHolder, slots[0]).holding is Holding.BOOKING


def test_of_two_who_press_at_once_one_withdraws(app, browse, session, slots, people, kind):
    ready, done = threading.Barrier(2), []
    by = Actor(people["staff:sam"], Role.STAFF, kind.unit_id)

    def withdraw():
        with app.app_context(), db.transaction() as writing:
            ready.wait()
            done.append(timetable.withdraw(writing, slots[0], by=by, now=clock.now()))

    both = [threading.Thread(target=withdraw) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(done) == [False, True]
    assert len(told(session, "slots:withdrawn")) == 1
    assert browse("staff:tora").press(f"/care/times/slots/{slots[0]}/withdraw").status_code == 422


def test_whoever_opens_a_slot_that_a_patient_has_is_in_their_journal(
    browse, session, slots, hold, people
):
    sam = browse("staff:sam")
    hold(slots[0], Holding.BOOKING)
    before = len(told(session, "sharing:looked"))

    sam.get(f"/care/times/slots/{slots[0]}")
    sam.get(f"/care/times/slots/{slots[1]}")

    assert told(session, "sharing:looked")[before:] == [
        (people["staff:sam"], Role.STAFF.value, people["ann"], slots[0])
    ]


@pytest.fixture
def visit(session, people):
    return session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()


@pytest.mark.parametrize(("outcome", "words"), [("done", "Has taken place"), ("missed", "Missed")])
def test_staff_say_what_came_of_a_time(browse, session, now, people, visit, outcome, words):
    now(visit.starts_at)
    sam = browse("staff:sam")
    path = f"/care/times/appointments/{visit.id}/outcome"

    noted = sam.press(path, outcome=outcome)
    again = sam.press(path, outcome=outcome)

    assert (noted.status_code, again.status_code) == (303, 303)
    assert words in words_on(sam.get(noted.location))
    assert told(session, f"appointments:{outcome}") == [
        (people["staff:sam"], Role.STAFF.value, people["ann"], visit.id)
    ]


def test_a_slip_of_the_finger_can_be_mended(browse, session, now, visit):
    now(visit.starts_at)
    sam = browse("staff:sam")
    path = f"/care/times/appointments/{visit.id}"

    sam.press(f"{path}/outcome", outcome="missed")
    assert "It took place" in words_on(sam.get(path))
    sam.press(f"{path}/outcome", outcome="done")

    session.expire_all()
    assert session.get_one(Appointment, visit.id).state == "done"


def test_nothing_came_yet_of_a_time_that_has_not_begun(browse, session, now, visit):
    now(visit.starts_at - timedelta(seconds=1))

    browse("staff:sam").press(f"/care/times/appointments/{visit.id}/outcome", outcome="missed")

    session.expire_all()
    assert session.get_one(Appointment, visit.id).state == "booked"


@pytest.mark.parametrize("outcome", ["", "cancelled", "booked", "x" * 500])
def test_an_odd_outcome_is_refused(browse, now, visit, outcome):
    now(visit.starts_at)

    refused = browse("staff:sam").press(
        f"/care/times/appointments/{visit.id}/outcome", outcome=outcome
    )

    assert refused.status_code == 422


def test_staff_cancel_a_time_and_nobody_can_twice(browse, session, people, visit):
    sam = browse("staff:sam")

    cancelled = sam.press(f"/care/times/appointments/{visit.id}/cancel")
    again = sam.press(f"/care/times/appointments/{visit.id}/cancel")

    assert (cancelled.status_code, again.status_code) == (303, 422)
    assert "so nothing was done" in again.text
    assert told(session, "appointments:cancelled") == [
        (people["staff:sam"], Role.STAFF.value, people["ann"], visit.id)
    ]
    assert "Cancelled" in words_on(browse("ann").get("/appointments"))


def test_what_was_planned_and_is_late_stands_in_a_list(browse, now):
    sam = browse("staff:sam")
    assert "No planned time has been forgotten." in words_on(sam.get("/care/times/waiting"))

    now(TUESDAY_MORNING + timedelta(days=62))

    text = words_on(browse("staff:sam").get("/care/times/waiting"))
    assert "Planned times whose date has passed Ann Exempelsson Röntgen" in text
    assert "The patient was told to call if they had heard nothing by 25 January" in text


def test_what_is_asked_for_stands_in_a_list(browse, session, people, kind):
    time = make_time(session, kind, people["ann"], answer_by=None)
    time.state = "requested"
    session.commit()

    text = words_on(browse("staff:sam").get("/care/times/waiting"))

    assert "Requested, not booked yet Ann Exempelsson Synundersökning" in text


@pytest.mark.parametrize("person", ["ann", "carl", "staff:stella"])
def test_others_find_nothing_there(browse, slots, visit, kind, person):
    browser = browse(person)
    paths = (
        f"/care/times?unit={kind.unit_id}",
        f"/care/times/week?unit={kind.unit_id}",
        f"/care/times/waiting?unit={kind.unit_id}",
        f"/care/times/patterns?unit={kind.unit_id}",
        f"/care/times/book?unit={kind.unit_id}",
        f"/care/times/move?unit={kind.unit_id}",
        f"/care/times/slots/{slots[0]}",
        f"/care/times/appointments/{visit.id}",
    )

    assert {browser.get(path).status_code for path in paths} == {404}
    for action in ("withdraw", "give-back"):
        assert browser.press(f"/care/times/slots/{slots[0]}/{action}").status_code == 404


def test_who_works_at_two_units_chooses_which(browse, session, roles, people, slots):
    other = session.get_one(CareRole, roles["stella"]).unit_id
    session.get_one(CareRole, roles["tora"]).unit_id = other
    session.get_one(CareRole, roles["tora"]).person_id = people["staff:sam"]
    session.commit()
    sam = browse("staff:sam")

    first = words_on(sam.get(DAY))
    second = words_on(sam.get(f"{DAY}&unit={session.get_one(CareRole, roles['sam']).unit_id}"))

    assert "Andra kliniken Show Mottagningen" in first
    assert "Ann" not in first
    assert "Mottagningen Show Andra kliniken" in second
