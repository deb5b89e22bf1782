"""The e-mail addresses and phone numbers that people have given."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.reminders.content import Channel
from app.reminders.models import ContactPoint


@dataclass(frozen=True)
class Point:
    """An address or a number that somebody has given, and whether they have shown it is theirs."""

    id: uuid.UUID
    channel: Channel
    sealed: str
    made_at: datetime
    code_until: datetime | None
    wrong_codes: int
    confirmed_at: datetime | None
    ended_at: datetime | None


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
    """Return what somebody has given last and not confirmed."""
    row = (
        session.connection()
        .execute(
            select(*_POINT)
            .where(
                col(ContactPoint.person_id) == person_id,
                col(ContactPoint.channel) == channel,
                col(ContactPoint.ended_at).is_(None),
                col(ContactPoint.confirmed_at).is_(None),
            )
            .order_by(col(ContactPoint.made_at).desc())
            .limit(1)
        )
        .first()
    )
    return Point(*row) if row else None
