"""What suits a patient, and who is asked first: every answer can be told in words."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.appointments import rules, suiting
from app.appointments.content import NextTime, Wishes
from app.appointments.offer_cards import Beside, PastTime
from app.appointments.rules import sorted_by_kind
from app.appointments.suiting import Miss, NotAsked, Waiting
from app.base import clock
from app.base.words import Words
from app.people import calendar
from app.slots.content import Mode
from tests.appointments.made import at
from tests.appointments.made import time as time_card

TUESDAY = date(2026, 11, 24)
NOW = at(TUESDAY, "9.30")
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
HERE, THERE = Words("sv", {"sv": "Plan 2"}), Words("sv", {"sv": "Plan 3"})


unhurried = settings(deadline=None, database=None)


@dataclass(frozen=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    mode: Mode = Mode.VISIT
    place: Words | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def slot(days=7, shown="10.00", *, minutes=30, **said):
    starts_at = at(TUESDAY + days * A_DAY, shown)
    return Slot(starts_at, starts_at + minutes * A_MINUTE, **said)


def waiting(key=1, **said):
    default = {
        "wish_id": uuid.UUID(int=key),
        "patient_id": uuid.UUID(int=key),
        "appointment_id": uuid.UUID(int=key),
        "asked_at": NOW - A_DAY,
        "notice_hours": 24,
        "elsewhere": False,
        "wishes": Wishes(),
        "starts_at": at(TUESDAY + 30 * A_DAY, "9.00"),
        "mode": Mode.VISIT,
        "place": None,
    }
    return Waiting(**{**default, **said})


def missed(wishes, found):
    return suiting.misses(Wishes(**wishes), found, now=NOW)


def test_without_wishes_everything_suits():
    assert missed({}, slot(0)) == []


@pytest.mark.parametrize(
    ("wishes", "days", "shown", "misses"),
    [
        pytest.param({"weekdays": [1]}, 7, "10.00", [], id="on the weekday"),
        pytest.param({"weekdays": [0, 2]}, 7, "10.00", [Miss.WEEKDAY], id="on another weekday"),
        pytest.param({"not_before": time(10)}, 7, "10.00", [], id="just late enough"),
        pytest.param({"not_before": time(10)}, 7, "9.59", [Miss.TOO_EARLY], id="too early"),
        pytest.param({"not_after": time(10, 30)}, 7, "10.00", [], id="over just in time"),
        pytest.param({"not_after": time(10, 30)}, 7, "10.01", [Miss.TOO_LATE], id="over too late"),
        pytest.param(
            {"not_after": time(23)}, 7, "23.45", [Miss.TOO_LATE], id="over after midnight"
        ),
        pytest.param({"with_relative": True}, 3, "9.30", [], id="time to tell a relative"),
        pytest.param(
            {"with_relative": True}, 3, "9.29", [Miss.RELATIVE], id="too short for a relative"
        ),
    ],
)
def test_in_what_a_slot_is_not_as_was_wished(wishes, days, shown, misses):
    assert missed(wishes, slot(days, shown)) == misses


def test_a_clock_is_the_one_on_the_wall_on_both_sides_of_summer_time():
    winter, summer = slot(123, "10.00"), slot(124, "10.00")

    assert clock.local_day(summer.starts_at) == date(2027, 3, 28)
    assert winter.starts_at.hour == summer.starts_at.hour + 1
    assert missed({"not_before": time(10)}, winter) == []
    assert missed({"not_before": time(10)}, summer) == []


SLOTS = st.builds(
    lambda days, minute, key: Slot(
        clock.moment(TUESDAY + days * A_DAY, minute),
        clock.moment(TUESDAY + days * A_DAY, minute) + 30 * A_MINUTE,
        id=uuid.UUID(int=key),
    ),
    st.integers(1, 400),
    st.integers(0, 1439),
    st.integers(0, 2**64),
)
WISHES = st.builds(
    Wishes,
    weekdays=st.lists(st.integers(0, 6), unique=True),
    not_before=st.none() | st.times(),
    not_after=st.none() | st.times(),
    with_relative=st.booleans(),
)


@unhurried
@given(st.lists(SLOTS, max_size=30, unique_by=lambda one: one.id), WISHES, st.integers(1, 5))
def test_what_comes_nearest_stands_first_whatever_order_it_came_in(slots, wishes, limit):
    found = suiting.nearest(slots, wishes, now=NOW, limit=limit)
    backwards = suiting.nearest(slots[::-1], wishes, now=NOW, limit=limit)

    assert found == backwards
    assert len(found) == min(limit, len(slots))
    left = {one.id for one in slots} - {one.slot.id for one in found}
    assert all(
        (len(one.misses), one.slot.starts_at)
        <= (len(suiting.misses(wishes, other, now=NOW)), other.starts_at)
        for one in found
        for other in slots
        if other.id in left
    )
    kept = [(len(one.misses), one.slot.starts_at) for one in found]
    assert kept == sorted(kept)


def passed_over(one, found, *, now=NOW):
    return suiting.passed_over(one, found, now=now)


@pytest.mark.parametrize(
    ("said", "found", "why"),
    [
        pytest.param({}, slot(), None, id="it fits"),
        pytest.param({"starts_at": slot().starts_at}, slot(), NotAsked.NOT_EARLIER, id="as early"),
        pytest.param(
            {"starts_at": slot().starts_at + A_MINUTE}, slot(), None, id="a minute earlier"
        ),
        pytest.param({"mode": Mode.VIDEO}, slot(), NotAsked.ELSEWHERE, id="another way to meet"),
        pytest.param({"place": HERE}, slot(place=THERE), NotAsked.ELSEWHERE, id="another place"),
        pytest.param({"place": HERE, "elsewhere": True}, slot(place=THERE), None, id="any place"),
        pytest.param({"place": HERE}, slot(place=HERE), None, id="the same place"),
        pytest.param({}, slot(1, "9.30"), None, id="just notice enough"),
        pytest.param({}, slot(1, "9.29"), NotAsked.SHORT_NOTICE, id="too short notice"),
        pytest.param(
            {"wishes": Wishes(weekdays=[0])}, slot(), NotAsked.WEEKDAY, id="another weekday"
        ),
        pytest.param(
            {"wishes": Wishes(with_relative=True)},
            slot(2),
            NotAsked.SHORT_NOTICE,
            id="too short for a relative",
        ),
        pytest.param({"answers_another": True}, slot(), NotAsked.ANSWERS_ANOTHER, id="asked now"),
    ],
)
def test_why_somebody_is_passed_over(said, found, why):
    assert passed_over(waiting(**said), found) == why


WAITING = st.builds(
    lambda key, minutes, notice, wishes, busy: waiting(
        key,
        asked_at=NOW - minutes * A_MINUTE,
        notice_hours=notice,
        wishes=wishes,
        answers_another=busy,
    ),
    st.integers(1, 50),
    st.integers(0, 5),
    st.sampled_from([0, 24, 24 * 30]),
    WISHES,
    st.booleans(),
)


@unhurried
@given(
    st.lists(WAITING, max_size=20, unique_by=lambda one: one.wish_id),
    SLOTS,
    st.sets(st.integers(1, 50)),
)
def test_who_asked_first_is_asked_first_and_everybody_else_has_a_reason(some, found, asked):
    already = {uuid.UUID(int=key) for key in asked}

    turns = suiting.turns(some, found, asked=already, now=NOW)

    assert turns == suiting.turns(some[::-1], found, asked=already, now=NOW)
    assert {one.waiting.wish_id for one in turns} == {one.wish_id for one in some}
    order = [one.waiting.asked_at for one in turns]
    assert order == sorted(order)
    for one in turns:
        if one.passed_over is None:
            assert one.waiting.appointment_id not in already
            assert found.starts_at < one.waiting.starts_at
            assert suiting.misses(one.waiting.wishes, found, now=NOW) == []


@pytest.mark.parametrize(
    ("asked", "minutes", "answer"),
    [
        pytest.param(at(TUESDAY, "9.30"), 60, at(TUESDAY, "10.30"), id="in the day"),
        pytest.param(at(TUESDAY, "19.00"), 60, at(TUESDAY, "20.00"), id="until eight"),
        pytest.param(
            at(TUESDAY, "19.30"), 60, at(TUESDAY + A_DAY, "8.30"), id="the rest in the morning"
        ),
        pytest.param(at(TUESDAY, "3.00"), 60, at(TUESDAY, "9.00"), id="in the night"),
        pytest.param(at(TUESDAY, "23.00"), 5, at(TUESDAY + A_DAY, "8.05"), id="late"),
        pytest.param(
            at(TUESDAY, "20.00"), 24 * 60, at(TUESDAY + 2 * A_DAY, "20.00"), id="two whole days"
        ),
    ],
)
def test_nobody_has_to_answer_at_night(asked, minutes, answer):
    assert suiting.answer_by(asked, minutes * A_MINUTE) == answer


@unhurried
@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.integers(5, 3000),
)
def test_there_is_always_as_much_time_to_answer_as_was_said_and_it_ends_in_the_day(later, minutes):
    now = NOW + later * A_MINUTE
    answer = suiting.answer_by(now, minutes * A_MINUTE)

    assert answer - now >= minutes * A_MINUTE
    assert 8 * 60 <= clock.minute_of_day(answer) <= 20 * 60


@pytest.mark.parametrize(
    ("today", "days", "then"),
    [
        pytest.param(TUESDAY, 2, date(2026, 11, 26), id="in the week"),
        pytest.param(date(2026, 11, 27), 2, date(2026, 12, 1), id="past a weekend"),
        pytest.param(date(2026, 12, 23), 2, date(2026, 12, 29), id="past Christmas"),
    ],
)
def test_working_days_know_weekends_and_red_days(today, days, then):
    found = suiting.working_days_on(at(today, "9.30"), days, year=calendar.year)

    assert found == then


def a_time(what="Besök", state="booked", **said):
    return time_card(what, state, **said)


def beside(**said):
    default = dict.fromkeys(("offer_id", "wish_id", "help_asked_at", "next_time"))
    return Beside(**{**default, "books_here": True, "may_ask": True, **said})


COMING = {"starts_at": at(TUESDAY + A_DAY, "9.00")}
OVER = {"starts_at": at(TUESDAY, "8.00"), "ends_at": at(TUESDAY, "9.00")}


@pytest.mark.parametrize(
    ("time", "there", "asks"),
    [
        pytest.param(a_time(change="online", **COMING), {}, ["wait"], id="booked"),
        pytest.param(a_time(**COMING), {}, [], id="booked, by phone"),
        pytest.param(
            a_time(change="online", **COMING), {"books_here": False}, [], id="booked elsewhere"
        ),
        pytest.param(a_time(change="online", **OVER), {}, ["after"], id="over"),
        pytest.param(a_time(state="done", **OVER), {}, ["after"], id="done"),
        pytest.param(a_time(state="missed", **OVER), {}, [], id="missed"),
        pytest.param(
            a_time(state="open-invitation", answer_by=TUESDAY), {}, ["help"], id="to book"
        ),
        pytest.param(a_time(state="planned", window_from=TUESDAY), {}, ["help"], id="planned"),
        pytest.param(a_time(state="requested"), {}, ["help"], id="requested"),
        pytest.param(
            a_time(state="planned", window_from=TUESDAY),
            {"may_ask": False},
            [],
            id="nobody would read it",
        ),
    ],
)
def test_what_a_patient_may_ask_about_a_time(time, there, asks):
    assert suiting.asks(time, beside(**there), now=NOW) == asks


def test_the_latest_time_that_is_over_is_asked_about():
    first = a_time(starts_at=at(TUESDAY - A_DAY, "9.00"))
    latest, coming = a_time(**OVER), a_time(**COMING)
    past = [PastTime(one, None) for one in (first, coming, latest)]

    assert suiting.to_ask_about(past, now=NOW) is latest
    assert suiting.to_ask_about([], now=NOW) is None


def test_when_the_latest_is_answered_no_older_one_is_asked_about():
    first, latest = a_time(starts_at=at(TUESDAY - A_DAY, "9.00")), a_time(**OVER)
    past = [PastTime(first, None), PastTime(latest, NextTime.LEFT)]

    assert suiting.to_ask_about(past, now=NOW) is None


@pytest.mark.parametrize(
    ("starts", "ends", "clashes"),
    [
        pytest.param("9.00", "10.00", False, id="just before"),
        pytest.param("9.00", "10.01", True, id="a minute too long"),
        pytest.param("10.29", "11.00", True, id="a minute too early"),
        pytest.param("10.30", "11.00", False, id="just after"),
        pytest.param("9.30", None, True, id="taken to last an hour"),
        pytest.param("9.00", None, False, id="taken to be over"),
    ],
)
def test_a_slot_clashes_with_what_takes_place_at_once(starts, ends, clashes):
    day = TUESDAY + 7 * A_DAY
    other = a_time(starts_at=at(day, starts), ends_at=ends and at(day, ends))

    found = rules.at_once([other], slot(), but=uuid.uuid4(), now=NOW)

    assert found == ([other] if clashes else [])
    assert rules.at_once([other], slot(), but=other.id, now=NOW) == []


def test_what_help_is_asked_for_stands_among_what_is_requested():
    invited = a_time(state="open-invitation", answer_by=TUESDAY)
    planned, requested = a_time(state="planned", window_from=TUESDAY), a_time(state="requested")
    sorted_times = sorted_by_kind([invited, planned, requested], [], now=NOW)

    found = suiting.with_help_asked(sorted_times, {invited.id, planned.id})

    assert (found.waiting, found.planned) == ([], [])
    assert found.requested == [requested, invited, planned]
    assert suiting.with_help_asked(sorted_times, set()) == sorted_times
