"""Whose guardian somebody is, and what a unit says yes to that a young person does themselves."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, exists, select
from sqlmodel import Session, and_, col, or_

from app.base import clock
from app.base.db import Question
from app.people.cards import Named
from app.people.models import Person
from app.sharing.ages import A_DAY, AgeRules, Band, band_on, guardians_stop_on
from app.sharing.content import Approves
from app.sharing.models import Approval, CareRelation, Guardianship


@dataclass(frozen=True)
class ApprovalCard:
    """What a unit says yes to, who said it there and when."""

    what: Approves
    unit_id: uuid.UUID
    role_id: uuid.UUID
    said_at: datetime


@dataclass(frozen=True)
class Ward(Named):
    """Somebody whose plan the reader opens as a guardian today, or has been able to open."""

    patient_id: uuid.UUID
    given_name: str
    family_name: str
    live: bool
    by_age: bool
    """Whether only the age ended it. Who is a guardian no more is not told the name."""
    told: bool
    """Whether they have read that it opens nothing any more."""
    stops_on: date | None
    """The day it opens nothing any more, when it is time to tell it."""


_APPROVAL = [getattr(Approval, one.name) for one in fields(ApprovalCard)]


def is_guardian(
    session: Session, person_id: uuid.UUID, *, patient_id: uuid.UUID, today: date
) -> bool:
    """Say whether a contract says today that somebody is the patient's guardian."""
    asked = {"person": person_id, "patient": patient_id, "today": today}
    return session.connection().execute(_is_guardian(), asked).first() is not None


@cache
def _is_guardian() -> Question:
    return (
        select(col(Guardianship.id))
        .where(
            col(Guardianship.patient_id) == bindparam("patient"),
            col(Guardianship.guardian_id) == bindparam("person"),
            _holds(bindparam("today", type_=Date)),
        )
        .limit(1)
    )


def guardians_of(session: Session, patient_id: uuid.UUID, *, today: date) -> set[uuid.UUID]:
    """Return who a contract says today are the patient's guardians."""
    rows = session.connection().execute(
        select(col(Guardianship.guardian_id)).where(
            col(Guardianship.patient_id) == patient_id, _holds(today)
        )
    )
    return set(rows.scalars())


def ever_guardians_of(session: Session, patient_id: uuid.UUID) -> set[uuid.UUID]:
    """Return who is, or has been, the patient's guardian."""
    rows = session.connection().execute(
        select(col(Guardianship.guardian_id)).where(col(Guardianship.patient_id) == patient_id)
    )
    return set(rows.scalars())


def wards_of(
    session: Session, person_id: uuid.UUID, *, today: date, rules: Sequence[AgeRules]
) -> list[Ward]:
    """Return whose plan somebody opens as a guardian, or could open until lately, by given name.

    Of somebody who is grown up nothing is told, nor of a plan that was never theirs to open.
    """
    rows = session.execute(
        select(Guardianship, col(Person.given_name), col(Person.family_name), col(Person.born_on))
        .join(Person, col(Person.id) == col(Guardianship.patient_id))
        .where(col(Guardianship.guardian_id) == person_id)
        .order_by(col(Person.given_name), col(Person.id), col(Guardianship.said_at))
    )
    found: dict[uuid.UUID, Ward] = {}
    for one, given_name, family_name, born_on in rows:
        if not (band_on(born_on, today, rules).under_age and _opened(one, born_on, today, rules)):
            continue
        before = found.get(one.patient_id)
        live = _opens(one, born_on, today, rules) or bool(before and before.live)
        found[one.patient_id] = Ward(
            one.patient_id,
            given_name,
            family_name,
            live=live,
            by_age=_ended_by_age(one, born_on, rules) or bool(before and before.by_age),
            told=one.end_seen_at is not None and (before is None or before.told),
            stops_on=guardians_stop_on(born_on, today, rules) if live else None,
        )
    return list(found.values())


def _opens(one: Guardianship, born_on: date | None, day: date, rules: Sequence[AgeRules]) -> bool:
    """Say whether this opens the plan on a day."""
    begun = one.starts_on is None or one.starts_on <= day
    over = (one.ends_on and one.ends_on < day) or one.ended_at
    return begun and not over and band_on(born_on, day, rules) is Band.CHILD


def _ended_by_age(one: Guardianship, born_on: date | None, rules: Sequence[AgeRules]) -> bool:
    """Say whether it is said to this day, or was said until the child was too old for it."""
    grown = one.ends_on is None or band_on(born_on, one.ends_on + A_DAY, rules) is not Band.CHILD
    return grown and not one.ended_at


def _opened(
    one: Guardianship, born_on: date | None, today: date, rules: Sequence[AgeRules]
) -> bool:
    """Say whether this has opened the plan on any day until today."""
    said_on = clock.local_day(one.said_at)
    first = max(said_on, one.starts_on or said_on)
    ended_on = clock.local_day(one.ended_at) if one.ended_at else today
    last = min(today, ended_on, one.ends_on or today)
    return first <= last and band_on(born_on, first, rules) is Band.CHILD


def approved_for(session: Session, patient_id: uuid.UUID, *, today: date) -> set[Approves]:
    """Return what units in the care of a young person say yes to that they see and do."""
    return {one.what for one in approvals_of(session, patient_id, today=today)}


def approvals_of(session: Session, patient_id: uuid.UUID, *, today: date) -> list[ApprovalCard]:
    """Return each yes that holds today. It holds while the unit takes part in the care."""
    asked = {"patient": patient_id, "today": today}
    rows = session.connection().execute(_approvals(), asked)
    return [ApprovalCard(*row) for row in rows]


@cache
def _approvals() -> Question:
    today = bindparam("today", type_=Date)
    in_care = exists().where(
        col(CareRelation.patient_id) == col(Approval.patient_id),
        col(CareRelation.unit_id) == col(Approval.unit_id),
        col(CareRelation.starts_on) <= today,
        or_(col(CareRelation.ends_on).is_(None), col(CareRelation.ends_on) >= today),
    )
    return select(*_APPROVAL).where(
        col(Approval.patient_id) == bindparam("patient"),
        col(Approval.ended_at).is_(None),
        in_care,
    )


def _holds(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Pick what contracts say today, from its first day to its last."""
    return and_(
        col(Guardianship.ended_at).is_(None),
        or_(col(Guardianship.starts_on).is_(None), col(Guardianship.starts_on) <= today),
        or_(col(Guardianship.ends_on).is_(None), col(Guardianship.ends_on) >= today),
    )
