"""A whole patient contract as one document: what a version holds and a reader reads."""

import uuid
from collections import defaultdict
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.contracts.content import Commitment, Goal, Part, Saying, Terms
from app.contracts.content_care import Activity, CareContact, ContactKind, OtherActor, Plan, Sip
from app.contracts.content_home import (
    Advice,
    ChildNextOfKin,
    Preference,
    Relative,
    SelfCare,
    Support,
)

LEAD_KINDS = (ContactKind.CARE_CONTACT, ContactKind.DOCTOR, ContactKind.COORDINATING_CONTACT)
ONE_LEAD = "only one care contact can hold the contract together (lead)"
KIND_OF_LEAD = "a lead is a care contact, a doctor or a coordinating contact"
ONE_DOCTOR = "there can be one contact of the kind doctor, not several"

LineFault = tuple[tuple[str | int, ...], str]
"""What is wrong between two lines, after the way to the field where it is told."""


class Agreement(BaseModel):
    """Everything a version says. The order of the lists is the order on the page."""

    model_config = ConfigDict(extra="forbid")

    terms: Terms
    sayings: list[Saying] = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list)
    commitments: list[Commitment] = Field(default_factory=list)
    care_contacts: list[CareContact] = Field(default_factory=list)
    activities: list[Activity] = Field(default_factory=list)
    plans: list[Plan] = Field(default_factory=list)
    sips: list[Sip] = Field(default_factory=list)
    actors: list[OtherActor] = Field(default_factory=list)
    relatives: list[Relative] = Field(default_factory=list)
    children: list[ChildNextOfKin] = Field(default_factory=list)
    supports: list[Support] = Field(default_factory=list)
    preferences: list[Preference] = Field(default_factory=list)
    advice: list[Advice] = Field(default_factory=list)
    self_care: list[SelfCare] = Field(default_factory=list)

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        for steps, fault in self.faults():
            raise ValueError(f"{'.'.join(map(str, steps))}: {fault}")
        return self

    @property
    def lead(self) -> CareContact | None:
        """Return the contact that holds the contract together."""
        return next((contact for contact in self.care_contacts if contact.lead), None)

    def references(self) -> dict[str, set[uuid.UUID]]:
        """Return the ids that the contract speaks of to the patient, by their table."""
        found: dict[str, set[uuid.UUID]] = defaultdict(set)
        shown = (part for parts in self.parts().values() for part in parts if is_shown(part))
        for part in (self.terms, *shown):
            for name, table in _references_of(type(part)):
                if (value := getattr(part, name)) is not None:
                    found[table].add(value)
        return found

    def faults(self) -> list[LineFault]:
        """Return everything that does not fit together between the lines."""
        return self._faults_of_contacts() + self._repeated_keys() + self._loose_ends()

    def _faults_of_contacts(self) -> list[LineFault]:
        contacts = list(enumerate(self.care_contacts))
        leads = [place for place, contact in contacts if contact.lead]
        doctors = [place for place, contact in contacts if contact.kind is ContactKind.DOCTOR]
        wrong = [place for place in leads if self.care_contacts[place].kind not in LEAD_KINDS]
        return [
            *(_contact_fault(place, "lead", ONE_LEAD) for place in leads[1:]),
            *(_contact_fault(place, "kind", KIND_OF_LEAD) for place in wrong),
            *(_contact_fault(place, "kind", ONE_DOCTOR) for place in doctors[1:]),
        ]

    def _repeated_keys(self) -> list[LineFault]:
        keys = {name: [part.key for part in parts] for name, parts in self.parts().items()}
        return [
            ((name, place, "key"), f"{key!r} is used before in this list")
            for name, used in keys.items()
            for place, key in enumerate(used)
            if key in used[:place]
        ]

    def _loose_ends(self) -> list[LineFault]:
        """Find names of relatives, actors and plans that nothing in the contract answers to."""
        known = {
            "relative": {part.key for part in self.relatives},
            "actor": {part.key for part in self.actors},
            "plan": {part.key for part in self.plans},
        }
        return [
            ((list_name, place, name), f"there is no {name} {wanted!r}")
            for list_name, parts in self.parts().items()
            for place, part in enumerate(parts)
            for name, keys in known.items()
            if (wanted := getattr(part, name, None)) and wanted not in keys
        ]

    def parts(self) -> dict[str, list[Part]]:
        """Return the lists of parts by their name."""
        return {name: list(getattr(self, name)) for name in self.list_names()}

    @classmethod
    def list_names(cls) -> list[str]:
        return [name for name in cls.model_fields if name != "terms"]


def _contact_fault(place: int, field: str, fault: str) -> LineFault:
    return ("care_contacts", place, field), fault


def is_shown(part: Part) -> bool:
    """Say whether a part may be shown. A plan waits for its unit to approve that."""
    return not isinstance(part, Plan) or part.approved_for_patient


@cache
def _references_of(kind: type[Part]) -> list[tuple[str, str]]:
    """Return the fields of a part that hold an id, and the table the id belongs to."""
    return [
        (name, str(getattr(info, "foreign_key", "")))
        for name, info in kind.model_fields.items()
        if isinstance(getattr(info, "foreign_key", None), str)
    ]
