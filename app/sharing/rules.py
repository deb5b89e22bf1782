"""Who may see whose plan. Deny by default: what no line below allows is refused."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.journal.models import Role


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

    @property
    def at_work(self) -> bool:
        return self.role is Role.STAFF


def may_open(
    person_id: uuid.UUID, patient_id: uuid.UUID, units: Sequence[uuid.UUID]
) -> Access | None:
    """Return the way in, or nothing.

    Today there are two: the patient's own plan, and staff at a unit that takes part in the care.
    units: where this person works today, of those that take part in the patient's care today.
    """
    if person_id == patient_id:
        return Access(patient_id, person_id, Role.PATIENT)
    if units:
        return Access(patient_id, person_id, Role.STAFF, units[0])
    return None
