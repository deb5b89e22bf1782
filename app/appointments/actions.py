import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.appointments import queries
from app.appointments.content import AppointmentContent, State
from app.appointments.models import Appointment
from app.base.keeping import change
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening


def keep_times(
    session: Session,
    times: Sequence[AppointmentContent],
    *,
    patient_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Keep all times that a source tells of, and withdraw those it no longer tells of.

    Return how many were new, different or withdrawn.
    """
    known = queries.appointments_from(session, source, patient_id=patient_id)
    happened: dict[uuid.UUID, Happening] = {}
    for time in times:
        if kept := known.pop(time.key, None):
            if _change(kept, time, now=now):
                happened[kept.id] = Happening.APPOINTMENT_CHANGED
        else:
            new = Appointment(**dict(time), patient_id=patient_id, source=source, changed_at=now)
            session.add(new)
            happened[new.id] = Happening.APPOINTMENT_ADDED
    for gone in known.values():
        if _withdraw(gone, now=now):
            happened[gone.id] = Happening.APPOINTMENT_WITHDRAWN
    session.flush()
    for about, happening in happened.items():
        journal.write(session, happening, by=by, patient_id=patient_id, about=about, now=now)
    return len(happened)


def _change(kept: Appointment, time: AppointmentContent, *, now: datetime) -> bool:
    """Let a time say what its source says now. That it was fetched again is no change of it."""
    kept.fetched_at = time.fetched_at
    different = change(kept, dict(time))
    if different:
        kept.changed_at = now
    return different


def _withdraw(gone: Appointment, *, now: datetime) -> bool:
    """Cancel a time that its source no longer tells of, unless it is cancelled already."""
    if gone.state is State.CANCELLED:
        return False
    gone.state, gone.changed_at = State.CANCELLED, now
    return True
