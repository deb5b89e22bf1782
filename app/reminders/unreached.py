"""Whom no reminder reaches: for those who care for the patient, and can call."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from app.people.models import Person, SignInSession
from app.push import rules as push
from app.reminders.content import DeliveryState, ReminderState
from app.reminders.delivery_queries import ARRIVED
from app.reminders.models import Delivery, Reminder

LOOKED_BACK = timedelta(days=14)
NOT_SEEN = (ReminderState.TOLD, ReminderState.TOO_LATE)


class Why(StrEnum):
    """Why somebody is not reached: nothing to reach them by, or nothing has arrived there."""

    NO_WAY = "no-way"
    NOT_SHOWN = "not-shown"
    FAILED = "failed"


@dataclass(frozen=True)
class Unreached:
    """Somebody who should know of something important in a patient's plan, and may not."""

    patient_id: uuid.UUID
    person_id: uuid.UUID
    given_name: str
    family_name: str
    since: datetime
    why: Why

    @property
    def is_patient(self) -> bool:
        return self.person_id == self.patient_id


def unreached(
    session: Session, patient_ids: Collection[uuid.UUID], *, now: datetime
) -> Sequence[Unreached]:
    """Return who is reminded in these plans and has not been reached for a day, longest first.

    Whoever has seen something here, or has been signed in, since then has been reached.
    """
    waiting = _important(session, patient_ids, now=now)
    people = {row.recipient_id for row in waiting}
    signs = _signs(session, people) if people else {}
    sent = _states(session, {row.message_id for row in waiting if row.message_id})
    found: dict[tuple[uuid.UUID, uuid.UUID], Unreached] = {}
    for row in waiting:
        last = signs.get(row.recipient_id)
        if last is None or last < row.due_at:
            one = Unreached(
                row.patient_id,
                row.recipient_id,
                row.given_name,
                row.family_name,
                row.due_at,
                _why(sent.get(row.message_id, ())),
            )
            found.setdefault((one.patient_id, one.person_id), one)
    return list(found.values())


def _important(
    session: Session, patient_ids: Collection[uuid.UUID], *, now: datetime
) -> Sequence[Row[Any]]:
    """Return what was important, was to be known a day ago, and has not been seen."""
    told = Reminder
    rows: Iterable[Row[Any]] = session.connection().execute(
        select(
            col(told.patient_id),
            col(told.recipient_id),
            col(told.message_id),
            col(told.due_at),
            col(Person.given_name),
            col(Person.family_name),
        )
        .join(Person, col(Person.id) == col(told.recipient_id))
        .where(
            col(told.patient_id).in_(patient_ids),
            col(told.important).is_(True),
            col(told.state).in_(NOT_SEEN),
            col(told.due_at) > now - LOOKED_BACK,
            col(told.due_at) <= now - push.SHOWS_WITHIN,
        )
        .order_by(col(told.due_at), col(told.id))
    )
    return list(rows)


def _signs(session: Session, person_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, datetime]:
    """Return when each of these people was last known to have been reached."""
    seen = select(col(Reminder.recipient_id), func.max(col(Reminder.seen_at))).where(
        col(Reminder.recipient_id).in_(person_ids), col(Reminder.seen_at).is_not(None)
    )
    here = select(col(SignInSession.person_id), func.max(col(SignInSession.seen_at))).where(
        col(SignInSession.person_id).in_(person_ids)
    )
    at = func.coalesce(col(Delivery.opened_at), col(Delivery.shown_at), col(Delivery.accepted_at))
    arrived = select(col(Delivery.recipient_id), func.max(at)).where(
        col(Delivery.recipient_id).in_(person_ids), ARRIVED
    )
    found: dict[uuid.UUID, datetime] = {}
    for question, whose in (
        (seen, Reminder.recipient_id),
        (here, SignInSession.person_id),
        (arrived, Delivery.recipient_id),
    ):
        rows: Iterable[Any] = session.connection().execute(question.group_by(col(whose)))
        for person_id, last in rows:
            found[person_id] = max(last, found.get(person_id, last))
    return found


def _states(
    session: Session, message_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[DeliveryState]]:
    rows = session.connection().execute(
        select(col(Delivery.message_id), col(Delivery.state)).where(
            col(Delivery.message_id).in_(message_ids)
        )
    )
    found: dict[uuid.UUID, list[DeliveryState]] = {}
    for message_id, state in rows:
        found.setdefault(message_id, []).append(state)
    return found


def _why(states: Sequence[DeliveryState]) -> Why:
    if not states:
        return Why.NO_WAY
    return Why.NOT_SHOWN if DeliveryState.ACCEPTED in states else Why.FAILED
