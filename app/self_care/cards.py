"""Routines and what was written down about them, as pages and rules read them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.self_care.content import Outcome, PauseReason, RoutineContent, Value

OWN = "own"
"""The source of what the patient has added. Any other source is the id of a contract."""


class RoutineCard(RoutineContent):
    """A routine, with its name in the address and where it comes from."""

    id: uuid.UUID
    source: str
    position: int
    added_at: datetime

    @property
    def own(self) -> bool:
        """Say whether the patient added it here, and so may change and end it."""
        return self.source == OWN


@dataclass(frozen=True)
class EntryCard:
    """One thing that was written down, and the name of who wrote it."""

    id: uuid.UUID
    routine_id: uuid.UUID
    outcome: Outcome
    happened_at: datetime
    on: date
    slot: str
    values: Sequence[Value]
    words: str
    by_id: uuid.UUID
    role: str
    recorded_at: datetime
    undone_at: datetime | None
    by_name: str

    @property
    def place(self) -> tuple[uuid.UUID, date, str]:
        """Return which occasion it is about."""
        return self.routine_id, self.on, self.slot


@dataclass(frozen=True)
class PauseCard:
    id: uuid.UUID
    routine_id: uuid.UUID | None
    starts_on: date
    ends_on: date | None
    reason: PauseReason

    def covers(self, routine_id: uuid.UUID, day: date) -> bool:
        """Say whether nothing is expected of this routine on this day."""
        mine = self.routine_id in (None, routine_id)
        return mine and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
