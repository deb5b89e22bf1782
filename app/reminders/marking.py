"""What became of a message is noted by the worker whose it still is, and by no other."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.base.log import log
from app.push import actions as push
from app.push.content import Answer, End, Outcome
from app.reminders import arrival_rules as rules
from app.reminders import choice_queries
from app.reminders import rules as hours
from app.reminders.claiming import Claim
from app.reminders.content import Channel, DeliveryState
from app.reminders.models import Delivery

Answered = tuple[Claim, Answer]
TAKEN = (
    update(Delivery)
    .where(
        col(Delivery.id).in_(bindparam("ids", expanding=True)),
        col(Delivery.lease).in_(bindparam("leases", expanding=True)),
        col(Delivery.state) == DeliveryState.WAITING,
    )
    .values(
        state=DeliveryState.ACCEPTED, accepted_at=bindparam("at"), lease=None, leased_until=None
    )
    .returning(col(Delivery.channel), col(Delivery.to_id))
)
"""Written once: it is asked for every few messages."""


def mark_all(session: Session, answered: Sequence[Answered], now: datetime) -> None:
    """Note what became of several messages: of all that were taken, in two statements."""
    taken = [one for one, answer in answered if answer.outcome is Outcome.ACCEPTED]
    if taken:
        _note_taken(session, taken, now=now)
    for one, answer in answered:
        if answer.outcome is not Outcome.ACCEPTED:
            mark(session, one, answer, now)


def mark(
    session: Session, claim: Claim, answer: Answer, now: datetime, *, chance: float | None = None
) -> bool:
    """Note what became of a message. Return whether it was still this worker's.

    Where one way is closed or slow, what waits in case nothing arrives goes at once.
    """
    drawn = random.random() if chance is None else chance  # noqa: S311  # it spreads tries, and guards nothing
    if answer.outcome is Outcome.REFUSED and claim.phone is None:
        _alarm(claim, answer)
    became = _became(claim, answer, now, drawn)
    if "due_at" in became:
        became["due_at"] = _not_quiet(session, claim, became["due_at"], now=now)
    if not _change(session, claim, **became):
        return False
    if claim.channel is Channel.PUSH:
        _note_phone(session, claim, answer, now=now)
    if _closes_the_way(answer):
        _hasten_others(session, claim, now=now)
    return True


def _note_taken(session: Session, taken: Sequence[Claim], *, now: datetime) -> None:
    these = {"ids": [one.id for one in taken], "leases": [one.lease for one in taken], "at": now}
    noted: Iterable[Any] = session.connection().execute(TAKEN, these)
    phones = [row.to_id for row in noted if row.channel is Channel.PUSH]
    if phones:
        push.note_all_accepted(session, phones, now=now)


def _became(claim: Claim, answer: Answer, now: datetime, chance: float) -> dict[str, Any]:
    """Return what is so of a message after such an answer."""
    if answer.outcome is Outcome.ACCEPTED:
        return {"state": DeliveryState.ACCEPTED, "accepted_at": now}
    elif answer.outcome is Outcome.GONE:
        return {"state": DeliveryState.GONE}
    elif answer.outcome is Outcome.BAD:
        return {"state": DeliveryState.FAILED}
    tries = claim.tries if answer.tried else claim.tries - 1
    again = rules.next_try(now, tries=tries, chance=chance, asked=answer.retry_after)
    if again >= claim.useless_at:
        return {"state": DeliveryState.TOO_LATE}
    return {"due_at": again, "tries": tries}


def _not_quiet(session: Session, claim: Claim, at: datetime, *, now: datetime) -> datetime:
    """Return when a message is tried again, but not in the quiet hours of who gets it."""
    recipient = claim.recipient_id
    settings = choice_queries.settings_of_all(session, {recipient})[recipient]
    waits = hours.waits_until(at, settings, meant_at=now, useless_at=claim.useless_at)
    return waits or at


def _change(session: Session, claim: Claim, **values: Any) -> bool:  # noqa: ANN401  # columns of any type
    """Change it if it is this worker's still, and no phone has told more of it meanwhile."""
    changed = session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.id) == claim.id,
            col(Delivery.lease) == claim.lease,
            col(Delivery.state) == DeliveryState.WAITING,
        )
        .values(lease=None, leased_until=None, **values)
    )
    return changed.rowcount > 0


def _note_phone(session: Session, claim: Claim, answer: Answer, *, now: datetime) -> None:
    if answer.outcome is Outcome.ACCEPTED:
        push.note_accepted(session, claim.to_id, now=now)
    elif answer.outcome is Outcome.GONE:
        push.retire(session, claim.to_id, End.GONE, now=now)
    elif answer.outcome is Outcome.REFUSED and claim.phone:
        push.note_refused(session, claim.phone.origin, status=answer.status or 0, now=now)


def _closes_the_way(answer: Answer) -> bool:
    """Say whether this way failed now. A service that is only left alone for a while has not."""
    if answer.outcome is Outcome.LATER:
        return answer.tried
    return answer.outcome is not Outcome.ACCEPTED


def _hasten_others(session: Session, claim: Claim, *, now: datetime) -> None:
    """Send what waits in case, unless another way of the same message may still arrive."""
    other = aliased(Delivery)
    on_its_way = exists().where(
        col(other.message_id) == claim.message_id,
        col(other.id) != claim.id,
        col(other.in_case).is_(False),
        col(other.state).in_((DeliveryState.ACCEPTED, DeliveryState.SHOWN, DeliveryState.OPENED)),
    )
    session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.message_id) == claim.message_id,
            col(Delivery.id) != claim.id,
            col(Delivery.in_case).is_(True),
            col(Delivery.state) == DeliveryState.WAITING,
            col(Delivery.lease).is_(None),
            col(Delivery.due_at) > now,
            ~on_its_way,
        )
        .values(due_at=now)
    )


def _alarm(claim: Claim, answer: Answer) -> None:
    """Tell the operator that mail or text messages are refused: a password, a sender."""
    extra = {"way": claim.channel.value, "status": answer.status}
    log.error("sending refused", extra=extra)
