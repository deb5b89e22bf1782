"""What is said of people, units and professionals: for files, forms and tables alike."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import ValidationInfo, field_validator, model_validator
from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.content import Content
from app.base.words import LANGUAGES, Words
from app.people import numbers
from app.people.contact_forms import Channel, Principal
from app.people.opening_hours import OpeningHours

LONGEST_NAME = 120
EARLIEST_BIRTH = date(1900, 1, 1)
STAFF = "staff:"
"""What the key of a person begins with, when they are known by their work in care."""


class IdentityKind(StrEnum):
    """Which kind of number a person is known by."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    RESERVE_NUMBER = "reserve-number"
    NONE = "none"


class PersonContent(Content):
    """Anyone in the product: a patient, a relative, a guardian or a member of staff."""

    given_name: str = Field(min_length=1, max_length=LONGEST_NAME)
    family_name: str = Field(default="", max_length=LONGEST_NAME)
    identity_kind: IdentityKind = Field(default=IdentityKind.NONE, sa_type=choice(IdentityKind))
    identity_number: str | None = Field(default=None, unique=True)
    born_on: date | None = None
    language: str = "sv"
    protected_identity: bool = False
    phone: str | None = None
    street: str | None = Field(default=None, max_length=LONGEST_NAME)
    town: str | None = Field(default=None, max_length=LONGEST_NAME)

    _dialable = field_validator("phone")(numbers.checked_phone)

    @field_validator("language")
    @classmethod
    def _is_spoken(cls, language: str) -> str:
        if language not in LANGUAGES:
            raise ValueError(
                f"{language!r} is not a language of Nästa steg: {', '.join(LANGUAGES)}"
            )
        return language

    @field_validator("identity_number")
    @classmethod
    def _fits_its_kind(cls, number: str | None, found: ValidationInfo) -> str | None:
        kind = found.data.get("identity_kind")
        if number is not None and kind is IdentityKind.NONE:
            raise ValueError("is a number, but not of any kind")
        if number is not None and kind is not None:
            numbers.CHECKS[kind](number)
        return number

    @field_validator("born_on")
    @classmethod
    def _is_likely(cls, born_on: date | None) -> date | None:
        if born_on is not None and born_on < EARLIEST_BIRTH:
            raise ValueError(f"is before {EARLIEST_BIRTH.year}")
        return born_on

    @field_validator("born_on")
    @classmethod
    def _agrees_with_the_number(cls, born_on: date | None, found: ValidationInfo) -> date | None:
        stated = _birth_date(found.data.get("identity_kind"), found.data.get("identity_number"))
        if born_on is not None and stated is not None and born_on != stated:
            raise ValueError(f"does not agree with the number, which says {stated}")
        return born_on

    @model_validator(mode="after")
    def _is_born_as_the_number_says(self) -> Self:
        stated = _birth_date(self.identity_kind, self.identity_number)
        if self.born_on is None and stated is not None:
            self.born_on = stated
        return self

    @model_validator(mode="after")
    def _has_a_number_of_its_kind(self) -> Self:
        if self.identity_kind is not IdentityKind.NONE and self.identity_number is None:
            raise ValueError(f"somebody with a {self.identity_kind} has its number")
        return self


def _birth_date(kind: IdentityKind | None, number: str | None) -> date | None:
    """Return the birth date that a number states. A reserve number states none."""
    if kind is None or number is None or kind is IdentityKind.NONE:
        return None
    stated = numbers.CHECKS[kind](number)
    return stated if isinstance(stated, date) else None


class UnitContent(Content):
    """A care unit: a clinic, a health care centre, a home care team."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    hsa_id: str | None = None
    provider: str | None = Field(default=None, description="Care provider (vårdgivare)")
    principal: Principal = Field(default=Principal.REGION, sa_type=choice(Principal))
    street: str | None = None
    town: str | None = None
    directions: Words | None = Field(default=None, sa_type=WORDS)
    phone: str | None = None
    phone_note: Words | None = Field(default=None, sa_type=WORDS)
    hours: OpeningHours | None = Field(default=None, sa_type=Document(OpeningHours))
    channels: list[Channel] = Field(default_factory=list, sa_type=Document(list[Channel]))
    emergency: Words | None = Field(default=None, sa_type=WORDS)
    about_care_contacts: Words | None = Field(default=None, sa_type=WORDS)
    question_set: str = Field(default="vgr-5", description="The follow-up questions it asks")
    follow_up_months: int = Field(default=3, ge=1, le=24, description="How often it asks them")
    not_shared: list[str] = Field(
        default_factory=list,
        sa_type=Document(list[str]),
        description="Parts and deeds that its patients cannot share here",
    )

    _dialable = field_validator("phone")(numbers.checked_phone)


class CareRoleContent(Content):
    """A professional at a unit: what they are there, and how one reaches them there."""

    unit_id: uuid.UUID = Field(foreign_key="unit.id", index=True)
    hsa_id: str | None = Field(default=None, index=True)
    title: Words = Field(sa_type=WORDS)
    phone: str | None = None
    phone_note: Words | None = Field(default=None, sa_type=WORDS)
    hours: OpeningHours | None = Field(default=None, sa_type=Document(OpeningHours))
    substitute_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    ends_on: date | None = None
    heads_unit: bool = Field(
        default=False, description="Head of the unit (verksamhetschef): reads what its staff opened"
    )

    _dialable = field_validator("phone")(numbers.checked_phone)
