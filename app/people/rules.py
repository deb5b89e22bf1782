"""When somebody answers, and whom to call."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, pairwise

from app.base import clock
from app.base.words import Words
from app.people.calendar import Year
from app.people.cards import Professional, UnitCard
from app.people.opening_hours import OnRedDays, OpeningHours, Span, Spans

DAYS_LOOKED_AHEAD = 30
LONGEST_LUNCH = 2 * 60


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
