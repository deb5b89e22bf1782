import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, delete, update

from app.base.adding import add_unless_there
from app.devices import queries, rules
from app.devices.models import Handover
from app.journal.models import Happening
from app.people import actions as people
from app.people.actions import hash_of, new_reference
from app.people.models import Device, Notice, SignInSession
from app.people.queries import news_to
from app.people.sessions import NoticeKind
from app.push import actions as push
from app.push.models import PushSubscription

HANDOVER_LIFE = timedelta(minutes=10)
TRIES_TO_FIND_A_NUMBER = 20


class NoNumberLeftError(Exception):
    """So many numbers are in use that none was found. Nothing but an attack does that."""


def own(session: Session, device_id: uuid.UUID) -> str:
    """Make this browser one of the person's own, and return the reference to know it again by."""
    reference = new_reference()
    _answer(session, device_id, own=True, reference_hash=hash_of(reference))
    return reference


def borrow(session: Session, device_id: uuid.UUID, *, now: datetime) -> None:
    """Note that this browser is somebody else's, so that nothing is kept on it, nor pushed."""
    _answer(session, device_id, own=False, reference_hash=None)
    push.forget_device(session, device_id, now=now)


def lock(session: Session, reference_hash: str, *, now: datetime) -> None:
    """Lock a sign-in, as it would by itself after resting."""
    people.change_sign_in(session, reference_hash, locked_at=now)


def remove(session: Session, device_id: uuid.UUID, *, person_id: uuid.UUID, now: datetime) -> bool:
    """End what is signed in on a device and forget it. Return whether it was theirs."""
    if not _end(session, person_id, lambda device: device == device_id, now=now):
        return False
    people.note(session, Happening.DEVICE_REMOVED, person_id, about=device_id, now=now)
    return True


def remove_others(session: Session, person_id: uuid.UUID, *, but: uuid.UUID, now: datetime) -> None:
    """End and forget every device but the one in use."""
    _end(session, person_id, lambda device: device != but, now=now)
    people.note(session, Happening.ENDED_EVERYWHERE, person_id, now=now)


def end_everywhere(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """End every sign-in of a person and forget every device, since they asked staff to."""
    _end(session, person_id, lambda _device: true(), now=now)
    people.end_what_was_given(session, person_id, now=now)
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
        .where(*news_to(person_id, device_id), queries.may_put_away(device_id))
        .values(seen_at=now)
    )


def show_number(session: Session, *, device_name: str, now: datetime) -> str:
    """Give a browser a number to show, and return the reference that it keeps to itself."""
    forget_numbers(session, now=now)
    reference = new_reference()
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
    people.note(session, Happening.OTHER_CONFIRMED, person_id, now=now)
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


def _answer(
    session: Session, device_id: uuid.UUID, *, own: bool, reference_hash: str | None
) -> None:
    session.exec(
        update(Device)
        .where(col(Device.id) == device_id)
        .values(own=own, reference_hash=reference_hash)
    )


def _end(
    session: Session,
    person_id: uuid.UUID,
    chosen: Callable[[Mapped[uuid.UUID]], ColumnElement[bool]],
    *,
    now: datetime,
) -> int:
    """End what is signed in on some of a person's devices, forget these, and return how many.

    Nothing is pushed to them any more, and nobody gets in by a number that the person has
    confirmed and that was not used yet.
    """
    theirs = col(SignInSession.person_id) == person_id
    people.end_sign_ins(session, theirs, chosen(col(SignInSession.device_id)), now=now)
    session.exec(delete(Handover).where(col(Handover.confirmed_by_id) == person_id))
    push.forget_devices(
        session,
        col(PushSubscription.person_id) == person_id,
        chosen(col(PushSubscription.device_id)),
        now=now,
    )
    return session.exec(
        update(Device)
        .where(
            col(Device.person_id) == person_id,
            col(Device.removed_at).is_(None),
            chosen(col(Device.id)),
        )
        .values(removed_at=now, reference_hash=None)
    ).rowcount
