import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

LIVE = text("used_at IS NULL AND withdrawn_at IS NULL")


class Invitation(SQLModel, table=True):
    """A code on paper that lets one person in once. Neither code nor digits are kept readable."""

    __table_args__ = (
        Index(
            "uq_invitation_live",
            "person_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(unique=True)
    digits_hash: str
    tries: int = 0
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None
