"""Who may be known by which number, when somebody answers, and how a number is dialled."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, pairwise

from personnummer.personnummer import Personnummer, PersonnummerException

from app.base import clock
from app.base.words import Words
from app.people.calendar import Year
from app.people.cards import Professional, UnitCard
from app.people.opening_hours import OnRedDays, OpeningHours, Span, Spans

RESERVE_NUMBER = re.compile(r"\d{8}[0-9A-Z]\d{2}[0-9A-Z]")
PHONE = re.compile(r"\+?\d[\d\s-]{1,18}\d")
SHORT_NUMBER_LONGEST = 5
DAYS_LOOKED_AHEAD = 30
LONGEST_LUNCH = 2 * 60


class UnlikelyNumberError(ValueError):
    """The number cannot be of the kind it is said to be."""


def birth_date_of_personnummer(number: str) -> date:
    """Return the birth date that a 12-digit personnummer states (Skatteverket's form)."""
    found = _parsed(number)
    if found.is_coordination_number():
        raise UnlikelyNumberError("is a samordningsnummer, not a personnummer")
    return _day(found)


def birth_date_of_samordningsnummer(number: str) -> date:
    """Return the birth date of a samordningsnummer, whose day is written with 60 added."""
    found = _parsed(number)
    if not found.is_coordination_number():
        raise UnlikelyNumberError("is not a samordningsnummer: its day is not 61 to 91")
    return _day(found)


def checked_reserve_number(number: str) -> str:
    """Return a reserve number, which has twelve characters and may hold letters near its end."""
    if not RESERVE_NUMBER.fullmatch(number):
        raise UnlikelyNumberError("is not a reserve number: eight digits, then four more signs")
    return number


def checked_phone(phone: str | None) -> str | None:
    """Return a phone number as it was written, if it can be dialled."""
    if phone is not None and not PHONE.fullmatch(phone):
        raise UnlikelyNumberError(f"{phone!r} is not a phone number such as 031-390 06 11")
    return phone


CHECKS: dict[str, Callable[[str], object]] = {
    "personnummer": birth_date_of_personnummer,
    "samordningsnummer": birth_date_of_samordningsnummer,
    "reserve-number": checked_reserve_number,
}
"""How a number of each kind is checked. Never by check digit alone: not all kinds have one."""


def dialable(phone: str) -> str:
    """Return a written phone number as a phone wants it (RFC 3966, E.164).

    Short numbers such as 112 and 1177 stay as they are. A Swedish number loses its first
    zero behind the country code; 00 before a country code is the old way to write a plus.
    """
    digits = re.sub(r"^00", "+", re.sub(r"[^\d+]", "", phone))
    if digits.startswith("+") or len(digits) <= SHORT_NUMBER_LONGEST:
        return digits
    return "+46" + digits.removeprefix("0")


@dataclass(frozen=True)
class Open:
    """Somebody answers now, until a moment; without a moment they always answer."""

    until: datetime | None


@dataclass(frozen=True)
class Closed:
    """Nobody answers now. They open at a moment, unless no hours are known ahead."""

    opens: datetime | None
    for_lunch: bool = False


def answers(hours: OpeningHours, *, at: datetime, year: Callable[[int], Year]) -> Open | Closed:
    """Say whether somebody answers at this moment, and until when or from when."""
    today, minute = clock.local_day(at), clock.minute_of_day(at)
    spans = hours_on(hours, today, year=year)
    for _opens, closes in (span for span in spans if span[0] <= minute < span[1]):
        return Open(until=_closing(hours, today, closes, year=year))
    opening = next(_openings(hours, after=at, year=year), None)
    return Closed(opens=opening, for_lunch=_is_lunch(spans, minute))


def hours_on(hours: OpeningHours, day: date, *, year: Callable[[int], Year]) -> Spans:
    """Return the spans of one date: a dated row first, then red days, eves and the week.

    They are in order, and spans that touch are one.
    """
    return _joined(_spans_on(hours, day, year=year))


@dataclass(frozen=True)
class Line:
    """A number to call: whose it is, and when it is answered."""

    phone: str
    hours: OpeningHours | None
    note: Words | None
    person: Professional | None
    unit: UnitCard | None


@dataclass(frozen=True)
class Call:
    """The number to call now, and whether it is answered; nothing is known without hours."""

    line: Line
    answer: Open | Closed | None
    instead_of: Line | None = None


def whom_to_call(
    lines: Sequence[Line], *, now: datetime, year: Callable[[int], Year]
) -> Call | None:
    """Return the first line that is answered now.

    When nobody answers, return the first of which it is known when it opens, so that the
    page can say so; without any such, the first of all.
    """
    if not lines:
        return None
    answered = [
        (line, answers(line.hours, at=now, year=year) if line.hours else None) for line in lines
    ]
    now_open = (pair for pair in answered if isinstance(pair[1], Open))
    opening = (pair for pair in answered if isinstance(pair[1], Closed) and pair[1].opens)
    line, answer = next(chain(now_open, opening), answered[0])
    first_is_closed = line is not lines[0] and isinstance(answered[0][1], Closed)
    return Call(line, answer, instead_of=lines[0] if first_is_closed else None)


def _spans_on(hours: OpeningHours, day: date, *, year: Callable[[int], Year]) -> Spans:
    for dated in hours.dates:
        if dated.on == day:
            return dated.open
    as_usual = hours.on_red_days is OnRedDays.AS_USUAL
    if day in year(day.year).red_days and not as_usual:
        return ()
    if day in year(day.year).eves and hours.on_eves is not None:
        return hours.on_eves
    return tuple(span for row in hours.week if day.weekday() in row.days for span in row.open)


def _joined(spans: Spans) -> Spans:
    joined: list[Span] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _is_lunch(spans: Spans, minute: int) -> bool:
    """Say whether this minute is in a gap of at most two hours that holds noon or begins at it."""
    for (_opens, closed), (opens, _closes) in pairwise(spans):
        if closed <= minute < opens:
            return closed <= clock.NOON <= opens and opens - closed <= LONGEST_LUNCH
    return False


def _closing(
    hours: OpeningHours, day: date, closes: int, *, year: Callable[[int], Year]
) -> datetime | None:
    """Follow hours that run past midnight; nothing when they run on for days."""
    for _ in range(DAYS_LOOKED_AHEAD):
        if closes < clock.MINUTES_PER_DAY:
            return clock.moment(day, closes)
        day += timedelta(days=1)
        spans = hours_on(hours, day, year=year)
        if not spans or spans[0][0] > 0:
            return clock.moment(day, 0)
        closes = spans[0][1]
    return None


def _openings(
    hours: OpeningHours, *, after: datetime, year: Callable[[int], Year]
) -> Iterator[datetime]:
    first = clock.local_day(after)
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = first + timedelta(days=ahead)
        for opens, _closes in hours_on(hours, day, year=year):
            moment = clock.moment(day, opens)
            if moment > after:
                yield moment


def _day(found: Personnummer) -> date:
    day: date = found.get_date()
    return day


def _parsed(number: str) -> Personnummer:
    if not re.fullmatch(r"\d{12}", number):
        raise UnlikelyNumberError("must be twelve digits, such as 195802232636")
    try:
        return Personnummer(number)
    except PersonnummerException as error:
        raise UnlikelyNumberError("has a date or a check digit that does not fit") from error
