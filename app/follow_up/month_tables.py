"""A unit's figures laid out by question and month: the same cells for table, drawing and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.follow_up.figures import LEAST, Asked, Few, Figure, Told, months_before, share
from app.follow_up.question_sets import Heading, Question, question_set

MONTHS_SHOWN = 12
BAR_SPACE, BAR_WIDTH, MARGIN = 27, 19, 4
FULL_HEIGHT, TOP = 64, 18
BOTTOM = TOP + FULL_HEIGHT


@dataclass(frozen=True)
class Bar:
    """A share of a month as it is drawn. Nothing is drawn of what is hidden.

    exact: else it ends where the share is at least, or at most, and the label says which.
    """

    month: date
    left: int
    height: float = 0
    exact: bool = True
    label: str = "–"

    @property
    def top(self) -> float:
        return BOTTOM - self.height

    @property
    def label_at(self) -> float:
        return self.top - MARGIN

    @property
    def middle(self) -> float:
        return self.left + BAR_WIDTH / 2


@dataclass(frozen=True)
class Cell:
    """One question in one month, with what is told of it, if anything is."""

    month: date
    figure: Figure | None

    @property
    def answer_rate(self) -> int | None:
        return share(self.figure.answered, self.figure.patients) if self.figure else None

    @property
    def yes_share(self) -> int | None:
        if self.figure is None or self.figure.yes is None:
            return None
        return share(self.figure.yes, self.figure.answered)

    @property
    def yes_at_least(self) -> int | None:
        """Return the fewest who can have said yes, when fewer than five said otherwise."""
        if self.figure is None or self.figure.few is not Few.OTHERS:
            return None
        return self.figure.answered - LEAST + 1

    @property
    def yes_at_most(self) -> int | None:
        """Return the most who can have said yes, when fewer than five did."""
        if self.figure is None or self.figure.few is not Few.YES:
            return None
        return LEAST - 1

    @property
    def bound(self) -> int | None:
        """Return the share that those are, rounded so that it stays true."""
        if self.figure is None or self.figure.few is None:
            return None
        elif self.figure.few is Few.OTHERS:
            return 100 * (self.figure.answered - LEAST + 1) // self.figure.answered
        else:
            return -(-100 * (LEAST - 1) // self.figure.answered)


@dataclass(frozen=True)
class MonthTable:
    """A question of a set, with a cell for every month of the period."""

    asked: Asked
    number: int
    cells: Sequence[Cell]

    @property
    def question(self) -> Question | None:
        """Return the question as it was in that version, if it is still known here."""
        known = question_set(*self.asked)
        return known.question(self.number) if known else None

    @property
    def heading(self) -> Heading | None:
        return self.question.heading if self.question else None

    @property
    def yes_bars(self) -> list[Bar]:
        return [_yes_bar(cell, _left(place)) for place, cell in enumerate(self.cells)]

    @property
    def answer_bars(self) -> list[Bar]:
        return [
            _bar(cell.month, _left(place), cell.answer_rate)
            for place, cell in enumerate(self.cells)
        ]


def month_tables(told: Sequence[Told], months: Sequence[date]) -> list[MonthTable]:
    """Return a table for each question that anything is told of in these months.

    Every month has its cell, hidden or not: one that is missing would tell why.
    """
    figures = {(one.asked, one.figure.question, one.month): one.figure for one in told}
    shown = {(one.asked, one.figure.question) for one in told if one.month in months}
    return [
        MonthTable(
            asked,
            question,
            [Cell(month, figures.get((asked, question, month))) for month in months],
        )
        for asked, question in sorted(shown)
    ]


def months_shown(latest: date, year: int | None) -> list[date]:
    """Return the months of a year that have been counted, or else the latest twelve."""
    if year is None:
        return [months_before(latest, back) for back in reversed(range(MONTHS_SHOWN))]
    return [month for number in range(1, 13) if (month := date(year, number, 1)) <= latest]


def years_told_of(told: Sequence[Told]) -> list[int]:
    """Return the years that anything is told of, the latest first."""
    return sorted({one.month.year for one in told}, reverse=True)


def _left(place: int) -> int:
    return BAR_SPACE * place + MARGIN


def _yes_bar(cell: Cell, left: int) -> Bar:
    if cell.bound is None:
        return _bar(cell.month, left, cell.yes_share)
    sign = "≤" if cell.yes_at_least is None else "≥"
    return replace(_bar(cell.month, left, cell.bound), exact=False, label=f"{sign}{cell.bound}")


def _bar(month: date, left: int, per_cent: int | None) -> Bar:
    if per_cent is None:
        return Bar(month, left)
    return Bar(month, left, per_cent * FULL_HEIGHT / 100, label=str(per_cent))
