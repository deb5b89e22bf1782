"""What a patient contract says of life at home: people close, support, wishes and self-care."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import ValidationInfo, field_validator, model_validator
from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.words import Words
from app.contracts.content import Part, last_day
from app.contracts.schedules import Measure, Schedule, each_once
from app.people.contact_forms import ChannelKind
from app.people.numbers import checked_phone


class RelativeKind(StrEnum):
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    SPECIAL_REPRESENTATIVE = "special-representative"
    ADMINISTRATOR = "administrator"
    FUTURE_POWER_OF_ATTORNEY = "future-power-of-attorney"


class Participation(StrEnum):
    """How the patient wishes somebody to take part. Wishes only: they open no pages."""

    CALL_IF_NEEDED = "call-if-needed"
    COMES_ALONG = "comes-along"
    SEES_TIMES = "sees-times"
    SEES_PLANS = "sees-plans"
    ANSWERS_REMINDERS = "answers-reminders"
    HELPS_WITH_BOOKING = "helps-with-booking"
    NOT_INFORMED = "not-informed"


class Relative(Part):
    """A person close to the patient, or one who represents them, and how they take part."""

    kind: RelativeKind = Field(default=RelativeKind.RELATIVE, sa_type=choice(RelativeKind))
    name: str
    relation: Words = Field(sa_type=WORDS)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    phone: str | None = None
    takes_part: list[Participation] = Field(
        default_factory=list, sa_type=Document(list[Participation])
    )
    words: Words | None = Field(default=None, sa_type=WORDS)
    basis: Words | None = Field(default=None, sa_type=WORDS)
    scope: Words | None = Field(default=None, sa_type=WORDS)
    since: date | None = None
    until: date | None = None
    shown_on: date | None = None
    shown_to_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    review_on: date | None = None

    _dialable = field_validator("phone")(checked_phone)

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, until: date | None, found: ValidationInfo) -> date | None:
        return last_day(until, "since", found)


class ChildNextOfKin(Part):
    """A child close to the patient (HSL 5 kap. 7 §): birth year and needs, never a name."""

    born_year: int = Field(ge=1990, le=2100)
    relation: Words | None = Field(default=None, sa_type=WORDS)
    needs: Words = Field(sa_type=WORDS)
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    on: date | None = None


class Support(Part):
    """Something the patient needs at or before a visit."""

    what: Words = Field(sa_type=WORDS)
    note: Words | None = Field(default=None, sa_type=WORDS)


class Purpose(StrEnum):
    BOOKING = "booking"
    REMINDERS = "reminders"
    QUESTIONS = "questions"
    RESULTS = "results"
    LETTERS = "letters"


class Preference(Part):
    """How the patient wants to be reached for one purpose."""

    purpose: Purpose = Field(sa_type=choice(Purpose))
    ways: list[ChannelKind] = Field(default_factory=list, sa_type=Document(list[ChannelKind]))
    words: Words | None = Field(default=None, sa_type=WORDS)


class Box(StrEnum):
    """The three things a patient should know at home: må bra, hålla koll, hör av mig till."""

    FEEL_WELL = "feel-well"
    KEEP_WATCH = "keep-watch"
    GET_IN_TOUCH = "get-in-touch"


class Advice(Part):
    """What to do, watch for or call about, with its author. Nothing is computed from it."""

    box: Box = Field(sa_type=choice(Box))
    words: Words = Field(sa_type=WORDS)
    by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    written_on: date | None = None


class SelfCareKind(StrEnum):
    """Assessed self-care is a legal term (lag 2022:1250); an own activity is simply chosen."""

    ASSESSED = "assessed"
    OWN_ACTIVITY = "own-activity"
    SELF_MONITORING = "self-monitoring"


class SelfCare(Part):
    """What the patient can and wants to do themselves."""

    kind: SelfCareKind = Field(sa_type=choice(SelfCareKind))
    what: Words = Field(sa_type=WORDS)
    when: Words | None = Field(default=None, sa_type=WORDS)
    schedule: Schedule | None = Field(default=None, sa_type=Document(Schedule))
    measures: list[Measure] = Field(default_factory=list, sa_type=Document(list[Measure]))
    can: Words | None = Field(default=None, sa_type=WORDS)
    wants: Words | None = Field(default=None, sa_type=WORDS)
    assessed_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    assessed_on: date | None = None
    reassessed_on: date | None = None
    helper: Words | None = Field(default=None, sa_type=WORDS)
    read_when: Words | None = Field(default=None, sa_type=WORDS)
    contact_when: Words | None = Field(default=None, sa_type=WORDS)

    _measures = field_validator("measures")(each_once)

    @model_validator(mode="after")
    def assessed_by_somebody(self) -> Self:
        assessed = self.kind is SelfCareKind.ASSESSED
        if assessed and not (self.assessed_by_id and self.assessed_on):
            raise ValueError("assessed self-care says who assessed it and when")
        if self.kind is SelfCareKind.OWN_ACTIVITY and (self.assessed_by_id or self.assessed_on):
            raise ValueError("an own activity is not assessed; write kind: assessed instead")
        return self
