"""Who is reminded, and of what, before anything of it is kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.reminders.content import ReminderKind, ReminderState
from app.reminders.usual import Choice, Settings
from app.sharing.rules import Access


@dataclass(frozen=True)
class Recipient:
    """Somebody who is reminded in a plan: what they may see of it, and what they have chosen."""

    access: Access
    settings: Settings
    choices: Mapping[ReminderKind, Choice]
    read_number: int = 0
    """Up to which version of the contract they have said that they have read."""
    read_at: datetime | None = None
    since: datetime | None = None
    """When it was shared with them. What happened before is no news to them."""

    @property
    def id(self) -> uuid.UUID:
        return self.access.person_id

    def wants(self, kind: ReminderKind) -> bool:
        return self.choices[kind].wanted


@dataclass(frozen=True)
class Wanted:
    """One promise that should stand, as the plan is now.

    planned_at: when the rule says. due_at: when it is told, after the quiet hours.
    """

    recipient_id: uuid.UUID
    kind: ReminderKind
    key: str
    planned_at: datetime
    due_at: datetime
    useless_at: datetime
    about_id: uuid.UUID | None = None
    about_at: datetime | None = None
    important: bool = False


@dataclass(frozen=True)
class Planned:
    """One promise as it was last planned, and what has become of it."""

    id: uuid.UUID
    recipient_id: uuid.UUID
    kind: ReminderKind
    key: str
    about_id: uuid.UUID | None
    about_at: datetime | None
    planned_at: datetime
    due_at: datetime
    useless_at: datetime
    important: bool
    state: ReminderState
    put_off_at: datetime | None
    told_at: datetime | None
    message_id: uuid.UUID | None
    opened: bool
    """Whether a message that told of it has been opened."""

    @property
    def reacted(self) -> bool:
        """Say whether its recipient has said or shown that they know."""
        return self.state is ReminderState.SEEN or self.opened
