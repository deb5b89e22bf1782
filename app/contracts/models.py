"""The draft of each contract as tables, and its published versions beside them."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from app.base.columns import Document
from app.contracts import content, content_care, content_home
from app.contracts.agreement import Agreement

LIVE = text("status NOT IN ('ended', 'declined')")
"""What content.NOT_LIVE is to the database."""


class Contract(content.Terms, table=True):
    """A patient contract: the working draft of its terms, and the root of all its parts."""

    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index(
            "uq_contract_live",
            "patient_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    source: str
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    language: str = "sv"


class ContractVersion(SQLModel, table=True):
    """A numbered version that was published. The database refuses to change or remove it."""

    __tablename__ = "contract_version"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    contract_id: uuid.UUID = Field(foreign_key="contract.id")
    number: int
    published_on: date
    published_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    recorded_at: datetime
    document: Agreement = Field(sa_type=Document(Agreement))


class VersionRead(SQLModel, table=True):
    """How far a person has said that they have read."""

    __tablename__ = "version_read"

    contract_id: uuid.UUID = Field(foreign_key="contract.id", primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    number: int
    read_at: datetime


class DraftPart(SQLModel):
    """What every part in a draft has: its contract and its place in the list."""

    __table_args__: ClassVar = declared_attr.directive(
        lambda _cls: (UniqueConstraint("contract_id", "key"),)
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    contract_id: uuid.UUID = Field(foreign_key="contract.id")
    position: int


class DraftSaying(content.Saying, DraftPart, table=True):
    __tablename__ = "saying"


class DraftGoal(content.Goal, DraftPart, table=True):
    __tablename__ = "goal"


class DraftCommitment(content.Commitment, DraftPart, table=True):
    """A commitment in the draft. Its state is read live: what is done is done at once."""

    __tablename__ = "commitment"


class DraftCareContact(content_care.CareContact, DraftPart, table=True):
    __tablename__ = "care_contact"


class DraftActivity(content_care.Activity, DraftPart, table=True):
    __tablename__ = "activity"


class DraftPlan(content_care.Plan, DraftPart, table=True):
    __tablename__ = "plan"


class DraftSip(content_care.Sip, DraftPart, table=True):
    __tablename__ = "sip"


class DraftOtherActor(content_care.OtherActor, DraftPart, table=True):
    __tablename__ = "actor"


class DraftRelative(content_home.Relative, DraftPart, table=True):
    __tablename__ = "relative"


class DraftChildNextOfKin(content_home.ChildNextOfKin, DraftPart, table=True):
    __tablename__ = "child_next_of_kin"


class DraftSupport(content_home.Support, DraftPart, table=True):
    __tablename__ = "support"


class DraftPreference(content_home.Preference, DraftPart, table=True):
    __tablename__ = "preference"


class DraftAdvice(content_home.Advice, DraftPart, table=True):
    __tablename__ = "advice"


class DraftSelfCare(content_home.SelfCare, DraftPart, table=True):
    __tablename__ = "self_care"


PART_TABLES: dict[str, type[DraftPart]] = {
    "sayings": DraftSaying,
    "goals": DraftGoal,
    "commitments": DraftCommitment,
    "care_contacts": DraftCareContact,
    "activities": DraftActivity,
    "plans": DraftPlan,
    "sips": DraftSip,
    "actors": DraftOtherActor,
    "relatives": DraftRelative,
    "children": DraftChildNextOfKin,
    "supports": DraftSupport,
    "preferences": DraftPreference,
    "advice": DraftAdvice,
    "self_care": DraftSelfCare,
}
"""The table that keeps each list of an Agreement while it is a draft."""
