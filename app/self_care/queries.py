import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, or_, select

from app.base.db import Question
from app.people.models import Person
from app.self_care.cards import OWN, EntryCard, PauseCard, RoutineCard
from app.self_care.models import EarlierEntry, Entry, Pause, Routine

_ROUTINE = [getattr(Routine, name) for name in RoutineCard.model_fields]
_WRITTEN = [field.name for field in fields(EntryCard) if field.name != "by_name"]
_ENTRY = [getattr(Entry, name) for name in _WRITTEN]
_PAUSE = [getattr(Pause, field.name) for field in fields(PauseCard)]
_NAME = [col(Person.given_name), col(Person.family_name)]


@dataclass(frozen=True)
class Days:
    """What is done at home, and everything that was written down about some days."""

    routines: Sequence[RoutineCard]
    entries: Sequence[EntryCard]
    """The undone ones too, the earliest first."""
    pauses: Sequence[PauseCard]
    """Those that reach these days, and those that are still to come."""


def days_of(session: Session, patient_id: uuid.UUID, first: date, last: date) -> Days:
    """Return the routines that go on, and what there is about these days, in one question."""
    asked = {"patient": patient_id, "first": first, "last": last}
    routines: dict[uuid.UUID, RoutineCard] = {}
    entries: dict[uuid.UUID, EntryCard] = {}
    pauses: dict[uuid.UUID, PauseCard] = {}
    for row in session.connection().execute(_days(), asked):
        routine, entry, name, pause = _cut(list(row))
        card = dict(zip(RoutineCard.model_fields, routine, strict=True))
        routines.setdefault(card["id"], RoutineCard.model_construct(**card))
        if entry[0]:
            entries.setdefault(entry[0], _entry(entry, name))
        if pause[0]:
            pauses.setdefault(pause[0], PauseCard(*pause))
    return Days(
        list(routines.values()),
        sorted(entries.values(), key=lambda one: (one.happened_at, one.recorded_at)),
        sorted(pauses.values(), key=lambda one: one.starts_on),
    )


@cache
def _days() -> Question:
    """Ask for routines with the entries of some days beside them, and pauses beside both.

    What is assessed stands before what is one's own, and what a plan says before what was added.
    """
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    told = and_(col(Entry.routine_id) == Routine.id, col(Entry.on).between(first, last))
    paused = and_(
        col(Pause.patient_id) == Routine.patient_id,
        or_(col(Pause.routine_id).is_(None), col(Pause.routine_id) == Routine.id),
        or_(col(Pause.ends_on).is_(None), col(Pause.ends_on) >= first),
    )
    return (
        select_columns(*_ROUTINE, *_ENTRY, *_NAME, *_PAUSE)
        .select_from(Routine)
        .outerjoin(Entry, told)
        .outerjoin(Person, col(Person.id) == Entry.by_id)
        .outerjoin(Pause, paused)
        .where(col(Routine.patient_id) == bindparam("patient"), col(Routine.ended_at).is_(None))
        .order_by(
            col(Routine.source) == OWN,
            col(Routine.position),
            col(Routine.added_at),
            col(Routine.key),
        )
    )


def _cut(row: list[Any]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Cut a row into its routine, its entry, who wrote that, and its pause."""
    cuts, place = [], 0
    for columns in (_ROUTINE, _ENTRY, _NAME, _PAUSE):
        cuts.append(row[place : place + len(columns)])
        place += len(columns)
    routine, entry, name, pause = cuts
    return routine, entry, name, pause


def _entry(values: Sequence[Any], name: Sequence[str]) -> EntryCard:
    return EntryCard(*[*values, " ".join(name).strip()])


def routine_of(session: Session, patient_id: uuid.UUID, routine_id: uuid.UUID) -> Routine | None:
    """Return one routine if it is this patient's, whether it goes on or has ended."""
    return session.exec(
        select(Routine).where(Routine.id == routine_id, Routine.patient_id == patient_id)
    ).one_or_none()


def routines_from(session: Session, source: str, *, patient_id: uuid.UUID) -> Mapping[str, Routine]:
    """Return what one source has told of this patient's routines, by its own keys."""
    rows = session.exec(
        select(Routine).where(Routine.patient_id == patient_id, Routine.source == source)
    )
    return {routine.key: routine for routine in rows}


def entry_by_id(session: Session, entry_id: uuid.UUID) -> Entry | None:
    """Return an entry, whoever's it is, held until the transaction ends."""
    return session.exec(select(Entry).where(Entry.id == entry_id).with_for_update()).one_or_none()


def entry_of(session: Session, patient_id: uuid.UUID, entry_id: uuid.UUID) -> EntryCard | None:
    """Return one entry that stands in this patient's plan, also if it was undone."""
    row = (
        session.connection()
        .execute(
            select_columns(*_ENTRY, *_NAME)
            .select_from(Entry)
            .join(Person, col(Person.id) == Entry.by_id)
            .where(col(Entry.id) == entry_id, col(Entry.patient_id) == patient_id)
        )
        .first()
    )
    return _entry(row[: len(_ENTRY)], row[len(_ENTRY) :]) if row else None


def earlier_of(session: Session, entry_id: uuid.UUID) -> Sequence[tuple[EarlierEntry, str]]:
    """Return what an entry said before it was corrected and who wrote that, the newest first."""
    rows = session.exec(
        select(EarlierEntry, Person.given_name, Person.family_name)
        .join(Person, col(Person.id) == EarlierEntry.by_id)
        .where(EarlierEntry.entry_id == entry_id)
        .order_by(col(EarlierEntry.replaced_at).desc(), col(EarlierEntry.recorded_at).desc())
    )
    return [(earlier, f"{given} {family}".strip()) for earlier, given, family in rows]


def pause_of(session: Session, patient_id: uuid.UUID, pause_id: uuid.UUID) -> Pause | None:
    return session.exec(
        select(Pause).where(Pause.id == pause_id, Pause.patient_id == patient_id)
    ).one_or_none()
