"""A time that is requested and not booked: care looks for one, and offers it."""

import uuid
from datetime import datetime

from sqlmodel import Session

from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base.content import HERE
from app.base.words import Words
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening


def request(
    session: Session,
    *,
    kind_id: uuid.UUID,
    what: Words,
    unit_id: uuid.UUID,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> Appointment:
    """Let a patient have a requested time for a kind of visit."""
    time = Appointment(
        patient_id=patient_id,
        source=HERE,
        key=str(uuid.uuid4()),
        state=State.REQUESTED,
        what=what,
        unit_id=unit_id,
        kind_id=kind_id,
        change=WayToChange.ONLINE,
        changed_at=now,
    )
    session.add(time)
    session.flush()
    happening = Happening.APPOINTMENT_ADDED
    journal.write(session, happening, by=by, patient_id=patient_id, about=time.id, now=now)
    return time
