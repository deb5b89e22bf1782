"""What one looks back on: stretches of days, and what was written down on each of them."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from app.self_care.cards import EntryCard, PauseCard, RoutineCard
from app.self_care.content import Outcome, Sent, SentEntry, SentRoutine, Value

EARLIEST = date(1900, 1, 1)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


class Span(StrEnum):
    """How much is looked back on at a time."""

    ALL = "all"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Stretch:
    """The days that are looked back on, both ends with them."""

    span: Span
    first: date
    last: date

    def earlier(self, oldest: date | None) -> date | None:
        """Return a day of the week or month before, as far back as to the oldest there is."""
        return self.first - A_DAY if oldest and oldest < self.first else None

    def later(self, today: date) -> date | None:
        """Return a day of the week or month after, unless it has not come yet."""
        return self.last + A_DAY if self.last < today else None


EVERYTHING = Stretch(Span.ALL, date.min, date.max)


@dataclass(frozen=True)
class EarlierCard:
    """What an entry said before it was corrected, and the name of who wrote that."""

    entry_id: uuid.UUID
    on: date
    slot: str
    happened_at: datetime
    outcome: Outcome
    values: list[Value]
    words: str
    by_id: uuid.UUID
    replaced_at: datetime
    by_name: str


@dataclass(frozen=True)
class Leaf:
    """One page of what was written down, the newest first, and the days that it is about.

    since: the first of its days. before: the first day of the page before it, if there is one.
    """

    entries: Sequence[EntryCard]
    number: int
    more: bool
    since: date
    before: date | None


@dataclass(frozen=True)
class Day:
    on: date
    entries: Sequence[EntryCard | SentEntry]
    pauses: Sequence[PauseCard] = ()


def stretch_of(span: Span, day: date) -> Stretch:
    """Return the week, from its Monday, or the month that a day is in."""
    if span is Span.WEEK:
        monday = day - day.weekday() * A_DAY
        return Stretch(span, monday, monday + A_WEEK - A_DAY)
    else:
        first = day.replace(day=1)
        return Stretch(span, first, (first + 31 * A_DAY).replace(day=1) - A_DAY)


def by_day(
    entries: Iterable[EntryCard | SentEntry], pauses: Iterable[tuple[date, PauseCard]] = ()
) -> list[Day]:
    """Return the days on which something was written down or a pause stands, the newest first.

    A day without either is not there: nobody is asked why.
    """
    written = {on: list(found) for on, found in groupby(entries, key=lambda entry: entry.on)}
    paused: dict[date, list[PauseCard]] = {}
    for on, pause in pauses:
        paused.setdefault(on, []).append(pause)
    return [
        Day(on, written.get(on, []), paused.get(on, []))
        for on in sorted(written.keys() | paused.keys(), reverse=True)
    ]


def pauses_on(
    leaf: Leaf, pauses: Iterable[PauseCard], *, last: date
) -> list[tuple[date, PauseCard]]:
    """Return the pauses that belong to a page, each with the day it stands under: its last.

    One that goes on still stands under the last day there is.
    """
    placed = [(min(pause.ends_on or last, last), pause) for pause in pauses]
    return [
        (on, pause)
        for on, pause in placed
        if on >= leaf.since and (leaf.before is None or on < leaf.before)
    ]


def copy_of(
    routines: Iterable[RoutineCard], entries: Iterable[EntryCard], *, patient_id: uuid.UUID
) -> Sent:
    """Return what was written down of some routines, as a copy that later corrections pass by."""
    found: dict[uuid.UUID, list[SentEntry]] = {}
    for entry in entries:
        by = "" if entry.by_id == patient_id else entry.by_name
        found.setdefault(entry.routine_id, []).append(_as_sent(entry, by=by))
    return Sent(
        routines=[
            SentRoutine(
                what=one.what,
                kind=one.kind,
                read_when=one.read_when,
                measures=one.measures,
                entries=found[one.id],
            )
            for one in routines
            if one.id in found
        ]
    )


def fingerprint(sent: Sent) -> str:
    """Return what tells this copy from any other, so that what was looked through is what goes."""
    return hashlib.sha256(sent.model_dump_json().encode()).hexdigest()


def _as_sent(entry: EntryCard, *, by: str) -> SentEntry:
    return SentEntry(
        on=entry.on,
        slot=entry.slot,
        happened_at=entry.happened_at,
        outcome=entry.outcome,
        values=list(entry.values),
        words=entry.words,
        by=by,
    )
