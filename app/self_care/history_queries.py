"""What has been written down, for looking back on. What was undone is not there."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, and_, col, or_

from app.people.models import Person
from app.self_care.cards import OWN, EntryCard, PauseCard, RoutineCard
from app.self_care.history import EarlierCard, Leaf, Stretch
from app.self_care.models import EarlierEntry, Entry, Pause, Routine

ENTRIES_PER_LEAF = 200
MOST_CORRECTIONS = 500

_ROUTINE = [getattr(Routine, name) for name in RoutineCard.model_fields]
_ENTRY = [getattr(Entry, field.name) for field in fields(EntryCard) if field.name != "by_name"]
_NAME = [col(Person.given_name), col(Person.family_name)]
_EARLIER = [
    getattr(EarlierEntry, field.name) for field in fields(EarlierCard) if field.name != "by_name"
]
_PAUSE = [getattr(Pause, field.name) for field in fields(PauseCard)]


def routines_of(session: Session, patient_id: uuid.UUID) -> Mapping[uuid.UUID, RoutineCard]:
    """Return every routine the patient has or has had, those that ended last."""
    rows = session.connection().execute(
        select(*_ROUTINE)
        .where(col(Routine.patient_id) == patient_id)
        .order_by(
            col(Routine.ended_at).is_not(None),
            col(Routine.source) == OWN,
            col(Routine.position),
            col(Routine.added_at),
            col(Routine.key),
        )
    )
    cards = (dict(zip(RoutineCard.model_fields, row, strict=True)) for row in rows)
    return {card["id"]: RoutineCard.model_construct(**card) for card in cards}


def leaf_of(
    session: Session,
    patient_id: uuid.UUID,
    stretch: Stretch,
    *,
    number: int,
    routine_id: uuid.UUID | None = None,
) -> Leaf:
    """Return one page of what was written down in a stretch of days. The first has number 1.

    One entry before the page is asked for, and one after it, since they tell where it begins
    and whether there is more.
    """
    wanted = _entries(patient_id, stretch.first, stretch.last)
    if routine_id:
        wanted = wanted.where(col(Entry.routine_id) == routine_id)
    earlier = 1 if number > 1 else 0
    rows = session.connection().execute(
        wanted.offset(ENTRIES_PER_LEAF * (number - 1) - earlier).limit(
            ENTRIES_PER_LEAF + earlier + 1
        )
    )
    found = [_card(row) for row in rows]
    before = (found[0].on if found else stretch.first) if earlier else None
    found, more = found[earlier:][:ENTRIES_PER_LEAF], len(found) - earlier > ENTRIES_PER_LEAF
    return Leaf(found, number, more, found[-1].on if more else stretch.first, before)


def oldest_day_of(session: Session, patient_id: uuid.UUID) -> date | None:
    """Return the first day that something was written down for, or that a pause began."""
    written = select(func.min(col(Entry.on))).where(_live(patient_id))
    paused = select(func.min(col(Pause.starts_on))).where(col(Pause.patient_id) == patient_id)
    oldest = session.connection().execute(
        select(written.scalar_subquery(), paused.scalar_subquery())
    )
    return min((day for day in oldest.one() if day), default=None)


def entries_between(
    session: Session,
    patient_id: uuid.UUID,
    first: date,
    last: date,
    *,
    routine_ids: Collection[uuid.UUID] | None = None,
) -> Sequence[EntryCard]:
    """Return what was written down in these days, of all routines or of some, newest first."""
    wanted = _entries(patient_id, first, last)
    if routine_ids is not None:
        wanted = wanted.where(col(Entry.routine_id).in_(routine_ids))
    return [_card(row) for row in session.connection().execute(wanted)]


def counts_between(
    session: Session, patient_id: uuid.UUID, first: date, last: date
) -> Mapping[uuid.UUID, int]:
    """Return how much was written down in these days, by routine."""
    rows = session.connection().execute(
        select(col(Entry.routine_id), func.count())
        .where(_live(patient_id), col(Entry.on).between(first, last))
        .group_by(col(Entry.routine_id))
    )
    return dict(rows.all())


def corrections_of(
    session: Session, entry_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[EarlierCard]]:
    """Return what these entries said before, the latest words first."""
    rows = session.connection().execute(
        select(*_EARLIER, *_NAME)
        .select_from(EarlierEntry)
        .join(Person, col(Person.id) == EarlierEntry.by_id)
        .where(col(EarlierEntry.entry_id).in_(entry_ids))
        .order_by(col(EarlierEntry.replaced_at).desc(), col(EarlierEntry.id))
        .limit(MOST_CORRECTIONS)
    )
    found: dict[uuid.UUID, list[EarlierCard]] = {}
    for row in rows:
        earlier = _earlier(row)
        found.setdefault(earlier.entry_id, []).append(earlier)
    return found


def pauses_between(
    session: Session,
    patient_id: uuid.UUID,
    first: date,
    last: date,
    *,
    routine_id: uuid.UUID | None = None,
) -> Sequence[PauseCard]:
    """Return the pauses with a day in this stretch: of one routine and of all, or every one."""
    wanted = select(*_PAUSE).where(
        col(Pause.patient_id) == patient_id,
        col(Pause.starts_on) <= last,
        or_(col(Pause.ends_on).is_(None), col(Pause.ends_on) >= first),
    )
    if routine_id:
        of_all = col(Pause.routine_id).is_(None)
        wanted = wanted.where(or_(of_all, col(Pause.routine_id) == routine_id))
    rows = session.connection().execute(wanted.order_by(col(Pause.starts_on), col(Pause.id)))
    return [PauseCard(*row) for row in rows]


def _live(patient_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(col(Entry.patient_id) == patient_id, col(Entry.undone_at).is_(None))


def _entries(patient_id: uuid.UUID, first: date, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(*_ENTRY, *_NAME)
        .select_from(Entry)
        .join(Person, col(Person.id) == Entry.by_id)
        .where(_live(patient_id), col(Entry.on).between(first, last))
        .order_by(col(Entry.on).desc(), col(Entry.happened_at).desc(), col(Entry.id))
    )


def _card(row: Sequence[Any]) -> EntryCard:
    said: list[Any] = [*row[: len(_ENTRY)], " ".join(row[len(_ENTRY) :]).strip()]
    return EntryCard(*said)


def _earlier(row: Sequence[Any]) -> EarlierCard:
    said: list[Any] = [*row[: len(_EARLIER)], " ".join(row[len(_EARLIER) :]).strip()]
    return EarlierCard(*said)
