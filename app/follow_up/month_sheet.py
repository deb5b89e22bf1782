"""A unit's figures in words: what stands in the cells of the page, and in a spreadsheet."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.base.language import gettext as _
from app.base.language import plain
from app.base.spreadsheets import Cell as SheetCell
from app.follow_up.month_tables import Cell, MonthTable
from app.follow_up.wording import LABELS

UNBROKEN = "\u00a0"
"""A space that no line breaks at."""


def said_yes(cell: Cell) -> str:
    """Say how many said yes, of those who answered."""
    told = cell.figure
    if told is None:
        return _("hidden")
    elif told.yes is not None:
        return _of(told.yes, told.answered)
    elif cell.yes_at_least is not None:
        return _at_least(_of(cell.yes_at_least, told.answered))
    elif cell.yes_at_most is not None:
        return _at_most(_of(cell.yes_at_most, told.answered))
    else:
        return _("hidden")


def yes_share(cell: Cell) -> str:
    """Say which share that is, or nothing where it is hidden."""
    if cell.yes_at_least is not None:
        return _at_least(_per_cent(cell.bound))
    elif cell.yes_at_most is not None:
        return _at_most(_per_cent(cell.bound))
    else:
        return _per_cent(cell.yes_share)


def answered(cell: Cell) -> str:
    """Say how many answered, of all who could have been asked."""
    return _of(cell.figure.answered, cell.figure.patients) if cell.figure else _("hidden")


def answer_rate(cell: Cell) -> str:
    return _per_cent(cell.answer_rate)


def _of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def _at_least(number: object) -> str:
    return _("at least %(number)s") % {"number": number}


def _at_most(number: object) -> str:
    return _("at most %(number)s") % {"number": number}


def _per_cent(share: int | None) -> str:
    return "" if share is None else f"{share}{UNBROKEN}%"


def lines(tables: Sequence[MonthTable]) -> Iterator[Sequence[SheetCell]]:
    """Write a line for each question and month, hidden or not."""
    yield (
        _("Month"),
        _("Question set"),
        _("Version"),
        _("Heading"),
        _("Question number"),
        _("Question"),
        _("Patients"),
        _("Have answered"),
        _("Have answered, per cent"),
        _("Have said yes"),
        _("Have said yes, per cent"),
    )
    for table in tables:
        for cell in table.cells:
            yield (f"{cell.month:%Y-%m}", *_asked(table), *_answered_cells(cell), *_yes_cells(cell))


def _asked(table: MonthTable) -> Iterator[SheetCell]:
    name, version = table.asked
    yield name
    yield Decimal(version)
    yield _(LABELS[type(table.heading)][table.heading]) if table.heading else ""
    yield Decimal(table.number)
    yield plain(table.question.words) if table.question else ""


def _answered_cells(cell: Cell) -> Iterator[SheetCell]:
    told = cell.figure
    yield _number(told.patients if told else None)
    yield _number(told.answered if told else None)
    yield _number(cell.answer_rate)


def _yes_cells(cell: Cell) -> Iterator[SheetCell]:
    if cell.yes_at_least is not None:
        yield from (_at_least(cell.yes_at_least), _at_least(cell.bound))
    elif cell.yes_at_most is not None:
        yield from (_at_most(cell.yes_at_most), _at_most(cell.bound))
    else:
        yield _number(cell.figure.yes if cell.figure else None)
        yield _number(cell.yes_share)


def _number(number: int | None) -> SheetCell:
    return _("hidden") if number is None else Decimal(number)
