"""What staff ask about the times of their unit. Each page asks as much, however many there are."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.appointments.models import Appointment
from app.base.db import Question
from app.base.words import Words
from app.desk.cards import Between, ClosedDay, FreeCard, SlotCard
from app.people.models import Person
from app.slots import rules as slot_rules
from app.slots.content import Holding
from app.slots.models import (
    PatternException,
    Slot,
    SlotHolder,
    SlotKind,
    VisitKind,
    WeekPattern,
)
from app.slots.queries import MOST_BESIDE, is_free

MOST_LISTED = 200
MOST_TO_OFFER = 500


def slots_of(session: Session, unit_id: uuid.UUID, between: Between) -> Sequence[SlotCard]:
    """Return a unit's slots, the earliest first."""
    starts_at = col(Slot.starts_at)
    rows = session.connection().execute(
        _slots()
        .where(col(Slot.unit_id) == unit_id, starts_at >= between.start, starts_at < between.end)
        .order_by(starts_at, col(Slot.seat), col(Slot.id))
    )
    return [SlotCard(*row) for row in rows]


def slot_at(
    session: Session, slot_id: uuid.UUID, *, unit_ids: Collection[uuid.UUID]
) -> SlotCard | None:
    """Return a slot, if it is one of these units'."""
    asked = _slots().where(col(Slot.id) == slot_id, col(Slot.unit_id).in_(unit_ids))
    row = session.connection().execute(asked).one_or_none()
    return SlotCard(*row) if row else None


def kinds_of_slots(
    session: Session, unit_id: uuid.UUID, between: Between
) -> Mapping[uuid.UUID, Sequence[Words]]:
    """Return what kinds of visits a unit's slots are for."""
    starts_at = col(SlotKind.starts_at)
    rows = session.connection().execute(
        select(col(SlotKind.slot_id), col(VisitKind.name))
        .join(VisitKind, col(VisitKind.id) == SlotKind.kind_id)
        .where(
            col(VisitKind.unit_id) == unit_id, starts_at >= between.start, starts_at < between.end
        )
        .order_by(col(VisitKind.key))
    )
    found: dict[uuid.UUID, list[Words]] = {}
    for slot_id, name in rows:
        found.setdefault(slot_id, []).append(name)
    return found


def phones_of(session: Session, person_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return the numbers of those of these people who have one."""
    rows = session.connection().execute(
        select(col(Person.id), col(Person.phone)).where(col(Person.id).in_(person_ids))
    )
    return {person_id: phone for person_id, phone in rows if phone}


def visit_kinds_of(
    session: Session, unit_id: uuid.UUID, *, slot_id: uuid.UUID | None = None
) -> Sequence[VisitKind]:
    """Return the kinds of visits of a unit; of one of its slots, those that it is for."""
    kinds = select_rows(VisitKind).where(VisitKind.unit_id == unit_id)
    if slot_id:
        of_slot = select(col(SlotKind.kind_id)).where(col(SlotKind.slot_id) == slot_id)
        kinds = kinds.where(col(VisitKind.id).in_(of_slot))
    return session.exec(kinds.order_by(col(VisitKind.key))).all()


def free_for_staff(
    session: Session, kind_id: uuid.UUID, *, since: datetime, most: int
) -> Sequence[FreeCard]:
    """Return the first free slots for a kind of visit, also those that patients do not see yet."""
    asked = _free(kind_id, now=since).where(col(SlotKind.starts_at) >= since)
    rows = session.connection().execute(asked.order_by(*IN_ORDER).limit(most))
    return [FreeCard(*row) for row in rows]


def nearest_free(
    session: Session, kind_id: uuid.UUID, moment: datetime, *, now: datetime
) -> Sequence[FreeCard]:
    """Return the few free slots that are nearest to a moment, the earliest first."""
    starts_at, free = col(SlotKind.starts_at), _free(kind_id, now=now)
    earlier = free.where(starts_at > now, starts_at < moment).order_by(starts_at.desc())
    later = free.where(starts_at > now, starts_at >= moment).order_by(*IN_ORDER)
    found = [
        FreeCard(*row)
        for side in (earlier, later)
        for row in session.connection().execute(side.limit(MOST_BESIDE))
    ]
    return slot_rules.nearest(found, to=moment)


def free_to_offer(
    session: Session,
    kind_ids: Collection[uuid.UUID],
    *,
    since: datetime,
    now: datetime,
    but_of: Between | None = None,
    role_id: uuid.UUID | None = None,
) -> Mapping[uuid.UUID, Sequence[FreeCard]]:
    """Return free slots that patients see, for each of these kinds of visits, the earliest first.

    but_of: a stretch that is left out; only that of role_id, when that is named.
    """
    found: dict[uuid.UUID, list[FreeCard]] = {}
    starts_at = col(SlotKind.starts_at)
    asked = (
        select(col(SlotKind.kind_id), *_FREE)
        .join(SlotKind, col(SlotKind.slot_id) == Slot.id)
        .where(
            col(SlotKind.kind_id).in_(kind_ids),
            starts_at >= since,
            col(Slot.released_at) <= now,
            is_free(now),
        )
    )
    if but_of:
        theirs = [col(Slot.role_id).is_not_distinct_from(role_id)] if role_id else []
        inside = starts_at >= but_of.start, starts_at < but_of.end
        asked = asked.where(~and_(*inside, *theirs))
    rows = session.connection().execute(asked.order_by(*IN_ORDER).limit(MOST_TO_OFFER))
    for kind_id, *slot in rows:
        found.setdefault(kind_id, []).append(FreeCard(*slot))
    return found


def patterns_of(session: Session, unit_id: uuid.UUID, *, today: date) -> Sequence[WeekPattern]:
    """Return a unit's times that come back, but for those that have ended."""
    live = or_(col(WeekPattern.until).is_(None), col(WeekPattern.until) >= today)
    patterns = select_rows(WeekPattern).where(WeekPattern.unit_id == unit_id, live)
    return session.exec(patterns.order_by(col(WeekPattern.from_minute), col(WeekPattern.id))).all()


def pattern_at(
    session: Session, pattern_id: uuid.UUID, *, unit_ids: Collection[uuid.UUID]
) -> WeekPattern | None:
    pattern = session.get(WeekPattern, pattern_id)
    return pattern if pattern and pattern.unit_id in unit_ids else None


def closed_days_of(session: Session, unit_id: uuid.UUID, *, today: date) -> Sequence[ClosedDay]:
    """Return a unit's closed days from today on, and how many still have a time on each."""
    closed = PatternException
    columns = col(closed.id), col(closed.day), col(closed.role_id)
    rows = session.connection().execute(
        select(*columns, func.count(col(SlotHolder.slot_id)))
        .outerjoin(SlotHolder, col(SlotHolder.withdrawn_for_id) == closed.id)
        .where(col(closed.unit_id) == unit_id, col(closed.day) >= today)
        .group_by(*columns)
        .order_by(col(closed.day), col(closed.id))
    )
    return [ClosedDay(*row) for row in rows]


def closed_day_at(
    session: Session, closed_id: uuid.UUID, *, unit_ids: Collection[uuid.UUID]
) -> PatternException | None:
    closed = session.get(PatternException, closed_id)
    return closed if closed and closed.unit_id in unit_ids else None


IN_ORDER = col(SlotKind.starts_at), col(SlotKind.slot_id)
_FREE = [getattr(Slot, name) for name in FreeCard.__dataclass_fields__]


def _free(kind_id: uuid.UUID, *, now: datetime) -> Question:
    return (
        select(*_FREE)
        .join(SlotKind, col(SlotKind.slot_id) == Slot.id)
        .where(col(SlotKind.kind_id) == kind_id, is_free(now))
    )


def _slots() -> Question:
    """Ask for slots that stand, with who has each and the time that it is booked for."""
    time = and_(
        col(SlotHolder.holding) == Holding.BOOKING,
        col(Appointment.id) == SlotHolder.held_for_id,
    )
    return (
        select(
            *_FREE,
            col(SlotHolder.holding),
            col(SlotHolder.until),
            col(SlotHolder.withdrawn_for_id),
            col(SlotHolder.patient_id),
            col(Person.given_name),
            col(Person.family_name),
            col(Appointment.id),
            col(Appointment.state),
        )
        .outerjoin(SlotHolder, col(SlotHolder.slot_id) == Slot.id)
        .outerjoin(Person, col(Person.id) == SlotHolder.patient_id)
        .outerjoin(Appointment, time)
        .where(col(Slot.dropped_at).is_(None))
    )
