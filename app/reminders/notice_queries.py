"""What somebody has been told in the app: how much, and whose plan it is about."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.reminders.content import ReminderState
from app.reminders.models import OwnMoment, Reminder
from app.reminders.queries import NOTICES_KEPT


def how_many(session: Session, person_id: uuid.UUID, *, now: datetime) -> int:
    """Return of how many things somebody has been told lately, in all plans, and not seen them."""
    return how_many_each(session, [person_id], now=now).get(person_id, 0)


def how_many_each(
    session: Session, person_ids: Collection[uuid.UUID], *, now: datetime
) -> Mapping[uuid.UUID, int]:
    """Return it for each of these people, in one question. Who has nothing to see is left out."""
    thing = Reminder.patient_id, Reminder.kind, Reminder.about_id, Reminder.about_at
    things = (
        select(col(Reminder.recipient_id), *map(col, thing))
        .where(
            col(Reminder.recipient_id).in_(person_ids),
            col(Reminder.due_at) > now - NOTICES_KEPT,
            col(Reminder.state) == ReminderState.TOLD,
            col(Reminder.useless_at) > now,
        )
        .distinct()
    ).subquery()
    counted = select(things.c.recipient_id, func.count()).group_by(things.c.recipient_id)
    return {row[0]: row[1] for row in session.connection().execute(counted)}


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
