"""When the clocks change at night, each is told once, at the time that the wall clocks show.

They go forward on 28 March 2027 (02.00 is 03.00) and back on 25 October 2026 and 31 October 2027
(03.00 is 02.00 once more).
"""

from datetime import timedelta

import pytest

from app.base import clock
from app.reminders import plan_promises, rules, time_promises
from app.reminders.usual import Choice
from app.self_care.queries import Days
from tests.reminders.made import ann, quiet, time, wall
from tests.self_care.made import routine, schedule

AN_HOUR = timedelta(hours=1)
BACK = ["2026-10-25", "2027-10-31"]
FORWARD = "2027-03-28"
NEVER_QUIET = quiet("00.00", "00.00")


@pytest.mark.parametrize("day", [*BACK, FORWARD])
def test_the_day_before_at_six_is_six_by_the_clocks(day):
    starts_at = wall(day, "09.00")

    evening, morning = time_promises.of_times(ann(), [time(starts_at)])

    assert clock.minute_of_day(evening.due_at) == 18 * 60
    assert clock.minute_of_day(morning.due_at) == 7 * 60
    assert starts_at - morning.due_at == 2 * AN_HOUR


@pytest.mark.parametrize(("day", "hours"), [(BACK[0], 16), (BACK[1], 16), (FORWARD, 14)])
def test_the_night_between_is_an_hour_longer_or_shorter(day, hours):
    evening, _morning = time_promises.of_times(ann(), [time(wall(day, "09.00"))])

    assert wall(day, "09.00") - evening.due_at == hours * AN_HOUR


@pytest.mark.parametrize("day", BACK)
def test_an_hour_that_is_shown_twice_is_told_in_once(day):
    (found,) = _told_at_home(day, at=["02:30"])

    assert found.due_at == wall(day, "02.30")
    assert clock.shown_twice(found.due_at)


def test_a_minute_that_is_skipped_is_told_when_it_would_have_been():
    (found,) = _told_at_home(FORWARD, at=["02:30"])

    assert found.due_at == wall(FORWARD, "03.30")


@pytest.mark.parametrize("day", [*BACK, FORWARD])
def test_every_day_of_that_week_is_told_once_at_the_same_minute(day):
    found = _told_at_home(day, at=["08:00"], days=8)

    assert [clock.minute_of_day(one.due_at) for one in found] == 8 * [8 * 60]
    assert len({clock.local_day(one.due_at) for one in found}) == 8


@pytest.mark.parametrize("day", BACK)
def test_quiet_hours_that_end_in_the_hour_shown_twice_are_over_once(day):
    ends = quiet("22.00", "02.30")
    first, latest = wall(day, "02.30"), wall(day, "12.00")
    again = first + AN_HOUR

    assert rules.told_at(wall(day, "01.00"), ends, latest=latest) == first
    assert rules.told_at(first - timedelta(minutes=1), ends, latest=latest) == first
    assert rules.told_at(again - timedelta(minutes=1), ends, latest=latest) == again
    assert rules.told_at(again, ends, latest=latest) == again


def test_quiet_hours_that_end_in_the_hour_that_is_skipped_end_when_it_would_have_been():
    ends = quiet("22.00", "02.30")
    latest = wall(FORWARD, "12.00")

    assert rules.told_at(wall(FORWARD, "01.59"), ends, latest=latest) == wall(FORWARD, "03.30")


@pytest.mark.parametrize("day", [*BACK, FORWARD])
def test_an_early_time_of_that_night_is_told_the_evening_before(day):
    (found,) = time_promises.of_times(ann(), [time(wall(day, "03.15"))])

    assert clock.minute_of_day(found.due_at) == 18 * 60


def _told_at_home(day, *, at, days=1):
    """Return what is promised of a routine from the first minute of a day on."""
    first = wall(day, "00.00")
    last = clock.local_day(first) + timedelta(days=days - 1)
    walks = routine(schedule(starts_on=clock.local_day(first), until=last, at=at))
    occasions = plan_promises.occasions_ahead(Days([walks], [], []), None, now=first)
    wants = ann(NEVER_QUIET, self_care=Choice(wanted=True))
    return list(plan_promises.of_self_care(wants, occasions))
