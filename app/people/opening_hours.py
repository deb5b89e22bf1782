"""Opening hours, as people write them and as they are kept."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.base import clock
from app.base.content import Fragment
from app.base.words import Words

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(rf"{clock.WRITTEN}\s*[-–]\s*{clock.WRITTEN}")

Span = tuple[int, int]
"""From and until, in minutes since midnight; until is exclusive and may be 1440."""


def _days(value: Any) -> Any:
    """Read 'mon-fri', 'mon, wed' or 'daily'."""
    if not isinstance(value, str):
        return value
    if value == "daily":
        return tuple(range(7))
    return tuple(day for part in value.split(",") for day in _stretch(part.strip()))


def _stretch(part: str) -> range:
    first, _, last = part.partition("-")
    for name in (first, last or first):
        if name not in DAYS:
            raise ValueError(f"{name!r} is not a day; days are {', '.join(DAYS)} and daily")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    if end < begin:
        raise ValueError(f"{part!r} runs backwards")
    return range(begin, end + 1)


def _spans(value: Any) -> Any:
    """Read '08.00-11.00, 13.00-15.00', or a list of such."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list | tuple) and any(isinstance(part, str) for part in value):
        value = tuple(_span(str(part)) for part in value)
    return value


def _span(written: str) -> Span:
    found = SPAN.fullmatch(written.strip())
    if not found:
        raise ValueError(f"{written!r} is not a time span such as 08.00-11.00")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    if minute > 59 or end_minute > 59:
        raise ValueError(f"{written!r} has a clock time that does not exist")
    return hour * 60 + minute, end_hour * 60 + end_minute


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    latest = 0
    for opens, closes in spans:
        if not latest <= opens < closes <= clock.MINUTES_PER_DAY:
            raise ValueError("times must follow each other within one day, none of them backwards")
        latest = closes
    return spans


Weekday = Annotated[int, Field(ge=0, lt=len(DAYS))]
Days = Annotated[tuple[Weekday, ...], Field(min_length=1), BeforeValidator(_days)]
Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans), AfterValidator(_in_order)]


class WeeklyHours(Fragment):
    """The hours of some days of the week. A gap between two spans is the lunch closing."""

    days: Days
    open: Spans


class DatedHours(Fragment):
    """The hours of one date, whatever day of the week it is. No spans means closed."""

    on: date
    open: Spans = ()
    why: Words | None = None


class OnRedDays(StrEnum):
    CLOSED = "closed"
    AS_USUAL = "as-usual"


class OpeningHours(Fragment):
    """When somebody answers. The dated rows win over red days and eves, and these over the week."""

    week: tuple[WeeklyHours, ...]
    on_red_days: OnRedDays = OnRedDays.CLOSED
    on_eves: Spans | None = None
    dates: tuple[DatedHours, ...] = ()
