"""What people have chosen for their reminders, and what is usual where they chose nothing."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import and_, bindparam, exists, select
from sqlmodel import Session, col

from app.base.db import Question
from app.people.models import Person
from app.reminders.content import ReminderKind
from app.reminders.models import HelpWish, OwnMoment, ReminderChoice, ReminderSettings
from app.reminders.usual import USUAL, Choice, Settings

_SETTINGS = [
    col(ReminderSettings.quiet_from),
    col(ReminderSettings.quiet_to),
    col(ReminderSettings.tells_time),
]
_CHOICE = [
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
    return choices_about(session, patient_id, [person_id])[person_id].choices


@dataclass(frozen=True)
class Chosen:
    """What holds for somebody's reminders of one plan, and what more planning asks of them."""

    settings: Settings
    choices: dict[ReminderKind, Choice]
    born_on: date | None
    has_own_moments: bool


def choices_about(
    session: Session, patient_id: uuid.UUID, person_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Chosen]:
    """Return what holds for each of these people of one plan, in one question."""
    found: dict[uuid.UUID, Chosen] = {}
    if not person_ids:
        return found
    asked = {"patient": patient_id, "people": list(person_ids)}
    for row in session.connection().execute(_choices(), asked):
        person_id, born_on, moments, *said = row
        settings = Settings() if said[0] is None else Settings(*said[:3])
        one = found.setdefault(person_id, Chosen(settings, dict(USUAL), born_on, bool(moments)))
        kind, wanted, channels, at, minute = said[3:]
        if kind is not None:
            one.choices[kind] = Choice(wanted, tuple(channels), tuple(at), minute)
    return found


@cache
def _choices() -> Question:
    said, chosen = ReminderSettings, ReminderChoice
    about = and_(col(chosen.person_id) == Person.id, col(chosen.patient_id) == bindparam("patient"))
    return (
        select(
            col(Person.id),
            col(Person.born_on),
            exists().where(col(OwnMoment.person_id) == Person.id),
            *_SETTINGS,
            *_CHOICE,
        )
        .outerjoin(said, col(said.person_id) == Person.id)
        .outerjoin(chosen, about)
        .where(col(Person.id).in_(bindparam("people", expanding=True)))
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
    whose = col(ReminderSettings.person_id)
    return select(whose, *_SETTINGS).where(whose.in_(bindparam("people", expanding=True)))


def help_wishes_of(session: Session, patient_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    """Return after how many hours each helper is asked whom a patient has chosen for that."""
    rows = session.connection().execute(
        select(col(HelpWish.helper_id), col(HelpWish.after_hours)).where(
            col(HelpWish.patient_id) == patient_id
        )
    )
    return {row[0]: row[1] for row in rows}
