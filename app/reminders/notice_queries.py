"""What somebody has been told in the app: how much, and whose plan it is about."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.reminders.content import ReminderState
from app.reminders.models import OwnMoment, Reminder
from app.reminders.queries import NOTICES_KEPT


def how_many(session: Session, person_id: uuid.UUID, *, now: datetime) -> int:
    """Return how much somebody has been told lately, in all plans, and has not said they saw."""
    found: int = (
        session.connection()
        .execute(
            select(func.count()).where(
                col(Reminder.recipient_id) == person_id,
                col(Reminder.due_at) > now - NOTICES_KEPT,
                col(Reminder.state) == ReminderState.TOLD,
                col(Reminder.useless_at) > now,
            )
        )
        .scalar_one()
    )
    return found


def is_theirs(
    session: Session, reminder_id: uuid.UUID, *, person_id: uuid.UUID, patient_id: uuid.UUID
) -> bool:
    """Say whether a reminder is this person's, of this plan, whatever has become of it."""
    found = session.connection().execute(
        select(col(Reminder.id)).where(
            col(Reminder.id) == reminder_id,
            col(Reminder.recipient_id) == person_id,
            col(Reminder.patient_id) == patient_id,
        )
    )
    return found.first() is not None


def own_moments(
    session: Session, appointment_id: uuid.UUID, *, person_id: uuid.UUID
) -> Sequence[datetime]:
    """Return the moments at which somebody has asked to be reminded of one time."""
    return (
        session.connection()
        .execute(
            select(col(OwnMoment.at))
            .where(
                col(OwnMoment.person_id) == person_id,
                col(OwnMoment.appointment_id) == appointment_id,
            )
            .order_by(col(OwnMoment.at))
        )
        .scalars()
        .all()
    )
