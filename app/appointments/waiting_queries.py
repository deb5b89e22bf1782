"""Who waits for an earlier time at a unit, and what they are asked about now, as staff read it."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.appointments import suiting
from app.appointments.content import OfferReason
from app.appointments.models import EarlierWish, Offer, OfferedSlot
from app.appointments.offer_queries import is_live, waiting
from app.appointments.suiting import Turn, Waiting
from app.base.words import Words
from app.people import queries as people
from app.people.models import CareRole, Unit
from app.slots.cards import FreeSlot
from app.slots.models import Slot, VisitKind
from app.slots.queries import SLOT


@dataclass(frozen=True)
class KindAtUnit:
    """A kind of visit, and the unit that has times for it."""

    id: uuid.UUID
    name: Words
    unit_id: uuid.UUID
    unit: str


@dataclass(frozen=True)
class Kept:
    """A slot that is kept for some who wait, until when, and the order with its reasons."""

    slot: FreeSlot
    until: datetime
    for_times: Collection[uuid.UUID]
    turns: Sequence[Turn]


@dataclass(frozen=True)
class WaitingList:
    """Those who wait for an earlier time of one kind, in the order they asked."""

    kind: KindAtUnit
    waiting: Sequence[Waiting]
    kept: Sequence[Kept]


def kinds_of(session: Session, person_id: uuid.UUID, *, today: date) -> Sequence[KindAtUnit]:
    """Return the kinds of visits at the units where this member of staff works."""
    working = exists().where(
        col(CareRole.unit_id) == Unit.id,
        col(CareRole.person_id) == person_id,
        people.at_work(today),
    )
    rows = session.connection().execute(
        select(col(VisitKind.id), col(VisitKind.name), col(Unit.id), col(Unit.name))
        .join(Unit, col(Unit.id) == VisitKind.unit_id)
        .where(working)
        .order_by(col(Unit.name), col(VisitKind.key))
    )
    return [KindAtUnit(*row) for row in rows]


def waiting_lists(
    session: Session, kinds: Sequence[KindAtUnit], *, now: datetime
) -> Sequence[WaitingList]:
    """Return who waits for each of these kinds, and for whom which slot is kept now."""
    by_kind = _waiting(session, [kind.id for kind in kinds], now=now)
    everybody = [one for some in by_kind.values() for one in some]
    kept = _kept(session, everybody, now=now)
    asked = _asked(session, kept, everybody)
    return [
        WaitingList(kind, by_kind[kind.id], _of(by_kind[kind.id], kept, asked, now=now))
        for kind in kinds
        if kind.id in by_kind
    ]


SlotsKept = dict[FreeSlot, tuple[datetime, set[uuid.UUID]]]


def _waiting(
    session: Session, kind_ids: Collection[uuid.UUID], *, now: datetime
) -> Mapping[uuid.UUID, list[Waiting]]:
    """Return those who wait by kind, in the order they asked."""
    rows = (
        waiting(now)
        .add_columns(col(EarlierWish.kind_id))
        .where(col(EarlierWish.kind_id).in_(kind_ids))
        .order_by(col(EarlierWish.asked_at), col(EarlierWish.id))
    )
    found: dict[uuid.UUID, list[Waiting]] = {}
    for *one, kind_id in session.connection().execute(rows):
        found.setdefault(kind_id, []).append(Waiting(*one))
    return found


def _kept(session: Session, of: Collection[Waiting], *, now: datetime) -> SlotsKept:
    """Return which slots are kept for whom of those who wait, and until when."""
    rows = session.connection().execute(
        select(col(Offer.until), col(Offer.appointment_id), *SLOT)
        .join(OfferedSlot, col(OfferedSlot.offer_id) == Offer.id)
        .join(Slot, col(Slot.id) == OfferedSlot.slot_id)
        .where(
            col(Offer.appointment_id).in_([one.appointment_id for one in of]),
            col(Offer.reason) == OfferReason.EARLIER,
            *is_live(now),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
    )
    kept: SlotsKept = {}
    for until, appointment_id, *slot in rows:
        kept.setdefault(FreeSlot(*slot), (until, set()))[1].add(appointment_id)
    return kept


def _asked(
    session: Session, slots: Iterable[FreeSlot], of: Collection[Waiting]
) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """Return which times were asked about each slot since they began to wait."""
    rows = session.connection().execute(
        select(col(OfferedSlot.slot_id), col(Offer.appointment_id))
        .join(Offer, col(Offer.id) == OfferedSlot.offer_id)
        .join(EarlierWish, col(EarlierWish.appointment_id) == Offer.appointment_id)
        .where(
            col(OfferedSlot.slot_id).in_([slot.id for slot in slots]),
            col(EarlierWish.id).in_([one.wish_id for one in of]),
            col(Offer.made_at) >= EarlierWish.asked_at,
        )
    )
    asked: dict[uuid.UUID, set[uuid.UUID]] = {}
    for slot_id, appointment_id in rows:
        asked.setdefault(slot_id, set()).add(appointment_id)
    return asked


def _of(
    some: Sequence[Waiting],
    kept: SlotsKept,
    asked: Mapping[uuid.UUID, set[uuid.UUID]],
    *,
    now: datetime,
) -> list[Kept]:
    """Return the slots that are kept for somebody among these, each with its order."""
    times = {one.appointment_id for one in some}
    return [
        Kept(slot, until, for_times, suiting.turns(some, slot, asked=asked[slot.id], now=now))
        for slot, (until, for_times) in kept.items()
        if times & for_times
    ]
