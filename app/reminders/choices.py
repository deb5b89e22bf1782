"""What somebody chooses for their reminders, and whom a patient wants to be helped by."""

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, delete

from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.reminders import planning
from app.reminders.content import ReminderKind
from app.reminders.models import HelpWish, ReminderChoice, ReminderSettings
from app.reminders.usual import Choice, Settings


def choose(
    session: Session,
    kind: ReminderKind,
    choice: Choice,
    *,
    person_id: uuid.UUID,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    """Keep what somebody chooses for one kind of reminders of one plan."""
    chosen = ReminderChoice(
        person_id=person_id,
        patient_id=patient_id,
        kind=kind,
        wanted=choice.wanted,
        channels=list(choice.channels),
        moments=list(choice.moments),
        minute=choice.minute,
    )
    _keep(session, chosen, (person_id, patient_id, kind))
    journal.write(
        session,
        Happening.REMINDERS_CHOSEN,
        by=by,
        patient_id=patient_id,
        now=now,
        kind=kind.value,
    )


def settle(session: Session, settings: Settings, *, by: Actor, now: datetime) -> None:
    """Keep what somebody chooses for all their reminders."""
    assert by.person_id is not None  # noqa: S101  # whoever chooses is signed in
    chosen = ReminderSettings(
        person_id=by.person_id,
        quiet_from=settings.quiet_from,
        quiet_to=settings.quiet_to,
        tells_time=settings.tells_time,
    )
    _keep(session, chosen, by.person_id)
    planning.chose(session, by.person_id, now=now)
    journal.write(session, Happening.REMINDERS_CHOSEN, by=by, patient_id=by.person_id, now=now)


def wish_help(
    session: Session,
    helper_id: uuid.UUID,
    *,
    after_hours: int,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    """Let a helper be asked to help when something important has not been seen in time."""
    wish = HelpWish(
        patient_id=patient_id, helper_id=helper_id, after_hours=after_hours, wished_at=now
    )
    _keep(session, wish, (patient_id, helper_id))
    _note_help(session, Happening.HELP_WISHED, helper_id, patient_id=patient_id, by=by, now=now)


def stop_help(
    session: Session, helper_id: uuid.UUID, *, patient_id: uuid.UUID, by: Actor, now: datetime
) -> None:
    """Let a helper not be asked any more. Whom nobody asked anyway is no fault."""
    gone = session.exec(
        delete(HelpWish).where(
            col(HelpWish.patient_id) == patient_id, col(HelpWish.helper_id) == helper_id
        )
    )
    if gone.rowcount:
        _note_help(
            session, Happening.HELP_UNWISHED, helper_id, patient_id=patient_id, by=by, now=now
        )


def _note_help(
    session: Session,
    happening: Happening,
    helper_id: uuid.UUID,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    journal.write(session, happening, by=by, patient_id=patient_id, about=helper_id, now=now)


def _keep(session: Session, row: SQLModel, key: Any) -> None:  # noqa: ANN401  # one column, or several
    """Add a row, or let it take the place of the one with its key."""
    if not add_unless_there(session, row):
        there = session.get_one(type(row), key, populate_existing=True, with_for_update=True)
        for name, value in dict(row).items():
            setattr(there, name, value)
        session.add(there)
        session.flush()
