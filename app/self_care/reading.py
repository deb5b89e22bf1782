"""Reads the numbers, clock times and moments that people type, or says plainly what is odd.

Nothing is judged: any number can be written down, as long as it is clear which one it is.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from app.base import clock
from app.contracts.schedules import Measure

LONGEST = 60
MOST_DIGITS, MOST_DECIMALS = 9, 6
FAST_CLOCK = timedelta(minutes=10)
"""How far ahead of ours the clock of a phone may be. Then it is taken for now."""
MINUS = ("\N{MINUS SIGN}", "\N{EN DASH}", "\N{FIGURE DASH}", "\N{FULLWIDTH HYPHEN-MINUS}")
SIGNS = str.maketrans({**dict.fromkeys(MINUS, "-"), "\N{ARABIC DECIMAL SEPARATOR}": ","})
"""What phones write for a minus and a decimal comma."""
NUMBER = re.compile(r"([+-]?) ?(\d+|\d{1,3}(?: \d{3})+)?(?:([.,])(\d+))?(?: ?([^\d\s.,].*))?")
CLOCK = re.compile(r"(?:kl\.?|at)? ?(\d{1,2})(?:[.:](\d{2}))?", re.IGNORECASE)
DIGITS = re.compile(r"(?:kl\.? ?)?(\d{1,2})(\d{2})", re.IGNORECASE)


class NumberFault(StrEnum):
    """Why it is not clear which number was meant."""

    NO_NUMBER = "no-number"
    SEVERAL = "several"
    OTHER_UNIT = "other-unit"
    THOUSANDS = "thousands"
    TOO_LONG = "too-long"
    OFF_THE_SCALE = "off-the-scale"


class TimeFault(StrEnum):
    """Why it is not clear which moment was meant."""

    NO_TIME = "no-time"
    FUTURE = "future"
    SKIPPED = "skipped"
    TWICE = "twice"


def number_in(typed: str, measure: Measure) -> Decimal | NumberFault:
    """Read a number as people write it: 120,5 or 120.5, -3, 1 200, with its unit or without."""
    if len(typed) > LONGEST:
        return NumberFault.TOO_LONG
    text = _plain(typed).rstrip(".,")
    found = NUMBER.fullmatch(text)
    if not found:
        return NumberFault.SEVERAL if len(re.findall(r"\d+", text)) > 1 else NumberFault.NO_NUMBER
    sign, whole, _point, decimals, rest = found.groups(default="")
    if fault := _fault_in(whole.replace(" ", ""), decimals, rest, unit=measure.unit):
        return fault
    number = Decimal(f"{sign}{whole.replace(' ', '') or '0'}.{decimals or '0'}")
    number = (number if decimals else number.to_integral_value()) + 0  # no minus before a zero
    return number if _is_on_scale(number, measure) else NumberFault.OFF_THE_SCALE


def _fault_in(whole: str, decimals: str, rest: str, *, unit: str) -> NumberFault | None:
    if not whole and not decimals:
        return NumberFault.NO_NUMBER
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        return NumberFault.TOO_LONG
    if re.search(r"\d", rest) and _folded(rest) != _folded(unit):
        return NumberFault.SEVERAL
    if rest and _folded(rest) != _folded(unit):
        return NumberFault.OTHER_UNIT
    thousands = len(decimals) == 3 and 1 <= len(whole) <= 3 and int(whole) > 0
    return NumberFault.THOUSANDS if thousands else None


def _is_on_scale(number: Decimal, measure: Measure) -> bool:
    if measure.lowest is None or measure.highest is None:
        return True
    return number == number.to_integral_value() and measure.lowest <= number <= measure.highest


def minute_in(typed: str) -> int | None:
    """Read a clock time as people write it: 8.30, 08:30, 0830, 8 or kl. 8. Nothing: no such."""
    text = _plain(typed[: LONGEST + 1])
    found = CLOCK.fullmatch(text) or DIGITS.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def moment_in(on: date, typed: str, *, second: bool | None, now: datetime) -> datetime | TimeFault:
    """Read the moment when the wall clocks showed this on that day.

    second: which of the two, where the clocks showed it twice; nothing when it was not said.
    """
    minute = minute_in(typed)
    if minute is None:
        return TimeFault.NO_TIME
    if clock.skipped(on, minute):
        return TimeFault.SKIPPED
    first, last = clock.moment(on, minute), clock.second_moment(on, minute)
    if first > now:
        return TimeFault.FUTURE
    if first == last or last > now:
        return first
    return TimeFault.TWICE if second is None else last if second else first


def told_moment(told: str, *, now: datetime) -> datetime | TimeFault:
    """Read the moment that a phone noted when something was written down, with its zone."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return TimeFault.NO_TIME
    if moment.tzinfo is None or not 2000 < moment.year < 2200:
        return TimeFault.NO_TIME
    if moment > now + FAST_CLOCK:
        return TimeFault.FUTURE
    return min(moment.astimezone(now.tzinfo), now)


def _plain(typed: str) -> str:
    """Return the text with digits, minus and blanks of all kinds written the usual way."""
    signs = typed.translate(SIGNS)
    return " ".join("".join(_plain_sign(sign) for sign in signs).split())


def _plain_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _folded(unit: str) -> str:
    return _plain(unit).casefold().replace(" ", "").rstrip(".")
