"""How free slots are put together for somebody who chooses: by day, by nearness, each once."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.slots import rules
from app.slots.content import Mode
from app.slots.rules import Bookable, FreeDay
from tests.appointments.made import at

DAY = date(2026, 12, 1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Slot:
    starts_at: datetime
    role_id: uuid.UUID | None = None
    mode: Mode = Mode.VISIT
    place: object = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def ends_at(self):
        return self.starts_at + HOUR


def hours(*shown, day=DAY):
    return [Slot(at(day, one)) for one in shown]


def test_alike_slots_are_one_choice():
    first, second = hours("9.00", "9.00")
    others = [Slot(first.starts_at, role_id=uuid.uuid4()), Slot(first.starts_at, mode=Mode.PHONE)]

    assert rules.choices([first, second, *others]) == [first, *others]


def test_the_nearest_are_those_that_start_nearest_in_their_order():
    slots = hours("8.00", "9.00", "9.30", "11.00", "11.00", "17.00")

    assert rules.nearest(slots, to=at(DAY, "10.00")) == [slots[1], slots[2], slots[3]]
    assert rules.nearest(slots[:2], to=at(DAY, "10.00")) == slots[:2]


def test_days_are_those_on_the_wall():
    slots = hours("23.30", day=DAY) + hours("0.00", "0.30", day=DAY + timedelta(days=1))

    days, later = rules.free_days(slots, cut=False)

    assert days == [FreeDay(DAY, 1), FreeDay(date(2026, 12, 2), 2)]
    assert later is None


def test_fourteen_days_are_shown_at_once():
    slots = [Slot(at(DAY + timedelta(days=n), "9.00")) for n in range(15)]

    assert rules.free_days(slots[:14], cut=False)[1] is None
    days, later = rules.free_days(slots, cut=False)
    assert len(days) == 14
    assert later == DAY + timedelta(days=14)


def test_the_last_day_waits_when_there_may_be_more_of_it():
    slots = hours("9.00") + hours("9.00", day=DAY + timedelta(days=1))

    assert rules.free_days(slots, cut=True) == ([FreeDay(DAY, 1)], DAY + timedelta(days=1))
    assert rules.free_days(hours("9.00"), cut=True) == (
        [FreeDay(DAY, 1, more=True)],
        DAY + timedelta(days=1),
    )
    assert rules.free_days([], cut=False) == ([], None)


def test_forty_times_are_shown_at_once_and_none_twice():
    slots = [Slot(at(DAY, "8.00") + n * timedelta(minutes=10)) for n in range(45)]

    shown, later = rules.first_times(slots, cut=False)

    assert shown == slots[:40]
    assert later == slots[40].starts_at
    assert rules.first_times(slots[:40], cut=False) == (slots[:40], None)
    assert rules.first_times(slots[:10], cut=True) == (slots[:9], slots[9].starts_at)
    assert rules.first_times([], cut=False) == ([], None)


def test_times_that_start_together_are_never_parted():
    together = [Slot(at(DAY, "9.00"), role_id=uuid.uuid4()) for _ in range(41)]
    first = hours("8.00")

    assert rules.first_times(together, cut=False) == (together, None)
    assert rules.first_times(first + together, cut=False) == (first, together[0].starts_at)


def test_a_stretch_is_cut_to_a_day_and_to_what_comes_after_a_moment():
    between = Bookable(at(DAY, "9.00"), at(date(2026, 12, 10), "0.00"))

    assert between.on(DAY) == Bookable(at(DAY, "9.00"), at(date(2026, 12, 2), "0.00"))
    assert between.after(at(DAY, "12.00")).earliest == at(DAY, "12.00")
    assert between.after(at(DAY, "8.00")) == between
