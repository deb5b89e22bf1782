"""What phones tell of messages, and how long anything is remembered of them."""

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col, delete, update

from app.push import actions as push
from app.reminders.content import Channel, DeliveryState
from app.reminders.models import Delivery, Reminder

FORGOTTEN_AT_A_TIME = 5_000
BEFORE_SHOWN = (
    DeliveryState.WAITING,
    DeliveryState.ACCEPTED,
    DeliveryState.TOO_LATE,
    DeliveryState.FAILED,
    DeliveryState.CANCELLED,
)
"""What a message can be when a phone tells that it has shown it, whatever we believed."""


def note_shown(session: Session, delivery_id: uuid.UUID, *, now: datetime) -> None:
    """Note that a phone has shown a message. Told again, nothing more is noted."""
    shown = session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.id) == delivery_id,
            col(Delivery.channel) == Channel.PUSH,
            col(Delivery.state).in_(BEFORE_SHOWN),
        )
        .values(state=DeliveryState.SHOWN, shown_at=now)
        .returning(col(Delivery.to_id))
    )
    if subscription_id := shown.scalar_one_or_none():
        push.note_shown(session, subscription_id, now=now)


def note_pressed(session: Session, delivery_id: uuid.UUID, *, now: datetime) -> None:
    """Note that somebody has pressed a message: it is shown, and nobody need be asked to help.

    What it told stands in the app until they say there that they have seen it: whoever pressed it
    may not have signed in.
    """
    note_shown(session, delivery_id, now=now)
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.opened_at).is_(None))
        .values(
            state=DeliveryState.OPENED,
            opened_at=now,
            shown_at=func.coalesce(col(Delivery.shown_at), now),
        )
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Drop what became useless before this moment. Some at a time, and none that is not over."""
    for table in (Delivery, Reminder):
        over = select(col(table.id)).where(col(table.useless_at) < moment)
        session.exec(delete(table).where(col(table.id).in_(over.limit(FORGOTTEN_AT_A_TIME))))
