import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.base.columns import choice
from app.people.content import CareRoleContent, PersonContent, UnitContent
from app.people.sessions import NoticeKind, Way


class Person(PersonContent, table=True):
    """A person, and the file or system they were first known from."""

    __table_args__ = (
        UniqueConstraint("source", "key"),
        CheckConstraint("(identity_kind = 'none') = (identity_number IS NULL)", name="number_fits"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    source: str
    key: str
    ended_everywhere_at: datetime | None = Field(
        default=None, description="What let them in before this moment lets nobody in any more"
    )


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


class Device(SQLModel, table=True):
    """A browser that a person has signed in with, on a phone or a computer.

    Only a device that is the person's own gets a reference to be known by next time.
    """

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    reference_hash: str | None = Field(default=None, unique=True)
    name: str = Field(default="", description="Browser and system, such as Chrome, Android")
    own: bool | None = Field(default=None, description="The person's own; nothing until answered")
    added_at: datetime
    removed_at: datetime | None = None


class SignInSession(SQLModel, table=True):
    """One person signed in on one browser. The browser holds a reference, this row the rest."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        Index("ix_sign_in_session_live", "seen_at", postgresql_where=text("ended_at IS NULL")),
    )

    reference_hash: str = Field(primary_key=True)
    id: uuid.UUID = Field(default_factory=uuid.uuid4, unique=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    device_id: uuid.UUID = Field(foreign_key="device.id", index=True)
    plan_of_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", description="Whose plan is open, when not one's own"
    )
    way: Way = Field(sa_type=choice(Way))
    authenticated_at: datetime = Field(description="When they last showed who they are")
    began_at: datetime
    seen_at: datetime
    locked_at: datetime | None = None
    ended_at: datetime | None = None


class Notice(SQLModel, table=True):
    """Something about a person's ways to sign in that they should know, until they have seen it."""

    __table_args__ = (
        Index(
            "ix_notice_unseen",
            "person_id",
            sqlite_where=text("seen_at IS NULL"),
            postgresql_where=text("seen_at IS NULL"),
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: NoticeKind = Field(sa_type=choice(NoticeKind))
    about: str = Field(default="", description="The name of the device or the passkey")
    caused_by_id: uuid.UUID | None = Field(
        default=None, description="The device it was done on, which need not be told"
    )
    happened_at: datetime
    seen_at: datetime | None = None
