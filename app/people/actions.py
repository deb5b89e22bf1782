import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, update

from app.base.keeping import change, keep
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.people.content import (
    STAFF,
    CareRoleContent,
    IdentityKind,
    PersonContent,
    UnitContent,
)
from app.people.models import CareRole, Person, SignInSession, Unit

REFERENCE_BYTES = 32
EMPTY = (None, "", False, IdentityKind.NONE)
OWN_CHOICES = frozenset({"language"})


def begin_sign_in(session: Session, person_id: uuid.UUID, *, now: datetime) -> str:
    """Return a new random reference for a person's browser. Only its hash is kept."""
    reference = secrets.token_urlsafe(REFERENCE_BYTES)
    session.add(
        SignInSession(
            reference_hash=hash_of(reference),
            person_id=person_id,
            began_at=now,
            seen_at=now,
        )
    )
    _note(session, Happening.SIGNED_IN, person_id, now=now)
    return reference


def hash_of(reference: str) -> str:
    """Return how a reference is kept here, so that whoever reads the table cannot use it."""
    return hashlib.sha256(reference.encode()).hexdigest()


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


def keep_unit(
    session: Session, unit_id: uuid.UUID, content: UnitContent, *, source: str, key: str
) -> bool:
    """Keep what its source tells of a unit. Return whether anything was new or different."""
    return keep(session, Unit, unit_id, content, source=source, key=key)


def keep_person(
    session: Session, person_id: uuid.UUID, content: PersonContent, *, source: str, key: str
) -> bool:
    """Keep what a source tells of a person, and let what others have said of them stand."""
    person = session.get(Person, person_id)
    if person is None:
        return keep(session, Person, person_id, content, source=source, key=key)
    return change(person, _told_of(person, content, source=source))


def keep_professional(
    session: Session,
    role_id: uuid.UUID,
    *,
    person: PersonContent,
    role: CareRoleContent,
    source: str,
    key: str,
) -> int:
    """Keep what its source tells of somebody's work at a unit, and of who they are.

    Who stands in for them is left as it is: that may be somebody who is kept later.
    """
    known = session.get(CareRole, role_id)
    person_id = known.person_id if known else uuid.uuid4()
    alone = role.model_copy(update={"substitute_id": known.substitute_id if known else None})
    return keep_person(session, person_id, person, source=source, key=f"{STAFF}{key}") + keep(
        session, CareRole, role_id, alone, source=source, key=key, person_id=person_id
    )


def keep_substitute(
    session: Session, role_id: uuid.UUID, *, substitute_id: uuid.UUID | None
) -> bool:
    """Keep who answers when a professional, who is known here, does not."""
    return change(session.get_one(CareRole, role_id), {"substitute_id": substitute_id})


def _told_of(person: Person, content: PersonContent, *, source: str) -> dict[str, object]:
    """Return what a source may say of a person who is known already.

    Only the fields that it gave, and never their language, which they choose themselves.
    Another source than the one they are first known from may only fill in what is
    empty: it can protect an identity, but not lay it open.
    """
    fields = content.model_fields_set - OWN_CHOICES
    if source != person.source:
        fields = {name for name in fields if getattr(person, name) in EMPTY}
    return {name: getattr(content, name) for name in sorted(fields)}


def _note(session: Session, happening: Happening, person_id: uuid.UUID, *, now: datetime) -> None:
    session.flush()
    journal.write(session, happening, by=Actor(person_id, Role.NOBODY), patient_id=None, now=now)
