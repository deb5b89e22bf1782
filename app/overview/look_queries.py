"""Looks at plans, as the journal tells of them: at one patient's, and for one unit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, and_, col

from app.journal.models import Happening, JournalEntry, Role
from app.overview.looks import Look, Looker, Month, Reader, Whose, month_of
from app.people.models import CareRole, Person, Unit

AT = col(JournalEntry.happened_at)


def looks_in(session: Session, patient_id: uuid.UUID, month: Month) -> Sequence[Look]:
    """Return every look at the patient's plan in a month."""
    rows = session.connection().execute(
        select(
            col(JournalEntry.number),
            AT,
            col(JournalEntry.details),
            col(JournalEntry.role),
            col(JournalEntry.actor_id),
            col(JournalEntry.unit_id),
        ).where(_looks_at(patient_id), _in(month))
    )
    return [
        Look(number, at, str(details.get("part", "")), Role(role), person_id, unit_id)
        for number, at, details, role, person_id, unit_id in rows
    ]


def months_beside(
    session: Session, patient_id: uuid.UUID, month: Month
) -> tuple[Month | None, Month | None]:
    """Return the nearest months, before and after this one, in which anybody has looked."""
    return _months_beside(session, _looks_at(patient_id), month)


def months_beside_at(
    session: Session, unit_id: uuid.UUID, month: Month
) -> tuple[Month | None, Month | None]:
    """Return the nearest months in which the staff of a unit have looked at anybody's plan."""
    return _months_beside(session, _looks_for(unit_id), month)


def lookers_at(session: Session, unit_id: uuid.UUID, month: Month) -> Sequence[Reader]:
    """Return who has looked for a unit in a month, by name, and at how many patients' plans."""
    patients, looks = func.count(col(JournalEntry.patient_id).distinct()), func.count()
    names = col(Person.given_name), col(Person.family_name)
    rows = session.connection().execute(
        select(col(JournalEntry.actor_id), *names, patients, looks)
        .outerjoin(Person, col(Person.id) == JournalEntry.actor_id)
        .where(_looks_for(unit_id), _in(month))
        .group_by(col(JournalEntry.actor_id), *names)
        .order_by(*names, col(JournalEntry.actor_id))
    )
    return [
        Reader(person_id, _name(given_name, family_name), patients, looks)
        for person_id, given_name, family_name, patients, looks in rows
    ]


def looks_by(
    session: Session, person_id: uuid.UUID, unit_id: uuid.UUID, month: Month
) -> Mapping[Whose, Sequence[Look]]:
    """Return what somebody has looked at for a unit in a month, under whose plan it was."""
    rows = session.connection().execute(
        select(
            col(Person.family_name),
            col(Person.given_name),
            col(JournalEntry.patient_id),
            col(JournalEntry.number),
            AT,
            col(JournalEntry.details),
        )
        .outerjoin(Person, col(Person.id) == JournalEntry.patient_id)
        .where(_looks_for(unit_id), col(JournalEntry.actor_id) == person_id, _in(month))
        .order_by(col(Person.family_name), col(Person.given_name), col(JournalEntry.patient_id))
    )
    found: dict[Whose, list[Look]] = {}
    for family_name, given_name, patient_id, number, at, details in rows:
        whose = Whose(patient_id, _name(given_name, family_name))
        look = Look(number, at, str(details.get("part", "")), Role.STAFF, person_id, unit_id)
        found.setdefault(whose, []).append(look)
    return found


def _months_beside(
    session: Session, theirs: ColumnElement[bool], month: Month
) -> tuple[Month | None, Month | None]:
    earlier = select(func.max(AT)).where(theirs, month.since > AT).scalar_subquery()
    later = select(func.min(AT)).where(theirs, month.before <= AT).scalar_subquery()
    before, after = session.connection().execute(select(earlier, later)).one()
    return (month_of(before) if before else None, month_of(after) if after else None)


def looked_at(session: Session, patient_id: uuid.UUID, number: int) -> datetime | None:
    """Return when a look took place. A row that tells of no look at this plan is not there."""
    return session.connection().scalar(
        select(AT).where(col(JournalEntry.number) == number, _looks_at(patient_id))
    )


def lookers_of(
    session: Session, looks: Collection[Look], *, naming_units: bool
) -> Sequence[Looker]:
    """Return who these looks were by, with what they are or have been at the units named."""
    person_ids = {look.person_id for look in looks if look.person_id}
    unit_ids = {look.unit_id for look in looks if look.unit_id}
    rows = session.connection().execute(
        select(
            col(Person.id),
            col(Person.given_name),
            col(Person.family_name),
            col(CareRole.unit_id),
            col(Unit.name),
            col(CareRole.title),
            col(CareRole.ends_on),
        )
        .select_from(Person)
        .outerjoin(
            CareRole,
            and_(col(CareRole.person_id) == Person.id, col(CareRole.unit_id).in_(unit_ids)),
        )
        .outerjoin(Unit, col(Unit.id) == CareRole.unit_id)
        .where(col(Person.id).in_(person_ids))
        .order_by(col(CareRole.id))
    )
    return [
        Looker(
            person_id,
            _name(given_name, family_name),
            unit_id,
            unit if naming_units else None,
            title,
            ends_on,
        )
        for person_id, given_name, family_name, unit_id, unit, title, ends_on in rows
    ]


def _looks_at(patient_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(
        col(JournalEntry.patient_id) == patient_id,
        col(JournalEntry.happening) == Happening.LOOKED.value,
    )


def _looks_for(unit_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(
        col(JournalEntry.unit_id) == unit_id,
        col(JournalEntry.happening) == Happening.LOOKED.value,
        col(JournalEntry.role) == Role.STAFF.value,
    )


def _in(month: Month) -> ColumnElement[bool]:
    return and_(month.since <= AT, month.before > AT)


def _name(given_name: str | None, family_name: str | None) -> str:
    """Return a name, or nothing where none is kept."""
    return f"{given_name or ''} {family_name or ''}".strip()
