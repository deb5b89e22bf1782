import uuid
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class EIdentity(SQLModel, table=True):
    """Who a person is at a provider. They are found by issuer and subject, and by nothing else.

    The number that tied them to a person, once, is kept only so that another one is noticed.
    """

    __tablename__ = "e_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("provider", "person_id"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    provider: str
    issuer: str
    subject: str
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    number_hash: str
    linked_at: datetime


class ProviderSession(SQLModel, table=True):
    """Which session at a provider a sign-in here came from, so that both can end together."""

    __tablename__ = "provider_session"
    __table_args__ = (
        Index("ix_provider_session_sid", "issuer", "sid"),
        Index("ix_provider_session_subject", "issuer", "subject"),
    )

    sign_in_id: uuid.UUID = Field(
        primary_key=True, foreign_key="sign_in_session.id", ondelete="CASCADE"
    )
    issuer: str
    subject: str
    sid: str | None = None
