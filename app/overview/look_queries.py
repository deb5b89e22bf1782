"""Looks at a patient's plan, as the journal tells of them, and who they were by."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, and_, col

from app.journal.models import Happening, JournalEntry, Role
from app.overview.looks import Look, Looker, Month, month_of
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
        ).where(_looks_at(patient_id), month.since <= AT, month.before > AT)
    )
    return [
        Look(number, at, str(details.get("part", "")), Role(role), person_id, unit_id)
        for number, at, details, role, person_id, unit_id in rows
    ]


def months_beside(
    session: Session, patient_id: uuid.UUID, month: Month
) -> tuple[Month | None, Month | None]:
    """Return the nearest months, before and after this one, in which anybody has looked."""
    theirs = _looks_at(patient_id)
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
            f"{given_name} {family_name}".strip(),
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
