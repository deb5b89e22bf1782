import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select, update

from app.journal.models import Happening, JournalEntry, JournalHead, Role
from app.journal.rules import fingerprint


@dataclass(frozen=True)
class Actor:
    """Who did it, and in which role. Staff act for a unit; an operator is nobody in the plan."""

    person_id: uuid.UUID | None
    role: Role
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Written:
    """That something about a patient was written in a transaction that goes on."""

    patient_id: uuid.UUID
    happening: Happening
    at: datetime


WRITTEN = "written"
OPERATOR = Actor(person_id=None, role=Role.OPERATOR)
NOBODY = Actor(person_id=None, role=Role.NOBODY)


def write(
    session: Session,
    happening: Happening,
    *,
    by: Actor,
    patient_id: uuid.UUID | None,
    now: datetime,
    about: uuid.UUID | None = None,
    **details: str | int,
) -> None:
    """Add a row to the same transaction as the change it tells about.

    Rows are hung on one after the other: whoever writes next waits until this transaction
    ends, so write last.
    """
    head = session.exec(select(JournalHead).with_for_update()).one()
    entry = JournalEntry(
        number=head.number + 1,
        happened_at=now,
        happening=happening.value,
        actor_id=by.person_id,
        role=by.role.value,
        unit_id=by.unit_id,
        patient_id=patient_id,
        about_id=about,
        details=details,
        previous=head.fingerprint,
        fingerprint="",
    )
    entry.fingerprint = fingerprint(dict(entry))
    session.add(entry)
    session.exec(update(JournalHead).values(number=entry.number, fingerprint=entry.fingerprint))
    if patient_id:
        session.info.setdefault(WRITTEN, []).append(Written(patient_id, happening, now))


def take_written(session: Session) -> Iterator[Written]:
    """Return what this transaction has written about patients, each once: then it is forgotten."""
    yield from session.info.pop(WRITTEN, ())
