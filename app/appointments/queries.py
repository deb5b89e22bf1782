import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, or_, select

from app.appointments import visible
from app.appointments.booking_rules import key_of_next
from app.appointments.cards import Time, TimeAndNext
from app.appointments.content import State
from app.appointments.models import Appointment
from app.appointments.rules import (
    ASSUMED_LENGTH,
    CALENDARS_KEEP,
    IN_CALENDARS,
    NOT_OVER,
    calendars_show,
    in_order,
)
from app.base.db import Question
from app.sharing.rules import Access

A_DAY = timedelta(days=1)
PAST_TIMES_SHOWN = 20
_COLUMNS = [getattr(Appointment, name) for name in Time.model_fields]


def coming_times_of(session: Session, access: Access, *, now: datetime) -> Sequence[Time]:
    """Return the times that are not over, those of today included, the earliest first."""
    return in_order(_times(session, access, _coming(), now=now, a_day_ago=now - A_DAY))


@cache
def _coming() -> Question:
    start, end = col(Appointment.starts_at), col(Appointment.ends_at)
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        col(Appointment.state).in_(NOT_OVER),
        or_(start.is_(None), start > bindparam("a_day_ago"), end > bindparam("now")),
    )


def past_times_of(session: Session, access: Access, *, now: datetime) -> Sequence[Time]:
    """Return the latest times that have been or were cancelled, the newest first."""
    start = col(Appointment.starts_at)
    return _times(
        session,
        access,
        select_columns(*_COLUMNS)
        .where(
            col(Appointment.patient_id) == bindparam("patient"),
            or_(start <= now, Appointment.state == State.CANCELLED),
        )
        .order_by(start.desc().nulls_last(), col(Appointment.id))
        .limit(PAST_TIMES_SHOWN),
    )


def changed_since(session: Session, access: Access, moment: datetime) -> Sequence[Time]:
    """Return the times that are new, moved or withdrawn since a moment, whatever their state."""
    return in_order(_times(session, access, _changed(), moment=moment))


@cache
def _changed() -> Question:
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        col(Appointment.changed_at) > bindparam("moment"),
    )


def times_for_calendars(session: Session, access: Access, *, now: datetime) -> Sequence[Time]:
    """Return what a calendar of this patient's times shows, in order."""
    since = now - CALENDARS_KEEP
    an_hour_before = since - ASSUMED_LENGTH
    found = _times(session, access, _for_calendars(), since=since, an_hour_before=an_hour_before)
    return in_order(time for time in found if calendars_show(time, now=now))


@cache
def _for_calendars() -> Question:
    start = col(Appointment.starts_at)
    since: BindParameter[datetime] = bindparam("since")
    cancelled = col(Appointment.state) == State.CANCELLED
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        col(Appointment.state).in_(IN_CALENDARS),
        start.is_not(None),
        or_(
            start > bindparam("an_hour_before"),
            col(Appointment.ends_at) > since,
            and_(cancelled, col(Appointment.changed_at) > since),
        ),
    )


def time_of(session: Session, access: Access, appointment_id: uuid.UUID) -> Time | None:
    """Return one time if it is this patient's own, and this reader may see it."""
    found = _times(
        session,
        access,
        select_columns(*_COLUMNS).where(
            col(Appointment.id) == appointment_id,
            col(Appointment.patient_id) == bindparam("patient"),
        ),
    )
    return found[0] if found else None


def appointment_to_change(
    session: Session, access: Access, appointment_id: uuid.UUID
) -> Appointment | None:
    """Return the row of one time if it is this patient's own, as it is now."""
    if not visible.shows(access, appointment_id):
        return None
    return session.exec(
        select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.patient_id == access.patient_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def time_and_next(
    session: Session, access: Access, appointment_id: uuid.UUID
) -> TimeAndNext | None:
    """Return one time if it is this patient's own, with the one booked again after it.

    Either is there only as far as this reader may see it.
    """
    asked = {"appointment": appointment_id, "next": key_of_next(appointment_id)}
    rows = _rows(session, access, _one_and_next(), **asked)
    found = visible.times_for(access, rows)
    time = next((one for one in found if one.id == appointment_id), None)
    after = next((one for one in found if one.id != appointment_id), None)
    hidden = after is None and any(one.id != appointment_id for one in rows)
    return TimeAndNext(time, after, next_hidden=hidden) if time else None


@cache
def _one_and_next() -> Question:
    return select_columns(*_COLUMNS).where(
        col(Appointment.patient_id) == bindparam("patient"),
        or_(
            col(Appointment.id) == bindparam("appointment"),
            col(Appointment.key) == bindparam("next"),
        ),
    )


def appointments_from(
    session: Session, source: str, *, patient_id: uuid.UUID
) -> dict[str, Appointment]:
    """Return what one source has told of this patient's times, by its own keys.

    Nobody else changes them until the transaction ends.
    """
    rows = session.exec(
        select(Appointment)
        .where(Appointment.patient_id == patient_id, Appointment.source == source)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {appointment.key: appointment for appointment in rows}


def _times(
    session: Session, access: Access, statement: Question, **asked: object
) -> Sequence[Time]:
    """Read this patient's times, and only those that this reader may see."""
    return visible.times_for(access, _rows(session, access, statement, **asked))


def _rows(session: Session, access: Access, statement: Question, **asked: object) -> Sequence[Time]:
    """Read this patient's times as plain rows. What is in the table was checked on its way in."""
    rows = session.connection().execute(statement, {"patient": access.patient_id, **asked})
    return [Time.model_construct(**row._mapping) for row in rows]
