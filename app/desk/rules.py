"""How slots stand in a day and a week, and which free ones each patient is offered instead."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from app.base import clock
from app.desk.cards import SlotCard, TimeCard
from app.desk.content import SlotState

FEWEST_OFFERED, MOST_OFFERED = 2, 3
DAYS_PER_WEEK, WORKDAYS = 7, 5
FOR_AN_ANSWER = timedelta(days=1)
FARTHEST_DAYS = 3 * 365


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_role(slots: Sequence[SlotCard]) -> dict[uuid.UUID | None, list[SlotCard]]:
    """Return the slots of each professional, and of nobody named, as they are ordered."""
    found: dict[uuid.UUID | None, list[SlotCard]] = {}
    for slot in slots:
        found.setdefault(slot.role_id, []).append(slot)
    return found


@dataclass(frozen=True)
class Week:
    """A unit's week: how many slots there are in each state, for each day and each of those."""

    days: Sequence[date]
    by_day: Mapping[date, Counter[SlotState]]
    by_role: Mapping[uuid.UUID | None, Mapping[date, Counter[SlotState]]]


def week(slots: Sequence[SlotCard], *, first: date, now: datetime) -> Week:
    """Count a week's slots. A weekend without any is not shown."""
    by_day: dict[date, Counter[SlotState]] = {}
    by_role: dict[uuid.UUID | None, dict[date, Counter[SlotState]]] = {}
    for slot in slots:
        day, state = clock.local_day(slot.starts_at), slot.state(now)
        by_day.setdefault(day, Counter())[state] += 1
        by_role.setdefault(slot.role_id, {}).setdefault(day, Counter())[state] += 1
    days = [first + timedelta(days=n) for n in range(DAYS_PER_WEEK)]
    shown = [day for n, day in enumerate(days) if n < WORKDAYS or day in by_day]
    return Week(shown, by_day, by_role)


class Startable(Protocol):
    """A free slot, as far as one asks when it is."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def starts_at(self) -> datetime: ...


Free = TypeVar("Free", bound=Startable)


def offers_for(
    times: Sequence[TimeCard], free: Mapping[uuid.UUID, Sequence[Free]]
) -> dict[uuid.UUID, list[Free]]:
    """Return which free slots each time could be offered instead: the nearest of its kind.

    No slot is offered to two. Each has two, the first of the day before the others, and then
    each has one more if there is any. Whoever would have fewer than two has none, and is called.

    free: the free slots for each kind of visit.
    """
    given: dict[uuid.UUID, list[Free]] = {}
    taken: set[uuid.UUID] = set()
    for wanted in (FEWEST_OFFERED, MOST_OFFERED):
        for time in times:
            has = given.get(time.id, [])
            nearest = _nearest(time, free, taken)[: wanted - len(has)]
            if len(has) + len(nearest) >= FEWEST_OFFERED:
                given[time.id] = sorted([*has, *nearest], key=lambda slot: slot.starts_at)
                taken.update(slot.id for slot in nearest)
    return given


def answer_by(now: datetime) -> datetime:
    """Return until when an offer is kept if staff say nothing else: a day, to a whole hour."""
    return (now + FOR_AN_ANSWER).replace(minute=0, second=0, microsecond=0)


def _nearest(
    time: TimeCard, free: Mapping[uuid.UUID, Sequence[Free]], taken: Collection[uuid.UUID]
) -> list[Free]:
    if time.kind_id is None or time.starts_at is None:
        return []
    start = time.starts_at
    left = [slot for slot in free.get(time.kind_id, ()) if slot.id not in taken]
    return sorted(left, key=lambda slot: (abs(slot.starts_at - start), slot.starts_at, slot.id))
