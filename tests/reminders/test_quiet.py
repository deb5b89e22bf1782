"""Nobody is told anything in their quiet hours: it waits for the end of them, or is told before."""

import pytest

from app.reminders import rules, time_promises
from app.reminders.content import Moment
from tests.reminders.made import ann, quiet, time, told, wall

DAY, NIGHT = "2026-12-01", "2026-12-02"
BOTH = (Moment.DAY_BEFORE, Moment.SAME_MORNING)
LATER = wall("2026-12-10", "12.00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("20.59", "2026-12-01 20.59"),
        ("21.00", "2026-12-02 07.00"),
        ("23.59", "2026-12-02 07.00"),
        ("00.00", "2026-12-01 07.00"),
        ("06.59", "2026-12-01 07.00"),
        ("07.00", "2026-12-01 07.00"),
    ],
)
def test_what_falls_in_quiet_hours_waits_for_the_end_of_them(at, expected):
    day, clock_time = expected.split()

    assert rules.told_at(wall(DAY, at), quiet(), latest=LATER) == wall(day, clock_time)


@pytest.mark.parametrize(
    ("at", "expected"), [("12.59", "12.59"), ("13.00", "15.00"), ("15.00", "15.00")]
)
def test_quiet_hours_can_be_in_the_middle_of_the_day(at, expected):
    resting = quiet("13.00", "15.00")

    assert rules.told_at(wall(DAY, at), resting, latest=LATER) == wall(DAY, expected)


@pytest.mark.parametrize("minute", ["00.00", "07.00", "21.00"])
def test_the_same_minute_twice_is_never_quiet(minute):
    assert not rules.is_quiet(wall(DAY, "03.00"), quiet(minute, minute))


def test_what_would_be_too_late_is_told_half_an_hour_before_the_quiet_hours():
    in_time, too_late = wall(NIGHT, "07.00"), wall(NIGHT, "06.59")

    assert rules.told_at(wall(NIGHT, "02.00"), quiet(), latest=in_time) == wall(NIGHT, "07.00")
    assert rules.told_at(wall(NIGHT, "02.00"), quiet(), latest=too_late) == wall(DAY, "20.30")


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("10.00", ["2026-12-01 18.00", "2026-12-02 07.00"]),
        ("08.00", ["2026-12-01 18.00", "2026-12-02 07.00"]),
        ("07.30", ["2026-12-01 18.00", "2026-12-02 07.00"]),
        ("07.29", ["2026-12-01 18.00"]),
        ("00.30", ["2026-12-01 18.00"]),
    ],
)
def test_an_early_time_is_told_early_enough_or_only_the_evening_before(starts, expected):
    found = time_promises.of_times(ann(), [time(wall(NIGHT, starts))])

    assert [one.due_at for one in found] == [wall(*one.split()) for one in expected]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [("07.30", "2026-12-02 07.00"), ("07.29", "2026-12-01 20.30"), ("00.30", "2026-12-01 20.30")],
)
def test_who_is_only_told_the_same_morning_is_told_in_the_evening_rather_than_never(
    starts, expected
):
    only = ann(time=told(Moment.SAME_MORNING))

    (found,) = time_promises.of_times(only, [time(wall(NIGHT, starts))])

    assert found.due_at == wall(*expected.split())


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (("17.00", "09.00"), ["2026-12-02 09.00", "2026-12-02 09.00"]),
        (("17.00", "09.31"), ["2026-12-01 16.30"]),
        (("07.00", "07.00"), ["2026-12-01 18.00", "2026-12-02 07.00"]),
    ],
)
def test_each_has_their_own_quiet_hours(hours, expected):
    to = ann(quiet(*hours))

    found = time_promises.of_times(to, [time(wall(NIGHT, "10.00"))])

    assert [one.due_at for one in found] == [wall(*one.split()) for one in expected]


def test_the_evening_before_is_at_the_minute_that_was_chosen():
    to = ann(time=told(Moment.DAY_BEFORE, minute=17 * 60 + 15))

    (found,) = time_promises.of_times(to, [time(wall(NIGHT, "10.00"))])

    assert (found.due_at, found.about_at) == (wall(DAY, "17.15"), wall(NIGHT, "10.00"))


def test_nothing_is_told_of_times_to_who_does_not_want_it():
    times = [time(wall(NIGHT, "10.00"))]

    assert list(time_promises.of_times(ann(time=told(*BOTH, wanted=False)), times)) == []
    assert list(time_promises.of_times(ann(time=told()), times)) == []


def test_a_moment_of_ones_own_is_kept_also_in_the_quiet_hours():
    booked = time(wall(NIGHT, "10.00"))
    late, too_late = wall(DAY, "23.45"), wall(NIGHT, "10.00")

    (found,) = time_promises.of_own_moments(ann(), [booked], {booked.id: [late, too_late]})

    assert (found.planned_at, found.due_at) == (late, late)
