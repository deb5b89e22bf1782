"""When a slot can be booked, and which slots a week's pattern makes."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from app.base import clock
from app.base.words import Words
from app.slots.content import BookingRulesContent, Mode, WeekPatternContent

A_DAY = timedelta(days=1)
DAYS_SHOWN = 14
TIMES_SHOWN = 40
NEAREST_SHOWN = 3


@dataclass(frozen=True)
class Bookable:
    """Between which starts patients may book now."""

    earliest: datetime
    latest: datetime

    def after(self, moment: datetime) -> "Bookable":
        return Bookable(max(self.earliest, moment), self.latest)

    def on(self, day: date) -> "Bookable":
        ends = clock.moment(day, clock.MINUTES_PER_DAY)
        return Bookable(self.after(clock.moment(day, 0)).earliest, min(self.latest, ends))


def bookable(rules: BookingRulesContent, *, now: datetime) -> Bookable:
    """Return between which starts a unit lets patients book."""
    last_day = clock.local_day(now) + timedelta(days=rules.horizon_days)
    return Bookable(
        earliest=now + timedelta(minutes=rules.lead_minutes),
        latest=clock.moment(last_day, clock.MINUTES_PER_DAY),
    )


class Choice(Protocol):
    """A slot, as whoever chooses among several sees it."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def role_id(self) -> uuid.UUID | None: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def place(self) -> Words | None: ...


Chosen = TypeVar("Chosen", bound=Choice)


def choices(slots: Iterable[Chosen]) -> list[Chosen]:
    """Return one of each: the places of a group are one and the same choice."""
    found: dict[object, Chosen] = {}
    for slot in slots:
        alike = slot.starts_at, slot.ends_at, slot.role_id, slot.mode, slot.place
        found.setdefault(alike, slot)
    return list(found.values())


def nearest(slots: Iterable[Chosen], *, to: datetime) -> list[Chosen]:
    """Return the few that start nearest to a moment, the earliest first."""
    near = sorted(choices(slots), key=lambda slot: abs(slot.starts_at - to))[:NEAREST_SHOWN]
    return sorted(near, key=_start)


@dataclass(frozen=True)
class FreeDay:
    """A day with free times: so many, or even more than that."""

    day: date
    times: int
    more: bool = False


def free_days(slots: Sequence[Choice], *, cut: bool) -> tuple[list[FreeDay], date | None]:
    """Return the first days with free times, and from which day on there may be others.

    cut: whether there are more slots than these, so that the last day may lack some.
    """
    by_day = groupby(choices(slots), key=lambda slot: clock.local_day(slot.starts_at))
    found = [FreeDay(day, len(list(times))) for day, times in by_day]
    if cut and len(found) == 1:
        (only,) = found
        return [FreeDay(only.day, only.times, more=True)], only.day + A_DAY
    last = min(DAYS_SHOWN, len(found) - 1 if cut else len(found))
    return found[:last], found[last].day if last < len(found) else None


def first_times(slots: Sequence[Chosen], *, cut: bool) -> tuple[list[Chosen], datetime | None]:
    """Return the first choices, and from which moment on there may be others.

    Those that start together are shown together, also when they are very many.
    """
    found = choices(slots)
    last = min(TIMES_SHOWN, len(found) - 1 if cut else len(found))
    after = found[last].starts_at if 0 <= last < len(found) else None
    if after is None or after == found[0].starts_at:
        return found, None
    return [slot for slot in found if slot.starts_at < after], after


def _start(slot: Choice) -> datetime:
    return slot.starts_at


@dataclass(frozen=True)
class Span:
    """A slot that a pattern makes: from, until, and from when patients see it."""

    starts_at: datetime
    ends_at: datetime
    released_at: datetime


def spans(
    pattern: WeekPatternContent,
    *,
    first: date,
    last: date,
    closed: Collection[date],
    now: datetime,
) -> Iterator[Span]:
    """Return what a pattern makes from one day to another, both included.

    A minute that the clocks skip on the night to summer time makes nothing: nobody can come
    then. One that they show twice is the first of the two. What has passed is not made.
    """
    day = max(first, pattern.starts_on)
    last = min(last, pattern.until or last)
    while day <= last:
        if day.weekday() in pattern.days and day not in closed:
            yield from _spans_on(day, pattern, now)
        day += A_DAY


def takes_up(unit_id: uuid.UUID, role_id: uuid.UUID | None, place: Words | None) -> str:
    """Return what a slot takes up: the professional, or else the place at the unit.

    A unit's times with nobody named, in no named place, are in one and the same place.
    """
    return str(role_id) if role_id else f"{unit_id} {place or ''}".strip()


def _spans_on(day: date, pattern: WeekPatternContent, now: datetime) -> Iterator[Span]:
    released_at, free_from = now, now
    if pattern.release_days is not None:
        released_at = clock.moment(day - timedelta(days=pattern.release_days), 0)
    step = pattern.length + pattern.buffer
    for minute in range(pattern.from_minute, pattern.to_minute - pattern.length + 1, step):
        starts_at = clock.moment(day, minute)
        # The hour that the clocks skip brings what stands around it nearer to each other.
        if starts_at >= free_from and not clock.skipped(day, minute):
            ends_at = starts_at + timedelta(minutes=pattern.length)
            free_from = ends_at + timedelta(minutes=pattern.buffer)
            yield Span(starts_at, ends_at, released_at)
