"""Whatever changes a plan plans its reminders, in the same transaction: what moves moves them,
and what is cancelled is silent."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import State
from app.appointments.models import Appointment
from app.base import db
from app.journal.actions import Actor
from app.journal.models import Role
from app.people.models import CareRole
from app.reminders import planning, putting_off
from app.reminders.content import Channel, DeliveryState, ReminderKind, ReminderState
from app.reminders.models import Delivery, Reminder, ReminderPlan, ReminderSettings
from app.sharing.content import Deed, Part
from tests.appointments.made import at
from tests.appointments.offered import offer
from tests.appointments.walking import book, send
from tests.conftest import TUESDAY_MORNING
from tests.reminders.planned import due_to, plan_for, rows_of
from tests.sharing.shared import share
from tests.slots.made import make_kind, make_slot, make_time

DAY, NEXT_DAY = date(2026, 12, 1), date(2026, 12, 3)
TIME, OFFER = ReminderKind.TIME, ReminderKind.OFFER


@pytest.fixture
def slots(session, people):
    kind = make_kind(session)
    return [make_slot(session, kind, at(day, "10.00")) for day in (DAY, NEXT_DAY)]


@pytest.fixture
def invited(session, slots, people):
    kind = make_kind(session, key="ears")
    first, second = (make_slot(session, kind, at(day, "13.00")) for day in (DAY, NEXT_DAY))
    time = make_time(session, kind, people["ann"], answer_by=date(2026, 12, 24))
    return time, first, second


@pytest.fixture
def ann(browse):
    return browse("ann")


def own_times(session, people, time):
    rows = rows_of(session, people["ann"], TIME)
    return [one for one in rows if one.about_id == time.id]


def test_a_time_is_told_the_evening_before_and_the_same_morning(app, session, people):
    plan_for(app, people["ann"])

    assert due_to(session, people["ann"], TIME) == ["2026-11-30 18.00", "2026-12-01 07.00"]
    assert due_to(session, people["carl"]) == []


def test_booking_plans_and_moving_moves(ann, session, people, invited):
    time, first, second = invited
    path = f"/appointments/{time.id}"

    book(ann, f"{path}/book", first)
    booked = [one.due_at for one in own_times(session, people, time)]
    book(ann, f"{path}/change", second)
    moved = own_times(session, people, time)

    assert booked == [at(date(2026, 11, 30), "18.00"), at(DAY, "7.00")]
    assert [one.due_at for one in moved] == [at(date(2026, 12, 2), "18.00"), at(NEXT_DAY, "7.00")]
    assert {one.about_at for one in moved} == {second.starts_at}
    told = rows_of(session, people["ann"], ReminderKind.CHANGE)
    assert [one.about_id for one in told if one.about_id == time.id] == []


def test_a_cancelled_time_is_silent(ann, session, people, invited):
    time, first, _second = invited
    path = f"/appointments/{time.id}"
    book(ann, f"{path}/book", first)

    send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel")

    cancelled = rows_of(session, people["ann"], TIME, states=(ReminderState.CANCELLED,))
    assert own_times(session, people, time) == []
    assert len([one for one in cancelled if one.about_id == time.id]) == 2


def test_planning_again_changes_nothing(app, session, people):
    plan_for(app, people["ann"])
    before = [dict(one) for one in rows_of(session, people["ann"])]

    plan_for(app, people["ann"])

    assert before
    assert [dict(one) for one in rows_of(session, people["ann"])] == before


def test_what_is_put_off_stays_while_its_thing_is_as_it_was_and_falls_when_it_moves(
    app, ann, session, people, invited
):
    time, first, second = invited
    path = f"/appointments/{time.id}"
    book(ann, f"{path}/book", first)
    evening, _morning = own_times(session, people, time)
    until = at(date(2026, 11, 30), "20.15")
    with app.app_context(), db.transaction() as writing:
        later = {"person_id": people["ann"], "until": until, "now": TUESDAY_MORNING}
        assert putting_off.put_off(writing, evening.id, **later)

    plan_for(app, people["ann"])
    put_off = own_times(session, people, time)
    book(ann, f"{path}/change", second)

    assert at(DAY, "13.00") == put_off[0].about_at
    assert [one.due_at for one in put_off] == [until, at(DAY, "7.00")]
    assert [one.due_at for one in own_times(session, people, time)] == [
        at(date(2026, 12, 2), "18.00"),
        at(NEXT_DAY, "7.00"),
    ]


def test_a_time_that_moves_back_is_told_of_again_unless_it_was_told(
    app, ann, session, people, invited
):
    time, first, second = invited
    path = f"/appointments/{time.id}"
    book(ann, f"{path}/book", first)
    evening, _morning = own_times(session, people, time)
    evening.state, evening.told_at = ReminderState.TOLD, evening.due_at
    session.add(evening)
    session.commit()

    book(ann, f"{path}/change", second)
    gone = session.get(Reminder, evening.id, populate_existing=True).state
    book(ann, f"{path}/change", first)

    session.expire_all()
    assert gone is ReminderState.CANCELLED
    assert session.get(Reminder, evening.id).state is ReminderState.TOLD
    assert [one.due_at for one in own_times(session, people, time)] == [at(DAY, "7.00")]


def test_a_message_that_tells_of_nothing_else_is_not_sent_any_more(
    app, ann, session, people, invited
):
    time, first, _second = invited
    path = f"/appointments/{time.id}"
    book(ann, f"{path}/book", first)
    evening, morning = own_times(session, people, time)
    alone, shared = uuid.uuid4(), uuid.uuid4()
    other = next(one for one in rows_of(session, people["ann"], TIME) if one.about_id != time.id)
    deliveries = {}
    for message_id, told in {alone: [evening], shared: [other, morning]}.items():
        for one in told:
            one.state, one.told_at, one.message_id = ReminderState.TOLD, one.due_at, message_id
            session.add(one)
        deliveries[message_id] = Delivery(
            message_id=message_id,
            recipient_id=people["ann"],
            channel=Channel.PUSH,
            to_id=uuid.uuid4(),
            made_at=TUESDAY_MORNING,
            due_at=TUESDAY_MORNING,
            useless_at=time.starts_at or first.starts_at,
        )
        session.add(deliveries[message_id])
    session.commit()

    send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel")

    session.expire_all()
    assert deliveries[alone].state is DeliveryState.CANCELLED
    assert deliveries[shared].state is DeliveryState.WAITING


def test_an_invitation_is_told_before_its_last_day(app, session, people):
    plan_for(app, people["ann"])

    eyes = session.exec(select(Appointment).where(Appointment.key == "eyes")).one()
    rows = rows_of(session, people["ann"], OFFER)
    assert [(one.about_id, one.due_at) for one in rows] == [
        (eyes.id, TUESDAY_MORNING),
        (eyes.id, at(date(2027, 1, 14), "18.00")),
    ]


def test_an_offer_is_told_when_it_is_made_and_before_it_ends(app, browse, session, people, invited):
    time, first, second = invited
    made = offer(session, time, [first, second], until=at(date(2026, 11, 27), "12.00"))
    plan_for(app, people["ann"])
    asked = [one for one in rows_of(session, people["ann"], OFFER) if one.about_id == made.id]

    seen = session.get(Appointment, time.id).changed_at.isoformat()
    browse("ann").press(f"/offers/{made.id}/slots/{first.id}", seen=seen)

    assert [one.due_at for one in asked] == [TUESDAY_MORNING, at(date(2026, 11, 26), "18.00")]
    assert {one.about_at for one in asked} == {made.until}
    left = [one for one in rows_of(session, people["ann"], OFFER) if one.about_id == made.id]
    assert left == []
    assert len(own_times(session, people, time)) == 2


def test_what_is_offered_is_not_told_of_as_an_invitation_as_well(app, session, people, invited):
    time, first, second = invited
    offer(session, time, [first, second], until=at(date(2026, 11, 27), "12.00"))

    plan_for(app, people["ann"])

    assert time.id not in {one.about_id for one in rows_of(session, people["ann"], OFFER)}


def test_a_time_that_is_booked_on_the_phone_is_no_news_to_the_patient_until_care_cancels_it(
    app, session, people, invited
):
    """Nor is what the patient did; the helper hears of either."""
    time, first, _second = invited
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    later = TUESDAY_MORNING + timedelta(minutes=1)
    sam = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    with app.app_context(), db.transaction() as writing:
        booking.book(
            writing,
            writing.get_one(Appointment, time.id),
            first,
            filled=Filled(),
            held_for_id=None,
            earliest=later,
            by=Actor(people["staff:sam"], Role.STAFF, sam.unit_id),
            now=later,
            booked_by_id=sam.id,
        )

    def hears(who):
        rows = rows_of(session, people[who], ReminderKind.CHANGE)
        return [one.about_id for one in rows if one.about_id == time.id]

    assert hears("ann") == []
    assert hears("rut") == [time.id]

    with app.app_context(), db.transaction() as writing:
        cancelled = writing.get_one(Appointment, time.id)
        by = Actor(people["staff:sam"], Role.STAFF, sam.unit_id)
        booking.cancel(writing, cancelled, told="", by=by, now=later + timedelta(hours=1))

    assert hears("ann") == [time.id]


def test_nothing_is_planned_when_a_transaction_is_not_kept(app, session, people):
    def change_and_fail():
        with app.app_context(), db.transaction() as writing:
            planning.changed(writing, [people["ann"]], now=TUESDAY_MORNING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()

    assert rows_of(session, people["ann"]) == []


def test_two_who_change_a_plan_at_once_plan_one_after_the_other(app, engine, session, people):
    ready, faults = threading.Barrier(6), []

    def change():
        with app.app_context():
            ready.wait()
            try:
                with db.transaction() as writing:
                    planning.changed(writing, [people["carl"], people["ann"]], now=TUESDAY_MORNING)
            except Exception as fault:
                faults.append(fault)

    several = [threading.Thread(target=change) for _ in range(6)]
    for one in several:
        one.start()
    for one in several:
        one.join()

    assert faults == []
    assert due_to(session, people["ann"], TIME) == ["2026-11-30 18.00", "2026-12-01 07.00"]


def test_saying_that_one_knows_and_planning_never_wait_for_each_other(app, session, people):
    plan_for(app, people["ann"])
    ids = [one.id for one in rows_of(session, people["ann"])]
    ready, faults = threading.Barrier(2), []

    def often(do):
        ready.wait()
        for number in range(10):
            try:
                with app.app_context(), db.transaction() as writing:
                    do(writing, number)
            except Exception as fault:
                faults.append(fault)

    def see(writing, number):
        one = [ids[number % len(ids)]]
        putting_off.see(writing, one, person_id=people["ann"], now=TUESDAY_MORNING)

    def choose_otherwise(writing, number):
        settings = ReminderSettings(person_id=people["ann"], quiet_from=60 * number, quiet_to=0)
        writing.merge(settings)
        planning.changed(writing, [people["ann"]], now=TUESDAY_MORNING)

    both = [threading.Thread(target=often, args=(do,)) for do in (see, choose_otherwise)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert faults == []
    assert rows_of(session, people["ann"]) == []


def test_looking_and_signing_in_plan_nothing(browse, session, people, sees):
    browse("ann").get("/appointments")
    sees("staff:sam", "ann").get("/appointments")

    assert session.get(ReminderPlan, people["ann"]) is None


def test_planning_asks_the_same_number_of_questions_of_a_plan_many_times_larger(
    app, engine, session, people
):
    plan_for(app, people["ann"])
    small = questions(app, engine, people["ann"])
    kind = make_kind(session, key="many")
    for number in range(60):
        time = make_time(session, kind, people["ann"], answer_by=date(2027, 1, 15))
        time.state, time.answer_by = State.BOOKED, None
        time.starts_at = at(DAY, "8.00") + timedelta(days=number)
        session.add(time)
    session.commit()
    growing = questions(app, engine, people["ann"])
    large = questions(app, engine, people["ann"])

    assert len(rows_of(session, people["ann"], TIME)) > 100
    assert large == small <= 9
    assert growing == small + 1


def questions(app, engine, patient_id):
    """Return how many statements planning for a patient takes."""
    asked = []

    def count(_connection, _cursor, statement, *_more):
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    plan_for(app, patient_id)
    event.remove(engine, "before_cursor_execute", count)
    return len(asked)
