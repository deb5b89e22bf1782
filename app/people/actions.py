import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, update

from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.people.models import Person, SignInSession

REFERENCE_BYTES = 32


def begin_sign_in(session: Session, person_id: uuid.UUID, *, now: datetime) -> str:
    """Return a new random reference for a person's browser. Only its hash is kept."""
    reference = secrets.token_urlsafe(REFERENCE_BYTES)
    session.add(
        SignInSession(
            reference_hash=hashlib.sha256(reference.encode()).hexdigest(),
            person_id=person_id,
            began_at=now,
            seen_at=now,
        )
    )
    _note(session, Happening.SIGNED_IN, person_id, now=now)
    return reference


def end_sign_in(
    session: Session, reference_hash: str, *, person_id: uuid.UUID, now: datetime
) -> None:
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.reference_hash) == reference_hash)
        .values(ended_at=now)
    )
    _note(session, Happening.SIGNED_OUT, person_id, now=now)


def note_seen(session: Session, reference_hash: str, *, now: datetime) -> None:
    """Remember that a sign-in is in use, so that it does not end for idleness."""
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.reference_hash) == reference_hash)
        .values(seen_at=now)
    )


def speak(session: Session, person_id: uuid.UUID, language: str) -> None:
    """Remember the language a person has chosen."""
    session.exec(update(Person).where(col(Person.id) == person_id).values(language=language))


def forget_ended(session: Session, *, now: datetime, keep: timedelta) -> None:
    """Drop the sign-ins that nobody has used for so long that they are of no interest."""
    session.exec(delete(SignInSession).where(col(SignInSession.seen_at) < now - keep))


def _note(session: Session, happening: Happening, person_id: uuid.UUID, *, now: datetime) -> None:
    session.flush()
    journal.write(session, happening, by=Actor(person_id, Role.NOBODY), patient_id=None, now=now)
