"""What somebody does with what they are reminded of: put it off, say that they know, ask for it."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from app.base.adding import add_unless_there
from app.reminders import planning, turns
from app.reminders.content import ReminderState
from app.reminders.models import OwnMoment, Reminder

NOT_SEEN = (ReminderState.WAITING, ReminderState.TOLD)


def put_off(
    session: Session,
    reminder_id: uuid.UUID,
    *,
    person_id: uuid.UUID,
    until: datetime,
    now: datetime,
) -> bool:
    """Remind somebody later of what they have been told. Return whether that could be done.

    It stays until then while its thing is as it was. Nothing is put off until it is of no use.
    """
    if until <= now:
        return False
    _wait_for_planning(session, [reminder_id], person_id, now=now)
    put = session.exec(
        update(Reminder)
        .where(
            *_theirs([reminder_id], person_id),
            col(Reminder.useless_at) > until,
        )
        .values(due_at=until, put_off_at=now, state=ReminderState.WAITING)
        .returning(col(Reminder.patient_id))
    ).scalars()
    return _plan_for(session, put.all(), now=now)


def see(
    session: Session, reminder_ids: Collection[uuid.UUID], *, person_id: uuid.UUID, now: datetime
) -> bool:
    """Note that somebody knows what they were told. Return whether that was new."""
    _wait_for_planning(session, reminder_ids, person_id, now=now)
    seen = session.exec(
        update(Reminder)
        .where(*_theirs(reminder_ids, person_id))
        .values(state=ReminderState.SEEN, seen_at=now)
        .returning(col(Reminder.patient_id))
    ).scalars()
    return _plan_for(session, seen.all(), now=now)


def remind_me(
    session: Session,
    appointment_id: uuid.UUID,
    *,
    person_id: uuid.UUID,
    patient_id: uuid.UUID,
    at: datetime,
    now: datetime,
) -> bool:
    """Remind somebody of a time at a moment of their own. Return whether that was new.

    Whoever calls has asked that they may see the time, and that the moment is before it.
    """
    mine = OwnMoment(person_id=person_id, appointment_id=appointment_id, at=at)
    if not add_unless_there(session, mine):
        return False
    return _plan_for(session, [patient_id], now=now)


def do_not_remind_me(
    session: Session,
    appointment_id: uuid.UUID,
    *,
    person_id: uuid.UUID,
    patient_id: uuid.UUID,
    at: datetime,
    now: datetime,
) -> bool:
    """Take back a moment of one's own. Return whether it was there."""
    gone = session.exec(
        delete(OwnMoment).where(
            col(OwnMoment.person_id) == person_id,
            col(OwnMoment.appointment_id) == appointment_id,
            col(OwnMoment.at) == at,
        )
    )
    return _plan_for(session, [patient_id] if gone.rowcount else [], now=now)


def _wait_for_planning(
    session: Session, reminder_ids: Collection[uuid.UUID], person_id: uuid.UUID, *, now: datetime
) -> None:
    """Have the patient's row before the reminders, as planning has: so two wait in one order."""
    whose = select(Reminder.patient_id).where(*_theirs(reminder_ids, person_id)).distinct()
    for patient_id in sorted(session.exec(whose).all()):
        turns.hold(session, patient_id, now=now)


def _theirs(
    reminder_ids: Collection[uuid.UUID], person_id: uuid.UUID
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Reminder.id).in_(reminder_ids),
        col(Reminder.recipient_id) == person_id,
        col(Reminder.state).in_(NOT_SEEN),
    )


def _plan_for(session: Session, patient_ids: Collection[uuid.UUID], *, now: datetime) -> bool:
    """Let what follows be planned, such as that nobody is asked to help any more."""
    planning.changed(session, patient_ids, now=now)
    return bool(patient_ids)
