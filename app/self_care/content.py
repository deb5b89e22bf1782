"""What is done at home again and again, and what is written down about it."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.content import Content, Fragment
from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import Measure, Schedule


class RoutineContent(Content):
    """Something that is done at home: self-care that was assessed, or an own activity."""

    kind: SelfCareKind = Field(sa_type=choice(SelfCareKind))
    what: Words = Field(sa_type=WORDS)
    when: Words | None = Field(default=None, sa_type=WORDS)
    can: Words | None = Field(default=None, sa_type=WORDS)
    wants: Words | None = Field(default=None, sa_type=WORDS)
    schedule: Schedule | None = Field(default=None, sa_type=Document(Schedule))
    measures: list[Measure] = Field(default_factory=list, sa_type=Document(list[Measure]))
    assessed_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    assessed_on: date | None = None
    reassessed_on: date | None = None
    helper: Words | None = Field(default=None, sa_type=WORDS)
    read_when: Words | None = Field(default=None, sa_type=WORDS)
    contact_when: Words | None = Field(default=None, sa_type=WORDS)


class Outcome(StrEnum):
    DONE = "done"
    NOT_DONE = "not-done"
    SKIPPED = "skipped"


class Value(Fragment):
    """A number for one of the routine's measures, as it was written."""

    measure: str
    number: Decimal


class PauseReason(StrEnum):
    ILL = "ill"
    AWAY = "away"
    OTHER = "other"


class SentEntry(Fragment):
    """One thing that was written down, as it was when it was sent.

    by: the name of whoever wrote it, when it was not the patient.
    """

    on: date
    slot: str
    happened_at: datetime
    outcome: Outcome
    values: list[Value]
    words: str
    by: str


class SentRoutine(Fragment):
    """A routine as it was called then, and what was written down about it."""

    what: Words
    kind: SelfCareKind
    read_when: Words | None = None
    measures: list[Measure]
    entries: list[SentEntry]


class Sent(Fragment):
    """What the patient sent: a copy, which later corrections do not change."""

    routines: list[SentRoutine]
