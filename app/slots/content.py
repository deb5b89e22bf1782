"""What a unit says about the times it lets patients book, for files, forms and tables."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator
from sqlmodel import Field

from app.base.clock import MINUTES_PER_DAY
from app.base.columns import WORDS, Document, choice
from app.base.content import Content
from app.base.words import Words
from app.people.opening_hours import Days, OnRedDays

LONGEST_VISIT = 12 * 60
LONGEST_AHEAD = 730
MOST_A_DAY = 200
"""Far more times than anybody has in a day. A slip of the keys makes no more than these."""


class Mode(StrEnum):
    """How the patient and care meet."""

    VISIT = "visit"
    HOME_VISIT = "home-visit"
    VIDEO = "video"
    PHONE = "phone"
    GROUP = "group"
    INPATIENT = "inpatient"


class Holding(StrEnum):
    """What a slot is taken for. One thing at a time: the table has one row for each slot."""

    HOLD = "hold"
    OFFER = "offer"
    BOOKING = "booking"
    WITHDRAWN = "withdrawn"


class Asking(StrEnum):
    """How those who wait for an earlier time are asked when one is free."""

    ONE_AFTER_ANOTHER = "one-after-another"
    TOGETHER = "together"


class VisitKindContent(Content):
    """A kind of visit that a unit has times for, such as an eye examination."""

    key: str = ""
    name: Words = Field(sa_type=WORDS)


class BookingRulesContent(Content):
    """What a unit has decided about its times. Minutes, hours and days are from the start."""

    lead_minutes: int = Field(default=120, ge=0, description="No booking later than this before")
    horizon_days: int = Field(
        default=120, ge=1, le=LONGEST_AHEAD, description="No booking further ahead"
    )
    hold_minutes: int = Field(default=10, ge=2, le=60, description="Held while somebody fills in")
    change_hours: int = Field(default=24, ge=0, description="Changed here until this long before")
    late_cancel_hours: int = Field(default=24, ge=0)
    late_cancel_fee: int | None = Field(default=None, ge=0, description="Swedish kronor")
    message_allowed: bool = False
    asking: Asking = Field(default=Asking.ONE_AFTER_ANOTHER, sa_type=choice(Asking))
    earlier_minutes: int = Field(default=60, ge=5, description="How long an earlier time is kept")


class WeekPatternContent(Content):
    """Times that come back every week, by the clocks on the wall."""

    key: str = ""
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    kind_keys: list[str] = Field(sa_type=Document(list[str]), min_length=1)
    mode: Mode = Field(sa_type=choice(Mode))
    place: Words | None = Field(default=None, sa_type=WORDS)
    days: Days = Field(sa_type=Document(tuple[int, ...]))
    from_minute: int = Field(ge=0, lt=MINUTES_PER_DAY)
    to_minute: int = Field(gt=0, le=MINUTES_PER_DAY)
    length: int = Field(ge=5, le=LONGEST_VISIT, description="Minutes with the patient")
    buffer: int = Field(default=0, ge=0, le=LONGEST_VISIT, description="Minutes between two")
    seats: int = Field(default=1, ge=1, le=50, description="More than one for a group")
    release_days: int | None = Field(
        default=None,
        ge=0,
        le=LONGEST_AHEAD,
        description="Shown this many days before; at once when nothing is said",
    )
    on_red_days: OnRedDays = Field(default=OnRedDays.CLOSED, sa_type=choice(OnRedDays))
    starts_on: date
    until: date | None = None

    @model_validator(mode="after")
    def has_room(self) -> Self:
        if self.from_minute + self.length > self.to_minute:
            raise ValueError("there is no room for one visit between from and to")
        if self.a_day > MOST_A_DAY:
            raise ValueError(f"makes {self.a_day} times a day; at most {MOST_A_DAY} are made")
        if self.until and self.until < self.starts_on:
            raise ValueError("ends before it starts")
        return self

    @property
    def a_day(self) -> int:
        """Return how many times it makes on one of its days."""
        room = self.to_minute - self.from_minute + self.buffer
        return room // (self.length + self.buffer) * self.seats


class ClosedDayContent(Content):
    """A day when a unit, or one professional, has none of the times that come back."""

    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    day: date
