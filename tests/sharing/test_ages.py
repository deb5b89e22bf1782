"""Ages turn at midnight in Sweden, and which ages count is a setting with days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app import create_app
from app.base import clock
from app.base.settings import SettingsError
from app.sharing import ages
from app.sharing.ages import DEFAULT, Band
from tests.conftest import SETTINGS

SIGNE = date(2013, 12, 14)
USUAL = ages.read(DEFAULT)
FROM_2027 = ages.read(
    f"{DEFAULT}; 2027-01-01 guardians-until=15 alone-from=15 grown-up=18 told-days=10"
)


@pytest.mark.parametrize(
    ("day", "band"),
    [
        pytest.param(date(2013, 12, 14), Band.CHILD, id="the day she is born"),
        pytest.param(date(2026, 12, 13), Band.CHILD, id="12 years and 364 days"),
        pytest.param(date(2026, 12, 14), Band.YOUNG, id="13"),
        pytest.param(date(2029, 12, 13), Band.YOUNG, id="the day before 16"),
        pytest.param(date(2029, 12, 14), Band.OLDER, id="16"),
        pytest.param(date(2031, 12, 13), Band.OLDER, id="the day before 18"),
        pytest.param(date(2031, 12, 14), Band.GROWN_UP, id="18"),
    ],
)
def test_a_band_begins_on_a_birthday(day, band):
    assert ages.band_on(SIGNE, day, USUAL) is band


@pytest.mark.parametrize(
    ("moment", "band"),
    [
        pytest.param(
            datetime(2026, 12, 13, 22, 59, 59, tzinfo=UTC), Band.CHILD, id="a second before"
        ),
        pytest.param(
            datetime(2026, 12, 13, 23, 0, tzinfo=UTC), Band.YOUNG, id="midnight in Sweden"
        ),
    ],
)
def test_it_turns_at_midnight_in_sweden(moment, band):
    assert ages.band_on(SIGNE, clock.local_day(moment), USUAL) is band


@pytest.mark.parametrize(
    ("born_on", "last_second"),
    [
        pytest.param(
            date(2014, 3, 28), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), id="to summer"
        ),
        pytest.param(
            date(2014, 3, 29), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), id="after it"
        ),
        pytest.param(
            date(2014, 10, 31), datetime(2027, 10, 30, 21, 59, 59, tzinfo=UTC), id="to winter"
        ),
        pytest.param(
            date(2014, 11, 1), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC), id="and after"
        ),
    ],
)
def test_it_turns_at_midnight_in_the_nights_when_the_clocks_change(born_on, last_second):
    first_second = last_second + timedelta(seconds=1)

    before, after = (
        ages.band_on(born_on, clock.local_day(moment), USUAL)
        for moment in (last_second, first_second)
    )

    assert (before, after) == (Band.CHILD, Band.YOUNG)


def test_who_is_born_on_29_february_has_a_birthday_on_1_march_in_other_years():
    born_on = date(2016, 2, 29)

    assert ages.band_on(born_on, date(2029, 2, 28), USUAL) is Band.CHILD
    assert ages.band_on(born_on, date(2029, 3, 1), USUAL) is Band.YOUNG
    assert ages.birthday(born_on, 13) == date(2029, 3, 1)
    assert ages.birthday(born_on, 16) == date(2032, 2, 29)


def test_whose_birth_is_not_known_is_no_child():
    assert ages.band_on(None, date(2026, 12, 13), USUAL) is Band.UNKNOWN
    assert not Band.UNKNOWN.under_age
    assert ages.next_change(None, date(2026, 12, 13), USUAL) is None
    assert ages.guardians_stop_on(None, date(2026, 12, 13), USUAL) is None


@pytest.mark.parametrize(
    ("day", "told"),
    [
        pytest.param(date(2026, 11, 13), None, id="31 days before"),
        pytest.param(date(2026, 11, 14), date(2026, 12, 14), id="30 days before"),
        pytest.param(date(2026, 12, 13), date(2026, 12, 14), id="the day before"),
        pytest.param(date(2026, 12, 14), None, id="on the day it has happened"),
    ],
)
def test_it_is_told_from_30_days_before_guardians_stop(day, told):
    assert ages.guardians_stop_on(SIGNE, day, USUAL) == told


def test_rules_hold_from_their_day():
    assert ages.band_on(SIGNE, date(2026, 12, 31), FROM_2027) is Band.YOUNG
    assert ages.band_on(SIGNE, date(2027, 1, 1), FROM_2027) is Band.CHILD
    assert ages.band_on(SIGNE, date(2028, 12, 14), FROM_2027) is Band.OLDER


def test_the_next_change_can_be_that_other_rules_begin():
    younger = date(2012, 6, 1)
    earlier = ages.read(
        f"{DEFAULT}; 2027-01-01 guardians-until=10 alone-from=16 grown-up=18 told-days=5"
    )

    assert ages.next_change(younger, date(2026, 11, 22), FROM_2027).on == date(2027, 1, 1)
    assert ages.next_change(SIGNE, date(2026, 11, 22), USUAL).band is Band.YOUNG
    assert ages.next_change(date(2016, 5, 5), date(2026, 11, 22), earlier).on == date(2027, 1, 1)
    assert ages.next_change(SIGNE, date(2040, 1, 1), USUAL) is None


def test_the_earliest_rules_hold_before_their_day_too():
    assert ages.band_on(date(2001, 5, 5), date(2014, 5, 5), USUAL) is Band.YOUNG
    assert ages.rules_on(date(2000, 1, 1), FROM_2027) == FROM_2027[0]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("sometime guardians-until=13 alone-from=16 grown-up=18 told-days=30", "'sometime' is not"),
        ("2022-01-01 guardians-until=13", "each rule is a day"),
        ("2022-01-01", "each rule is a day"),
        (";", "each rule is a day"),
        (
            "2022-01-01 guardians-until=x alone-from=16 grown-up=18 told-days=30",
            "'guardians-until=x'",
        ),
        ("2022-01-01 guardians-until=13 alone-from=12 grown-up=18 told-days=30", "must follow on"),
        ("2022-01-01 guardians-until=13 alone-from=16 grown-up=19 told-days=30", "none be over 18"),
        (
            "2022-01-01 guardians-until=13 alone-from=16 grown-up=18 told-days=91",
            "cannot be over 90",
        ),
        (f"{DEFAULT}; {DEFAULT}", "the same day"),
    ],
)
def test_rules_that_cannot_be_read_stop_the_start(written, told):
    with pytest.raises(SettingsError, match="AGE_RULES cannot be read") as refused:
        create_app(replace(SETTINGS, age_rules=written))

    assert told in refused.value.faults[0]


def test_what_is_not_said_is_as_usual():
    assert create_app(SETTINGS).config["AGE_RULES"] == USUAL
