"""What is planned for whom, as tests read it: by the clocks on the wall."""

from sqlmodel import select

from app.base import clock, db
from app.reminders import planning
from app.reminders.content import ReminderState
from app.reminders.models import Reminder
from tests.conftest import TUESDAY_MORNING

ON_ITS_WAY = (ReminderState.WAITING, ReminderState.TOLD)


def wall(moment):
    """Return a moment as the clocks on the wall show it: 2026-11-30 18.00."""
    return f"{clock.local(moment):%Y-%m-%d %H.%M}"


def plan_for(app, *patient_ids, now=TUESDAY_MORNING):
    """Plan for these patients in a transaction of its own."""
    with app.app_context(), db.transaction() as writing:
        for patient_id in patient_ids:
            planning.plan(writing, patient_id, now=now)


def rows_of(session, person_id, *kinds, states=(ReminderState.WAITING,)):
    """Return somebody's reminders, the first due first."""
    session.expire_all()
    rows = session.exec(
        select(Reminder)
        .where(Reminder.recipient_id == person_id)
        .order_by(Reminder.due_at, Reminder.key)
    ).all()
    return [one for one in rows if one.state in states and (not kinds or one.kind in kinds)]


def due_to(session, person_id, *kinds, states=(ReminderState.WAITING,)):
    """Return when somebody is told, by the clocks on the wall."""
    return [wall(one.due_at) for one in rows_of(session, person_id, *kinds, states=states)]
