"""Single values of a file: dates, numbers and clock times."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.base import clock
from app.base.words import LANGUAGE
from app.exchange.reading import ReadFile, Steps

CLOCK = re.compile(rf"{clock.WRITTEN}(?:\s*[-–]\s*{clock.WRITTEN})?")

YEARS = range(1900, 2200)
LARGEST_NUMBER = 2**31 - 1
MISSING = "is missing"
REFUSED = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
"""Stands for a moment that has been refused already, so that it is not also missed or passed."""


def date_in(file: ReadFile, value: Any, steps: Steps) -> date | None:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if day.year in YEARS:
        return day
    file.refuse(steps, MISSING if value is None else f"{value!r} is not a date such as 2026-12-01")
    return None


def language_in(file: ReadFile, value: Any, steps: Steps) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        file.refuse(steps, f"{value!r} is not a language code such as sv, en or fi")
        return None
    return value


def number_in(file: ReadFile, value: Any, steps: Steps) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", str(value)) or not 1 <= int(value) <= LARGEST_NUMBER:
        file.refuse(steps, f"{value!r} is not a whole number from 1 to {LARGEST_NUMBER}")
        return None
    return int(value)


def minute_in(file: ReadFile, value: Any, steps: Steps) -> int | None:
    """Return the minute of the day that a clock time is. The end of the day is 24.00."""
    minute = clock.read_minute(value) if isinstance(value, str) else None
    if minute is None:
        odd = f"{value!r} is not a clock time such as 10.00"
        file.refuse(steps, MISSING if value is None else odd)
    return minute


def in_moments(file: ReadFile, value: dict[str, Any], steps: Steps) -> dict[str, Any]:
    """Turn a local day and clock time into moments (RIV-TA times have no zone either)."""
    fields = dict(value)
    on, at = fields.pop("on", None), fields.pop("at", None)
    for name in ("starts_at", "ends_at", "fetched_at"):
        if name in fields:
            file.refuse((*steps, name), "is not written in a file; give on and at")
    if on is not None or at is not None:
        fields |= _start_and_end(file, on, at, steps)
    return fields


def _start_and_end(file: ReadFile, on: Any, at: Any, steps: Steps) -> dict[str, Any]:
    """Return the moments of a day and a clock span, or note what is wrong with them."""
    day = date_in(file, on, (*steps, "on"))
    found = CLOCK.fullmatch(str(at or ""))
    if not found:
        odd = f"{at!r} is not a clock time such as 10.00 or 10.00-10.45"
        file.refuse((*steps, "at"), MISSING if at is None else odd)
    if day is None or not found:
        return {"starts_at": REFUSED}
    hour, minute, end_hour, end_minute = found.groups()
    shown = {"starts_at": (hour, minute), "ends_at": (end_hour, end_minute)}
    moments = {
        name: _moment(file, day, (int(hour), int(minute)), (*steps, "at"))
        for name, (hour, minute) in shown.items()
        if hour is not None
    }
    return moments if moments["starts_at"] else {"starts_at": REFUSED}


def _moment(file: ReadFile, day: date, shown: tuple[int, int], steps: Steps) -> datetime | None:
    hour, minute = shown
    if hour > 23 or minute > 59:
        file.refuse(steps, f"{hour}.{minute:02} is not a clock time")
        return None
    if clock.skipped(day, hour * 60 + minute):
        file.refuse(steps, f"{hour:02}.{minute:02} is skipped by the clocks on {day}")
        return None
    return clock.moment(day, hour * 60 + minute)
