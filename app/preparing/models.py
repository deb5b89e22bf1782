import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.base.columns import WORDS
from app.base.words import Words

STANDS = text("ended_at IS NULL")


class MattersNow(SQLModel, table=True):
    """What somebody has said matters to the patient now, in their own words.

    The newest of each writer counts. Earlier words are kept, and so is what was taken back.
    """

    __tablename__ = "matters_now"
    __table_args__ = (
        Index(
            "uq_matters_now_stands",
            "patient_id",
            "by_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    words: str
    by_id: uuid.UUID = Field(foreign_key="person.id", description="Who said it")
    role: str = Field(description="In which role they did")
    said_at: datetime
    ended_at: datetime | None = Field(
        default=None, description="When other words took its place, or it was taken back"
    )


class Question(SQLModel, table=True):
    """Something to ask when the patient and care meet. It is open until answered or taken back."""

    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_in_words"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    words: str
    by_id: uuid.UUID = Field(foreign_key="person.id", description="Who asked")
    role: str = Field(description="In which role they did")
    asked_at: datetime
    appointment_id: uuid.UUID | None = Field(
        default=None, foreign_key="appointment.id", description="The time it was asked for"
    )
    subject: Words | None = Field(
        default=None, sa_type=WORDS, description="What that time was called when it was asked"
    )
    answer: str | None = Field(default=None, description="The answer, just as it was written")
    answered_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None


class OwnNote(SQLModel, table=True):
    """Something a child or a young person has written for themselves. No page shows it to others.

    What is taken away is gone.
    """

    __tablename__ = "own_note"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    words: str
    written_at: datetime
