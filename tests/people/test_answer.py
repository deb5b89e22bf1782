"""When somebody answers, by their hours, the Swedish calendar and the clocks on the wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from app.base import clock
from app.people import calendar, rules
from app.people.opening_hours import DatedHours, OpeningHours, WeeklyHours
from app.people.rules import Closed, Open

TUESDAY = date(2026, 11, 24)


def at(day, shown):
    """Return the moment when the clocks show this, such as at(TUESDAY, "10.59")."""
    hour, _, minute = shown.partition(".")
    return clock.moment(day, int(hour) * 60 + int(minute))


def hours(days="mon-fri", spans="08.00-11.00, 13.00-15.00", **more):
    return OpeningHours.model_validate({"week": [{"days": days, "open": spans}], **more})


def answers(opening, moment):
    return rules.answers(opening, at=moment, year=calendar.year)


ALWAYS = hours("daily", "00.00-24.00", on_red_days="as-usual")
NIGHTS = hours("daily", "00.00-07.00, 21.00-24.00", on_red_days="as-usual")


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        pytest.param("00.00", Closed(at(TUESDAY, "8.00")), id="at midnight"),
        pytest.param("7.59", Closed(at(TUESDAY, "8.00")), id="a minute too early"),
        pytest.param("8.00", Open(at(TUESDAY, "11.00")), id="when it opens"),
        pytest.param("10.59", Open(at(TUESDAY, "11.00")), id="the last minute"),
        pytest.param("11.00", Closed(at(TUESDAY, "13.00"), for_lunch=True), id="lunch begins"),
        pytest.param("12.59", Closed(at(TUESDAY, "13.00"), for_lunch=True), id="lunch ends"),
        pytest.param("13.00", Open(at(TUESDAY, "15.00")), id="after lunch"),
        pytest.param("14.59", Open(at(TUESDAY, "15.00")), id="the last minute of the day"),
        pytest.param("15.00", Closed(at(date(2026, 11, 25), "8.00")), id="until tomorrow"),
        pytest.param("23.59", Closed(at(date(2026, 11, 25), "8.00")), id="at night"),
    ],
)
def test_an_ordinary_day(shown, answer):
    assert answers(hours(), at(TUESDAY, shown)) == answer


@pytest.mark.parametrize(
    ("spans", "shown", "lunch"),
    [
        pytest.param("08.00-11.00, 13.00-15.00", "11.00", True, id="two hours around noon"),
        pytest.param("08.00-11.00, 13.01-15.00", "11.00", False, id="more than two hours"),
        pytest.param("08.00-12.00, 13.00-15.00", "12.59", True, id="from noon"),
        pytest.param("08.00-12.01, 13.00-15.00", "12.30", False, id="after noon"),
        pytest.param("08.00-11.00, 12.00-15.00", "11.59", True, id="until noon"),
        pytest.param("08.00-10.00, 11.59-15.00", "11.00", False, id="before noon"),
        pytest.param("08.00-11.30, 12.30-15.00, 16.00-18.00", "15.30", False, id="the second gap"),
        pytest.param("08.00-09.00, 10.00-11.30, 12.30-15.00", "12.00", True, id="of several gaps"),
    ],
)
def test_a_short_gap_around_noon_is_lunch(spans, shown, lunch):
    closed = answers(hours(spans=spans), at(TUESDAY, shown))

    assert closed.for_lunch is lunch
    assert closed.opens > at(TUESDAY, shown)


def test_they_answer_to_the_last_second():
    closing = at(TUESDAY, "11.00")

    assert answers(hours(), closing - timedelta(seconds=1)) == Open(closing)
    assert answers(hours(), closing) != Open(closing)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        pytest.param(date(2026, 11, 27), date(2026, 11, 30), id="Friday evening to Monday"),
        pytest.param(date(2026, 11, 28), date(2026, 11, 30), id="Saturday"),
        pytest.param(date(2026, 11, 29), date(2026, 11, 30), id="Sunday"),
        pytest.param(date(2026, 12, 23), date(2026, 12, 28), id="over Christmas"),
        pytest.param(date(2026, 12, 30), date(2027, 1, 4), id="over the new year"),
        pytest.param(date(2027, 1, 5), date(2027, 1, 7), id="over Twelfth Day"),
        pytest.param(date(2027, 3, 25), date(2027, 3, 30), id="over Easter and the short night"),
        pytest.param(date(2027, 5, 5), date(2027, 5, 7), id="over Ascension Day"),
        pytest.param(date(2027, 6, 24), date(2027, 6, 28), id="over Midsummer"),
        pytest.param(date(2028, 2, 28), date(2028, 2, 29), id="on the leap day"),
    ],
)
def test_they_open_again_on_the_next_working_day(day, opens):
    assert answers(hours(), at(day, "15.00")) == Closed(at(opens, "8.00"))


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 6, 19), id="Midsummer's Eve"),
        pytest.param(date(2026, 12, 24), id="Christmas Eve"),
        pytest.param(date(2026, 12, 25), id="Christmas Day"),
        pytest.param(date(2026, 12, 31), id="New Year's Eve"),
        pytest.param(date(2027, 1, 1), id="New Year's Day"),
        pytest.param(date(2027, 1, 6), id="Twelfth Day"),
        pytest.param(date(2027, 3, 26), id="Good Friday"),
        pytest.param(date(2027, 6, 25), id="the next Midsummer's Eve"),
    ],
)
def test_on_a_red_day_nobody_answers_unless_it_is_as_usual(day):
    assert day.weekday() < 5
    assert isinstance(answers(hours(), at(day, "9.00")), Closed)
    assert answers(hours(on_red_days="as-usual"), at(day, "9.00")) == Open(at(day, "11.00"))


@pytest.mark.parametrize(
    "eve",
    [
        pytest.param(date(2027, 1, 5), id="trettondagsafton"),
        pytest.param(date(2027, 3, 25), id="skärtorsdagen"),
        pytest.param(date(2027, 4, 30), id="valborgsmässoafton"),
        pytest.param(date(2026, 10, 30), id="the day before Alla helgons dag"),
    ],
)
def test_on_an_eve_they_may_close_early(eve):
    early = hours(on_eves="08.00-10.00")

    assert answers(early, at(eve, "9.59")) == Open(at(eve, "10.00"))
    assert isinstance(answers(early, at(eve, "10.00")), Closed)
    assert isinstance(answers(hours(on_eves=[]), at(eve, "9.00")), Closed)
    assert answers(hours(), at(eve, "10.00")) == Open(at(eve, "11.00"))


def test_red_days_and_eves_of_a_year_are_just_these():
    year = calendar.year(2026)

    red = "1/1 6/1 3/4 5/4 6/4 1/5 14/5 24/5 6/6 19/6 20/6 31/10 24/12 25/12 26/12 31/12"
    assert {f"{day.day}/{day.month}" for day in year.red_days} == set(red.split())
    assert {f"{day.day}/{day.month}" for day in year.eves} == {"5/1", "2/4", "30/4", "30/10"}


def test_an_eve_that_is_a_red_day_itself_is_only_red():
    years = [calendar.year(number) for number in range(2025, 2045)]

    assert all(not year.eves & year.red_days for year in years)


@pytest.mark.parametrize(
    ("day", "spans", "expected"),
    [
        pytest.param(TUESDAY, "", (), id="closed on a working day"),
        pytest.param(date(2026, 12, 24), "09.00-10.00", ((540, 600),), id="open on a red day"),
        pytest.param(date(2027, 1, 5), "09.00-10.00", ((540, 600),), id="other hours on an eve"),
        pytest.param(date(2026, 11, 29), "09.00-10.00", ((540, 600),), id="open on a Sunday"),
    ],
)
def test_a_date_of_its_own_wins_over_everything(day, spans, expected):
    special = hours(on_eves="08.00-09.00", dates=[{"on": day, "open": spans}])

    assert rules.hours_on(special, day, year=calendar.year) == expected
    assert rules.hours_on(special, day + timedelta(days=364), year=calendar.year) != expected


def test_the_spans_of_a_day_are_in_order_whatever_order_they_were_written_in():
    afternoon_first = OpeningHours(
        week=(
            WeeklyHours(days="mon-fri", open="13.00-15.00"),
            WeeklyHours(days="tue", open="08.00-11.00"),
        )
    )

    assert rules.hours_on(afternoon_first, TUESDAY, year=calendar.year) == ((480, 660), (780, 900))
    assert answers(afternoon_first, at(TUESDAY, "7.00")) == Closed(at(TUESDAY, "8.00"))


@pytest.mark.parametrize(
    "week",
    [
        pytest.param([("mon-fri", "08.00-11.00, 11.00-15.00")], id="touching spans"),
        pytest.param([("mon-fri", "08.00-11.00"), ("tue", "11.00-15.00")], id="touching lines"),
        pytest.param(
            [("mon-fri", "08.00-15.00"), ("tue", "10.00-11.00")], id="a line inside another"
        ),
        pytest.param([("tue", "10.00-15.00"), ("mon-fri", "08.00-12.00")], id="overlapping lines"),
    ],
)
def test_they_answer_on_when_one_span_takes_over_from_another(week):
    whole_day = OpeningHours(week=tuple(WeeklyHours(days=on, open=span) for on, span in week))

    assert answers(whole_day, at(TUESDAY, "10.30")) == Open(at(TUESDAY, "15.00"))
    assert answers(whole_day, at(TUESDAY, "11.00")) == Open(at(TUESDAY, "15.00"))


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(at(TUESDAY, "0.00"), id="at midnight"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="at the first 02.30"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), id="at the second 02.30"),
        pytest.param(datetime(2027, 3, 28, 1, tzinfo=UTC), id="after the jump to summer time"),
        pytest.param(at(date(2026, 12, 24), "18.00"), id="on Christmas Eve"),
        pytest.param(at(date(2028, 2, 29), "23.59"), id="on the leap day"),
    ],
)
def test_day_and_night_is_always(moment):
    assert answers(ALWAYS, moment) == Open(until=None)


@pytest.mark.parametrize(
    ("evening", "until"),
    [
        pytest.param(TUESDAY, datetime(2026, 11, 25, 6, tzinfo=UTC), id="an ordinary night"),
        pytest.param(
            date(2026, 10, 24), datetime(2026, 10, 25, 6, tzinfo=UTC), id="the long night"
        ),
        pytest.param(date(2027, 3, 27), datetime(2027, 3, 28, 5, tzinfo=UTC), id="the short night"),
        pytest.param(date(2026, 12, 31), datetime(2027, 1, 1, 6, tzinfo=UTC), id="New Year's Eve"),
    ],
)
def test_a_night_line_answers_until_the_morning(evening, until):
    assert answers(NIGHTS, at(evening, "22.00")) == Open(until)
    assert answers(NIGHTS, until - timedelta(seconds=1)) == Open(until)
    assert answers(NIGHTS, until) == Closed(at(clock.local_day(until), "21.00"))


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        pytest.param(date(2026, 12, 23), date(2026, 12, 24), id="into Christmas Eve"),
        pytest.param(date(2027, 3, 25), date(2027, 3, 26), id="into Good Friday"),
        pytest.param(date(2026, 12, 30), date(2026, 12, 31), id="into New Year's Eve"),
    ],
)
def test_who_is_closed_on_red_days_closes_at_midnight_on_the_eve_of_one(day, closes):
    nearly_always = hours("daily", "00.00-24.00")

    assert answers(nearly_always, at(day, "23.00")) == Open(at(closes, "0.00"))
    assert isinstance(answers(nearly_always, at(closes, "0.00")), Closed)


def test_who_closes_at_midnight_and_opens_later_closes_at_midnight():
    for spans in ("12.00-24.00", "00.01-07.00, 12.00-24.00"):
        evenings = hours("daily", spans, on_red_days="as-usual")

        assert answers(evenings, at(TUESDAY, "23.59")) == Open(at(TUESDAY, "24.00"))


@pytest.mark.parametrize(
    ("ahead", "opens"),
    [
        pytest.param(29, at(TUESDAY + timedelta(days=29), "8.00"), id="closed for 29 days"),
        pytest.param(30, None, id="closed for 30 days"),
        pytest.param(None, None, id="closed for good"),
    ],
)
def test_an_opening_is_told_when_it_is_less_than_30_days_away(ahead, opens):
    dates = [{"on": TUESDAY + timedelta(days=ahead), "open": "08.00-09.00"}] if ahead else []
    closed = OpeningHours.model_validate({"week": [], "dates": dates})

    assert answers(closed, at(TUESDAY, "9.00")) == Closed(opens)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("mon, wed", (0, 2)),
        ("mon-tue, fri-sun", (0, 1, 4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_as_people_write_them(written, days):
    assert WeeklyHours(days=written, open="08.00-09.00").days == days


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("08.00-11.00", ((480, 660),)),
        ("8:00 – 11:30", ((480, 690),)),
        ("00.00-24.00", ((0, 1440),)),
        ("08.00-11.00, 13.00-15.00", ((480, 660), (780, 900))),
        ("08.00-11.00, 11.00-15.00", ((480, 660), (660, 900))),
        (["08.00-11.00", "13.00-15.00"], ((480, 660), (780, 900))),
        ([[480, 660]], ((480, 660),)),
        ([], ()),
        ("", ()),
    ],
)
def test_spans_as_people_write_them(written, spans):
    assert DatedHours(on=TUESDAY, open=written).open == spans


@pytest.mark.parametrize(
    ("days", "spans", "message"),
    [
        ("monday", "08.00-09.00", "'monday' is not a day; days are mon, tue, wed"),
        ("fri-mon", "08.00-09.00", "'fri-mon' runs backwards"),
        ("", "08.00-09.00", "'' is not a day"),
        ("mon,,tue", "08.00-09.00", "'' is not a day"),
        ([7], "08.00-09.00", "less than 7"),
        ([-1], "08.00-09.00", "greater than or equal to 0"),
        ([], "08.00-09.00", "at least 1 item"),
        ({"mon": "fri"}, "08.00-09.00", "valid tuple"),
        ("mon", "8-11", "'8-11' is not a time span such as 08.00-11.00"),
        ("mon", "08.60-11.00", "'08.60-11.00' has a clock time that does not exist"),
        ("mon", "08.00-11.75", "has a clock time that does not exist"),
        ("mon", "11.00-08.00", "none of them backwards"),
        ("mon", "08.00-08.00", "none of them backwards"),
        ("mon", "13.00-15.00, 08.00-11.00", "must follow each other within one day"),
        ("mon", "08.00-12.00, 11.59-15.00", "must follow each other within one day"),
        ("mon", "22.00-24.01", "must follow each other within one day"),
        ("mon", [["x", "y"]], "valid integer"),
        ("mon", {"xy": "z"}, "valid tuple"),
        ("mon", [[480]], "Field required"),
        ("mon", 5, "valid tuple"),
        ("mon", None, "valid tuple"),
        ("mon", time(8), "valid tuple"),
    ],
)
def test_hours_that_cannot_be_are_refused(days, spans, message):
    with pytest.raises(ValidationError, match=message):
        WeeklyHours(days=days, open=spans)


def test_what_is_kept_is_read_back_the_same():
    kept = hours(on_eves="08.00-10.00", dates=[{"on": TUESDAY, "open": [], "why": "Flytt"}])

    assert OpeningHours.model_validate(kept.model_dump(mode="json")) == kept
