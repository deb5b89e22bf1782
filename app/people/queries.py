import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ColumnExpressionArgument,
    CompoundSelect,
    Date,
    Exists,
    bindparam,
    exists,
    select,
    union,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, and_, col, or_
from sqlmodel import select as select_rows

from app.base.db import Question
from app.people.cards import (
    Colleague,
    DeviceCard,
    PersonCard,
    Professional,
    UnitCard,
    Workplace,
)
from app.people.directory import Directory
from app.people.models import CareRole, Device, Notice, Person, SignInSession, Unit
from app.people.sessions import Way


@dataclass(frozen=True)
class LiveSession:
    """A sign-in that was not ended: who it is, on what, whether staff, and whose plan is open."""

    reference_hash: str
    id: uuid.UUID
    way: Way
    authenticated_at: datetime
    began_at: datetime
    seen_at: datetime
    locked_at: datetime | None
    device: DeviceCard
    person: PersonCard
    staff: bool
    notices: bool
    plan_of: PersonCard | None


def live_session(session: Session, reference_hash: str, *, today: date) -> LiveSession | None:
    """Return a sign-in that has not ended, with everything pages ask of it, in one question."""
    asked = {"reference_hash": reference_hash, "today": today}
    row = session.connection().execute(_live_session(), asked).one_or_none()
    if row is None:
        return None
    found: list[Any] = list(row)
    session_id, way, authenticated_at, began_at, seen_at, locked_at = found[:6]
    device_id, name, own, staff, notices, *cards = found[6:]
    half = len(cards) // 2
    return LiveSession(
        reference_hash,
        session_id,
        way,
        authenticated_at,
        began_at,
        seen_at,
        locked_at,
        DeviceCard(device_id, name, own),
        PersonCard(*cards[:half]),
        bool(staff),
        bool(notices),
        PersonCard(*cards[half:]) if cards[half] else None,
    )


@cache
def _live_session() -> Question:
    patient = aliased(Person)
    working = exists().where(
        col(CareRole.person_id) == SignInSession.person_id, at_work(bindparam("today", type_=Date))
    )
    columns = [*_session_columns(), *_device_columns(), working, _has_notices()]
    return (
        select(*columns, *_card_columns(Person), *_card_columns(patient))
        .join(Device, col(Device.id) == SignInSession.device_id)
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


def news_to(
    person_id: uuid.UUID | Mapped[uuid.UUID], device_id: uuid.UUID | Mapped[uuid.UUID]
) -> tuple[ColumnElement[bool], ...]:
    """Pick what a person should know, has not seen, and was not done on the device they use."""
    return (
        col(Notice.person_id) == person_id,
        col(Notice.seen_at).is_(None),
        or_(col(Notice.caused_by_id).is_(None), col(Notice.caused_by_id) != device_id),
    )


def known_device(
    session: Session, reference_hash: str, *, person_id: uuid.UUID
) -> uuid.UUID | None:
    """Return the person's own device that a browser says it is."""
    return session.exec(
        select_rows(Device.id).where(
            Device.reference_hash == reference_hash,
            Device.person_id == person_id,
            col(Device.removed_at).is_(None),
        )
    ).first()


def resting_device(session: Session, reference_hash: str) -> uuid.UUID | None:
    """Return the own device that a browser says it is, if nobody signed out on it the last time.

    A sign-in that is locked, or that ran out by itself, was not left.
    """
    left = (
        select_rows(SignInSession.ended_at)
        .where(SignInSession.device_id == Device.id)
        .order_by(col(SignInSession.began_at).desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.exec(
        select_rows(Device.id).where(
            Device.reference_hash == reference_hash,
            col(Device.own).is_(True),
            col(Device.removed_at).is_(None),
            left.is_(None),
        )
    ).first()


def person(session: Session, person_id: uuid.UUID) -> PersonCard | None:
    """Return a person as pages need them. Who may see it is decided before."""
    wanted = select(*_card_columns(Person)).where(col(Person.id) == person_id)
    row = session.connection().execute(wanted).one_or_none()
    return PersonCard(*row) if row else None


def people(session: Session, person_ids: Collection[uuid.UUID]) -> list[PersonCard]:
    """Return these people, by name. Who may see them is decided before."""
    rows = session.connection().execute(
        select(*_card_columns(Person))
        .where(col(Person.id).in_(person_ids))
        .order_by(col(Person.given_name), col(Person.family_name), col(Person.id))
    )
    return [PersonCard(*row) for row in rows]


def names_of(session: Session, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what these people are called. For nobody, nothing is asked."""
    if not person_ids:
        return {}
    wanted = select(col(Person.id), col(Person.given_name), col(Person.family_name))
    rows = session.connection().execute(wanted.where(col(Person.id).in_(person_ids)))
    return {found: f"{given} {family}".strip() for found, given, family in rows}


def born_on(session: Session, person_id: uuid.UUID) -> date | None:
    """Return the day a person was born, when it is known."""
    return session.connection().scalar(
        select(col(Person.born_on)).where(col(Person.id) == person_id)
    )


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


def role_at(
    session: Session, person_id: uuid.UUID, unit_id: uuid.UUID | None, *, today: date
) -> uuid.UUID | None:
    """Return what somebody is at a unit where they work today, by the role's id."""
    roles = (
        select(col(CareRole.id))
        .where(
            col(CareRole.person_id) == person_id,
            col(CareRole.unit_id) == unit_id,
            at_work(today),
        )
        .order_by(col(CareRole.id))
    )
    return session.connection().execute(roles).scalars().first()


def workplaces_of(session: Session, person_id: uuid.UUID, *, today: date) -> Sequence[Workplace]:
    """Return the units where somebody works today, by name."""
    return _workplaces(session, person_id, at_work(today))


def units_headed_by(session: Session, person_id: uuid.UUID, *, today: date) -> Sequence[Workplace]:
    """Return the units that somebody is head of today, by name."""
    return _workplaces(session, person_id, at_work(today), col(CareRole.heads_unit))


def _workplaces(
    session: Session, person_id: uuid.UUID, *which: ColumnExpressionArgument[bool]
) -> Sequence[Workplace]:
    rows = session.connection().execute(
        select(col(CareRole.id), col(Unit.id), col(Unit.name))
        .join(Unit, col(Unit.id) == CareRole.unit_id)
        .where(col(CareRole.person_id) == person_id, *which)
        .order_by(col(Unit.name), col(CareRole.id))
    )
    return [Workplace(*row) for row in rows]


def colleagues_at(session: Session, unit_id: uuid.UUID, *, today: date) -> Sequence[Colleague]:
    """Return the professionals who work at a unit today, by name."""
    rows = session.connection().execute(
        select(
            col(CareRole.id), col(Person.given_name), col(Person.family_name), col(CareRole.title)
        )
        .join(Person, col(Person.id) == CareRole.person_id)
        .where(col(CareRole.unit_id) == unit_id, at_work(today))
        .order_by(col(Person.given_name), col(Person.family_name), col(CareRole.id))
    )
    return [Colleague(*row) for row in rows]


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


def workplaces_by_key(session: Session, *, source: str) -> dict[str, str]:
    """Return what this source calls each professional, and what it calls their unit."""
    rows = session.connection().execute(
        select(col(CareRole.key), col(Unit.key))
        .join(Unit, col(Unit.id) == CareRole.unit_id)
        .where(col(CareRole.source) == source)
    )
    return dict(rows.all())


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


def _session_columns() -> list[Mapped[Any]]:
    return [
        col(SignInSession.id),
        col(SignInSession.way),
        col(SignInSession.authenticated_at),
        col(SignInSession.began_at),
        col(SignInSession.seen_at),
        col(SignInSession.locked_at),
    ]


def _device_columns() -> list[Mapped[Any]]:
    return [col(Device.id), col(Device.name), col(Device.own)]


def _has_notices() -> Exists:
    return exists().where(*news_to(col(SignInSession.person_id), col(SignInSession.device_id)))


def _card_columns(table: type[Person]) -> list[Mapped[Any]]:
    return [
        col(table.id),
        col(table.given_name),
        col(table.family_name),
        col(table.language),
        col(table.protected_identity),
        col(table.street),
        col(table.town),
        col(table.born_on),
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
