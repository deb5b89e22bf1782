"""Where dots stand on a drawing of one's own numbers. It knows of numbers and days, not of bodies.

Every dot is one number that somebody wrote down. Nothing is drawn between them or through them,
no number is left out, and none looks better or worse than another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

WIDTH, HEIGHT = 300, 200
TOP, RIGHT, BOTTOM = 16, 22, 26
SIGN_WIDTH, GAP = 8, 10
MOST_DAYS_NAMED, FEW_DAYS = 4, 14
MINUTES_PER_DAY = 24 * 60
PARTS = 4
ROUND_STEPS = (1, 2, 5, 10)
DIGITS = 100
"""Enough for the sum of any two numbers that can be written down here."""

SHAPES = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-4-4H4V4H-4z", "M0-5L5 4H-5z")
"""A circle, a square and a triangle: nobody needs colours to tell what stands for what."""


@dataclass(frozen=True)
class Point:
    """A number on a day, and at which minute of it by the clocks on the wall."""

    on: date
    minute: int
    number: Decimal


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    shape: str


@dataclass(frozen=True)
class Level:
    """A number at the side, with the line that leads from it."""

    y: float
    number: Decimal


@dataclass(frozen=True)
class NamedDay:
    x: float
    on: date


@dataclass(frozen=True)
class Chart:
    left: float
    levels: Sequence[Level]
    days: Sequence[NamedDay]
    marks: Sequence[Mark]
    width: float = WIDTH
    height: float = HEIGHT
    top: float = TOP
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def drawn(series: Sequence[Sequence[Point]], ends: Iterable[int] = ()) -> Chart:
    """Place some series of points, at least one in all, each with a shape of its own.

    ends: both ends of the scale that the numbers are on, if they are on one.
    """
    points = [point for one in series for point in one]
    with localcontext(prec=DIGITS):
        levels = round_levels([point.number for point in points] + [Decimal(end) for end in ends])
        left = GAP + SIGN_WIDTH * max(len(f"{level:f}") for level in levels)
        first, days = _days(points)
        day_width = (WIDTH - RIGHT - left) / days
        return Chart(
            left=left,
            levels=[Level(_height(level, levels), level) for level in levels],
            days=[
                NamedDay(round(left + (day + 0.5) * day_width, 1), first + timedelta(days=day))
                for day in _named(days)
            ],
            marks=[
                Mark(
                    round(left + _passed(point, first) * day_width, 1),
                    _height(point.number, levels),
                    shape,
                )
                for shape, one in zip(SHAPES, series, strict=False)
                for point in one
            ],
        )


def round_levels(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Return round numbers at even distances, from below the smallest to above the largest."""
    lowest, highest = min(numbers), max(numbers)
    step = _round_step((highest - lowest) / PARTS) if highest > lowest else Decimal(1)
    below, above = lowest // step, highest // step
    below -= lowest < below * step
    above += highest > above * step
    if below == above:
        below, above = below - 1, above + 1
    return [number * step for number in range(int(below), int(above) + 1)]


def _round_step(least: Decimal) -> Decimal:
    """Return 1, 2 or 5, with as many noughts as it takes to be this large."""
    unit = Decimal(1).scaleb(least.adjusted())
    return next(unit * step for step in ROUND_STEPS if unit * step >= least)


def _days(points: Sequence[Point]) -> tuple[date, int]:
    """Return the first day and how many days there are, both ends with them."""
    first, last = min(point.on for point in points), max(point.on for point in points)
    return first, (last - first).days + 1


def _named(days: int) -> list[int]:
    """Return which of the days to name: both ends, and some at even distances between them."""
    apart = next((parts for parts in (3, 2) if (days - 1) % parts == 0), 1)
    if days > FEW_DAYS:
        apart = MOST_DAYS_NAMED - 1
    return sorted({round(number * (days - 1) / apart) for number in range(apart + 1)})


def _passed(point: Point, first: date) -> float:
    return (point.on - first).days + point.minute / MINUTES_PER_DAY


def _height(number: Decimal, levels: Sequence[Decimal]) -> float:
    part = (number - levels[0]) / (levels[-1] - levels[0])
    return round(HEIGHT - BOTTOM - float(part) * (HEIGHT - BOTTOM - TOP), 1)
