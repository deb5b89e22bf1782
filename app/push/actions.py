import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, func, not_, or_, select
from sqlmodel import Session, col, delete, update
from sqlmodel.sql.sqltypes import UTCDateTime

from app.base.adding import add_or_grow, add_unless_there
from app.people.actions import hash_of, new_reference
from app.push import sealing
from app.push.content import End, Reached
from app.push.models import PushRefusal, PushSubscription
from app.push.rules import MOST_PHONES

AT_ONCE = timedelta(minutes=1)
ON_ITS_WAY = timedelta(minutes=2)
IN_USE = col(PushSubscription.ended_at).is_(None)
NOW = bindparam("at", type_=UTCDateTime)
ACCEPTED = (
    update(PushSubscription)
    .where(IN_USE, col(PushSubscription.id).in_(bindparam("ids", expanding=True)))
    .values(
        accepted_at=NOW,
        unshown_since=case(
            (col(PushSubscription.shown_at) > bindparam("lately"), None),
            else_=func.coalesce(col(PushSubscription.unshown_since), NOW),
        ),
    )
)
"""Written once: it is asked for every few messages."""


def subscribe(
    session: Session,
    reached: Reached,
    *,
    person_id: uuid.UUID,
    device_id: uuid.UUID,
    origin: str,
    key_id: str,
    secret_key: str,
    now: datetime,
) -> bool:
    """Keep where a person's own phone is reached, not proved yet. Return whether it is new.

    An address that was somebody else's is theirs no longer: the browser is in this person's
    hands now. A device has one, a person few: the one that was made longest ago gives way.
    """
    endpoint_hash = hash_of(reached.endpoint)
    sealed = sealing.close(reached, secret_key=secret_key)
    same = (
        IN_USE,
        col(PushSubscription.endpoint_hash) == endpoint_hash,
        col(PushSubscription.person_id) == person_id,
        col(PushSubscription.device_id) == device_id,
        col(PushSubscription.key_id) == key_id,
    )
    if session.exec(update(PushSubscription).where(*same).values(sealed=sealed)).rowcount:
        return False
    _end(session, col(PushSubscription.endpoint_hash) == endpoint_hash, why=End.REPLACED, now=now)
    _end(session, col(PushSubscription.device_id) == device_id, why=End.REPLACED, now=now)
    added = add_unless_there(
        session,
        PushSubscription(
            person_id=person_id,
            device_id=device_id,
            endpoint_hash=endpoint_hash,
            sealed=sealed,
            origin=origin,
            key_id=key_id,
            made_at=now,
        ),
    )
    _keep_few(session, person_id, now=now)
    return added


def ask(session: Session, subscription_id: uuid.UUID, *, now: datetime) -> str:
    """Return a new token to push to a phone. Only the last one counts."""
    token = new_reference()
    session.exec(
        update(PushSubscription)
        .where(IN_USE, col(PushSubscription.id) == subscription_id)
        .values(token_hash=hash_of(token), asked_at=now)
    )
    return token


def ask_to_prove(session: Session, subscription_id: uuid.UUID, *, now: datetime) -> str | None:
    """Return a token to push to a phone that is not proved; nothing while one is on its way."""
    lately = col(PushSubscription.asked_at) > now - ON_ITS_WAY
    token = new_reference()
    asked = session.exec(
        update(PushSubscription)
        .where(
            IN_USE,
            col(PushSubscription.id) == subscription_id,
            col(PushSubscription.proved_at).is_(None),
            or_(col(PushSubscription.asked_at).is_(None), not_(lately)),
        )
        .values(token_hash=hash_of(token), asked_at=now)
    )
    return token if asked.rowcount else None


def note_returned(session: Session, token: str, *, now: datetime) -> None:
    """Note that the phone that a token was pushed to has shown it: it is proved."""
    session.exec(
        update(PushSubscription)
        .where(IN_USE, col(PushSubscription.token_hash) == hash_of(token))
        .values(
            proved_at=func.coalesce(col(PushSubscription.proved_at), now),
            shown_at=now,
            unshown_since=None,
        )
    )


def note_accepted(session: Session, subscription_id: uuid.UUID, *, now: datetime) -> None:
    """Note that the push service has taken something for a phone."""
    note_all_accepted(session, [subscription_id], now=now)


def note_all_accepted(
    session: Session, subscription_ids: Collection[uuid.UUID], *, now: datetime
) -> None:
    """Note that push services have taken something for each of these phones.

    A quick phone tells that it has shown it before we have noted that it was taken.
    """
    these = {"ids": list(subscription_ids), "at": now, "lately": now - AT_ONCE}
    session.connection().execute(ACCEPTED, these)


def note_shown(session: Session, subscription_id: uuid.UUID, *, now: datetime) -> None:
    """Note that a phone has told that it showed something: it is not silent."""
    session.exec(
        update(PushSubscription)
        .where(IN_USE, col(PushSubscription.id) == subscription_id)
        .values(shown_at=now, unshown_since=None)
    )


def note_refused(session: Session, origin: str, *, status: int, now: datetime) -> None:
    """Note that a push service refuses us, for the operator to see."""
    add_or_grow(session, PushRefusal(origin=origin, status=status, last_at=now), by="last_at")


def retire(session: Session, subscription_id: uuid.UUID, why: End, *, now: datetime) -> None:
    """Push nothing more to a phone, and forget its address."""
    _end(session, col(PushSubscription.id) == subscription_id, why=why, now=now)


def turn_off(
    session: Session, subscription_id: uuid.UUID, *, person_id: uuid.UUID, now: datetime
) -> bool:
    """Push nothing more to one of a person's phones. Return whether it was theirs."""
    theirs = col(PushSubscription.person_id) == person_id
    this = col(PushSubscription.id) == subscription_id
    return _end(session, this, theirs, why=End.TURNED_OFF, now=now) > 0


def forget_device(
    session: Session, device_id: uuid.UUID, *, now: datetime, why: End = End.TURNED_OFF
) -> None:
    """Push nothing more to a device that is removed, or is not the person's own any more."""
    forget_devices(session, col(PushSubscription.device_id) == device_id, now=now, why=why)


def forget_devices(
    session: Session, *which: ColumnElement[bool], now: datetime, why: End = End.TURNED_OFF
) -> None:
    """Push nothing more to any of these devices."""
    _end(session, *which, why=why, now=now)


def forget_ended(session: Session, *, now: datetime, keep: timedelta) -> None:
    """Drop what ended so long ago that nobody asks why any more, and refusals as old."""
    session.exec(delete(PushSubscription).where(col(PushSubscription.ended_at) < now - keep))
    session.exec(delete(PushRefusal).where(col(PushRefusal.last_at) < now - keep))


def _end(session: Session, *which: ColumnElement[bool], why: End, now: datetime) -> int:
    return session.exec(
        update(PushSubscription)
        .where(IN_USE, *which)
        .values(sealed="", endpoint_hash=None, token_hash=None, ended_at=now, why_ended=why)
    ).rowcount


def _keep_few(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    theirs = col(PushSubscription.person_id) == person_id
    beyond = (
        select(col(PushSubscription.id))
        .where(IN_USE, theirs)
        .order_by(col(PushSubscription.made_at).desc(), col(PushSubscription.id))
        .offset(MOST_PHONES)
    )
    found = session.connection().execute(beyond).scalars().all()
    if found:
        _end(session, col(PushSubscription.id).in_(found), why=End.REPLACED, now=now)
