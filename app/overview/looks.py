"""Who has looked: the journal's single looks made into what a patient reads a viewing of each."""

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.base import clock
from app.base.words import Words
from app.journal.models import Role

ONE_VIEWING = timedelta(minutes=30)
EARLIEST = date(2000, 1, 1)
"""Before this month nobody can have looked here."""
WRITTEN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Look:
    """One page of somebody's plan that somebody else opened, by its number in the journal."""

    number: int
    at: datetime
    part: str
    role: Role
    person_id: uuid.UUID | None
    unit_id: uuid.UUID | None


@dataclass(frozen=True)
class Looker:
    """Somebody who has looked, with what they are at a unit if they looked for one."""

    person_id: uuid.UUID
    name: str
    unit_id: uuid.UUID | None = None
    unit: str | None = None
    title: Words | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Reader:
    """Somebody who has looked for a unit in a month: at how many plans, and how often."""

    person_id: uuid.UUID | None
    name: str
    patients: int
    looks: int


@dataclass(frozen=True)
class Whose:
    """The patient whose plan was looked at, as whoever heads the unit reads of them."""

    patient_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Viewing:
    """One person, in one role, at one part of the plan, on one occasion."""

    looks: Sequence[Look]
    by: Looker | None

    @property
    def number(self) -> int:
        """Return what the viewing is known by: looks are only added behind the first of them."""
        return self.looks[0].number

    @property
    def part(self) -> str:
        return self.looks[0].part

    @property
    def role(self) -> Role:
        return self.looks[0].role

    @property
    def since(self) -> datetime:
        return self.looks[0].at

    @property
    def until(self) -> datetime:
        return self.looks[-1].at


@dataclass(frozen=True)
class Month:
    """A month by the calendar in Sweden."""

    first: date

    @property
    def since(self) -> datetime:
        return clock.moment(self.first, 0)

    @property
    def before(self) -> datetime:
        """Return the moment that it is over: the midnight after its last day."""
        return clock.moment((self.first + timedelta(days=31)).replace(day=1), 0)

    @property
    def written(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(moment: datetime) -> Month:
    return Month(clock.local_day(moment).replace(day=1))


def back_to_now(shown: Month, *, now: datetime) -> Month | None:
    """Return the present month, unless it is the one that is shown."""
    current = month_of(now)
    return current if shown != current else None


def read_month(written: str, *, now: datetime) -> Month | None:
    """Return the month that an address names, such as 2026-10, unless it has not come yet."""
    if not WRITTEN.fullmatch(written):
        return None
    month = f"{EARLIEST:%Y-%m}" <= written <= month_of(now).written
    return Month(date.fromisoformat(f"{written}-01")) if month else None


def viewings(looks: Iterable[Look], lookers: Collection[Looker]) -> list[Viewing]:
    """Return one viewing per person, role, part and occasion, the one that began last first.

    Looks with at most 30 minutes from one to the next are one occasion. Each month is read by
    itself, so an occasion that goes on past the midnight between two months stands in both.
    """
    runs: dict[tuple[object, ...], list[list[Look]]] = {}
    for look in sorted(looks, key=lambda look: (look.at, look.number)):
        whose = runs.setdefault((look.person_id, look.role, look.unit_id, look.part), [])
        if whose and look.at - whose[-1][-1].at <= ONE_VIEWING:
            whose[-1].append(look)
        else:
            whose.append([look])
    found = [Viewing(run, _looker(run[0], lookers)) for whose in runs.values() for run in whose]
    return sorted(found, key=lambda viewing: (viewing.since, viewing.number), reverse=True)


def by_day(viewings: Iterable[Viewing]) -> list[tuple[date, list[Viewing]]]:
    """Return the viewings under the days on which they began, in the order they have."""
    days = groupby(viewings, key=lambda viewing: clock.local_day(viewing.since))
    return [(day, list(found)) for day, found in days]


def viewing_with(viewings: Iterable[Viewing], number: int) -> Viewing | None:
    """Return the viewing that a look is part of."""
    return next(
        (viewing for viewing in viewings if number in [look.number for look in viewing.looks]), None
    )


def _looker(look: Look, lookers: Iterable[Looker]) -> Looker | None:
    """Return who it was, as what they were on that day; without a title, their name alone."""
    theirs = [one for one in lookers if one.person_id == look.person_id]
    there = [one for one in theirs if one.unit_id == look.unit_id]
    on = clock.local_day(look.at)
    at_work = [one for one in there if one.ends_on is None or one.ends_on >= on]
    if found := at_work or there:
        return min(found, key=lambda one: one.ends_on or date.max)
    return Looker(theirs[0].person_id, theirs[0].name) if theirs else None
