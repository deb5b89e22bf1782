"""What a patient contract says of care: contacts, what is done, and the plans law knows."""

import uuid
from datetime import date
from enum import StrEnum

from pydantic import ValidationInfo, field_validator
from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.content import Fragment
from app.base.words import Words
from app.contracts.content import Answer, Part, last_day
from app.contracts.plan_kinds import PlanKind
from app.people.contact_forms import Principal
from app.people.numbers import checked_phone


class ContactKind(StrEnum):
    """KV Typ av fast kontakt (1.2.752.129.5.1.69), codes 1 to 4, and contacts outside it."""

    CARE_CONTACT = "care-contact"
    DOCTOR = "doctor"
    SOCIAL_CARE_CONTACT = "social-care-contact"
    COORDINATING_CONTACT = "coordinating-contact"
    OTHER = "other"


class CareContact(Part):
    """Somebody the patient can turn to by name."""

    kind: ContactKind = Field(sa_type=choice(ContactKind))
    role_id: uuid.UUID = Field(foreign_key="care_role.id")
    lead: bool = False
    reason: Words | None = Field(default=None, sa_type=WORDS)
    helps_with: Words | None = Field(default=None, sa_type=WORDS)
    outside_hours: Words | None = Field(default=None, sa_type=WORDS)
    appointed_by_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    appointed_on: date | None = None
    confirmed_on: date | None = None
    handover_on: date | None = None
    handover_to_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")


class Category(StrEnum):
    """The five categories of care in the guideline, and examination."""

    HEALTH_PROMOTING = "health-promoting"
    PREVENTIVE = "preventive"
    TREATING = "treating"
    REHABILITATING = "rehabilitating"
    HABILITATING = "habilitating"
    EXAMINATION = "examination"


class ActivityState(StrEnum):
    PLANNED = "planned"
    ONGOING = "ongoing"
    ENDED = "ended"


class Alternative(Fragment):
    """Another way that was talked about, and why it was or was not chosen."""

    what: Words
    why: Words | None = None


class Activity(Part):
    """Something care does or will do, and the alternatives that were discussed."""

    categories: list[Category] = Field(sa_type=Document(list[Category]), min_length=1)
    what: Words = Field(sa_type=WORDS)
    state: ActivityState = Field(sa_type=choice(ActivityState))
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    alternatives: list[Alternative] = Field(
        default_factory=list, sa_type=Document(list[Alternative])
    )
    why_this: Words | None = Field(default=None, sa_type=WORDS)
    decided_on: date | None = None
    plan: str | None = None


class Plan(Part):
    """A plan that some law or routine asks for. It is shown when its unit has approved that."""

    kind: PlanKind = Field(sa_type=choice(PlanKind))
    title: Words | None = Field(default=None, sa_type=WORDS)
    summary: Words | None = Field(default=None, sa_type=WORDS)
    owner: Principal = Field(default=Principal.REGION, sa_type=choice(Principal))
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    coordinator_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    others: Words | None = Field(default=None, sa_type=WORDS)
    valid_from: date | None = None
    valid_to: date | None = None
    reviewed_on: date | None = None
    next_review_on: date | None = None
    consent: Answer = Field(default=Answer.NOT_ASKED, sa_type=choice(Answer))
    approved_for_patient: bool = False
    note: Words | None = Field(default=None, sa_type=WORDS)

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, valid_to: date | None, found: ValidationInfo) -> date | None:
        return last_day(valid_to, "valid_from", found)


class SipMeasure(Fragment):
    """One measure of a SIP and who answers for it."""

    what: Words
    responsible: Words
    principal: Principal


class Sip(Part):
    """A coordinated individual plan (SIP): its own responsible principal, its own meeting."""

    made_on: date | None = None
    consent: Answer = Field(default=Answer.NOT_ASKED, sa_type=choice(Answer))
    consent_words: Words | None = Field(default=None, sa_type=WORDS)
    responsible: Principal = Field(sa_type=choice(Principal))
    responsible_role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    goals: Words | None = Field(default=None, sa_type=WORDS)
    measures: list[SipMeasure] = Field(default_factory=list, sa_type=Document(list[SipMeasure]))
    participants: Words | None = Field(default=None, sa_type=WORDS)
    not_wanted: Words | None = Field(default=None, sa_type=WORDS)
    meeting_on: date | None = None
    meeting: Words | None = Field(default=None, sa_type=WORDS)
    next_follow_up_on: date | None = None


class OtherActor(Part):
    """Somebody outside care who does something that matters, and who there is responsible."""

    name: Words = Field(sa_type=WORDS)
    what: Words = Field(sa_type=WORDS)
    responsible: str | None = None
    title: Words | None = Field(default=None, sa_type=WORDS)
    phone: str | None = None

    _dialable = field_validator("phone")(checked_phone)
