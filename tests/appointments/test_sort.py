"""Which times lie ahead, which wait for an answer, and which are at once."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_clock

import pytest

from app.appointments import rules
from app.appointments.content import State
from tests.appointments.made import at, booked, time

DAY = date(2026, 12, 1)
NOW = at(DAY, "10.00")
A_SECOND, AN_HOUR = timedelta(seconds=1), timedelta(hours=1)
WITHOUT_A_START = {
    "open-invitation": {"answer_by": DAY},
    "planned": {"window_from": DAY},
    "requested": {},
}


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "ahead"),
    [
        pytest.param(NOW + AN_HOUR, None, True, id="in an hour"),
        pytest.param(NOW - AN_HOUR + A_SECOND, None, True, id="began less than an hour ago"),
        pytest.param(NOW - AN_HOUR, None, False, id="began an hour ago"),
        pytest.param(NOW - AN_HOUR, NOW + A_SECOND, True, id="ends in a second"),
        pytest.param(NOW - AN_HOUR, NOW, False, id="ends now"),
        pytest.param(NOW - 3 * timedelta(days=1), NOW + AN_HOUR, True, id="goes on for days"),
    ],
)
@pytest.mark.parametrize("state", ["booked", "invitation"])
def test_a_time_lies_ahead_until_it_is_over(state, starts_at, ends_at, ahead):
    visit = time("Besök", state, starts_at=starts_at, ends_at=ends_at)

    assert rules.is_fixed(visit, now=NOW) is ahead
    assert rules.is_past(visit, now=NOW) is not ahead


@pytest.mark.parametrize("state", ["done", "missed"])
def test_what_has_been_lies_behind_whatever_the_clock_says(state):
    visit = time("Besök", state, starts_at=NOW + AN_HOUR)

    assert not rules.is_fixed(visit, now=NOW)
    assert rules.is_past(visit, now=NOW)


@pytest.mark.parametrize("starts_at", [None, NOW + AN_HOUR])
def test_what_was_cancelled_lies_behind(starts_at):
    visit = time("Besök", "cancelled", starts_at=starts_at)

    assert not rules.is_fixed(visit, now=NOW)
    assert rules.is_past(visit, now=NOW)


@pytest.mark.parametrize("state", WITHOUT_A_START)
def test_what_has_no_start_is_neither_fixed_nor_past(state):
    visit = time("Besök", state, **WITHOUT_A_START[state])

    assert not rules.is_fixed(visit, now=NOW)
    assert not rules.is_past(visit, now=NOW)
    assert rules.end_of(visit) is None


def test_a_time_without_an_end_is_taken_to_last_an_hour():
    assert rules.end_of(booked("Besök", NOW)) == NOW + AN_HOUR
    assert rules.end_of(booked("Besök", NOW, NOW + A_SECOND)) == NOW + A_SECOND


def test_an_hour_is_an_hour_also_when_the_clocks_go_back():
    first_half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert rules.end_of(booked("Besök", first_half_past_two)) == first_half_past_two + AN_HOUR


@pytest.mark.parametrize(
    ("visit", "waits"),
    [
        pytest.param(time("A", "open-invitation", answer_by=DAY), True, id="to book oneself"),
        pytest.param(
            time("A", "open-invitation", answer_by=date(2020, 1, 1)), True, id="also when late"
        ),
        pytest.param(
            time("A", "invitation", starts_at=NOW + AN_HOUR, answer_by=DAY), True, id="to answer"
        ),
        pytest.param(time("A", "invitation", starts_at=NOW + AN_HOUR), False, id="no answer asked"),
        pytest.param(
            time("A", "invitation", starts_at=NOW - AN_HOUR, answer_by=DAY), False, id="over"
        ),
        pytest.param(booked("A", NOW + AN_HOUR, answer_by=DAY), False, id="booked"),
        pytest.param(time("A", "planned", window_from=DAY, answer_by=DAY), False, id="planned"),
        pytest.param(time("A", "cancelled", answer_by=DAY), False, id="cancelled"),
    ],
)
def test_an_invitation_waits_for_an_answer(visit, waits):
    assert rules.waits_for_answer(visit, now=NOW) is waits


def test_times_are_in_order_of_their_day():
    tomorrow = DAY + timedelta(days=1)
    evening, morning = booked("kväll", at(DAY, "18.00")), booked("morgon", at(DAY, "8.00"))
    planned = time("planerad", "planned", window_from=DAY)
    asked = time("inbjudan", "open-invitation", answer_by=tomorrow)
    sometime = time("någon gång", "planned", window_words={"sv": "I vår"})

    in_order = rules.in_order([sometime, asked, planned, evening, morning])

    assert in_order == [morning, evening, planned, asked, sometime]


def test_two_times_of_the_same_moment_keep_their_order():
    visits = [booked("A", NOW), booked("B", NOW)]

    assert rules.in_order(visits) == rules.in_order(visits[::-1])


def test_the_day_is_the_day_here_when_times_are_put_in_order():
    just_after_midnight = booked("natt", at(DAY, "0.30"))
    planned = time("planerad", "planned", window_from=DAY - timedelta(days=1))

    assert rules.in_order([just_after_midnight, planned]) == [planned, just_after_midnight]


def test_a_list_shows_each_kind_apart():
    waiting = time("A", "invitation", starts_at=NOW + AN_HOUR, answer_by=DAY)
    fixed = booked("B", NOW + AN_HOUR)
    requested, planned = time("C", "requested"), time("D", "planned", window_from=DAY)
    to_book = time("E", "open-invitation", answer_by=DAY)
    over, cancelled = booked("F", NOW - AN_HOUR), time("G", "cancelled")

    shown = rules.sorted_by_kind(
        [waiting, fixed, requested, planned, to_book, over], [over, cancelled, fixed], now=NOW
    )

    assert shown.waiting == [waiting, to_book]
    assert shown.fixed == [fixed]
    assert shown.requested == [requested]
    assert shown.planned == [planned]
    assert shown.past == [over, cancelled]


@pytest.mark.parametrize(
    ("second", "at_once"),
    [
        pytest.param(("10.45", "11.00"), False, id="begins when the other ends"),
        pytest.param(("10.44", "11.00"), True, id="begins a minute before the other ends"),
        pytest.param(("9.00", "10.15"), False, id="ends when the other begins"),
        pytest.param(("9.00", "10.16"), True, id="ends a minute after the other begins"),
        pytest.param(("10.15", "10.45"), True, id="the same time"),
        pytest.param(("10.20", "10.30"), True, id="inside the other"),
        pytest.param(("10.15", None), True, id="without an end"),
    ],
)
def test_two_times_are_at_once_when_they_share_a_minute(second, at_once):
    first = booked("A", at(DAY, "10.15"), at(DAY, "10.45"))
    begins, ends = second
    other = booked("B", at(DAY, begins), ends and at(DAY, ends))

    pairs = rules.overlapping([first, other], now=at(DAY, "7.00"))

    assert bool(pairs) is at_once
    assert all(earlier.starts_at <= later.starts_at for earlier, later in pairs)


def test_a_time_without_an_end_is_at_once_with_what_begins_within_its_hour():
    first = booked("A", at(DAY, "9.00"))
    within, after = booked("B", at(DAY, "9.59")), booked("C", at(DAY, "10.00"))

    assert rules.overlapping([first, after], now=at(DAY, "7.00")) == []
    assert rules.overlapping([within, first], now=at(DAY, "7.00")) == [(first, within)]


def test_three_times_at_once_are_three_pairs():
    long = booked("A", at(DAY, "9.00"), at(DAY, "12.00"))
    early = booked("B", at(DAY, "9.30"), at(DAY, "11.00"))
    late = booked("C", at(DAY, "10.30"), at(DAY, "11.30"))
    afterwards = booked("D", at(DAY, "12.00"))

    pairs = rules.overlapping([late, afterwards, early, long], now=at(DAY, "7.00"))

    assert pairs == [(long, early), (long, late), (early, late)]


def test_a_short_time_between_does_not_hide_a_long_one():
    long = booked("A", at(DAY, "9.00"), at(DAY, "12.00"))
    short = booked("B", at(DAY, "9.15"), at(DAY, "9.30"))
    late = booked("C", at(DAY, "11.00"), at(DAY, "11.30"))

    assert rules.overlapping([long, short, late], now=at(DAY, "7.00")) == [
        (long, short),
        (long, late),
    ]


def test_only_coming_times_can_be_at_once():
    first = booked("A", at(DAY, "9.00"))
    others = [
        time("B", state, starts_at=at(DAY, "9.00")) for state in ("done", "missed", "cancelled")
    ]

    assert rules.overlapping([first, *others], now=at(DAY, "7.00")) == []
    assert rules.overlapping([first, booked("C", at(DAY, "9.00"))], now=at(DAY, "10.00")) == []


def test_times_at_the_two_half_past_two_are_not_at_once():
    first = booked("A", datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    second = booked("B", datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    assert rules.overlapping([first, second], now=datetime(2026, 10, 24, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("shown", "not_before", "early"),
    [
        ("9.59", wall_clock(10), True),
        ("10.00", wall_clock(10), False),
        ("10.01", wall_clock(10), False),
        ("0.00", wall_clock(10), True),
        ("9.59", None, False),
    ],
)
@pytest.mark.parametrize("day", [DAY, date(2026, 7, 1)])
def test_a_time_is_early_by_the_clocks_on_the_wall(day, shown, not_before, early):
    visit = booked("A", at(day, shown))

    assert rules.too_early(visit, not_before=not_before) is early


def test_what_has_no_start_is_never_early():
    assert not rules.too_early(time("A", "requested"), not_before=wall_clock(10))


def test_every_state_is_either_over_or_not():
    assert set(State) - set(rules.NOT_OVER) == {State.DONE, State.MISSED, State.CANCELLED}
