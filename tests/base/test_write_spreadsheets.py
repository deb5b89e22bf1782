"""A file for spreadsheets runs nothing, and says what was written."""

import csv
import io
import re
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.base import spreadsheets

as_often_as_it_takes = settings(deadline=None, database=None)
FORMULA = re.compile(r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n]")  # noqa: RUF001  # the wide signs are what is tried
NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
hostile = some.text(alphabet="=+-@＝＋－＠\t\r\n;,'\"|!()0123456789 aåÅ\0−")  # noqa: RUF001  # the same
cells = some.one_of(hostile, some.text(some.characters(exclude_categories=("Cs",))))


def read(file):
    """Read a file as a spreadsheet in Sweden does, and take what was put before a text off it."""
    text = file.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    return [[cell.removeprefix("'") for cell in row] for row in rows]


def raw(*cells):
    text = spreadsheets.written([cells]).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


@given(some.lists(some.lists(cells, min_size=2, max_size=4), max_size=6))
@as_often_as_it_takes
def test_what_is_read_back_is_what_was_written(rows):
    assert read(spreadsheets.written(rows)) == [
        [cell.replace("\0", "") for cell in row] for row in rows
    ]


@given(cells)
@as_often_as_it_takes
def test_no_cell_begins_as_a_formula_does(cell):
    first, _second = raw(cell, "")

    assert not FORMULA.match(first) or NUMBER.fullmatch(first)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ('=HYPERLINK("http://example.com","x")', '\'=HYPERLINK("http://example.com","x")'),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1+1)", "'@SUM(1+1)"),
        ("+46 31 390", "'+46 31 390"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("\0=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),  # noqa: RUF001  # a wide sign
        ("'=1+1", "''=1+1"),
        ("-3", "-3"),
        ("-3,5", "-3,5"),
        ("−3", "−3"),  # noqa: RUF001  # a real minus
        ("3-4 gånger", "3-4 gånger"),
        ("Gick bra; sov gott\noch länge", "Gick bra; sov gott\noch länge"),
    ],
)
def test_texts(text, stands):
    assert raw(text, "")[0] == stands


def test_numbers_days_and_times_are_as_excel_reads_them_in_sweden():
    assert raw(Decimal("-3.50"), Decimal("1E+2"), date(2026, 11, 24), time(8, 5), None) == [
        "-3,50",
        "100",
        "2026-11-24",
        "08:05",
        "",
    ]


def test_the_file_says_that_it_is_utf_8_and_has_semicolons_between_cells():
    assert spreadsheets.written([["å", "b"]]) == b"\xef\xbb\xbf\xc3\xa5;b\r\n"
