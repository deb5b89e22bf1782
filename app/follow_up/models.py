import uuid
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.base.columns import Document
from app.follow_up.content import FollowUpContent


class FollowUp(FollowUpContent, table=True):
    """One occasion when the follow-up questions were asked and answered."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("patient_id", "source", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    source: str = Field(description="The file it was told in, or here")
    asked_on: date = Field(index=True)
    reason: str = Field(
        default="", description="Why it was asked: the reasons that stood, or own wish"
    )
    order: list[int] = Field(
        default_factory=list,
        sa_type=Document(list[int]),
        description="The questions in the order they were asked",
    )
    contract_version: int | None = Field(
        default=None, description="The version of the contract that was the latest"
    )
    answered_by_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", description="Who answered, when it was here"
    )
    support: str | None = Field(
        default=None, description="In which role somebody who represents the patient supported them"
    )
    recorded_at: datetime | None = None


class Postponement(SQLModel, table=True):
    """Somebody answers later: they are not asked for this reason before that day.

    Who has said "not now" twice is not asked for it any more.
    """

    __tablename__ = "follow_up_postponement"
    __table_args__ = (UniqueConstraint("patient_id", "person_id", "reason"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    person_id: uuid.UUID = Field(foreign_key="person.id")
    reason: str
    until: date
    postponed_on: date
    not_now: int = Field(default=0, description="How often they said so without naming a day")


class LedTo(SQLModel, table=True):
    """What an answer led to: the request that was made because of it."""

    __tablename__ = "follow_up_led_to"

    follow_up_id: uuid.UUID = Field(foreign_key="follow_up.id", primary_key=True)
    question: int = Field(primary_key=True)
    request_id: uuid.UUID = Field(foreign_key="request.id")


class CareYes(SQLModel, table=True):
    """Care says yes too: the other half of what makes it a patient contract (SKR's test)."""

    __tablename__ = "follow_up_care_yes"

    follow_up_id: uuid.UUID = Field(foreign_key="follow_up.id", primary_key=True)
    role_id: uuid.UUID = Field(foreign_key="care_role.id")
    said_at: datetime
    documented_on: date = Field(description="The day it was documented in the patient record")
