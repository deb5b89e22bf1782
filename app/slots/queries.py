import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    and_,
    bindparam,
    exists,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_

from app.base.db import Question
from app.base.words import Words
from app.people.models import Unit
from app.slots.cards import FreeSlot
from app.slots.content import Holding
from app.slots.models import BookingRules, Slot, SlotHolder, SlotKind, VisitKind
from app.slots.rules import Bookable

MOST_SHOWN = 200
MOST_BESIDE = 50
SLOT = [getattr(Slot, name) for name in FreeSlot.__dataclass_fields__]

Value = BindParameter[Any]


def is_free(now: datetime | Value, *, to: uuid.UUID | Value | None = None) -> ColumnElement[bool]:
    """Say of a slot that nobody has it: no row, or one whose moment has passed.

    to: a patient, to whom one that is kept while they fill in is free as well.
    """
    held = or_(col(SlotHolder.until).is_(None), col(SlotHolder.until) > now)
    others = or_(
        col(SlotHolder.holding) != Holding.HOLD, col(SlotHolder.patient_id).is_distinct_from(to)
    )
    return ~exists().where(col(SlotHolder.slot_id) == Slot.id, held, others)


def free_slots(
    session: Session,
    kind_id: uuid.UUID,
    *,
    between: Bookable,
    now: datetime,
    to: uuid.UUID | None = None,
    limit: int = MOST_SHOWN,
) -> Sequence[FreeSlot]:
    """Return the first slots for a kind of visit that are free to a patient, the earliest first."""
    asked = {
        "kind": kind_id,
        "earliest": between.earliest,
        "latest": between.latest,
        "now": now,
        "patient": to,
        "limit": limit,
    }
    return [FreeSlot(*row) for row in session.connection().execute(_first_free(), asked)]


def free_slots_beside(
    session: Session,
    moment: datetime,
    kind_id: uuid.UUID,
    *,
    between: Bookable,
    now: datetime,
    to: uuid.UUID | None = None,
) -> Sequence[FreeSlot]:
    """Return the last free slots for a kind of visit before a moment, and the first from it on."""
    asked = {
        "kind": kind_id,
        "earliest": between.earliest,
        "moment": min(max(moment, between.earliest), between.latest),
        "latest": between.latest,
        "now": now,
        "patient": to,
    }
    return [FreeSlot(*row) for row in session.connection().execute(_beside(), asked)]


def slot_for(session: Session, slot_id: uuid.UUID, *, kind_id: uuid.UUID) -> FreeSlot | None:
    """Return a slot that is for this kind of visit, whether anybody has it or not."""
    asked = {"slot": slot_id, "kind": kind_id}
    row = session.connection().execute(_slot(), asked).one_or_none()
    return FreeSlot(*row) if row else None


def kinds_by_key(session: Session, *, source: str) -> dict[tuple[str, str], uuid.UUID]:
    """Return the kinds of visits of a source's units, by what it calls the unit and the kind."""
    rows = session.connection().execute(
        select(col(Unit.key), col(VisitKind.key), col(VisitKind.id))
        .join(Unit, col(Unit.id) == VisitKind.unit_id)
        .where(col(Unit.source) == source)
    )
    return {(unit, key): kind_id for unit, key, kind_id in rows}


@dataclass(frozen=True)
class SlotToBook:
    """A slot that a patient may book now. One that is kept for them is so until a moment."""

    slot: FreeSlot
    held_until: datetime | None


def slot_to_book(
    session: Session,
    slot_id: uuid.UUID,
    *,
    kind_id: uuid.UUID,
    patient_id: uuid.UUID,
    between: Bookable,
    now: datetime,
) -> SlotToBook | None:
    """Return a slot that is kept for this patient, or that is free; else nothing."""
    asked = {
        "slot": slot_id,
        "kind": kind_id,
        "patient": patient_id,
        "earliest": between.earliest,
        "latest": between.latest,
        "now": now,
    }
    row = session.connection().execute(_to_book(), asked).one_or_none()
    return SlotToBook(FreeSlot(*row[:-1]), row[-1]) if row else None


def hold_of(session: Session, slot_id: uuid.UUID, *, patient_id: uuid.UUID) -> uuid.UUID | None:
    """Return the hold by which a slot is or was kept for a patient while they fill in."""
    return session.connection().scalar(
        select(col(SlotHolder.held_for_id)).where(
            col(SlotHolder.slot_id) == slot_id,
            col(SlotHolder.patient_id) == patient_id,
            col(SlotHolder.holding) == Holding.HOLD,
        )
    )


def is_taken(
    session: Session, slot_id: uuid.UUID, *, by_others_than: uuid.UUID, now: datetime
) -> bool:
    """Say whether somebody else than this patient has a slot, or nobody can have it."""
    asked = {"slot": slot_id, "patient": by_others_than, "now": now}
    return bool(session.connection().scalar(_taken(), asked))


def is_held_for(session: Session, slot_id: uuid.UUID, held_for_id: uuid.UUID) -> bool:
    """Say whether a slot is taken for this, such as an appointment."""
    held = select(col(SlotHolder.slot_id)).where(
        col(SlotHolder.slot_id) == slot_id, col(SlotHolder.held_for_id) == held_for_id
    )
    return session.connection().scalar(held) is not None


@dataclass(frozen=True)
class BookableKind:
    """A kind of visit that its unit lets patients book here, and by what rules."""

    id: uuid.UUID
    name: Words
    rules: BookingRules


def bookable_kind(session: Session, kind_id: uuid.UUID) -> BookableKind | None:
    """Return a kind of visit; nothing when its unit does not let patients book here."""
    row = session.execute(_bookable_kind(), {"kind": kind_id}).one_or_none()
    return BookableKind(*row) if row else None


def booking_rules(session: Session, unit_id: uuid.UUID) -> BookingRules | None:
    """Return how a unit lets patients book here; nothing when it does not."""
    return session.get(BookingRules, unit_id)


@cache
def _first_free() -> Question:
    free = _free(bindparam("earliest"), bindparam("latest"))
    in_order = col(SlotKind.starts_at), col(SlotKind.slot_id)
    return free.order_by(*in_order).limit(bindparam("limit"))


@cache
def _beside() -> CompoundSelect[Any]:
    starts_at = col(SlotKind.starts_at)
    moment: Value = bindparam("moment")
    before = _free(bindparam("earliest"), moment).order_by(starts_at.desc())
    after = _free(moment, bindparam("latest")).order_by(starts_at)
    both = [side.limit(MOST_BESIDE).subquery() for side in (before, after)]
    return union_all(*(select(side) for side in both))


@cache
def _slot() -> Question:
    return (
        select(*SLOT)
        .join(SlotKind, _IS_FOR)
        .where(col(Slot.id) == bindparam("slot"), col(SlotKind.kind_id) == bindparam("kind"))
    )


@cache
def _to_book() -> Question:
    own = aliased(SlotHolder)
    now: Value = bindparam("now")
    kept = and_(
        col(own.slot_id) == Slot.id,
        col(own.holding) == Holding.HOLD,
        col(own.patient_id) == bindparam("patient"),
        col(own.until) > now,
    )
    free = and_(*_offered(bindparam("earliest"), bindparam("latest")), is_free(now))
    return (
        _slot()
        .add_columns(col(own.until))
        .outerjoin(own, kept)
        .where(or_(col(own.until).is_not(None), free))
    )


@cache
def _taken() -> Question:
    taken = exists().where(
        col(SlotHolder.slot_id) == bindparam("slot"),
        or_(col(SlotHolder.until).is_(None), col(SlotHolder.until) > bindparam("now")),
        col(SlotHolder.patient_id).is_distinct_from(bindparam("patient")),
    )
    return select(taken)


@cache
def _bookable_kind() -> Question:
    return (
        select(col(VisitKind.id), col(VisitKind.name), BookingRules)
        .join(BookingRules, col(BookingRules.unit_id) == VisitKind.unit_id)
        .where(col(VisitKind.id) == bindparam("kind"))
    )


def _free(earliest: Value, latest: Value) -> Question:
    return (
        select(*SLOT)
        .join(SlotKind, col(SlotKind.slot_id) == Slot.id)
        .where(
            col(SlotKind.kind_id) == bindparam("kind"),
            *_offered(earliest, latest),
            is_free(bindparam("now"), to=bindparam("patient")),
        )
    )


def _offered(earliest: Value, latest: Value) -> tuple[ColumnElement[bool], ...]:
    """Pick what patients may take now. By the start in SlotKind, so that its index is used."""
    return (
        col(SlotKind.starts_at) >= earliest,
        col(SlotKind.starts_at) < latest,
        col(Slot.released_at) <= bindparam("now"),
    )


_IS_FOR = and_(
    col(SlotKind.slot_id) == Slot.id,
    # Known from the slot, so that the row is found by its whole key.
    col(SlotKind.starts_at) == Slot.starts_at,
)
