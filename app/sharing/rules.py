"""Who may see whose plan. Deny by default: what no line below allows is refused."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.journal.models import Role


@dataclass(frozen=True)
class Relation:
    """One care relation that might let somebody in: a unit where they work, and its dates."""

    unit_id: uuid.UUID
    starts_on: date
    ends_on: date | None
    role_ends_on: date | None


@dataclass(frozen=True)
class Access:
    """An opened door: to whose plan, for whom, and in which role."""

    patient_id: uuid.UUID
    person_id: uuid.UUID
    role: Role
    unit_id: uuid.UUID | None = None

    @property
    def own(self) -> bool:
        return self.role is Role.PATIENT


def may_open(
    person_id: uuid.UUID,
    patient_id: uuid.UUID,
    relations: Sequence[Relation],
    *,
    today: date,
) -> Access | None:
    """Return the way in, or nothing.

    Today there are two: the patient's own plan, and staff whose unit takes part in the care.
    """
    if person_id == patient_id:
        return Access(patient_id, person_id, Role.PATIENT)
    for relation in relations:
        if _is_live(relation, today=today):
            return Access(patient_id, person_id, Role.STAFF, relation.unit_id)
    return None


def _is_live(relation: Relation, *, today: date) -> bool:
    begun = relation.starts_on <= today
    ended = relation.ends_on is not None and relation.ends_on < today
    gone = relation.role_ends_on is not None and relation.role_ends_on < today
    return begun and not ended and not gone
