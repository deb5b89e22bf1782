"""A worker takes messages in hand for a while. Nobody else sends them meanwhile."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session, col

from app.push.cards import Phone
from app.push.models import PushSubscription
from app.push.queries import PROVED
from app.reminders import delivery_queries, notice_queries, telling
from app.reminders.contact_queries import IN_USE
from app.reminders.content import Channel, DeliveryState, ReminderState
from app.reminders.models import WAITS, ContactPoint, Delivery, Reminder

LEASE_SECONDS = 60
"""Much longer than anything is sent for, so that two workers never send the same."""

MINE = [
    col(Delivery.id),
    col(Delivery.message_id),
    col(Delivery.recipient_id),
    col(Delivery.channel),
    col(Delivery.to_id),
    col(Delivery.tells_time),
    col(Delivery.important),
    col(Delivery.in_case),
    col(Delivery.useless_at),
    col(Delivery.tries),
]
PHONE = [getattr(PushSubscription, name.name) for name in fields(Phone)]


@dataclass(frozen=True)
class Claim:
    """One message that is this worker's to send, until the lease ends."""

    id: uuid.UUID
    lease: uuid.UUID
    until: datetime
    message_id: uuid.UUID
    recipient_id: uuid.UUID
    channel: Channel
    to_id: uuid.UUID
    language: str
    tells_time: datetime | None
    important: bool
    useless_at: datetime
    tries: int
    unseen: int
    """Of how many things the recipient has been told and has not seen: what their list shows."""
    phone: Phone | None
    sealed: str
    """The address or phone number that it goes to, if it goes to one."""


@dataclass(frozen=True)
class _Around:
    """What is so just now around some messages, and decides whether they are still sent."""

    told: Mapping[uuid.UUID, Sequence[Row[Any]]]
    tellable: telling.Tellable
    arrived: Collection[uuid.UUID]
    unseen: Mapping[uuid.UUID, int]
    phones: Mapping[uuid.UUID, Phone]
    points: Mapping[uuid.UUID, str]

    def state_of(self, row: Row[Any], *, now: datetime) -> DeliveryState:
        """Say whether a message is still to be sent, and else what becomes of it."""
        if row.useless_at <= now:
            return DeliveryState.TOO_LATE
        elif not self._is_wanted(row):
            return DeliveryState.CANCELLED
        elif row.to_id in self.phones or row.to_id in self.points:
            return DeliveryState.WAITING
        return DeliveryState.GONE

    def _is_wanted(self, row: Row[Any]) -> bool:
        told = self.told.get(row.message_id, ())
        patients = {one.patient_id for one in told}
        return (
            any((row.recipient_id, patient_id) in self.tellable.pairs for patient_id in patients)
            and self.tellable.may_leave(row.recipient_id, patients)
            and not (row.in_case and row.message_id in self.arrived)
        )

    def claim(self, row: Row[Any], lease: uuid.UUID, *, until: datetime) -> Claim:
        times = {one.about_at for one in self.told[row.message_id]}
        return Claim(
            id=row.id,
            lease=lease,
            until=until,
            message_id=row.message_id,
            recipient_id=row.recipient_id,
            channel=row.channel,
            to_id=row.to_id,
            language=self.tellable.people[row.recipient_id].language,
            tells_time=row.tells_time if row.tells_time in times else None,
            important=row.important,
            useless_at=row.useless_at,
            tries=row.tries,
            unseen=self.unseen.get(row.recipient_id, 0),
            phone=self.phones.get(row.to_id),
            sealed=self.points.get(row.to_id, ""),
        )


def claim(
    session: Session, now: datetime, most: int, *, lease_seconds: int = LEASE_SECONDS
) -> Sequence[Claim]:
    """Take some of what is due in hand, so that no other worker sends it within the lease.

    What nobody needs any more, or must not be told now, is not sent. A worker that dies leaves
    what it had, and it is due again when the lease has ended.
    """
    lease, until = uuid.uuid4(), now + timedelta(seconds=lease_seconds)
    taken = _take(session, lease, now, most=most, until=until)
    if not taken:
        return ()
    around = _around(session, taken, now=now)
    states = {row.id: around.state_of(row, now=now) for row in taken}
    _note(session, {key: state for key, state in states.items() if state.is_over})
    return [around.claim(row, lease, until=until) for row in taken if not states[row.id].is_over]


def give_back(session: Session, claims: Sequence[Claim], *, now: datetime) -> None:
    """Let others send what this worker had in hand and has not tried."""
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.id) == bindparam("of"), col(Delivery.lease) == bindparam("mine"))
        .values(lease=None, leased_until=None, due_at=now, tries=col(Delivery.tries) - 1),
        [{"of": one.id, "mine": one.lease} for one in claims],
    )


def _take(
    session: Session, lease: uuid.UUID, now: datetime, *, most: int, until: datetime
) -> Sequence[Row[Any]]:
    """Take what is due in one statement. Until the lease ends it is not due."""
    due = (
        select(col(Delivery.id))
        .where(WAITS, col(Delivery.due_at) <= now)
        .order_by(col(Delivery.due_at))
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken: Iterable[Any] = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.id).in_(select(due.c.id)))
        .values(lease=lease, leased_until=until, due_at=until, tries=col(Delivery.tries) + 1)
        .returning(*MINE)
    )
    return list(taken)


def _note(session: Session, states: Mapping[uuid.UUID, DeliveryState]) -> None:
    if states:
        session.connection().execute(
            update(Delivery)
            .where(col(Delivery.id) == bindparam("of"))
            .values(state=bindparam("became"), lease=None, leased_until=None),
            [{"of": key, "became": state} for key, state in states.items()],
        )


def _around(session: Session, taken: Sequence[Row[Any]], *, now: datetime) -> _Around:
    """Ask in a fixed number of questions, but for those who are told of another's plan."""
    told = _told(session, {row.message_id for row in taken})
    recipients = {row.recipient_id for row in taken}
    pairs = {(one.recipient_id, one.patient_id) for rows in told.values() for one in rows}
    places = {row.to_id for row in taken}
    return _Around(
        told=told,
        tellable=telling.tellable(session, pairs),
        arrived=_arrived(session, {row.message_id for row in taken if row.in_case}),
        unseen=notice_queries.how_many_each(session, recipients, now=now),
        phones=_phones(session, places),
        points=_points(session, places),
    )


def _told(
    session: Session, message_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Row[Any]]]:
    """Return the reminders of each message that are still to be seen."""
    rows: Iterable[Row[Any]] = session.connection().execute(
        select(
            col(Reminder.message_id),
            col(Reminder.recipient_id),
            col(Reminder.patient_id),
            col(Reminder.about_at),
        ).where(
            col(Reminder.message_id).in_(message_ids),
            col(Reminder.state) == ReminderState.TOLD,
        )
    )
    found: dict[uuid.UUID, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def _arrived(session: Session, message_ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """Return the messages that a phone has shown, or that went another way."""
    rows = session.connection().execute(
        select(col(Delivery.message_id)).where(
            col(Delivery.message_id).in_(message_ids), delivery_queries.ARRIVED
        )
    )
    return set(rows.scalars())


def _phones(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Phone]:
    rows = session.connection().execute(
        select(*PHONE).where(col(PushSubscription.id).in_(ids), PROVED)
    )
    return {row.id: Phone(*row) for row in rows}


def _points(session: Session, point_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = session.connection().execute(
        select(col(ContactPoint.id), col(ContactPoint.sealed)).where(
            col(ContactPoint.id).in_(point_ids), IN_USE
        )
    )
    return {row[0]: row[1] for row in rows}
