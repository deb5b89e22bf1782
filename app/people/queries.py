import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    bindparam,
    exists,
    select,
    union,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, and_, col, or_

from app.base.db import Question
from app.people.cards import PersonCard, Professional, UnitCard
from app.people.directory import Directory
from app.people.models import CareRole, Person, SignInSession, Unit


@dataclass(frozen=True)
class LiveSession:
    """A sign-in, who it is, whether they work in care, and whose plan they have open."""

    reference_hash: str
    began_at: datetime
    seen_at: datetime
    person: PersonCard
    staff: bool
    plan_of: PersonCard | None


def live_session(session: Session, reference_hash: str, *, today: date) -> LiveSession | None:
    """Return a sign-in that has not ended, with everything pages ask of it, in one question."""
    asked = {"reference_hash": reference_hash, "today": today}
    row = session.connection().execute(_live_session(), asked).one_or_none()
    if row is None:
        return None
    found: list[Any] = list(row)
    began_at, seen_at, staff, *cards = found
    half = len(cards) // 2
    plan_of = PersonCard(*cards[half:]) if cards[half] else None
    return LiveSession(
        reference_hash, began_at, seen_at, PersonCard(*cards[:half]), bool(staff), plan_of
    )


@cache
def _live_session() -> Question:
    patient = aliased(Person)
    works_in_care = exists().where(
        col(CareRole.person_id) == SignInSession.person_id, at_work(bindparam("today", type_=Date))
    )
    seen = [col(SignInSession.began_at), col(SignInSession.seen_at), works_in_care]
    return (
        select(*seen, *_card_columns(Person), *_card_columns(patient))
        .join(Person, col(Person.id) == SignInSession.person_id)
        .outerjoin(patient, col(patient.id) == SignInSession.plan_of_id)
        .where(
            col(SignInSession.reference_hash) == bindparam("reference_hash"),
            col(SignInSession.ended_at).is_(None),
        )
    )


def at_work(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Pick the care roles that somebody still has. Their last day is a day at work."""
    return or_(col(CareRole.ends_on).is_(None), col(CareRole.ends_on) >= today)


def directory(
    session: Session,
    *,
    role_ids: Collection[uuid.UUID],
    unit_ids: Collection[uuid.UUID],
    today: date,
) -> Directory:
    """Return these professionals, who stands in for them, and their units, in one question."""
    if not role_ids and not unit_ids:
        return Directory({}, {}, today)
    asked = {"roles": list(role_ids), "units": list(unit_ids)}
    rows = session.connection().execute(_directory(), asked)
    found = Directory({}, {}, today)
    width = len(_unit_columns())
    for row in rows:
        found.units.setdefault(row[0], UnitCard(*row[:width]))
        if row[width] is not None:
            found.roles[row[width]] = Professional(*row[width:])
    return found


@cache
def _directory() -> Question:
    named = col(CareRole.id).in_(bindparam("roles", expanding=True))
    wanted: CompoundSelect[Any] = union(
        select(col(CareRole.id)).where(named),
        select(col(CareRole.substitute_id)).where(named, col(CareRole.substitute_id).is_not(None)),
    )
    units = union(
        select(col(CareRole.unit_id)).where(col(CareRole.id).in_(wanted)),
        select(col(Unit.id)).where(col(Unit.id).in_(bindparam("units", expanding=True))),
    )
    return (
        select(*_unit_columns(), *_role_columns())
        .outerjoin(CareRole, and_(col(CareRole.unit_id) == Unit.id, col(CareRole.id).in_(wanted)))
        .outerjoin(Person, col(Person.id) == CareRole.person_id)
        .where(col(Unit.id).in_(units))
        .order_by(col(Unit.name), col(CareRole.id))
    )


def ids_by_key(
    session: Session, table: type[Unit | CareRole | Person], *, source: str
) -> dict[str, uuid.UUID]:
    """Return the ids of all that this source has told of, by what it calls them."""
    told = select(col(table.key), col(table.id)).where(col(table.source) == source)
    return dict(session.connection().execute(told).all())


def ids_by_number(session: Session, numbers: Collection[str]) -> dict[str, uuid.UUID]:
    """Return who is already known by these identity numbers, from whatever source."""
    rows = session.connection().execute(
        select(col(Person.identity_number), col(Person.id)).where(
            col(Person.identity_number).in_(numbers)
        )
    )
    return {number: person_id for number, person_id in rows if number}


def numbers_by_id(session: Session, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the identity numbers of those of these people who have one."""
    rows = session.connection().execute(
        select(col(Person.id), col(Person.identity_number)).where(col(Person.id).in_(person_ids))
    )
    return {person_id: number for person_id, number in rows if number}


def _card_columns(table: type[Person]) -> list[Mapped[Any]]:
    return [
        col(table.id),
        col(table.given_name),
        col(table.family_name),
        col(table.language),
        col(table.protected_identity),
        col(table.street),
        col(table.town),
    ]


def _unit_columns() -> list[Mapped[Any]]:
    return [
        col(Unit.id),
        col(Unit.name),
        col(Unit.provider),
        col(Unit.principal),
        col(Unit.street),
        col(Unit.town),
        col(Unit.directions),
        col(Unit.phone),
        col(Unit.phone_note),
        col(Unit.hours),
        col(Unit.channels),
        col(Unit.emergency),
        col(Unit.about_care_contacts),
    ]


def _role_columns() -> list[Mapped[Any]]:
    return [
        col(CareRole.id),
        col(CareRole.unit_id),
        col(Person.given_name),
        col(Person.family_name),
        col(CareRole.title),
        col(CareRole.phone),
        col(CareRole.phone_note),
        col(CareRole.hours),
        col(CareRole.substitute_id),
        col(CareRole.ends_on),
    ]
