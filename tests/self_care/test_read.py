"""Numbers, clock times and moments as people type them, and what is asked when they are unclear."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.base.words import Words
from app.contracts.schedules import Measure
from app.self_care import reading
from app.self_care.reading import NumberFault, TimeFault
from tests.conftest import TUESDAY_MORNING

PRESSURE = Measure(key="upper", name=Words.from_json({"sv": "Övre"}), unit="mmHg")
STEPS = Measure(key="steps", name=Words.from_json({"sv": "Steg"}))
FELT = Measure(key="felt", name=Words.from_json({"sv": "Kändes"}), lowest=0, highest=10)
ARABIC = "\u0661\u0662\u066b\u0665"
"""12,5 as phones write it that are set to Arabic."""
AUTUMN, SPRING = date(2027, 10, 31), date(2027, 3, 28)
LATER = datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("120", "120"),
        ("120,5", "120.5"),
        ("120.5", "120.5"),
        ("120,50", "120.50"),
        (",5", "0.5"),
        ("5,", "5"),
        ("-3", "-3"),
        ("\N{MINUS SIGN}3", "-3"),
        ("\N{EN DASH}3,5", "-3.5"),
        ("- 3", "-3"),
        ("+7", "7"),
        ("-0", "0"),
        ("1 200", "1200"),
        ("1\N{NO-BREAK SPACE}200", "1200"),
        ("12\N{NARROW NO-BREAK SPACE}345\N{THIN SPACE}678,25", "12345678.25"),
        ("120.5 mmHg", "120.5"),
        ("120mmhg", "120"),
        ("120 mm Hg.", "120"),
        ("0,125", "0.125"),
        ("007", "7"),
        (ARABIC, "12.5"),
        ("\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH DIGIT TWO}", "42"),
        ("999999999.999999", "999999999.999999"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, number):
    read = reading.number_in(typed, PRESSURE)

    assert isinstance(read, Decimal)
    assert str(read) == number


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.NO_NUMBER),
        ("hög", NumberFault.NO_NUMBER),
        ("-", NumberFault.NO_NUMBER),
        ("²", NumberFault.NO_NUMBER),
        ("120/80", NumberFault.SEVERAL),
        ("120 80", NumberFault.SEVERAL),
        ("120-130", NumberFault.SEVERAL),
        ("1e5", NumberFault.SEVERAL),
        ("1.200,5", NumberFault.SEVERAL),
        ("120 kPa", NumberFault.OTHER_UNIT),
        ("10²", NumberFault.OTHER_UNIT),
        ("1.200", NumberFault.THOUSANDS),
        ("1,200", NumberFault.THOUSANDS),
        ("1234567890", NumberFault.TOO_LONG),
        ("1,1234567", NumberFault.TOO_LONG),
        ("9" * 10_000_000, NumberFault.TOO_LONG),
        ("NaN", NumberFault.NO_NUMBER),
        ("Infinity", NumberFault.NO_NUMBER),
    ],
)
def test_what_is_no_clear_number_is_asked_about(typed, fault):
    assert reading.number_in(typed, PRESSURE) is fault


def test_a_measure_without_a_unit_takes_a_number_alone():
    assert reading.number_in("1 200", STEPS) == 1200
    assert reading.number_in("1200 steg", STEPS) is NumberFault.OTHER_UNIT


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("10", 10), ("7", 7), ("7,0", 7)])
def test_a_scale_has_both_its_ends(typed, number):
    assert reading.number_in(typed, FELT) == number


@pytest.mark.parametrize("typed", ["11", "-1", "5,5"])
def test_what_is_off_the_scale_is_asked_about(typed):
    assert reading.number_in(typed, FELT) is NumberFault.OFF_THE_SCALE


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("8.30", 510),
        ("08:30", 510),
        ("8", 480),
        ("830", 510),
        ("0830", 510),
        ("kl 8", 480),
        ("kl. 8.30", 510),
        (" 0.00 ", 0),
        ("23.59", 1439),
        ("24.00", None),
        ("8.60", None),
        ("8.3", None),
        ("halv nio", None),
        ("", None),
        ("8" * 1_000_000, None),
    ],
)
def test_a_clock_time_is_read_as_people_write_it(typed, minute):
    assert reading.minute_in(typed) == minute


def moment(on, typed, *, second=None, now=LATER):
    return reading.moment_in(on, typed, second=second, now=now)


def test_a_time_later_than_now_is_asked_about():
    today = date(2026, 11, 24)

    assert moment(today, "9.30", now=TUESDAY_MORNING) == TUESDAY_MORNING
    assert moment(today, "9.31", now=TUESDAY_MORNING) is TimeFault.FUTURE
    assert moment(today, "nio", now=TUESDAY_MORNING) is TimeFault.NO_TIME


def test_the_hour_that_is_skipped_in_march_is_asked_about():
    assert moment(SPRING, "1.59") == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert moment(SPRING, "2.00") is TimeFault.SKIPPED
    assert moment(SPRING, "2.59") is TimeFault.SKIPPED
    assert moment(SPRING, "3.00") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_in_october_is_asked_about():
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    assert moment(AUTUMN, "2.30") is TimeFault.TWICE
    assert moment(AUTUMN, "2.30", second=False) == first
    assert moment(AUTUMN, "2.30", second=True) == first + timedelta(hours=1)
    assert moment(AUTUMN, "1.59") == datetime(2027, 10, 30, 23, 59, tzinfo=UTC)
    assert moment(AUTUMN, "3.00") == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)


def test_nothing_is_asked_while_only_the_first_of_two_has_been():
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    assert moment(AUTUMN, "2.30", now=first) == first
    assert moment(AUTUMN, "2.30", now=first + timedelta(hours=1)) is TimeFault.TWICE


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2026-11-24T08:30:00+01:00", datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
        ("2026-11-24T07:30:00.123Z", datetime(2026, 11, 24, 7, 30, 0, 123000, tzinfo=UTC)),
        ("2026-11-24T08:35:00Z", TUESDAY_MORNING),
        ("2026-11-24T08:40:00Z", TUESDAY_MORNING),
        ("2026-11-24T08:40:01Z", TimeFault.FUTURE),
        ("2026-11-24T08:30:00", TimeFault.NO_TIME),
        ("2026-11-24", TimeFault.NO_TIME),
        ("0001-01-01T00:00:00+14:00", TimeFault.NO_TIME),
        ("9999-12-31T23:59:59-14:00", TimeFault.NO_TIME),
        ("i morse", TimeFault.NO_TIME),
    ],
)
def test_the_moment_a_phone_noted_has_its_zone_and_is_not_ahead(told, read):
    assert reading.told_moment(told, now=TUESDAY_MORNING) == read
