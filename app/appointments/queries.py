import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from app.appointments.cards import Time
from app.appointments.content import State
from app.appointments.models import Appointment
from app.appointments.rules import NOT_OVER, in_order
from app.base.db import Question

A_DAY = timedelta(days=1)
PAST_TIMES_SHOWN = 20
_COLUMNS = [getattr(Appointment, name) for name in Time.model_fields]


def coming_times_of(session: Session, patient_id: uuid.UUID, *, now: datetime) -> Sequence[Time]:
    """Return the times that are not over, those of today included, the earliest first."""
    asked = {"patient": patient_id, "now": now, "a_day_ago": now - A_DAY}
    return in_order(_times(session, _coming(), **asked))


@cache
def _coming() -> Question:
    start, end = col(Appointment.starts_at), col(Appointment.ends_at)
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        col(Appointment.state).in_(NOT_OVER),
        or_(start.is_(None), start > bindparam("a_day_ago"), end > bindparam("now")),
    )


def past_times_of(session: Session, patient_id: uuid.UUID, *, now: datetime) -> Sequence[Time]:
    """Return the latest times that have been or were cancelled, the newest first."""
    start = col(Appointment.starts_at)
    return _times(
        session,
        select_columns(*_COLUMNS)
        .where(
            col(Appointment.patient_id) == patient_id,
            or_(start <= now, Appointment.state == State.CANCELLED),
        )
        .order_by(start.desc().nulls_last(), col(Appointment.id))
        .limit(PAST_TIMES_SHOWN),
    )


def changed_since(session: Session, patient_id: uuid.UUID, moment: datetime) -> Sequence[Time]:
    """Return the times that are new, moved or withdrawn since a moment, whatever their state."""
    return in_order(_times(session, _changed(), patient=patient_id, moment=moment))


@cache
def _changed() -> Question:
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        col(Appointment.changed_at) > bindparam("moment"),
    )


def time_of(session: Session, patient_id: uuid.UUID, appointment_id: uuid.UUID) -> Time | None:
    """Return one time if it is this patient's own."""
    found = _times(
        session,
        select_columns(*_COLUMNS).where(
            col(Appointment.id) == appointment_id, col(Appointment.patient_id) == patient_id
        ),
    )
    return found[0] if found else None


def appointments_from(
    session: Session, source: str, *, patient_id: uuid.UUID
) -> dict[str, Appointment]:
    """Return what one source has told of this patient's times, by its own keys."""
    rows = session.exec(
        select(Appointment).where(
            Appointment.patient_id == patient_id, Appointment.source == source
        )
    )
    return {appointment.key: appointment for appointment in rows}


def _times(session: Session, statement: Question, **asked: object) -> Sequence[Time]:
    """Read plain rows. What is in the table was checked on its way in."""
    rows = session.connection().execute(statement, asked)
    return [Time.model_construct(**row._mapping) for row in rows]
