"""Which units take part in whose care today, and what they have ended the sharing of."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, exists, select
from sqlmodel import Session, and_, col, or_

from app.base.db import Question
from app.people import queries as people
from app.people.models import CareRole, Person, Unit
from app.sharing import rules
from app.sharing.content import Deed, Part
from app.sharing.models import CareRelation


@dataclass(frozen=True)
class PatientInCare:
    id: uuid.UUID
    given_name: str
    family_name: str
    born_on: date | None


def patients_in_care_of(
    session: Session, person_id: uuid.UUID, *, today: date
) -> Sequence[PatientInCare]:
    """Return the patients whose plan this member of staff may open, by family name."""
    rows = session.connection().execute(
        _patients(today)
        .join(CareRole, col(CareRole.unit_id) == CareRelation.unit_id)
        .where(col(CareRole.person_id) == person_id, people.at_work(today))
    )
    return [PatientInCare(*row) for row in rows]


def patients_in_care_at(
    session: Session, unit_id: uuid.UUID, *, today: date
) -> Sequence[PatientInCare]:
    """Return the patients whose care a unit takes part in today, by family name."""
    at_unit = _patients(today).where(col(CareRelation.unit_id) == unit_id)
    return [PatientInCare(*row) for row in session.connection().execute(at_unit)]


def _patients(today: date) -> Question:
    """Return the question for everybody in whose care some unit takes part, by family name."""
    return (
        select(col(Person.id), col(Person.given_name), col(Person.family_name), col(Person.born_on))
        .join(CareRelation, col(CareRelation.patient_id) == Person.id)
        .where(_live(today))
        .distinct()
        .order_by(col(Person.family_name), col(Person.given_name), col(Person.id))
    )


def units_in_care_of(session: Session, patient_id: uuid.UUID, *, today: date) -> set[uuid.UUID]:
    """Return the units that take part in the patient's care today."""
    asked = {"patient": patient_id, "today": today}
    return set(session.connection().execute(units_in_care(), asked).scalars())


@cache
def units_in_care() -> Question:
    """Return the question for those units' ids, to be asked with a patient and today's date."""
    return select(col(CareRelation.unit_id)).where(
        col(CareRelation.patient_id) == bindparam("patient"),
        _live(bindparam("today", type_=Date)),
    )


def switched_off(
    session: Session, patient_id: uuid.UUID, *, today: date
) -> Collection[Part | Deed]:
    """Return what any unit that takes part in the patient's care today says is not shared."""
    found = switched_off_by(session, [patient_id], today=today)
    return rules.switched_off(name for _patient, _unit, names in found for name in names)


def switched_off_by(
    session: Session, patient_ids: Collection[uuid.UUID], *, today: date
) -> Sequence[tuple[uuid.UUID, uuid.UUID, list[str]]]:
    """Return whose care which unit takes part in today, and what it says is not shared.

    Units that say nothing of it are left out. One that takes part on two grounds is there twice.
    """
    asked = {"patients": list(patient_ids), "today": today}
    rows = session.connection().execute(_switched_off(), asked)
    return [(patient, unit, names) for patient, unit, names in rows if names]


@cache
def _switched_off() -> Question:
    return (
        select(col(CareRelation.patient_id), col(Unit.id), col(Unit.not_shared))
        .join(Unit, col(Unit.id) == col(CareRelation.unit_id))
        .where(
            col(CareRelation.patient_id).in_(bindparam("patients", expanding=True)),
            _live(bindparam("today", type_=Date)),
        )
    )


def is_in_care(patient_id: uuid.UUID, *, today: date) -> ColumnElement[bool]:
    """Say whether any unit takes part in the patient's care today, inside another question."""
    return exists().where(col(CareRelation.patient_id) == patient_id, _live(today))


def units_between(
    session: Session, person_id: uuid.UUID, patient_id: uuid.UUID, *, today: date
) -> Sequence[uuid.UUID]:
    """Return the units where this person works that take part in the patient's care today."""
    statement = (
        select(col(CareRelation.unit_id))
        .join(CareRole, col(CareRole.unit_id) == CareRelation.unit_id)
        .where(
            col(CareRelation.patient_id) == patient_id,
            col(CareRole.person_id) == person_id,
            _live(today),
            people.at_work(today),
        )
        .order_by(col(CareRelation.unit_id))
    )
    return session.connection().execute(statement).scalars().all()


def _live(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Pick the care relations that hold today, from their first day to their last."""
    return and_(
        col(CareRelation.starts_on) <= today,
        or_(col(CareRelation.ends_on).is_(None), col(CareRelation.ends_on) >= today),
    )
