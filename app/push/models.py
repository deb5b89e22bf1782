import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.base.columns import choice
from app.push.content import End

IN_USE = text("ended_at IS NULL")


class PushSubscription(SQLModel, table=True):
    """One browser that a person wants pushes on (RFC 8030). It belongs to one of their devices.

    Nothing but its activation is sent to it until the browser has shown that it receives.
    """

    __tablename__ = "push_subscription"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (why_ended IS NULL)", name="ends_with_a_reason"),
        CheckConstraint("ended_at IS NULL OR sealed = ''", name="forgets_its_address"),
        Index(
            "ix_push_subscription_in_use",
            "person_id",
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id")
    device_id: uuid.UUID = Field(foreign_key="device.id", ondelete="CASCADE", index=True)
    endpoint_hash: str | None = Field(
        default=None, unique=True, description="SHA-256 of the address, while it is in use"
    )
    sealed: str = Field(description="The address and keys, closed with a key of the operator's")
    origin: str = Field(description="The push service, such as https://web.push.apple.com")
    key_id: str = Field(description="Which VAPID key it was made with")
    made_at: datetime
    token_hash: str | None = Field(
        default=None,
        unique=True,
        description="SHA-256 of the token that was last pushed to it, to be proved or to be tested",
    )
    asked_at: datetime | None = Field(default=None, description="When that token was pushed")
    proved_at: datetime | None = Field(default=None, description="When a token first came back")
    accepted_at: datetime | None = Field(
        default=None, description="When the push service last took something for it"
    )
    shown_at: datetime | None = Field(
        default=None, description="When the browser last told that it had shown something"
    )
    unshown_since: datetime | None = Field(
        default=None, description="When the first was taken that the browser has not told of yet"
    )
    ended_at: datetime | None = None
    why_ended: End | None = Field(default=None, sa_type=choice(End, "why_ended"))


class PushRefusal(SQLModel, table=True):
    """A push service that refuses what we send: our key or its contact is wrong (RFC 8292).

    The operator has to look at it: until then nobody there is reached.
    """

    __tablename__ = "push_refusal"

    origin: str = Field(primary_key=True)
    status: int
    last_at: datetime = Field(description="When it last refused")
