"""Which messages arrive: by phone, for those who are told, and for those who care for them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session, and_, col, or_

from app.push import rules as push
from app.push.models import PushSubscription
from app.push.queries import PROVED
from app.reminders import arrival_rules as rules
from app.reminders.content import Channel, DeliveryState, ReminderKind, ReminderState
from app.reminders.models import WAITS, Delivery, Reminder

OF_TIMES = (
    ReminderKind.TIME,
    ReminderKind.OFFER,
    ReminderKind.NOT_HEARD,
    ReminderKind.CHANGE,
)
TOLD = (ReminderState.TOLD, ReminderState.SEEN)
ARRIVED = or_(
    col(Delivery.state).in_((DeliveryState.SHOWN, DeliveryState.OPENED)),
    and_(col(Delivery.state) == DeliveryState.ACCEPTED, col(Delivery.channel) != Channel.PUSH),
)
"""A phone has shown it, or it has gone another way."""


@dataclass(frozen=True)
class Reachable:
    """A phone that pushes go to, and whether it can be trusted to show them."""

    id: uuid.UUID
    last_sign: datetime | None
    silent: bool


@dataclass(frozen=True)
class Late:
    """How much should have been told or sent by now, and has not been."""

    reminders: int
    messages: int

    def __bool__(self) -> bool:
        return self.reminders + self.messages > 0


@dataclass(frozen=True)
class About:
    """What somebody was told of in a message."""

    kind: ReminderKind
    key: str
    patient_id: uuid.UUID
    about_id: uuid.UUID | None

    @property
    def is_offer(self) -> bool:
        """Say whether it is an offer of times; an invitation is a time of its own."""
        return self.kind is ReminderKind.OFFER and self.key.startswith("offer:")

    @property
    def is_time(self) -> bool:
        return self.kind in OF_TIMES and self.about_id is not None and not self.is_offer


def told_in(
    session: Session, delivery_id: uuid.UUID, *, recipient_id: uuid.UUID
) -> Sequence[About] | None:
    """Return what one message told, if it was to this person. What is cancelled was never told."""
    rows = (
        session.connection()
        .execute(
            select(
                col(Reminder.kind),
                col(Reminder.key),
                col(Reminder.patient_id),
                col(Reminder.about_id),
                col(Reminder.state),
            )
            .join(Delivery, col(Delivery.message_id) == col(Reminder.message_id))
            .where(col(Delivery.id) == delivery_id, col(Delivery.recipient_id) == recipient_id)
            .order_by(col(Reminder.due_at), col(Reminder.id))
        )
        .all()
    )
    if not rows:
        return None
    return [About(*row[:-1]) for row in rows if row[-1] in TOLD]


def phones_to_reach(
    session: Session, person_ids: Collection[uuid.UUID], *, now: datetime
) -> Mapping[uuid.UUID, Sequence[Reachable]]:
    """Return the phones of each of these people that have been shown to receive."""
    phone = PushSubscription
    rows = session.connection().execute(
        select(
            col(phone.person_id),
            col(phone.id),
            func.coalesce(col(phone.shown_at), col(phone.proved_at)),
            col(phone.unshown_since),
        )
        .where(col(phone.person_id).in_(person_ids), PROVED)
        .order_by(col(phone.made_at), col(phone.id))
    )
    found: dict[uuid.UUID, list[Reachable]] = {}
    for person_id, phone_id, last_sign, waits in rows:
        silent = push.is_silent(waits_since=waits, last_sign=last_sign, now=now)
        found.setdefault(person_id, []).append(Reachable(phone_id, last_sign, silent))
    return found


def phones_of(session: Session, person_id: uuid.UUID, *, now: datetime) -> Sequence[Reachable]:
    """Return the phones of one person that have been shown to receive."""
    return phones_to_reach(session, [person_id], now=now).get(person_id, ())


def is_due(session: Session, *, now: datetime) -> bool:
    """Say whether there is anything to tell or to send. It is asked every other second."""
    reminders = exists().where(WAITS, col(Reminder.due_at) <= now)
    messages = exists().where(WAITS, col(Delivery.due_at) <= now)
    found = session.connection().execute(select(or_(reminders, messages)))
    return bool(found.scalar_one())


def late(session: Session, *, now: datetime) -> Late:
    """Count what has waited for too long: no persons, only how many.

    A message that is tried again and again is late as well, since its service does not answer;
    one that is there in case nothing arrives is so when it has been tried many times.
    """
    before = now - rules.LATE_AFTER
    in_vain = or_(col(Delivery.in_case).is_(False), col(Delivery.tries) > rules.MANY_TRIES)
    tried_since = (col(Delivery.made_at) < before) & in_vain
    reminders = select(func.count()).where(WAITS, col(Reminder.due_at) < before)
    messages = select(func.count()).where(WAITS, (col(Delivery.due_at) < before) | tried_since)
    counted = (
        session.connection()
        .execute(select(reminders.scalar_subquery(), messages.scalar_subquery()))
        .one()
    )
    return Late(*counted)
