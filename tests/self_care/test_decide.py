"""How it stands with each occasion of a day, and who may write it down."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from app.base import clock
from app.journal.models import Role
from app.self_care import rules
from app.self_care.rules import OccasionState
from app.sharing.content import Deed, Part
from app.sharing.rules import Access, own
from tests.conftest import TUESDAY_MORNING
from tests.self_care.made import TUESDAY, entry, pause, routine, schedule

RECORDED, WAITING = OccasionState.RECORDED, OccasionState.WAITING
PAUSED, COMING = OccasionState.PAUSED, OccasionState.COMING
A_DAY = timedelta(days=1)


def states(one, entries=(), pauses=(), *, on=TUESDAY, now=TUESDAY_MORNING):
    found = rules.occasions([one], entries, pauses, on=on, now=now)
    return [(occasion.slot, occasion.state) for occasion in found]


def test_a_part_of_the_day_waits_from_when_it_begins():
    walk = routine(schedule(at=["morning", "midday", "evening"]))

    assert states(walk) == [("morning", WAITING), ("midday", COMING), ("evening", COMING)]


@pytest.mark.parametrize(("minute", "state"), [(569, COMING), (570, WAITING), (571, WAITING)])
def test_a_clock_time_waits_from_that_minute(minute, state):
    walk = routine(schedule(at=["9.30"]))

    assert states(walk, now=clock.moment(TUESDAY, minute)) == [("09:30", state)]


def test_of_several_times_a_day_the_next_one_waits():
    walk = routine(schedule(times=3))

    assert states(walk) == [("1", WAITING), ("2", COMING), ("3", COMING)]
    assert states(walk, [entry(walk, slot="1")]) == [("1", RECORDED), ("2", WAITING), ("3", COMING)]


def test_yesterday_nothing_is_to_come():
    walk = routine(schedule(times=2))

    assert states(walk, on=TUESDAY - A_DAY) == [("1", WAITING), ("2", WAITING)]


def test_what_is_written_down_is_recorded_even_in_a_pause():
    walk = routine(schedule(at=["morning", "evening"]))

    found = states(walk, [entry(walk, slot="morning")], [pause(TUESDAY)])

    assert found == [("morning", RECORDED), ("evening", PAUSED)]


def test_what_is_undone_waits_again_with_another_id():
    walk = routine(schedule())
    (before,) = rules.occasions([walk], [], [], on=TUESDAY, now=TUESDAY_MORNING)

    undone = entry(walk, undone_at=TUESDAY_MORNING)
    (after,) = rules.occasions([walk], [undone], [], on=TUESDAY, now=TUESDAY_MORNING)

    assert (before.state, after.state) == (WAITING, WAITING)
    assert before.entry_id != after.entry_id
    assert after.entries == []


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        pytest.param(TUESDAY, TUESDAY, True, id="that day alone"),
        pytest.param(TUESDAY - A_DAY, None, True, id="until I say"),
        pytest.param(TUESDAY - A_DAY, TUESDAY - A_DAY, False, id="the day before"),
        pytest.param(TUESDAY + A_DAY, None, False, id="from the day after"),
        pytest.param(TUESDAY, TUESDAY - A_DAY, False, id="ended on its first day"),
    ],
)
def test_a_pause_covers_its_days_from_the_first_to_the_last(first, last, covered):
    assert states(routine(schedule()), [], [pause(first, last)]) == [
        ("", PAUSED if covered else WAITING)
    ]


def test_a_pause_of_one_routine_leaves_the_others():
    walk, sing = routine(schedule()), routine(schedule())
    paused = pause(TUESDAY, about=walk)

    assert (states(walk, [], [paused]), states(sing, [], [paused])) == (
        [("", PAUSED)],
        [("", WAITING)],
    )


@pytest.mark.parametrize("planned", [None, schedule(None)])
def test_as_needed_and_unplanned_have_no_occasions(planned):
    assert states(routine(planned)) == []


@pytest.mark.parametrize(
    ("on", "there"),
    [
        pytest.param(date(2026, 11, 22), False, id="before the first day"),
        pytest.param(date(2026, 11, 23), True, id="the first day"),
        pytest.param(date(2026, 11, 25), True, id="the last day"),
        pytest.param(date(2026, 11, 26), False, id="after the last day"),
    ],
)
def test_a_schedule_holds_from_its_first_day_to_its_last(on, there):
    planned = schedule(starts_on=date(2026, 11, 23), until=date(2026, 11, 25))

    assert bool(states(routine(planned), on=on)) is there


def test_the_day_is_in_order_and_what_has_no_time_stands_last():
    walk = routine(schedule())
    measure = routine(schedule(at=["20:00", "morning"]))

    found = rules.occasions([walk, measure], [], [], on=TUESDAY, now=TUESDAY_MORNING)

    assert [occasion.slot for occasion in found] == ["morning", "20:00", ""]


def test_what_is_written_down_besides_is_told_apart():
    walk = routine(schedule(at=["morning"]))
    extra, undone = entry(walk), entry(walk, undone_at=TUESDAY_MORNING)
    morning, yesterday = entry(walk, slot="morning"), entry(walk, on=TUESDAY - A_DAY)
    entries = [extra, undone, morning, yesterday]
    planned = rules.occasions([walk], entries, [], on=TUESDAY, now=TUESDAY_MORNING)

    assert rules.besides(entries, planned, on=TUESDAY) == [extra]


def test_an_occasion_has_the_same_id_on_every_page():
    walk = routine(schedule(at=["morning", "evening"]))

    once, again = (
        [one.entry_id for one in rules.occasions([walk], [], [], on=day, now=TUESDAY_MORNING)]
        for day in (TUESDAY, TUESDAY)
    )

    assert once == again
    assert len({*once, rules.first_id(walk.id, TUESDAY - A_DAY, "morning")}) == 3
    assert rules.first_id(uuid.uuid4(), TUESDAY, "morning") not in once


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 7, 24, 21, 59, tzinfo=UTC), date(2026, 7, 24)),
        (datetime(2026, 7, 24, 22, 0, tzinfo=UTC), date(2026, 7, 25)),
    ],
)
def test_the_day_ends_at_midnight_by_the_clocks_in_sweden(moment, day):
    walk = routine(schedule(starts_on=day))

    assert states(walk, on=clock.local_day(moment), now=moment) == [("", WAITING)]
    assert clock.local_day(moment) == day


@pytest.mark.parametrize(
    ("role", "more", "may"),
    [
        (Role.PATIENT, {"does": [Deed.RECORD]}, True),
        (Role.STAFF, {}, True),
        (Role.RELATIVE, {}, False),
        (Role.RELATIVE, {"does": [Deed.RECORD]}, True),
        (Role.RELATIVE, {"does": [Deed.RECORD], "sees": [Part.TIMES]}, False),
        (Role.OPERATOR, {}, False),
        (Role.NOBODY, {}, False),
    ],
)
def test_the_patient_and_who_helps_may_write_down(role, more, may):
    assert rules.may_record(Access(uuid.uuid4(), uuid.uuid4(), role, **more)) is may


def test_the_patient_reads_and_corrects_everything_and_others_what_they_wrote():
    ann, sam, carl = (uuid.uuid4() for _ in range(3))

    assert rules.is_theirs(sam, own(ann))
    assert rules.is_theirs(sam, Access(ann, sam, Role.STAFF))
    assert not rules.is_theirs(ann, Access(ann, sam, Role.STAFF))
    assert not rules.is_theirs(sam, Access(ann, carl, Role.RELATIVE))
    assert not rules.is_theirs(ann, Access(ann, ann, Role.RELATIVE, preview=True))
