"""Offers, and what is known of a time beside what it says itself, as pages and rules read them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.appointments.cards import Time
from app.appointments.content import FIXED, NextTime, OfferReason, Outcome, State, Wishes
from app.slots.cards import FreeSlot

OF_A_SLOT = ("unit_id", "role_id", "mode", "place", "starts_at", "ends_at")


@dataclass(frozen=True)
class LiveOffer:
    """An offer that waits for an answer: for which time, how many slots, since and until when."""

    id: uuid.UUID
    reason: OfferReason
    until: datetime
    slots: int
    time: Time
    made_at: datetime


@dataclass(frozen=True)
class OfferedTime:
    """A slot that was offered, and whether it is kept still."""

    slot: FreeSlot
    kept: bool


@dataclass(frozen=True)
class OfferCard:
    """An offer as its own page shows it, whatever became of it."""

    time: Time
    offered: Sequence[OfferedTime]
    id: uuid.UUID
    reason: OfferReason
    made_by_id: uuid.UUID | None
    together: bool
    words: str
    made_at: datetime
    until: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    chosen_slot_id: uuid.UUID | None
    wishes: Wishes | None

    def became(self, *, now: datetime) -> Outcome | None:
        """Return what became of it; nothing while it can be answered."""
        return self.outcome or (Outcome.OVER if self.until <= now else None)

    def slot(self, slot_id: uuid.UUID) -> FreeSlot | None:
        return next((one.slot for one in self.offered if one.slot.id == slot_id), None)

    def time_in(self, slot: FreeSlot) -> Time:
        """Return the time as it would be in one of the slots."""
        said = {name: getattr(slot, name) for name in OF_A_SLOT}
        return self.time.model_copy(update={**said, "state": State.BOOKED})

    @property
    def seen(self) -> str:
        """Return what a form carries, so that it shows when the time has changed since."""
        return self.time.changed_at.isoformat()

    @property
    def swaps(self) -> bool:
        """Say whether the patient has a time that they keep until they take another."""
        return self.time.state in FIXED

    @property
    def chosen(self) -> FreeSlot | None:
        return self.slot(self.chosen_slot_id) if self.chosen_slot_id else None


@dataclass(frozen=True)
class PastTime:
    """A time that has been, and what was said to come after it, if anything was."""

    time: Time
    next_time: NextTime | None


@dataclass(frozen=True)
class Around:
    """What lies around now: the times to come, what is offered, and what has just been."""

    coming: Sequence[Time]
    offers: Sequence[LiveOffer]
    past: Sequence[PastTime]
    booked_here: Collection[uuid.UUID] = ()
    """The coming times of kinds that their units let patients book here."""


@dataclass(frozen=True)
class Beside:
    """What there is beside a time: offers, wishes and questions about it."""

    offer_id: uuid.UUID | None
    wish_id: uuid.UUID | None
    help_asked_at: datetime | None
    next_time: NextTime | None
    books_here: bool
    """Whether its unit lets patients book visits of its kind here."""
    may_ask: bool
    """Whether there is somebody in care to read what the patient asks for here."""
