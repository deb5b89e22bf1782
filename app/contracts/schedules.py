"""When something is done again and again at home, by the clocks on the wall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from app.base import clock
from app.base.content import Fragment
from app.base.words import Words, checked_plain

MOST_TIMES_A_DAY = 12
LONGEST_EVERY = {"DAILY": 366, "WEEKLY": 52}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOCK = re.compile(rf"{clock.WRITTEN}(?::00)?")
MEASURE_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
SUCH_AS = "such as FREQ=DAILY, FREQ=DAILY;INTERVAL=3 or FREQ=WEEKLY;BYDAY=MO,TH"
BESIDE = {
    "COUNT": "until",
    "UNTIL": "until",
    "BYHOUR": "at",
    "BYMINUTE": "at",
    "BYSECOND": "at",
}
"""Parts of RFC 5545 that stand in fields of their own here."""


class DayPart(StrEnum):
    """A part of the day, where no clock time is needed."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True)
class Rhythm:
    """Days that can be said in plain words: every so many days, or weekdays every so many weeks.

    weekdays: 0 is Monday. Without any, days are counted one by one from the first.
    """

    every: int = 1
    weekdays: tuple[int, ...] = ()

    @property
    def rule(self) -> str:
        """Return it as RFC 5545 writes it."""
        parts = ["FREQ=WEEKLY" if self.weekdays else "FREQ=DAILY"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in self.weekdays))
        return ";".join(parts)


def rhythm_of(rule: str) -> Rhythm:
    """Return the days of a rule of RFC 5545, if they can be said in plain words."""
    parts = _parts_of(rule)
    frequency, days = parts.pop("FREQ", ""), parts.pop("BYDAY", "")
    if frequency not in LONGEST_EVERY:
        raise ValueError(f"counts days or weeks, {SUCH_AS}")
    every = _every(parts.pop("INTERVAL", "1"), LONGEST_EVERY[frequency])
    if parts.pop("WKST", "MO") != "MO":
        raise ValueError("counts weeks from Monday, as all weeks here")
    for name in parts:
        told = f"give {BESIDE[name]} beside it" if name in BESIDE else SUCH_AS
        raise ValueError(f"has no {name} here; {told}")
    if frequency == "DAILY" and days:
        raise ValueError("names weekdays with FREQ=WEEKLY")
    return Rhythm(every, _weekdays(days) if frequency == "WEEKLY" else ())


def _parts_of(rule: str) -> dict[str, str]:
    pairs = [part.partition("=")[::2] for part in rule.split(";")]
    if not all(name and value for name, value in pairs):
        raise ValueError(f"{rule!r} is not a rule {SUCH_AS}")
    names = [name for name, _value in pairs]
    if len(set(names)) < len(names):
        raise ValueError("says the same part twice")
    return dict(pairs)


def _every(told: str, longest: int) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", told) or int(told) > longest:
        raise ValueError(f"has an INTERVAL of 1 to {longest}, and not {told!r}")
    return int(told)


def _weekdays(told: str) -> tuple[int, ...]:
    days = told.split(",") if told else []
    if not days:
        raise ValueError("names its weekdays, such as BYDAY=MO,TH")
    if unknown := [day for day in days if day not in WEEKDAYS]:
        raise ValueError(f"{unknown[0]!r} is not a weekday; they are {', '.join(WEEKDAYS)}")
    if len(set(days)) < len(days):
        raise ValueError("names a weekday twice")
    return tuple(sorted(WEEKDAYS.index(day) for day in days))


def _when(told: object) -> object:
    """Read a part of the day or a clock time. Python alone would take 8.30 for seconds."""
    if not isinstance(told, str) or told in list(DayPart):
        return told
    found = CLOCK.fullmatch(told)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{told!r} is not {', '.join(DayPart)} or a clock time such as 08.00")
    return time(int(found[1]), int(found[2]))


When = Annotated[DayPart | time, BeforeValidator(_when)]


def slot_of(when: DayPart | time) -> str:
    """Return what a time of the day is called among the day's occasions: morning or 08:00."""
    return when.value if isinstance(when, DayPart) else f"{when:%H:%M}"


class Schedule(Fragment):
    """The days by a rule of RFC 5545 counted from the first day, and when on each of them.

    Without a rule it is done as needed.
    """

    rule: str | None = Field(default=None, description="Such as FREQ=WEEKLY;BYDAY=MO,TH")
    starts_on: date
    until: date | None = Field(default=None, description="The last day")
    at: list[When] = Field(default_factory=list, max_length=MOST_TIMES_A_DAY)
    times: int = Field(
        default=1, ge=1, le=MOST_TIMES_A_DAY, description="How many times a day, without at"
    )

    @property
    def rhythm(self) -> Rhythm | None:
        return rhythm_of(self.rule) if self.rule else None

    @field_validator("rule")
    @classmethod
    def can_be_said(cls, rule: str | None) -> str | None:
        return rhythm_of(rule).rule if rule else None

    @field_validator("until")
    @classmethod
    def ends_after_it_begins(cls, until: date | None, found: ValidationInfo) -> date | None:
        begins = found.data.get("starts_on")
        if until and begins and until < begins:
            raise ValueError(f"is before starts_on, {begins}")
        return until

    @field_validator("at")
    @classmethod
    def each_once(cls, at: Sequence[When]) -> Sequence[When]:
        if len(set(at)) < len(at):
            raise ValueError("names a time of the day twice")
        return at

    @model_validator(mode="after")
    def says_when_once(self) -> Self:
        if self.at and self.times > 1:
            raise ValueError("says when by at or by times, not both")
        if not self.rule and (self.at or self.times > 1):
            raise ValueError("has no times of the day without a rule: then it is as needed")
        return self


class Measure(Fragment):
    """A number that goes with it, such as the upper blood pressure in mmHg, or a scale."""

    key: str
    name: Words
    unit: str = Field(default="", max_length=20)
    lowest: int | None = Field(default=None, description="The lower end of a scale")
    highest: int | None = Field(default=None, description="The upper end of a scale")

    _plain = field_validator("unit")(checked_plain)

    @field_validator("key")
    @classmethod
    def is_short_and_plain(cls, key: str) -> str:
        if not MEASURE_KEY.fullmatch(key):
            raise ValueError("is written with a-z, 0-9, - and _, at most 40 of them")
        return key

    @model_validator(mode="after")
    def has_both_ends_or_none(self) -> Self:
        if (self.lowest is None) != (self.highest is None):
            raise ValueError("a scale has both lowest and highest")
        if self.lowest is not None and self.highest is not None and self.highest <= self.lowest:
            raise ValueError("highest is above lowest")
        return self


def each_once(measures: list[Measure]) -> list[Measure]:
    """Return the measures of a routine, if each of them has a key of its own."""
    keys = [measure.key for measure in measures]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{key!r} is used twice in this list")
    return measures
