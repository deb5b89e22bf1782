import uuid
from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.base.columns import Document, choice
from app.self_care.content import Outcome, PauseReason, RoutineContent, Sent, Value


class Routine(RoutineContent, table=True):
    """What is done at home: as the latest version of a contract says, or as the patient chose."""

    __table_args__ = (UniqueConstraint("patient_id", "source", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    source: str = Field(description="The contract it stands in, or own")
    key: str
    position: int = 0
    added_at: datetime
    ended_at: datetime | None = None


class EntryFacts(SQLModel):
    """What an entry says, and what it said before it was corrected."""

    outcome: Outcome = Field(sa_type=choice(Outcome))
    happened_at: datetime
    on: date = Field(description="The day it belongs to, by the clocks in Sweden")
    slot: str = Field(default="", description="Which of the day's occasions, such as morning")
    values: list[Value] = Field(default_factory=list, sa_type=Document(list[Value]))
    words: str = ""
    by_id: uuid.UUID = Field(foreign_key="person.id", description="Who wrote it")
    role: str = Field(description="In which role they did")
    recorded_at: datetime


class Entry(EntryFacts, table=True):
    """One thing written down. Its id was made where it was written, so that it is kept once."""

    __tablename__ = "self_care_entry"
    __table_args__ = (Index("ix_self_care_entry_day", "patient_id", "on"),)

    id: uuid.UUID = Field(primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id")
    routine_id: uuid.UUID = Field(foreign_key="routine.id", index=True)
    told: str = Field(default="", description="Fingerprint of what was first sent with this id")
    undone_at: datetime | None = None


class EarlierEntry(EntryFacts, table=True):
    """What an entry said before it was corrected."""

    __tablename__ = "earlier_self_care_entry"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    entry_id: uuid.UUID = Field(foreign_key="self_care_entry.id", index=True)
    replaced_at: datetime


class Pause(SQLModel, table=True):
    """Days when nothing is expected: of one routine, or of them all."""

    __tablename__ = "self_care_pause"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    routine_id: uuid.UUID | None = Field(default=None, foreign_key="routine.id")
    starts_on: date
    ends_on: date | None = Field(default=None, description="The last day, when it is known")
    reason: PauseReason = Field(sa_type=choice(PauseReason))
    added_at: datetime


class Sending(SQLModel, table=True):
    """A copy of what was recorded in some days, which the patient has sent to care."""

    __tablename__ = "self_care_sending"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    request_id: uuid.UUID = Field(foreign_key="request.id")
    first_on: date
    last_on: date
    sent_at: datetime
    document: Sent = Field(sa_type=Document(Sent))
