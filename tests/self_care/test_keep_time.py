"""Schedules from 2026 to 2028, held against another calendar and other clocks.

The days are asked of ical.js, which comes from libical and shares nothing with dateutil; the
clocks in Stockholm are those of ICU in Node, and not Python's. See tools/another_calendar.mjs.
"""

import json
import subprocess
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import clock
from app.contracts.schedules import DayPart, Rhythm, Schedule
from app.self_care import rules
from tests.browser.site import ROOT

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
SPRINGS = (date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26))
AUTUMNS = (date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29))

DAYS = st.dates(FIRST, LAST)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
RHYTHMS = st.one_of(
    st.builds(Rhythm, every=st.integers(1, 40)),
    st.builds(Rhythm, every=st.integers(1, 6), weekdays=WEEKDAYS),
)
TIMES = st.one_of(st.sampled_from(DayPart), st.times().map(lambda at: time(at.hour, at.minute)))


@st.composite
def schedules(draw):
    starts_on = draw(st.dates(date(2025, 12, 1), date(2028, 6, 30)))
    return Schedule(
        rule=draw(RHYTHMS).rule,
        starts_on=starts_on,
        until=draw(st.none() | st.dates(starts_on, date(2029, 6, 30))),
        at=draw(st.lists(TIMES, unique=True, max_size=6)),
    )


class AnotherCalendar:
    """A program that answers about days and clocks, one line for each line."""

    def __init__(self, program):
        self.program = program

    def ask(self, **question):
        self.program.stdin.write(json.dumps(question) + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def days(self, schedule, first, last):
        last = min(last, schedule.until or last)
        told = self.ask(rule=schedule.rule, starts_on=f"{schedule.starts_on}", last=f"{last}")
        return [day for day in map(date.fromisoformat, told) if first <= day <= last]

    def shown(self, moments):
        told = self.ask(moments=[moment.isoformat() for moment in moments])
        return [datetime.fromisoformat(shown) for shown in told]


@pytest.fixture(scope="module")
def another_calendar():
    with subprocess.Popen(
        ["node", "tools/another_calendar.mjs"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield AnotherCalendar(program)
        program.stdin.close()


@settings(max_examples=200, deadline=None, database=None)
@given(schedule=schedules())
def test_the_days_are_those_of_another_calendar(another_calendar, schedule):
    ours = list(rules.days(schedule, FIRST, LAST))

    assert ours == another_calendar.days(schedule, FIRST, LAST)


@settings(max_examples=200, deadline=None, database=None)
@given(schedule=schedules(), first=DAYS, length=st.integers(0, 40))
def test_some_days_are_the_same_as_among_them_all(schedule, first, length):
    last = first + timedelta(days=length)
    all_days = rules.days(schedule, date(2025, 1, 1), date(2029, 12, 31))

    some = list(rules.days(schedule, first, last))

    assert some == [day for day in all_days if first <= day <= last]


@settings(max_examples=150, deadline=None, database=None)
@given(schedule=schedules())
def test_eight_is_eight_on_both_sides_of_the_nights_when_the_clocks_change(
    another_calendar, schedule
):
    occasions = [
        (day, slot)
        for day in rules.days(schedule, FIRST, LAST)
        for slot in rules.slots(schedule)
        if ":" in slot and not clock.skipped(day, _minute(slot))
    ]

    shown = another_calendar.shown([rules.begins_at(*occasion) for occasion in occasions])

    assert shown == [datetime.combine(day, time.fromisoformat(slot)) for day, slot in occasions]


@pytest.mark.parametrize("night", SPRINGS)
def test_the_hour_that_is_skipped_in_spring_is_the_next(another_calendar, night):
    moments = [rules.begins_at(night, slot) for slot in ("01:59", "02:00", "02:30", "03:00")]

    shown = [f"{at:%H:%M}" for at in another_calendar.shown(moments)]

    assert shown == ["01:59", "03:00", "03:30", "03:00"]
    assert moments[1] - moments[0] == timedelta(minutes=1)


@pytest.mark.parametrize("night", AUTUMNS)
def test_the_hour_that_comes_twice_in_autumn_is_the_first(another_calendar, night):
    first = rules.begins_at(night, "02:30")

    hour_later = first + timedelta(hours=1)

    assert [f"{at:%H:%M}" for at in another_calendar.shown([first, hour_later])] == ["02:30"] * 2
    assert rules.begins_at(night, "03:30") == first + timedelta(hours=2)
    assert clock.second_moment(night, 150) == hour_later


@pytest.mark.parametrize("night", [*SPRINGS, *AUTUMNS])
def test_nothing_is_lost_or_doubled_in_the_weeks_when_the_clocks_change(night):
    schedule = Schedule(rule="FREQ=DAILY", starts_on=night - timedelta(days=3), at=["02:30"])

    days = rules.days(schedule, night - timedelta(days=3), night + timedelta(days=3))

    assert len(days) == 7
    moments = [rules.begins_at(day, "02:30") for day in days]
    assert moments == sorted(set(moments))
    assert [clock.local_day(moment) for moment in moments] == list(days)


def _minute(slot):
    shown = time.fromisoformat(slot)
    return shown.hour * 60 + shown.minute
