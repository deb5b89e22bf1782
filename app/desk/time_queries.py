"""What staff ask about patients' times at their unit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from app.appointments.content import FIXED, State
from app.appointments.models import Appointment, Offer
from app.appointments.rules import NOT_OVER
from app.base.words import Words
from app.desk.cards import Between, TimeCard
from app.people.models import CareRole, Person
from app.sharing.care_queries import PatientInCare
from app.slots.models import SlotHolder

MOST_LISTED = 200


def told_times_of(session: Session, unit_id: uuid.UUID, between: Between) -> Sequence[TimeCard]:
    """Return the times at a unit that stand in none of its slots, the earliest first."""
    in_a_slot = exists().where(col(SlotHolder.held_for_id) == Appointment.id)
    shown = col(Appointment.state).in_((*FIXED, State.DONE, State.MISSED))
    start = col(Appointment.starts_at)
    return _times(
        session,
        _at_unit(unit_id),
        start >= between.start,
        start < between.end,
        shown,
        ~in_a_slot,
        order_by=start,
    )


def times_on(
    session: Session, unit_id: uuid.UUID, between: Between, *, role_id: uuid.UUID | None
) -> Sequence[TimeCard]:
    """Return the agreed times at a unit, or with one professional there, the earliest first."""
    start = col(Appointment.starts_at)
    return _times(
        session,
        col(Appointment.role_id) == role_id if role_id else _at_unit(unit_id),
        start >= between.start,
        start < between.end,
        col(Appointment.state).in_(FIXED),
        order_by=start,
    )


def time_at(session: Session, appointment_id: uuid.UUID, *, unit_id: uuid.UUID) -> TimeCard | None:
    """Return a time, if it is at this unit."""
    found = _times(session, col(Appointment.id) == appointment_id, _at_unit(unit_id))
    return found[0] if found else None


def overdue_of(session: Session, unit_id: uuid.UUID, *, today: date) -> Sequence[TimeCard]:
    """Return the planned times at a unit whose day has passed, the longest ago first."""
    call_by, window_to = col(Appointment.call_if_not_heard_by), col(Appointment.window_to)
    return _times(
        session,
        _at_unit(unit_id),
        col(Appointment.state) == State.PLANNED,
        or_(call_by <= today, window_to < today),
        order_by=call_by,
    )


def requested_of(session: Session, unit_id: uuid.UUID) -> Sequence[TimeCard]:
    """Return the times that patients have asked a unit for, and do not have."""
    return _times(
        session,
        _at_unit(unit_id),
        col(Appointment.state) == State.REQUESTED,
        order_by=col(Appointment.changed_at),
    )


def times_to_book(
    session: Session, patient_id: uuid.UUID, unit_id: uuid.UUID, *, now: datetime
) -> Sequence[TimeCard]:
    """Return the times of a patient at a unit that one can book or move by phone."""
    to_come = or_(col(Appointment.starts_at).is_(None), col(Appointment.starts_at) > now)
    return _times(
        session,
        col(Appointment.patient_id) == patient_id,
        _at_unit(unit_id),
        col(Appointment.state).in_(NOT_OVER),
        to_come,
        order_by=col(Appointment.starts_at),
    )


def support_of(session: Session, appointment_id: uuid.UUID) -> Sequence[Words]:
    """Return the support that a patient has at a time."""
    asked = select(col(Appointment.support)).where(col(Appointment.id) == appointment_id)
    found: Sequence[Words] = session.connection().execute(asked).scalar_one()
    return found


def offered_until(
    session: Session, appointment_ids: Collection[uuid.UUID], *, now: datetime
) -> Mapping[uuid.UUID, datetime]:
    """Return until when those of these times are kept other slots for that are."""
    rows = session.connection().execute(
        select(col(Offer.appointment_id), col(Offer.until)).where(
            col(Offer.appointment_id).in_(appointment_ids),
            col(Offer.ended_at).is_(None),
            col(Offer.until) > now,
        )
    )
    return dict(rows.all())


def appointment(session: Session, appointment_id: uuid.UUID) -> Appointment | None:
    """Return the row of a time, as it is now. Whether one may is decided before."""
    return session.get(Appointment, appointment_id, populate_existing=True)


def patients_with_times_at(
    session: Session, unit_id: uuid.UUID, *, now: datetime
) -> Sequence[PatientInCare]:
    """Return whom a unit has something to book or to change with, by family name."""
    to_come = or_(col(Appointment.starts_at).is_(None), col(Appointment.starts_at) > now)
    rows = session.connection().execute(
        select(col(Person.id), col(Person.given_name), col(Person.family_name), col(Person.born_on))
        .where(
            exists().where(
                col(Appointment.patient_id) == Person.id,
                _at_unit(unit_id),
                col(Appointment.state).in_(NOT_OVER),
                to_come,
            )
        )
        .order_by(col(Person.family_name), col(Person.given_name), col(Person.id))
    )
    return [PatientInCare(*row) for row in rows]


def _at_unit(unit_id: uuid.UUID) -> ColumnElement[bool]:
    """Pick the times at a unit. One that names only a professional is where they work."""
    roles = select(col(CareRole.id)).where(col(CareRole.unit_id) == unit_id)
    return or_(
        col(Appointment.unit_id) == unit_id,
        and_(col(Appointment.unit_id).is_(None), col(Appointment.role_id).in_(roles)),
    )


TIME = ("what", "state", "role_id", "kind_id", "mode", "starts_at", "ends_at", "booked_by_id")
WINDOW = ("window_from", "window_to", "window_words", "call_if_not_heard_by", "answer_by")


def _times(
    session: Session, *which: ColumnElement[bool], order_by: SQLCoreOperations[Any] | None = None
) -> Sequence[TimeCard]:
    order = [order_by] if order_by is not None else []
    rows = session.connection().execute(
        select(
            col(Appointment.id),
            col(Appointment.patient_id),
            col(Person.given_name),
            col(Person.family_name),
            col(Person.phone),
            *(col(getattr(Appointment, name)) for name in (*TIME, *WINDOW)),
        )
        .join(Person, col(Person.id) == Appointment.patient_id)
        .where(*which)
        .order_by(*order, col(Appointment.id))
        .limit(MOST_LISTED)
    )
    return [TimeCard(*row) for row in rows]
