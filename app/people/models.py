import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.people.content import CareRoleContent, PersonContent, UnitContent


class Person(PersonContent, table=True):
    """A person, and the file or system they were first known from."""

    __table_args__ = (
        UniqueConstraint("source", "key"),
        CheckConstraint("(identity_kind = 'none') = (identity_number IS NULL)", name="number_fits"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    source: str
    key: str


class Unit(UnitContent, table=True):
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    source: str
    key: str


class CareRole(CareRoleContent, table=True):
    __tablename__ = "care_role"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        CheckConstraint("substitute_id <> id", name="somebody_else_steps_in"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    source: str
    key: str


class SignInSession(SQLModel, table=True):
    """One person signed in on one browser. The browser holds a reference, this row the rest."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        Index("ix_sign_in_session_live", "seen_at", postgresql_where=text("ended_at IS NULL")),
    )

    reference_hash: str = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    plan_of_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", description="Whose plan is open, when not one's own"
    )
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
