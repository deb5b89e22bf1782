"""When reminders are planned anew though nothing happens, and who waits for whom meanwhile."""

import uuid
import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Update, bindparam, select
from sqlmodel import Session, col, update

from app.base import clock
from app.base.adding import add_all_unless_there, add_or_grow, some_at_a_time
from app.base.db import Question
from app.reminders.cards import Wanted
from app.reminders.models import ReminderPlan
from app.reminders.present import Present
from app.reminders.rules import A_DAY
from app.sharing.models import CareRelation

A_WEEK = timedelta(days=7)
BEFORE_HELP = timedelta(minutes=2)
SPREAD_MINUTES = 45


def plan_soon(session: Session, patient_ids: Collection[uuid.UUID], *, now: datetime) -> None:
    """Let the worker plan in its next round for those of these people who are patients."""
    for some in some_at_a_time(list(patient_ids)):
        session.exec(
            update(ReminderPlan)
            .where(col(ReminderPlan.patient_id).in_(some))
            .values(plan_again_at=now)
        )


def plan_soon_in_care_of(
    session: Session, unit_ids: Collection[uuid.UUID], *, now: datetime
) -> None:
    """Let the worker plan for everybody in whose care these units take part.

    What a unit lets be shared, and what it asks and how often, is its own to change.
    """
    for some in some_at_a_time(list(unit_ids)):
        in_care = select(col(CareRelation.patient_id)).where(col(CareRelation.unit_id).in_(some))
        session.exec(
            update(ReminderPlan)
            .where(col(ReminderPlan.patient_id).in_(in_care))
            .values(plan_again_at=now)
        )


def leave_to_the_worker(session: Session, asked: Mapping[uuid.UUID, datetime]) -> None:
    """Let the worker plan for these patients in its next round."""
    rows = [ReminderPlan(patient_id=one, plan_again_at=asked[one]) for one in sorted(asked)]
    for some in some_at_a_time(rows):
        add_all_unless_there(session, some)
    plan_soon(session, sorted(asked), now=min(asked.values()))


def hold(session: Session, patient_id: uuid.UUID, *, now: datetime) -> datetime:
    """Hold the patient's row until the transaction ends, and return until when it waits.

    Without one, it is made.
    """
    held = session.connection().execute(_held(), {"patient": patient_id}).scalar()
    if held is None:
        row = ReminderPlan(patient_id=patient_id, plan_again_at=now)
        add_or_grow(session, row, by="plan_again_at")
    return held or now


def wait_until(session: Session, patient_id: uuid.UUID, again_at: datetime) -> None:
    """Leave a patient's plan alone until this moment, unless something happens."""
    session.connection().execute(_plan_again(), {"patient": patient_id, "again_at": again_at})


def again_at(
    seen: Present, patient_id: uuid.UUID, for_help: Iterable[Wanted], *, now: datetime
) -> datetime:
    """Return when to plan anew though nothing happens: before somebody is asked to help, when a
    day changes something, and within a week in any case. It is tomorrow for what comes every day,
    and where somebody helps: whoever runs this may have ended some of the sharing.

    Patients take their turns in the first hour of the day.
    """
    today = clock.local_day(now)
    helped = any(one.access.shared for one in seen.recipients)
    tomorrow = [today + A_DAY] if seen.occasions or helped else []
    day = min([*seen.turns, *tomorrow, today + A_WEEK])
    minute = 1 + zlib.crc32(patient_id.bytes) % SPREAD_MINUTES
    soon = now + timedelta(minutes=1)
    asked = [max(one.due_at - BEFORE_HELP, soon) for one in for_help if one.due_at > now]
    return min([clock.moment(day, minute), *asked])


@cache
def _held() -> Question:
    whose = col(ReminderPlan.patient_id) == bindparam("patient")
    return select(col(ReminderPlan.plan_again_at)).where(whose).with_for_update()


@cache
def _plan_again() -> Update:
    return (
        update(ReminderPlan)
        .where(col(ReminderPlan.patient_id) == bindparam("patient"))
        .values(plan_again_at=bindparam("again_at"))
    )
