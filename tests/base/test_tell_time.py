"""Moments are in UTC; what the clocks on the wall show is asked for last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.base import clock

TO_WINTER_TIME = (date(2026, 10, 25), date(2027, 10, 31))
TO_SUMMER_TIME = date(2027, 3, 28)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "minute", "moment"),
    [
        pytest.param(date(2026, 7, 1), 0, utc(2026, 6, 30, 22), id="midnight in summer"),
        pytest.param(date(2026, 12, 1), 0, utc(2026, 11, 30, 23), id="midnight in winter"),
        pytest.param(date(2026, 12, 1), 1439, utc(2026, 12, 1, 22, 59), id="the last minute"),
        pytest.param(date(2026, 12, 1), 1440, utc(2026, 12, 1, 23), id="minute 1440"),
        pytest.param(date(2026, 12, 31), 1440, utc(2026, 12, 31, 23), id="into the new year"),
        pytest.param(date(2026, 10, 24), 1440, utc(2026, 10, 24, 22), id="into the long day"),
        pytest.param(date(2026, 10, 25), 120, utc(2026, 10, 25, 0), id="the first 02.00"),
        pytest.param(date(2026, 10, 25), 150, utc(2026, 10, 25, 0, 30), id="the first 02.30"),
        pytest.param(date(2026, 10, 25), 179, utc(2026, 10, 25, 0, 59), id="the first 02.59"),
        pytest.param(date(2026, 10, 25), 180, utc(2026, 10, 25, 2), id="the only 03.00"),
        pytest.param(date(2026, 10, 25), 1440, utc(2026, 10, 25, 23), id="out of the long day"),
        pytest.param(date(2027, 3, 28), 119, utc(2027, 3, 28, 0, 59), id="before the jump"),
        pytest.param(date(2027, 3, 28), 120, utc(2027, 3, 28, 1), id="02.00 is 03.00"),
        pytest.param(date(2027, 3, 28), 150, utc(2027, 3, 28, 1, 30), id="02.30 is 03.30"),
        pytest.param(date(2027, 3, 28), 180, utc(2027, 3, 28, 1), id="03.00 is 03.00"),
        pytest.param(date(2027, 3, 28), 1440, utc(2027, 3, 28, 22), id="out of the short day"),
        pytest.param(date(2027, 10, 31), 150, utc(2027, 10, 31, 0, 30), id="the year after"),
        pytest.param(date(2028, 2, 28), 1440, utc(2028, 2, 28, 23), id="into the leap day"),
        pytest.param(date(2028, 2, 29), 600, utc(2028, 2, 29, 9), id="on the leap day"),
        pytest.param(date(2028, 2, 29), 1440, utc(2028, 2, 29, 23), id="out of the leap day"),
    ],
)
def test_a_day_and_what_the_clocks_show_are_a_moment(day, minute, moment):
    assert clock.moment(day, minute) == moment
    assert clock.moment(day, minute).tzinfo is UTC


def test_the_end_of_a_day_is_the_beginning_of_the_next():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 366)]

    assert [clock.moment(day, 1440) for day in days] == [
        clock.moment(day + timedelta(days=1), 0) for day in days
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 10, 24), 24),
        (TO_WINTER_TIME[0], 25),
        (TO_SUMMER_TIME, 23),
        (TO_WINTER_TIME[1], 25),
    ],
)
def test_a_day_is_an_hour_longer_or_shorter_when_the_clocks_change(day, hours):
    assert clock.moment(day, 1440) - clock.moment(day, 0) == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date(2026, 11, 24), *TO_WINTER_TIME, TO_SUMMER_TIME])
def test_every_minute_that_exists_is_shown_as_it_was_asked_for(day):
    minutes = [minute for minute in range(1440) if not clock.skipped(day, minute)]

    shown = [clock.moment(day, minute) for minute in minutes]

    assert [clock.minute_of_day(moment) for moment in shown] == minutes
    assert {clock.local_day(moment) for moment in shown} == {day}


@pytest.mark.parametrize(
    ("day", "skipped"),
    [
        pytest.param(TO_SUMMER_TIME, range(120, 180), id="from 02.00 to 02.59"),
        pytest.param(TO_WINTER_TIME[0], range(0), id="none when an hour comes twice"),
        pytest.param(date(2026, 11, 24), range(0), id="none on any other day"),
    ],
)
def test_the_clocks_jump_over_one_hour_a_year(day, skipped):
    assert [minute for minute in range(1441) if clock.skipped(day, minute)] == list(skipped)


@pytest.mark.parametrize(
    ("moment", "day", "minute"),
    [
        pytest.param(utc(2026, 11, 23, 22, 59, 59), date(2026, 11, 23), 1439, id="before midnight"),
        pytest.param(utc(2026, 11, 23, 23), date(2026, 11, 24), 0, id="midnight in winter"),
        pytest.param(utc(2026, 6, 30, 21, 59, 59), date(2026, 6, 30), 1439, id="before, in summer"),
        pytest.param(utc(2026, 6, 30, 22), date(2026, 7, 1), 0, id="midnight in summer"),
        pytest.param(utc(2026, 10, 25, 0, 30), date(2026, 10, 25), 150, id="the first 02.30"),
        pytest.param(utc(2026, 10, 25, 1, 30), date(2026, 10, 25), 150, id="the second 02.30"),
        pytest.param(utc(2027, 3, 28, 0, 59), date(2027, 3, 28), 119, id="01.59"),
        pytest.param(utc(2027, 3, 28, 1), date(2027, 3, 28), 180, id="then 03.00"),
        pytest.param(utc(2028, 2, 28, 23), date(2028, 2, 29), 0, id="the leap day begins"),
        pytest.param(utc(2028, 2, 29, 23), date(2028, 3, 1), 0, id="the leap day is over"),
    ],
)
def test_a_moment_has_a_day_and_a_minute_here(moment, day, minute):
    assert clock.local_day(moment) == day
    assert clock.minute_of_day(moment) == minute
    assert clock.local(moment).astimezone(UTC) == moment


def test_the_clock_is_asked_in_utc(monkeypatch):
    monkeypatch.undo()  # Time moves again.
    before = datetime.now(UTC)

    asked = clock.now()

    assert before <= asked <= datetime.now(UTC)
    assert asked.tzinfo is UTC
