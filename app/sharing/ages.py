"""What changes with a child's age. The ages are the operator's, each from a day on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DEFAULT = "2022-01-01 guardians-until=13 alone-from=16 grown-up=18 told-days=30"
OLDEST = 18
LONGEST_TOLD = 90
_NAMES = ("guardians-until", "alone-from", "grown-up", "told-days")
_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class AgeRules:
    """Which ages count from a day on.

    guardians_until: guardians act for a child until the day the child is this old.
    alone_from: from then a young person sees and decides as an adult. grown_up: from then they
    are one. told: how long before guardians stop that everybody is told.
    """

    holds_from: date
    guardians_until: int
    alone_from: int
    grown_up: int
    told: timedelta


class Band(StrEnum):
    """How old somebody is, as far as it changes what they and their guardians may do here."""

    CHILD = "child"
    YOUNG = "young"
    OLDER = "older"
    GROWN_UP = "grown-up"
    UNKNOWN = "unknown"

    @property
    def under_age(self) -> bool:
        """Say whether this is a child or a young person. Whose birth is not known is an adult."""
        return self in (Band.CHILD, Band.YOUNG, Band.OLDER)


@dataclass(frozen=True)
class Change:
    """The day when somebody's age changes what holds for them, and what holds from then."""

    on: date
    band: Band


def read(written: str) -> tuple[AgeRules, ...]:
    """Return the rules that a setting writes, the earliest first, or raise why it cannot be read.

    Each begins with the day it holds from; several are parted by semicolons.
    """
    rules = sorted(map(_read_one, written.split(";")), key=lambda one: one.holds_from)
    days = [one.holds_from for one in rules]
    if len(set(days)) < len(days):
        raise ValueError("two of its rules hold from the same day")
    return tuple(rules)


def rules_on(day: date, rules: Sequence[AgeRules]) -> AgeRules:
    """Return the rules that hold on a day: the newest by then. The first hold before it, too."""
    return next((one for one in reversed(rules) if one.holds_from <= day), rules[0])


def band_on(born_on: date | None, day: date, rules: Sequence[AgeRules]) -> Band:
    """Say how old somebody is on a day of the calendar in Sweden, as the rules of that day count.

    Who is born on 29 February has a birthday on 1 March in other years.
    """
    if born_on is None:
        return Band.UNKNOWN
    now, age = rules_on(day, rules), age_on(born_on, day)
    if age < now.guardians_until:
        return Band.CHILD
    if age < now.alone_from:
        return Band.YOUNG
    return Band.OLDER if age < now.grown_up else Band.GROWN_UP


def age_on(born_on: date, day: date) -> int:
    """Return how many years old somebody is, from the first minute of their birthday."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not had_birthday)


def birthday(born_on: date, age: int) -> date:
    """Return the day on which somebody is this old."""
    year = born_on.year + age
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def next_change(born_on: date | None, day: date, rules: Sequence[AgeRules]) -> Change | None:
    """Return when somebody's age next changes what holds for them, if it ever will."""
    if born_on is None:
        return None
    today = band_on(born_on, day, rules)
    days = sorted(one for one in _turning_days(born_on, rules) if one > day)
    bands = ((one, band_on(born_on, one, rules)) for one in days)
    return next((Change(one, band) for one, band in bands if band is not today), None)


def guardians_stop_on(born_on: date | None, day: date, rules: Sequence[AgeRules]) -> date | None:
    """Return the day when guardians no longer act for a child, from when it is time to tell it."""
    if band_on(born_on, day, rules) is not Band.CHILD:
        return None
    change = next_change(born_on, day, rules)
    soon = change is not None and change.on - day <= rules_on(day, rules).told
    return change.on if change and soon else None


def _turning_days(born_on: date, rules: Sequence[AgeRules]) -> set[date]:
    """Return every day on which something can change: birthdays, and when other rules begin."""
    ages = {age for one in rules for age in (one.guardians_until, one.alone_from, one.grown_up)}
    return {birthday(born_on, age) for age in ages} | {one.holds_from for one in rules[1:]}


def _read_one(written: str) -> AgeRules:
    day, *told = written.split() or [""]
    found = dict(_read_pair(pair) for pair in told)
    if len(told) != len(_NAMES) or set(found) != set(_NAMES):
        raise ValueError(f"each rule is a day and then {' '.join(f'{name}=' for name in _NAMES)}")
    until, alone, grown_up, days = (found[name] for name in _NAMES)
    if not until <= alone <= grown_up <= OLDEST:
        raise ValueError(f"its ages must follow on each other, and none be over {OLDEST}")
    if days > LONGEST_TOLD:
        raise ValueError(f"told-days cannot be over {LONGEST_TOLD}")
    return AgeRules(_read_day(day), until, alone, grown_up, timedelta(days=days))


def _read_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is not a day such as 2022-01-01") from None


def _read_pair(written: str) -> tuple[str, int]:
    name, _, number = written.partition("=")
    if name not in _NAMES or not _NUMBER.fullmatch(number):
        raise ValueError(f"{written!r} is not one of {' '.join(_NAMES)} with a whole number")
    return name, int(number)
