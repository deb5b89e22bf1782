import uuid
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.base.columns import choice
from app.passkeys.content import LONGEST_NAME, Purpose


class Passkey(SQLModel, table=True):
    """A key that a person's phone or key ring holds; we keep the public half."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger, description="Many phones always say 0")
    backed_up: bool = Field(description="Kept by the maker of the phone as well")
    name: str = Field(max_length=LONGEST_NAME)
    made_at: datetime
    used_at: datetime | None = None


class Challenge(SQLModel, table=True):
    """Random bytes that an authenticator signs. Gone when they are answered, right or wrong."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    asked: bytes
    purpose: Purpose = Field(sa_type=choice(Purpose))
    expires_at: datetime = Field(index=True)
