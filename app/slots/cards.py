import uuid
from dataclasses import dataclass
from datetime import datetime

from app.base.words import Words
from app.slots.content import Mode


@dataclass(frozen=True)
class FreeSlot:
    """A slot that a patient can choose."""

    id: uuid.UUID
    unit_id: uuid.UUID
    role_id: uuid.UUID | None
    mode: Mode
    place: Words | None
    starts_at: datetime
    ends_at: datetime
