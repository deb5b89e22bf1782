"""What people have chosen for their reminders, and what is usual where they chose nothing."""

import uuid
from collections.abc import Collection, Mapping
from functools import cache

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.base.db import Question
from app.reminders.content import ReminderKind
from app.reminders.models import HelpWish, ReminderChoice, ReminderSettings
from app.reminders.usual import USUAL, Choice, Settings

_CHOICE = [
    col(ReminderChoice.person_id),
    col(ReminderChoice.kind),
    col(ReminderChoice.wanted),
    col(ReminderChoice.channels),
    col(ReminderChoice.moments),
    col(ReminderChoice.minute),
]


def choices_of(
    session: Session, person_id: uuid.UUID, *, patient_id: uuid.UUID
) -> Mapping[ReminderKind, Choice]:
    """Return what holds for each kind of reminders that somebody has of one plan."""
    return choices_about(session, patient_id, [person_id])[person_id]


def choices_about(
    session: Session, patient_id: uuid.UUID, person_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Mapping[ReminderKind, Choice]]:
    """Return what holds for each of these people and each kind of reminders of one plan."""
    asked = {"patient": patient_id, "people": list(person_ids)}
    rows = session.connection().execute(_choices(), asked)
    found = {person_id: dict(USUAL) for person_id in person_ids}
    for row in rows:
        chosen = Choice(row.wanted, tuple(row.channels), tuple(row.moments), row.minute)
        found[row.person_id][row.kind] = chosen
    return found


@cache
def _choices() -> Question:
    return select(*_CHOICE).where(
        col(ReminderChoice.patient_id) == bindparam("patient"),
        col(ReminderChoice.person_id).in_(bindparam("people", expanding=True)),
    )


def settings_of(session: Session, person_id: uuid.UUID) -> Settings:
    """Return what holds for all reminders of one person."""
    return settings_of_all(session, [person_id])[person_id]


def settings_of_all(
    session: Session, person_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Settings]:
    """Return what holds for all reminders of each of these people."""
    rows = session.connection().execute(_settings(), {"people": list(person_ids)})
    chosen = {person_id: Settings(*said) for person_id, *said in rows}
    return {person_id: chosen.get(person_id, Settings()) for person_id in person_ids}


@cache
def _settings() -> Question:
    said = ReminderSettings
    return select(
        col(said.person_id), col(said.quiet_from), col(said.quiet_to), col(said.tells_time)
    ).where(col(said.person_id).in_(bindparam("people", expanding=True)))


def help_wishes_of(session: Session, patient_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    """Return after how many hours each helper is asked whom a patient has chosen for that."""
    rows = session.connection().execute(
        select(col(HelpWish.helper_id), col(HelpWish.after_hours)).where(
            col(HelpWish.patient_id) == patient_id
        )
    )
    return {row[0]: row[1] for row in rows}
