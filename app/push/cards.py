import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Phone:
    """A phone or computer that pushes go to, with its address still closed."""

    id: uuid.UUID
    person_id: uuid.UUID
    device_id: uuid.UUID
    sealed: str
    origin: str
    key_id: str
    proved_at: datetime | None
    accepted_at: datetime | None
    shown_at: datetime | None
    unshown_since: datetime | None
