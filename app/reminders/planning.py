"""Keeping the promises to tell somebody what the plan, as it is now, calls for.

Nothing here asks what has happened. Everything that should be promised is found anew in the
present state, and compared with what is promised: so what is moved moves, and what is cancelled,
done, paused or no longer shared falls silent, whoever did it and however.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, update

from app.appointments import visible
from app.base.adding import add_all_unless_there, some_at_a_time
from app.base.db import AWAY
from app.base.log import log
from app.journal.actions import take_written
from app.reminders import (
    help_promises,
    plan_promises,
    present,
    queries,
    rules,
    time_promises,
    turns,
)
from app.reminders.cards import Planned, Recipient, Wanted
from app.reminders.content import ON_ITS_WAY, DeliveryState, ReminderState
from app.reminders.help_promises import Told
from app.reminders.models import Delivery, HelpWish, Reminder, ReminderPlan
from app.reminders.present import Present

AT_ONCE = 50
"""For how many patients a transaction plans itself. What touches more leaves it to the worker."""
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
TO_PLAN = "to plan"
MOVES = ("planned_at", "due_at", "useless_at", "about_at", "important", "state", "put_off_at")


@dataclass
class Changes:
    """What has to be done for the promises to be those that are wanted."""

    new: list[Reminder] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    silenced: list[uuid.UUID] = field(default_factory=list)
    helpers: list[uuid.UUID] = field(default_factory=list)
    """Who is reminded since it is shared with them."""


def changed(session: Session, patient_ids: Iterable[uuid.UUID], *, now: datetime) -> None:
    """Let these patients' reminders be planned before this transaction is kept.

    For what no row of the journal tells of: what somebody has chosen, or that they have reacted.
    """
    session.info.setdefault(TO_PLAN, {}).update(dict.fromkeys(patient_ids, now))


def chose(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """Let all reminders that somebody has be planned anew, since they have chosen otherwise."""
    changed(session, queries.patients_told_to(session, person_id), now=now)


def plan_what_changed(session: Session) -> None:
    """Plan for every patient whose plan this transaction has touched, before it is kept."""
    asked: dict[uuid.UUID, datetime] = session.info.pop(TO_PLAN, {})
    for written in take_written(session):
        if rules.matters(written.happening):
            asked[written.patient_id] = max(written.at, asked.get(written.patient_id, written.at))
    if len(asked) > AT_ONCE:
        turns.leave_to_the_worker(session, asked)
    else:
        for patient_id in sorted(asked):
            _plan_or_wait(session, patient_id, now=asked[patient_id])


def plan_due(session: Session, *, now: datetime, most: int) -> int:
    """Plan for some patients where days have gone by, and return for how many.

    Several workers at once never plan for the same.
    """
    due = (
        select(col(ReminderPlan.patient_id))
        .where(col(ReminderPlan.plan_again_at) <= now)
        .order_by(col(ReminderPlan.plan_again_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    patient_ids = session.connection().execute(due).scalars().all()
    for patient_id in sorted(patient_ids):
        _plan_alone(session, patient_id, now=now)
    return len(patient_ids)


def plan(session: Session, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Let everybody be reminded in this patient's plan of what it calls for now.

    Done again it changes nothing. Two who change the same plan do this one after the other, and
    the second sees what the first has done.
    """
    session.flush()
    waits_until = turns.hold(session, patient_id, now=now)
    changes, again_at = _find(session, patient_id, now=now)
    _keep(session, changes)
    _forget_help_of_others(session, patient_id, changes.helpers)
    if again_at != waits_until:
        turns.wait_until(session, patient_id, again_at)


def _plan_or_wait(session: Session, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Plan for a patient; when that cannot be done, let the worker try again later.

    Nobody is to lose a time that they have booked because it could not be reminded of, and what
    is wrong with one plan is not to stop the worker for all. The operator is told. What the
    database itself refuses is another matter, and takes everything back.
    """
    try:
        plan(session, patient_id, now=now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("not planned", extra={"kind": type(error).__name__})
        turns.wait_until(session, patient_id, now + AN_HOUR)


def _plan_alone(session: Session, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Plan for a patient, or take back what that did and try again later.

    What the database refuses of one plan as well is not to keep the plans of all others.
    """
    try:
        with session.begin_nested():
            plan(session, patient_id, now=now)
    except Exception as error:
        log.error("not planned", extra={"kind": type(error).__name__})
        again_after = A_MINUTE if isinstance(error, AWAY) else AN_HOUR
        turns.wait_until(session, patient_id, now + again_after)


def _find(session: Session, patient_id: uuid.UUID, *, now: datetime) -> tuple[Changes, datetime]:
    """Return what has to be done, and when it is looked at again. Nothing is written here."""
    seen = present.read(session, patient_id, now=now)
    planned = queries.planned_of(session, patient_id, now=now)
    before = {(one.recipient_id, one.key): one for one in planned}
    wanted = {key: one for key, one in _wanted(seen).items() if one.useless_at > now}
    told = _told_to(seen, patient_id, wanted, before, now=now)
    for_help = rules.once_each(_of_help(seen, told, now=now))
    changes = _changes(seen, {**wanted, **for_help}, before, patient_id=patient_id, now=now)
    return changes, turns.again_at(seen, patient_id, for_help.values(), now=now)


def _wanted(seen: Present) -> dict[tuple[uuid.UUID, str], Wanted]:
    return rules.once_each(one for to in seen.recipients for one in _promises(seen, to))


def _promises(seen: Present, to: Recipient) -> Iterator[Wanted]:
    """Return everything that one recipient should be told, but for helping."""
    yield from time_promises.of_times(to, seen.times)
    yield from time_promises.of_own_moments(to, seen.times, seen.own_moments.get(to.id, {}))
    yield from time_promises.of_offers(to, seen.offers)
    yield from time_promises.of_invitations(to, seen.not_offered)
    yield from time_promises.of_unheard_of(to, seen.not_offered)
    yield from time_promises.of_changed_times(to, seen.changed, seen.doings)
    yield from plan_promises.of_self_care(to, seen.occasions)
    yield from plan_promises.of_follow_up(to, seen.reasons)
    yield from plan_promises.of_shares(to, seen.shares)
    if seen.published:
        yield from plan_promises.of_version(to, seen.version, seen.published.recorded_at)


def _told_to(
    seen: Present,
    person_id: uuid.UUID,
    wanted: Mapping[tuple[uuid.UUID, str], Wanted],
    before: Mapping[tuple[uuid.UUID, str], Planned],
    *,
    now: datetime,
) -> list[Told]:
    """Return what stands of what is promised to the patient, as far as it is on its way."""
    theirs = next((one for one in seen.recipients if one.id == person_id), None)
    found = []
    for key, one in wanted.items():
        planned = before.get(key)
        if theirs is None or one.recipient_id != person_id:
            continue
        if planned:
            due_at = rules.due_again(planned, one, theirs.settings, now=now)
            found.append(Told(one, due_at, planned))
        elif rules.is_still_told(one, now=now):
            found.append(Told(one, rules.first_due(one, theirs.settings, now=now), None))
    return found


def _of_help(seen: Present, told: Sequence[Told], *, now: datetime) -> Iterator[Wanted]:
    for to in seen.recipients:
        if (hours := seen.help_wishes.get(to.id)) and to.access.shared:
            yield from help_promises.of_help(
                to, told, after=timedelta(hours=hours), sees=_sees(seen, to), now=now
            )


def _sees(seen: Present, to: Recipient) -> set[uuid.UUID]:
    """Return the times and offers that somebody may see, by the ids that reminders name."""
    times = {time.id for time in (*seen.times, *seen.changed) if visible.shows(to.access, time.id)}
    offers = {one.id for one in seen.offers if visible.shows(to.access, one.time.id)}
    return times | offers


def _changes(
    seen: Present,
    wanted: Mapping[tuple[uuid.UUID, str], Wanted],
    before: Mapping[tuple[uuid.UUID, str], Planned],
    *,
    patient_id: uuid.UUID,
    now: datetime,
) -> Changes:
    found = Changes(helpers=[one.id for one in seen.recipients if one.access.shared])
    settings = {one.id: one.settings for one in seen.recipients}
    for key, one in wanted.items():
        planned, quiet = before.get(key), settings[one.recipient_id]
        if planned is None:
            if rules.is_still_told(one, now=now):
                due_at = rules.first_due(one, quiet, now=now)
                found.new.append(Reminder(**{**vars(one), "due_at": due_at}, patient_id=patient_id))
        elif moved := rules.moved(planned, one, quiet, now=now):
            found.moved.append({"of": planned.id, "was": planned.state, **moved})
    found.silenced = [
        one.id for key, one in before.items() if key not in wanted and one.state in ON_ITS_WAY
    ]
    return found


def _keep(session: Session, changes: Changes) -> None:
    """Write it down. What the worker has told meanwhile stays told."""
    for some in some_at_a_time(changes.new):
        add_all_unless_there(session, some)
    if changes.moved:
        still = col(Reminder.id) == bindparam("of"), col(Reminder.state) == bindparam("was")
        moves = update(Reminder).where(*still).values({one: bindparam(one) for one in MOVES})
        session.connection().execute(moves, changes.moved)
    for ids in some_at_a_time(changes.silenced):
        session.exec(
            update(Reminder)
            .where(col(Reminder.id).in_(ids), col(Reminder.state).in_(ON_ITS_WAY))
            .values(state=ReminderState.CANCELLED)
        )
        _stop_messages(session, ids)


def _forget_help_of_others(
    session: Session, patient_id: uuid.UUID, helpers: Collection[uuid.UUID]
) -> None:
    """Forget whom the patient wanted help from, when they are not reminded here any more.

    If it is shared with them again, they are not asked until the patient has said so again.
    """
    session.exec(
        delete(HelpWish).where(
            col(HelpWish.patient_id) == patient_id, col(HelpWish.helper_id).not_in(helpers)
        )
    )


def _stop_messages(session: Session, silenced: Collection[uuid.UUID]) -> None:
    """Send nothing more of a message when nothing that it tells of is so any more."""
    other = aliased(Reminder)
    told_in = select(col(Reminder.message_id)).where(
        col(Reminder.id).in_(silenced), col(Reminder.message_id).is_not(None)
    )
    still = exists().where(
        col(other.message_id) == Delivery.message_id, col(other.state) == ReminderState.TOLD
    )
    session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.message_id).in_(told_in),
            col(Delivery.state) == DeliveryState.WAITING,
            ~still,
        )
        .values(state=DeliveryState.CANCELLED)
    )
