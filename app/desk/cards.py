"""Slots and times as staff read them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from app.appointments.content import State
from app.base import clock
from app.base.words import Words
from app.desk.content import SlotState
from app.people.cards import Named
from app.slots.cards import FreeSlot
from app.slots.content import Holding, Mode

HELD_AS = {
    Holding.HOLD: SlotState.HELD,
    Holding.OFFER: SlotState.OFFERED,
    Holding.BOOKING: SlotState.BOOKED,
    Holding.WITHDRAWN: SlotState.WITHDRAWN,
}


@dataclass(frozen=True)
class SlotCard(Named):
    """A slot, who has it if anybody has, and the time that it is booked for.

    The names are the patient's. What is offered to several at once is nobody's own.
    """

    id: uuid.UUID
    unit_id: uuid.UUID
    role_id: uuid.UUID | None
    mode: Mode
    place: Words | None
    starts_at: datetime
    ends_at: datetime
    released_at: datetime
    holding: Holding | None
    until: datetime | None
    withdrawn_for_id: uuid.UUID | None
    patient_id: uuid.UUID | None
    given_name: str
    family_name: str
    appointment_id: uuid.UUID | None
    outcome: State | None

    def state(self, now: datetime) -> SlotState:
        """Return who has the slot now. A hold or an offer that has run out has it no more."""
        if self.holding and (self.until is None or self.until > now):
            return HELD_AS[self.holding]
        return SlotState.NOT_SHOWN if self.released_at > now else SlotState.FREE


@dataclass(frozen=True)
class FreeCard(FreeSlot):
    """A slot that nobody has, and from when patients see it."""

    released_at: datetime

    @property
    def day(self) -> date:
        return clock.local_day(self.starts_at)


@dataclass(frozen=True)
class TimeCard(Named):
    """A patient's time at the unit. The names and the number are the patient's."""

    id: uuid.UUID
    patient_id: uuid.UUID
    given_name: str
    family_name: str
    phone: str | None
    what: Words
    state: State
    role_id: uuid.UUID | None
    kind_id: uuid.UUID | None
    mode: Mode | None
    starts_at: datetime | None
    ends_at: datetime | None
    booked_by_id: uuid.UUID | None
    window_from: date | None
    window_to: date | None
    window_words: Words | None
    call_if_not_heard_by: date | None
    answer_by: date | None


@dataclass(frozen=True)
class ClosedDay:
    """A day without the times that come back, and how many patients still have one then."""

    id: uuid.UUID
    day: date
    role_id: uuid.UUID | None
    booked: int


@dataclass(frozen=True)
class Between:
    """A stretch of time: from, and until but not with."""

    start: datetime
    end: datetime

    @classmethod
    def days(cls, first: date, last: date) -> "Between":
        """Return all of these days, from the first to the last."""
        return cls(clock.moment(first, 0), clock.moment(last, clock.MINUTES_PER_DAY))
