"""Files for spreadsheets, which can be opened without running anything that stands in them.

With a semicolon between cells and a comma in numbers, because that is what Excel expects in
Sweden, and with the mark in front that tells Excel that the letters are UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal

Cell = str | Decimal | date | time | None

BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = ";"
AS_TEXT = "'"
"""What makes a spreadsheet take a cell as text. It is taken off again by whoever reads it."""

BEGINS_A_FORMULA = re.compile(r"[\t\r\n']|\s*[=+\-@＝＋－＠]")  # noqa: RUF001  # wide signs, which some programs take for the usual ones
A_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def written(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as a file."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=SEPARATOR).writerows([_cell(one) for one in row] for row in rows)
    return (BYTE_ORDER_MARK + file.getvalue()).encode(errors="replace")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    A plain number is none, also when it begins with a minus. An apostrophe of the text's own
    gets one more, so that what was written can always be told from what we put before it.
    """
    text = text.replace("\0", "")
    risky = BEGINS_A_FORMULA.match(text) and not A_NUMBER.fullmatch(text)
    return AS_TEXT + text if risky else text


def _cell(value: Cell) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    elif isinstance(value, time):
        return f"{value:%H:%M}"
    elif isinstance(value, date):
        return value.isoformat()
    else:
        return safe(value or "")
