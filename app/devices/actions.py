import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, update

from app.base.adding import add_unless_there
from app.devices import queries, rules
from app.devices.models import Handover
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.people import actions as people
from app.people.actions import REFERENCE_BYTES, hash_of
from app.people.models import Device, Notice, SignInSession
from app.people.sessions import NoticeKind

HANDOVER_LIFE = timedelta(minutes=10)
TRIES_TO_FIND_A_NUMBER = 20


class NoNumberLeftError(Exception):
    """So many numbers are in use that none was found. Nothing but an attack does that."""


def own(session: Session, device_id: uuid.UUID) -> str:
    """Make this browser one of the person's own, and return the reference to know it again by."""
    reference = secrets.token_urlsafe(REFERENCE_BYTES)
    _answer(session, device_id, own=True, reference_hash=hash_of(reference))
    return reference


def borrow(session: Session, device_id: uuid.UUID) -> None:
    """Note that this browser is somebody else's, so that nothing is kept on it."""
    _answer(session, device_id, own=False, reference_hash=None)


def lock(session: Session, reference_hash: str, *, now: datetime) -> None:
    """Lock a sign-in, as it would by itself after resting."""
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.reference_hash) == reference_hash)
        .values(locked_at=now)
    )


def remove(session: Session, device_id: uuid.UUID, *, person_id: uuid.UUID, now: datetime) -> bool:
    """End what is signed in on a device and forget it. Return whether it was theirs."""
    removed = session.exec(
        update(Device)
        .where(
            col(Device.id) == device_id,
            col(Device.person_id) == person_id,
            col(Device.removed_at).is_(None),
        )
        .values(removed_at=now, reference_hash=None)
    )
    if not removed.rowcount:
        return False
    _end(session, col(SignInSession.device_id) == device_id, now=now)
    _forget_confirmed(session, person_id)
    _note(session, Happening.DEVICE_REMOVED, person_id, about=device_id, now=now)
    return True


def remove_others(session: Session, person_id: uuid.UUID, *, but: uuid.UUID, now: datetime) -> None:
    """End and forget every device but the one in use."""
    _remove_all(session, person_id, col(Device.id) != but, now=now)
    theirs = col(SignInSession.person_id) == person_id
    _end(session, theirs & (col(SignInSession.device_id) != but), now=now)
    _forget_confirmed(session, person_id)
    _note(session, Happening.ENDED_EVERYWHERE, person_id, now=now)


def end_everywhere(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """End every sign-in of a person and forget every device, since they asked staff to."""
    _remove_all(session, person_id, now=now)
    _end(session, col(SignInSession.person_id) == person_id, now=now)
    _forget_confirmed(session, person_id)
    people.tell(session, person_id, NoticeKind.ENDED_BY_STAFF, now=now)


def see_notices(
    session: Session, person_id: uuid.UUID, *, device_id: uuid.UUID, now: datetime
) -> None:
    """Note that a person has seen what they were told on this device.

    A device that came after the news cannot put it away while an older one of the person's own
    is there to be told: it may be the very one that the news is about.
    """
    session.exec(
        update(Notice)
        .where(*queries.news_to(person_id, device_id), queries.may_put_away(device_id))
        .values(seen_at=now)
    )


def show_number(session: Session, *, device_name: str, now: datetime) -> str:
    """Give a browser a number to show, and return the reference that it keeps to itself."""
    forget_numbers(session, now=now)
    reference = secrets.token_urlsafe(REFERENCE_BYTES)
    for _again in range(TRIES_TO_FIND_A_NUMBER):
        shown = Handover(
            number=rules.new_number(),
            reference_hash=hash_of(reference),
            device_name=device_name,
            expires_at=now + HANDOVER_LIFE,
        )
        if add_unless_there(session, shown):
            return reference
    raise NoNumberLeftError


def confirm_number(
    session: Session,
    number: str,
    *,
    person_id: uuid.UUID,
    authenticated_at: datetime,
    now: datetime,
) -> bool:
    """Let the browser that shows this number in as this person. It can be confirmed once."""
    confirmed = session.exec(
        update(Handover)
        .where(
            col(Handover.number) == number,
            col(Handover.expires_at) > now,
            col(Handover.confirmed_by_id).is_(None),
        )
        .values(confirmed_by_id=person_id, authenticated_at=authenticated_at)
    )
    if not confirmed.rowcount:
        return False
    _note(session, Happening.OTHER_CONFIRMED, person_id, now=now)
    return True


def use_number(
    session: Session, reference: str, *, now: datetime
) -> tuple[uuid.UUID, datetime] | None:
    """Return who confirmed the number of this browser, and when they showed who they are; once."""
    used = session.connection().execute(
        delete(Handover)
        .where(
            col(Handover.reference_hash) == hash_of(reference),
            col(Handover.expires_at) > now,
            col(Handover.confirmed_by_id).is_not(None),
        )
        .returning(col(Handover.confirmed_by_id), col(Handover.authenticated_at))
    )
    row: Any = used.one_or_none()
    return (row[0], row[1]) if row else None


def forget_numbers(session: Session, *, now: datetime) -> None:
    """Drop the numbers that nobody used in time."""
    session.exec(delete(Handover).where(col(Handover.expires_at) <= now))


def _forget_confirmed(session: Session, person_id: uuid.UUID) -> None:
    """Let nobody in any more by a number that was confirmed and not used yet."""
    session.exec(delete(Handover).where(col(Handover.confirmed_by_id) == person_id))


def _answer(
    session: Session, device_id: uuid.UUID, *, own: bool, reference_hash: str | None
) -> None:
    session.exec(
        update(Device)
        .where(col(Device.id) == device_id)
        .values(own=own, reference_hash=reference_hash)
    )


def _remove_all(
    session: Session, person_id: uuid.UUID, *which: ColumnElement[bool], now: datetime
) -> None:
    session.exec(
        update(Device)
        .where(col(Device.person_id) == person_id, col(Device.removed_at).is_(None), *which)
        .values(removed_at=now, reference_hash=None)
    )


def _end(session: Session, which: ColumnElement[bool], *, now: datetime) -> None:
    session.exec(
        update(SignInSession)
        .where(which, col(SignInSession.ended_at).is_(None))
        .values(ended_at=now)
    )


def _note(
    session: Session,
    happening: Happening,
    person_id: uuid.UUID,
    *,
    now: datetime,
    about: uuid.UUID | None = None,
) -> None:
    by = Actor(person_id, Role.NOBODY)
    journal.write(session, happening, by=by, patient_id=None, about=about, now=now)
