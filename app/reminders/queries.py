"""What is planned, and what there is to tell somebody in the app."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlmodel import Session, col

from app.appointments.models import Appointment
from app.base.db import Question
from app.reminders.cards import Planned
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import Delivery, OwnMoment, Reminder

NOTICES_KEPT = timedelta(days=14)
_PLANNED: list[Any] = [
    col(Reminder.id),
    col(Reminder.recipient_id),
    col(Reminder.kind),
    col(Reminder.key),
    col(Reminder.about_id),
    col(Reminder.about_at),
    col(Reminder.planned_at),
    col(Reminder.due_at),
    col(Reminder.useless_at),
    col(Reminder.important),
    col(Reminder.state),
    col(Reminder.put_off_at),
    col(Reminder.told_at),
    col(Reminder.message_id),
]


@dataclass(frozen=True)
class Notice:
    """Something that somebody has been told, and has not said that they have seen."""

    id: uuid.UUID
    patient_id: uuid.UUID
    kind: ReminderKind
    key: str
    about_id: uuid.UUID | None
    about_at: datetime | None
    planned_at: datetime
    told_at: datetime
    useless_at: datetime
    important: bool
    put_off_at: datetime | None

    @property
    def about(self) -> str:
        """Return what sort of thing it tells of, such as time, offer or version."""
        return self.key.partition(":")[0]

    @property
    def thing(self) -> tuple[object, ...]:
        """Return what it tells of: the same, however often one is reminded of it."""
        return self.patient_id, self.kind, self.about_id, self.about_at


_NOTICE = [getattr(Reminder, name) for name in Notice.__dataclass_fields__]


def notices_of(session: Session, person_id: uuid.UUID, *, now: datetime) -> Sequence[Notice]:
    """Return what somebody has been told lately and is still of use, the nearest in time first."""
    asked = {"person": person_id, "now": now, "since": now - NOTICES_KEPT}
    rows = session.connection().execute(_notices(), asked)
    return [Notice(*row) for row in rows]


@cache
def _notices() -> Question:
    return (
        select(*_NOTICE)
        .where(
            col(Reminder.recipient_id) == bindparam("person"),
            col(Reminder.due_at) > bindparam("since"),
            col(Reminder.state) == ReminderState.TOLD,
            col(Reminder.useless_at) > bindparam("now"),
        )
        .order_by(col(Reminder.useless_at), col(Reminder.planned_at), col(Reminder.id))
    )


def planned_of(session: Session, patient_id: uuid.UUID, *, now: datetime) -> list[Planned]:
    """Return every promise in a patient's plan that is still of use, whatever became of it."""
    asked = {"patient": patient_id, "now": now}
    return [Planned(*row) for row in session.connection().execute(_planned(), asked)]


@cache
def _planned() -> Question:
    opened = exists().where(
        col(Delivery.message_id) == Reminder.message_id, col(Delivery.opened_at).is_not(None)
    )
    return select(*_PLANNED, opened).where(
        col(Reminder.patient_id) == bindparam("patient"),
        col(Reminder.useless_at) > bindparam("now"),
    )


def own_moments_of(
    session: Session, patient_id: uuid.UUID
) -> Mapping[uuid.UUID, Mapping[uuid.UUID, Sequence[datetime]]]:
    """Return when people want to be reminded of a patient's times, by person and time."""
    rows = session.connection().execute(_own_moments(), {"patient": patient_id})
    found: dict[uuid.UUID, dict[uuid.UUID, list[datetime]]] = {}
    for person_id, appointment_id, at in rows:
        found.setdefault(person_id, {}).setdefault(appointment_id, []).append(at)
    return found


@cache
def _own_moments() -> Question:
    return (
        select(col(OwnMoment.person_id), col(OwnMoment.appointment_id), col(OwnMoment.at))
        .join(Appointment, col(Appointment.id) == OwnMoment.appointment_id)
        .where(col(Appointment.patient_id) == bindparam("patient"))
        .order_by(col(OwnMoment.at))
    )


def patients_told_to(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Return in whose plans somebody is reminded of anything that waits or was told."""
    rows = session.connection().execute(
        select(col(Reminder.patient_id)).where(col(Reminder.recipient_id) == person_id).distinct()
    )
    return list(rows.scalars())
