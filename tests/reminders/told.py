"""Things that somebody has been told, as a worker leaves them."""

from datetime import timedelta

from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import Reminder
from tests.conftest import TUESDAY_MORNING


def told(session, recipient_id, key, *, patient_id=None, kind=None, **said):
    """Let somebody have been told of something, in their own plan if it is in no other."""
    made = Reminder(
        recipient_id=recipient_id,
        patient_id=patient_id or recipient_id,
        kind=kind or ReminderKind(key.partition(":")[0]),
        key=key,
        **{
            "planned_at": TUESDAY_MORNING - timedelta(hours=1),
            "due_at": TUESDAY_MORNING - timedelta(hours=1),
            "useless_at": TUESDAY_MORNING + timedelta(days=7),
            "state": ReminderState.TOLD,
            "told_at": TUESDAY_MORNING - timedelta(hours=1),
            **said,
        },
    )
    session.add(made)
    session.commit()
    return made
