"""People, units and professionals as pages read them: plain, and without anything to load later."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from app.base.words import Words
from app.people.contact_forms import Channel, ChannelKind, Principal
from app.people.opening_hours import OpeningHours


class Named:
    """Somebody with a given name, and perhaps a family name."""

    given_name: str
    family_name: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class PersonCard(Named):
    """What every page needs to know about a person, and no more."""

    id: uuid.UUID
    given_name: str
    family_name: str
    language: str
    protected_identity: bool
    street: str | None
    town: str | None
    born_on: date | None = None


@dataclass(frozen=True)
class DeviceCard:
    """The browser somebody is signed in with, and whether it is on their own phone or computer."""

    id: uuid.UUID
    name: str
    own: bool | None


@dataclass(frozen=True)
class UnitCard:
    id: uuid.UUID
    name: str
    provider: str | None
    principal: Principal
    street: str | None
    town: str | None
    directions: Words | None
    phone: str | None
    phone_note: Words | None
    hours: OpeningHours | None
    channels: list[Channel] = field(default_factory=list)
    emergency: Words | None = None
    about_care_contacts: Words | None = None

    def way(self, kind: ChannelKind) -> Channel | None:
        """Return the unit's channel of this kind, if it has one."""
        return next((channel for channel in self.channels if channel.kind is kind), None)

    @property
    def online_booking(self) -> Channel | None:
        return self.way(ChannelKind.ONLINE_BOOKING)


@dataclass(frozen=True)
class Professional(Named):
    id: uuid.UUID
    unit_id: uuid.UUID
    given_name: str
    family_name: str
    title: Words
    phone: str | None
    phone_note: Words | None
    hours: OpeningHours | None
    substitute_id: uuid.UUID | None
    ends_on: date | None


@dataclass(frozen=True)
class Workplace:
    """A unit where somebody works today, and their care role there."""

    role_id: uuid.UUID
    unit_id: uuid.UUID
    unit_name: str


@dataclass(frozen=True)
class Colleague(Named):
    """A professional at a unit."""

    id: uuid.UUID
    given_name: str
    family_name: str
    title: Words
