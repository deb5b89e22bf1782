"""Whatever changes a plan plans its reminders, in the same transaction: what moves moves them,
and what is cancelled is silent."""

from datetime import date

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.reminders.content import ReminderKind, ReminderState
from tests.appointments.made import at
from tests.appointments.walking import book, send
from tests.conftest import TUESDAY_MORNING
from tests.reminders.planned import due_to, plan_for, rows_of
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


def test_an_invitation_is_told_before_its_last_day(app, session, people):
    plan_for(app, people["ann"])

    eyes = session.exec(select(Appointment).where(Appointment.key == "eyes")).one()
    rows = rows_of(session, people["ann"], OFFER)
    assert [(one.about_id, one.due_at) for one in rows] == [
        (eyes.id, TUESDAY_MORNING),
        (eyes.id, at(date(2027, 1, 14), "18.00")),
    ]
