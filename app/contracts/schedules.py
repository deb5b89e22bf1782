"""When something is done again and again at home, by the clocks on the wall."""

from datetime import date, time
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from app.base.content import Fragment
from app.base.words import Words

MOST_TIMES_A_DAY = 12


class DayPart(StrEnum):
    """A part of the day, where no clock time is needed."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class Schedule(Fragment):
    """The days by a rule of RFC 5545 counted from the first day, and when on each of them.

    Without a rule it is done as needed.
    """

    rule: str | None = Field(default=None, description="Such as FREQ=WEEKLY;BYDAY=MO,TH")
    starts_on: date
    until: date | None = Field(default=None, description="The last day")
    at: list[DayPart | time] = Field(default_factory=list, max_length=MOST_TIMES_A_DAY)

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.starts_on:
            raise ValueError(f"ends before it starts, {self.starts_on}")
        return self


class Measure(Fragment):
    """A number that goes with it, such as the upper blood pressure in mmHg, or a scale."""

    key: str = Field(min_length=1, max_length=40)
    name: Words
    unit: str = Field(default="", max_length=20)
    lowest: int | None = Field(default=None, description="The lower end of a scale")
    highest: int | None = Field(default=None, description="The upper end of a scale")

    @model_validator(mode="after")
    def has_both_ends_or_none(self) -> Self:
        if (self.lowest is None) != (self.highest is None):
            raise ValueError("a scale has both lowest and highest")
        if self.lowest is not None and self.highest is not None and self.highest <= self.lowest:
            raise ValueError("highest is above lowest")
        return self
