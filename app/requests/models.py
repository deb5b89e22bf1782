import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.base.columns import WORDS, choice
from app.base.words import Words
from app.requests.content import RequestKind

OPEN = text("answered_at IS NULL AND withdrawn_at IS NULL")


class Request(SQLModel, table=True):
    """Something a patient asked of care. It stays open until it is answered or withdrawn."""

    __table_args__ = (
        Index(
            "uq_request_open",
            "patient_id",
            "kind",
            "about",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: RequestKind = Field(sa_type=choice(RequestKind))
    about: str = Field(
        default="", description="What of its kind it is about, such as the key of a commitment"
    )
    subject: Words | None = Field(
        default=None, sa_type=WORDS, description="What that was called when it was asked"
    )
    words: str = Field(default="", description="The patient's own words")
    asked_at: datetime
    asked_by_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", description="Who wrote it down, if not the patient"
    )
    asked_by_role: str | None = Field(default=None, description="In which role they did")
    answered_at: datetime | None = None
    answered_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    answer: str | None = Field(default=None, description="What was done, in words")
    answer_read_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
