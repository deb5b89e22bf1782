"""What is due becomes messages: one to each who is told, on the ways that they have chosen."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from app.people.models import Person
from app.reminders import arrival_rules as rules
from app.reminders import choice_queries, telling, ways
from app.reminders import rules as hours
from app.reminders.content import Channel, ReminderKind, ReminderState
from app.reminders.models import WAITS, Delivery, Reminder
from app.reminders.ways import Place, Ways

RECIPIENTS_AT_A_TIME = 200


def bundle(
    session: Session,
    now: datetime,
    most: int = RECIPIENTS_AT_A_TIME,
    *,
    by: Collection[Channel] = tuple(Channel),
) -> int:
    """Tell what is due, everything that one person is told in one message. Return how much it was.

    by: the ways that whoever runs this has. Several workers at once tell nothing twice: whom one
    of them has in hand is passed by by the others. What is useless by now is not told.
    """
    due = _take(session, _recipients(session, now, most), now)
    late = [one for one in due if one.useless_at <= now]
    _note(session, late, ReminderState.TOO_LATE)
    live = _not_quiet(session, [one for one in due if one.useless_at > now], now=now)
    tellable = telling.tellable(session, {(one.recipient_id, one.patient_id) for one in live})
    told = [one for one in live if (one.recipient_id, one.patient_id) in tellable.pairs]
    _note(session, [one for one in live if one not in told], ReminderState.CANCELLED)
    _tell(session, told, tellable, now=now, by=by)
    return len(due)


def _recipients(session: Session, now: datetime, most: int) -> Sequence[uuid.UUID]:
    """Take in hand those who are to be told something, the one who waits longest first.

    A person is kept from other workers, and from nobody who only refers to them.
    """
    waiting = session.exec(
        select(Reminder.recipient_id)
        .where(WAITS, Reminder.due_at <= now)
        .order_by(col(Reminder.due_at))
        .limit(most)
    ).all()
    return session.exec(
        select(Person.id)
        .where(col(Person.id).in_(set(waiting)))
        .with_for_update(key_share=True, skip_locked=True)
    ).all()


def _take(
    session: Session, recipient_ids: Sequence[uuid.UUID], now: datetime
) -> Sequence[Reminder]:
    """Take everything that these are to be told. What is being planned anew waits for next time."""
    return session.exec(
        select(Reminder)
        .where(WAITS, Reminder.due_at <= now, col(Reminder.recipient_id).in_(recipient_ids))
        .order_by(col(Reminder.recipient_id), col(Reminder.due_at), col(Reminder.id))
        .with_for_update(skip_locked=True)
    ).all()


def _not_quiet(
    session: Session, reminders: Sequence[Reminder], *, now: datetime
) -> Sequence[Reminder]:
    """Return what may be told now. What a worker comes to late waits for the quiet hours to end,
    but for what somebody put off, or wants at a moment of their own.
    """
    if not reminders:
        return reminders
    settings = choice_queries.settings_of_all(session, {one.recipient_id for one in reminders})
    waits = [
        {"of": one.id, "until": until}
        for one in reminders
        if one.put_off_at is None
        and ":own:" not in one.key
        and (
            until := hours.waits_until(
                now, settings[one.recipient_id], meant_at=one.due_at, useless_at=one.useless_at
            )
        )
    ]
    if waits:
        session.connection().execute(
            update(Reminder)
            .where(col(Reminder.id) == bindparam("of"))
            .values(due_at=bindparam("until")),
            waits,
        )
    later = {one["of"] for one in waits}
    return [one for one in reminders if one.id not in later]


def _note(session: Session, reminders: Sequence[Reminder], state: ReminderState) -> None:
    if reminders:
        session.connection().execute(
            update(Reminder)
            .where(col(Reminder.id).in_([one.id for one in reminders]))
            .values(state=state)
        )


def _tell(
    session: Session,
    reminders: Sequence[Reminder],
    tellable: telling.Tellable,
    *,
    now: datetime,
    by: Collection[Channel],
) -> None:
    """Note each recipient's reminders as told in one message, and make what carries it out.

    What somebody wants to be told in the app alone is told there, and makes nothing more urgent.
    """
    if not reminders:
        return
    found = ways.ways_of(session, reminders, by=by, now=now)
    told, deliveries = [], list[Delivery]()
    for recipient_id, group in groupby(reminders, attrgetter("recipient_id")):
        bundled, message_id = list(group), uuid.uuid4()
        told += [{"of": one.id, "message": message_id} for one in bundled]
        leaving = [one for one in bundled if found[recipient_id].chosen(one)]
        if leaving and tellable.may_leave(recipient_id, {one.patient_id for one in bundled}):
            deliveries += _deliveries(message_id, leaving, found[recipient_id], now=now)
    session.connection().execute(
        update(Reminder)
        .where(col(Reminder.id) == bindparam("of"))
        .values(state=ReminderState.TOLD, told_at=now, message_id=bindparam("message")),
        told,
    )
    session.add_all(deliveries)
    session.flush()


def _deliveries(
    message_id: uuid.UUID, bundled: Sequence[Reminder], found: Ways, *, now: datetime
) -> Iterator[Delivery]:
    """Make one delivery for each way: now on what was chosen, and what is important in case.

    A phone that is silent is tried all the same, and something important then goes another way
    at once. Where there are two other ways, the second waits for the first.
    """
    useless_at = max(one.useless_at for one in bundled)
    important = any(one.important for one in bundled)
    tells_time = _time_told(bundled) if found.settings.tells_time else None
    chosen = {channel for one in bundled for channel in found.chosen(one)}

    def to(place: Place, due_at: datetime, *, in_case: bool) -> Delivery:
        channel, to_id = place
        return Delivery(
            message_id=message_id,
            recipient_id=bundled[0].recipient_id,
            channel=channel,
            to_id=to_id,
            tells_time=tells_time,
            important=important,
            in_case=in_case,
            made_at=now,
            due_at=due_at,
            useless_at=useless_at,
        )

    for place in found.places(chosen):
        yield to(place, now, in_case=False)
    at = now if found.silent else _other_way_at(now, found, now=now, useless_at=useless_at)
    for place in found.other_places(chosen) if important else ():
        yield to(place, at, in_case=True)
        at = _other_way_at(at, found, now=now, useless_at=useless_at)


def _other_way_at(at: datetime, found: Ways, *, now: datetime, useless_at: datetime) -> datetime:
    """Return when the next way is taken, but not in the quiet hours."""
    other = rules.other_way_at(at, useless_at=useless_at)
    return hours.sent_at(other, found.settings, now=now, useless_at=useless_at)


def _time_told(bundled: Sequence[Reminder]) -> datetime | None:
    """Return when the only time is that a message is about, if it is about one."""
    times = [one.about_at for one in bundled if one.kind is ReminderKind.TIME]
    return times[0] if len(times) == 1 else None
