"""What somebody wants to bring up at the next meeting, as pages and rules read it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.base.words import Words
from app.people.cards import Named


@dataclass(frozen=True)
class MattersCard(Named):
    """What somebody said matters now, and who that was."""

    id: uuid.UUID
    words: str
    by_id: uuid.UUID
    role: str
    said_at: datetime
    given_name: str
    family_name: str


@dataclass(frozen=True)
class NoteCard:
    """What somebody has written for themselves."""

    id: uuid.UUID
    words: str
    written_at: datetime


@dataclass(frozen=True)
class QuestionCard(Named):
    """A question, who asked it, and its answer when there is one."""

    id: uuid.UUID
    words: str
    by_id: uuid.UUID
    role: str
    asked_at: datetime
    appointment_id: uuid.UUID | None
    subject: Words | None
    answer: str | None
    answered_by_id: uuid.UUID | None
    answered_at: datetime | None
    given_name: str
    family_name: str

    @property
    def open(self) -> bool:
        return self.answered_at is None
