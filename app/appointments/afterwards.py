"""What was decided to come after a time: "Vad bestämde vi?"."""

import uuid
from datetime import datetime

from sqlmodel import Session

from app.appointments.content import NextTime
from app.appointments.models import Afterwards
from app.base.adding import add_or_grow
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening


def say(
    session: Session,
    appointment_id: uuid.UUID,
    next_time: NextTime,
    *,
    patient_id: uuid.UUID,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """Note what comes after a time. What is said later takes the place of what was said before."""
    said = Afterwards(
        appointment_id=appointment_id,
        next_time=next_time,
        words=words,
        said_by_id=by.person_id or patient_id,
        said_at=now,
    )
    add_or_grow(session, said, by="said_at")
    journal.write(
        session,
        Happening.AFTERWARDS_SAID,
        by=by,
        patient_id=patient_id,
        about=appointment_id,
        now=now,
        next_time=next_time.value,
    )
