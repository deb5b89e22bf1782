"""The e-mail addresses and phone numbers that people have given."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from app.reminders.content import Channel
from app.reminders.models import ContactPoint

MOST_WRONG = 5
"""How many wrong codes somebody may give before they need another."""
IN_USE = and_(col(ContactPoint.confirmed_at).is_not(None), col(ContactPoint.ended_at).is_(None))
"""Whose owner has shown that it is theirs. Messages are sent there."""


@dataclass(frozen=True)
class Point:
    """An address or a number that somebody has given, and whether they have shown it is theirs."""

    id: uuid.UUID
    channel: Channel
    sealed: str
    code_until: datetime | None
    wrong_codes: int
    confirmed_at: datetime | None

    def takes_code(self, now: datetime) -> bool:
        """Say whether the code that was sent for it still works."""
        in_time = self.code_until is not None and self.code_until > now
        return in_time and self.wrong_codes < MOST_WRONG


_POINT = [getattr(ContactPoint, one.name) for one in fields(Point)]


def points_of(session: Session, person_id: uuid.UUID) -> Mapping[Channel, Point]:
    """Return what somebody has of each kind: what is confirmed before what waits for its code."""
    rows = session.connection().execute(
        select(*_POINT)
        .where(col(ContactPoint.person_id) == person_id, col(ContactPoint.ended_at).is_(None))
        .order_by(col(ContactPoint.confirmed_at).nulls_first(), col(ContactPoint.made_at))
    )
    return {point.channel: point for point in (Point(*row) for row in rows)}


def waiting_of(session: Session, person_id: uuid.UUID, channel: Channel) -> Point | None:
    """Return what somebody has given and not confirmed."""
    return _one(session, person_id, channel, col(ContactPoint.confirmed_at).is_(None))


def confirmed_of(session: Session, person_id: uuid.UUID, channel: Channel) -> Point | None:
    """Return what somebody has shown to be theirs, and messages are sent to."""
    return _one(session, person_id, channel, IN_USE)


def is_there(session: Session, point_id: uuid.UUID) -> bool:
    """Say whether there is, or has been, such an address or number."""
    return session.get(ContactPoint, point_id) is not None


def has_ended(session: Session, point_id: uuid.UUID) -> bool:
    """Say whether nothing is sent there any more."""
    found = session.get(ContactPoint, point_id)
    return found is None or found.ended_at is not None


def _one(
    session: Session, person_id: uuid.UUID, channel: Channel, which: ColumnElement[bool]
) -> Point | None:
    row = (
        session.connection()
        .execute(
            select(*_POINT)
            .where(
                col(ContactPoint.person_id) == person_id,
                col(ContactPoint.channel) == channel,
                col(ContactPoint.ended_at).is_(None),
                which,
            )
            .order_by(col(ContactPoint.made_at).desc())
            .limit(1)
        )
        .first()
    )
    return Point(*row) if row else None
