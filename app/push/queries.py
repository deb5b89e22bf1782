import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from app.people.models import Device
from app.push.cards import Phone
from app.push.content import End
from app.push.models import PushRefusal, PushSubscription

REFUSED_LATELY = timedelta(hours=1)
ENDED_SHOWN_FOR = timedelta(days=90)
PROVED = and_(
    col(PushSubscription.proved_at).is_not(None), col(PushSubscription.ended_at).is_(None)
)
"""Which has shown that it receives. Reminders are pushed there."""


@dataclass(frozen=True)
class PhoneInWords:
    """A phone that pushes go to, or went to, as its owner is shown it."""

    id: uuid.UUID
    device_id: uuid.UUID
    name: str
    made_at: datetime
    asked_at: datetime | None
    proved_at: datetime | None
    accepted_at: datetime | None
    shown_at: datetime | None
    unshown_since: datetime | None
    ended_at: datetime | None
    why_ended: End | None
    key_id: str

    @property
    def last_sign(self) -> datetime | None:
        """Return when it last told that it had shown something, or was shown to receive."""
        return self.shown_at or self.proved_at


@dataclass(frozen=True)
class Here:
    """What is known of pushes to the very browser that asks."""

    endpoint_hash: str | None
    key_id: str
    proved: bool
    why_ended: End | None
    sealed: str


def phone(session: Session, subscription_id: uuid.UUID) -> Phone | None:
    """Return one phone, proved or not, unless nothing is pushed to it any more."""
    found = _phones(session, col(PushSubscription.id) == subscription_id)
    return found[0] if found else None


def phone_on(session: Session, device_id: uuid.UUID) -> Phone | None:
    """Return what is pushed to on one device, proved or not."""
    found = _phones(session, col(PushSubscription.device_id) == device_id)
    return found[0] if found else None


def here(session: Session, device_id: uuid.UUID) -> Here | None:
    """Return what is so of this device now, or how it ended last, or nothing."""
    row = session.connection().execute(
        select(
            col(PushSubscription.endpoint_hash),
            col(PushSubscription.key_id),
            col(PushSubscription.proved_at).is_not(None),
            col(PushSubscription.why_ended),
            col(PushSubscription.sealed),
        )
        .where(col(PushSubscription.device_id) == device_id)
        .order_by(
            col(PushSubscription.ended_at).is_not(None), col(PushSubscription.ended_at).desc()
        )
        .limit(1)
    )
    found: Any = row.one_or_none()
    return Here(found[0], found[1], bool(found[2]), *found[3:]) if found else None


def phones_in_words(
    session: Session, person_id: uuid.UUID, *, now: datetime
) -> Sequence[PhoneInWords]:
    """Return a person's phones in use, and for each other device how it last ended."""
    columns: list[Mapped[Any]] = [
        col(PushSubscription.id),
        col(PushSubscription.device_id),
        col(Device.name),
        col(PushSubscription.made_at),
        col(PushSubscription.asked_at),
        col(PushSubscription.proved_at),
        col(PushSubscription.accepted_at),
        col(PushSubscription.shown_at),
        col(PushSubscription.unshown_since),
        col(PushSubscription.ended_at),
        col(PushSubscription.why_ended),
        col(PushSubscription.key_id),
    ]
    rows = session.connection().execute(
        select(*columns)
        .join(Device, col(Device.id) == PushSubscription.device_id)
        .where(
            col(PushSubscription.person_id) == person_id,
            col(Device.removed_at).is_(None),
            col(Device.own).is_(True),
            col(PushSubscription.ended_at).is_(None)
            | (col(PushSubscription.ended_at) > now - ENDED_SHOWN_FOR),
        )
        .order_by(
            col(PushSubscription.ended_at).is_not(None),
            col(PushSubscription.ended_at).desc(),
            col(PushSubscription.made_at).desc(),
        )
    )
    latest: dict[uuid.UUID, PhoneInWords] = {}
    for row in rows:
        found = PhoneInWords(*row)
        latest.setdefault(found.device_id, found)
    return list(latest.values())


def services_that_refuse(session: Session, *, now: datetime) -> Sequence[str]:
    """Return the push services that refused us within the last hour, for the operator."""
    rows = session.connection().execute(
        select(col(PushRefusal.origin))
        .where(col(PushRefusal.last_at) > now - REFUSED_LATELY)
        .order_by(col(PushRefusal.origin))
    )
    return rows.scalars().all()


def _phones(session: Session, *which: ColumnElement[bool]) -> list[Phone]:
    rows = session.connection().execute(
        select(*_columns())
        .where(col(PushSubscription.ended_at).is_(None), *which)
        .order_by(col(PushSubscription.made_at), col(PushSubscription.id))
    )
    return [Phone(*row) for row in rows]


def _columns() -> list[Mapped[Any]]:
    return [
        col(PushSubscription.id),
        col(PushSubscription.person_id),
        col(PushSubscription.device_id),
        col(PushSubscription.sealed),
        col(PushSubscription.origin),
        col(PushSubscription.key_id),
        col(PushSubscription.proved_at),
        col(PushSubscription.accepted_at),
        col(PushSubscription.shown_at),
        col(PushSubscription.unshown_since),
    ]
