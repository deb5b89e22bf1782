"""Times that a source has booked take up slots here, so that nobody else gets them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlmodel import Session, col

from app.appointments.content import FIXED
from app.appointments.models import Appointment
from app.slots import actions as slots
from app.slots.content import Holding, Mode
from app.slots.models import Slot, SlotHolder, SlotKind


def take_up(session: Session, *which: ColumnElement[bool], now: datetime) -> int:
    """Let these told times have the slots that they take place in. Return how many slots.

    That is each slot of the same professional that they overlap. A time with nobody named has
    one that begins at the same moment for the same kind of visit. Places of groups are left.
    """
    taken: dict[uuid.UUID, int] = {}
    for time_id, patient_id, slot_id, role_id in _overlapping(session, *which, now=now):
        if role_id or time_id not in taken:
            wanted = SlotHolder(
                slot_id=slot_id,
                holding=Holding.BOOKING,
                held_for_id=time_id,
                patient_id=patient_id,
                since=now,
            )
            if slots.take(session, wanted, earliest=now, now=now, before_release=True):
                taken[time_id] = taken.get(time_id, 0) + 1
    return sum(taken.values())


def take_up_again(session: Session, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Let a patient's told times, which have changed, have the slots of where they are now."""
    times = select(col(Appointment.id)).where(
        col(Appointment.patient_id) == patient_id, col(Appointment.slot_id).is_(None)
    )
    for time_id in session.connection().execute(times).scalars().all():
        slots.free_all(session, held_for_id=time_id)
    take_up(session, col(Appointment.patient_id) == patient_id, now=now)


def _overlapping(
    session: Session, *which: ColumnElement[bool], now: datetime
) -> Sequence[Row[uuid.UUID, uuid.UUID, uuid.UUID, uuid.UUID | None]]:
    """Return each told time beside each slot that it may take place in."""
    starts_at, ends_at = col(Appointment.starts_at), col(Appointment.ends_at)
    overlaps = or_(
        and_(starts_at >= Slot.starts_at, starts_at < Slot.ends_at),
        and_(starts_at <= Slot.starts_at, ends_at > Slot.starts_at),
    )
    of_kind = exists().where(
        col(SlotKind.slot_id) == Slot.id, col(SlotKind.kind_id) == Appointment.kind_id
    )
    of_unit = and_(
        col(Appointment.role_id).is_(None),
        col(Slot.role_id).is_(None),
        col(Appointment.unit_id) == Slot.unit_id,
        starts_at == Slot.starts_at,
        of_kind,
    )
    has_one = exists().where(col(SlotHolder.held_for_id) == Appointment.id)
    asked = (
        select(col(Appointment.id), col(Appointment.patient_id), col(Slot.id), col(Slot.role_id))
        .join(
            Slot,
            or_(and_(col(Slot.role_id) == Appointment.role_id, overlaps), and_(of_unit, ~has_one)),
        )
        .where(
            *which,
            col(Appointment.state).in_(FIXED),
            col(Appointment.slot_id).is_(None),
            col(Slot.starts_at) > now,
            col(Slot.dropped_at).is_(None),
            col(Slot.mode) != Mode.GROUP,
        )
        .order_by(col(Appointment.id), col(Slot.starts_at), col(Slot.id))
    )
    return session.connection().execute(asked).all()
