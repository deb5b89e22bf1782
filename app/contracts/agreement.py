"""A whole patient contract as one document: what a version holds and a reader reads."""

import uuid
from collections import Counter, defaultdict
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
        for fault in self._faults():
            raise ValueError(fault)
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

    def _faults(self) -> list[str]:
        leads = [contact for contact in self.care_contacts if contact.lead]
        doctors = [c for c in self.care_contacts if c.kind is ContactKind.DOCTOR]
        faults = []
        if len(leads) > 1:
            faults.append("only one care contact can hold the contract together (lead)")
        if leads and leads[0].kind not in LEAD_KINDS:
            faults.append("a lead is a care contact, a doctor or a coordinating contact")
        if len(doctors) > 1:
            faults.append("there can be one contact of the kind doctor, not several")
        return faults + self._repeated_keys() + self._loose_ends()

    def _repeated_keys(self) -> list[str]:
        return [
            f"{name}: the key {key!r} is used {count} times"
            for name, parts in self.parts().items()
            for key, count in Counter(part.key for part in parts).items()
            if count > 1
        ]

    def _loose_ends(self) -> list[str]:
        """Find names of relatives, actors and plans that nothing in the contract answers to."""
        known = {
            "relative": {part.key for part in self.relatives},
            "actor": {part.key for part in self.actors},
            "plan": {part.key for part in self.plans},
        }
        return [
            f"commitments: {part.key}: there is no {name} {getattr(part, name)!r}"
            for part in self.commitments
            for name, keys in known.items()
            if getattr(part, name) and getattr(part, name) not in keys
        ]

    def parts(self) -> dict[str, list[Part]]:
        """Return the lists of parts by their name."""
        return {
            name: list(getattr(self, name)) for name in type(self).model_fields if name != "terms"
        }


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
