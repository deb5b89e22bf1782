import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, delete, or_, update

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
from app.people.models import CareRole, Device, Notice, Person, SignInSession, Unit
from app.people.sessions import NoticeKind, Way

REFERENCE_BYTES = 32
EMPTY = (None, "", False, IdentityKind.NONE)
OWN_CHOICES = frozenset({"language"})


def begin_sign_in(
    session: Session,
    person_id: uuid.UUID,
    *,
    device_id: uuid.UUID,
    how: Way,
    at: datetime,
    now: datetime,
    plan_of_id: uuid.UUID | None = None,
) -> str:
    """Return a new random reference for a person's browser. Only its hash is kept."""
    reference = new_reference()
    session.add(
        SignInSession(
            reference_hash=hash_of(reference),
            person_id=person_id,
            device_id=device_id,
            plan_of_id=plan_of_id,
            way=how,
            authenticated_at=at,
            began_at=now,
            seen_at=now,
        )
    )
    session.flush()
    note(session, Happening.SIGNED_IN, person_id, now=now, way=how.value)
    return reference


def new_reference() -> str:
    """Return what nobody can guess, for a browser or an address to hold."""
    return secrets.token_urlsafe(REFERENCE_BYTES)


def hash_of(reference: str) -> str:
    """Return how a reference is kept here, so that whoever reads the table cannot use it."""
    return hashlib.sha256(reference.encode()).hexdigest()


def end_sign_in(session: Session, reference_hash: str, *, now: datetime) -> None:
    """End a sign-in, so that its reference opens nothing from the next request on."""
    end_sign_ins(session, col(SignInSession.reference_hash) == reference_hash, now=now)


def end_sign_ins(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    """End those of these sign-ins that have not ended yet."""
    session.exec(
        update(SignInSession)
        .where(*which, col(SignInSession.ended_at).is_(None))
        .values(ended_at=now)
    )


def end_what_was_given(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """Make worthless what was given to a person before now, also by rooms that nobody here knows.

    They ask for this moment when what they gave is used.
    """
    session.exec(update(Person).where(col(Person.id) == person_id).values(ended_everywhere_at=now))


def note_signed_out(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    note(session, Happening.SIGNED_OUT, person_id, now=now)


def note_seen(session: Session, reference_hash: str, *, now: datetime) -> None:
    """Remember that a sign-in is in use, so that it does not end for idleness."""
    change_sign_in(session, reference_hash, seen_at=now)


def change_sign_in(session: Session, reference_hash: str, **values: object) -> None:
    """Give the columns of one sign-in these values."""
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.reference_hash) == reference_hash)
        .values(**values)
    )


def note(
    session: Session,
    happening: Happening,
    person_id: uuid.UUID,
    *,
    now: datetime,
    about: uuid.UUID | None = None,
    **details: str,
) -> None:
    """Write down what somebody did about their own ways to sign in. It is in nobody's plan."""
    by = Actor(person_id, Role.NOBODY)
    journal.write(session, happening, by=by, patient_id=None, about=about, now=now, **details)


def add_device(session: Session, person_id: uuid.UUID, *, name: str, now: datetime) -> uuid.UUID:
    """Note a browser that a person signs in with for the first time."""
    device = Device(person_id=person_id, name=name, added_at=now)
    session.add(device)
    session.flush()
    return device.id


def tell(
    session: Session,
    person_id: uuid.UUID,
    kind: NoticeKind,
    *,
    now: datetime,
    about: str = "",
    caused_by_id: uuid.UUID | None = None,
) -> None:
    """Let a person know, the next time they are here, what was done to their ways to sign in."""
    session.add(
        Notice(
            person_id=person_id,
            kind=kind,
            about=about,
            caused_by_id=caused_by_id,
            happened_at=now,
        )
    )


def speak(session: Session, person_id: uuid.UUID, language: str) -> None:
    """Remember the language a person has chosen."""
    session.exec(update(Person).where(col(Person.id) == person_id).values(language=language))


def forget_ended(session: Session, *, now: datetime, keep: timedelta) -> None:
    """Drop the sign-ins that nobody has used for so long, and what is left of their devices.

    A device that is a person's own stays until they remove it.
    """
    session.exec(delete(SignInSession).where(col(SignInSession.seen_at) < now - keep))
    in_use = exists().where(col(SignInSession.device_id) == Device.id)
    session.exec(
        delete(Device).where(
            or_(col(Device.own).is_not(True), col(Device.removed_at).is_not(None)),
            col(Device.added_at) < now - keep,
            ~in_use,
        )
    )
    session.exec(delete(Notice).where(col(Notice.seen_at) < now - keep))


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
