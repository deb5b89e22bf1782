"""What a page says of days and clocks, and in which language it is answered."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from flask import Flask, g

from app.base import catalogues, language
from app.base.catalogues import MissingCatalogueError
from app.base.language import Speech
from app.base.words import Words

LOCALES = {"sv": "sv", "en": "en_GB"}
WINTER = date(2027, 1, 1)
EVERY_MONTH_AND_WEEKDAY = [WINTER + timedelta(days=n) for n in range(366)]


@pytest.fixture
def asked(one_app):
    """Somebody asks for a page. It is Tuesday 24 November 2026, half past nine."""
    with one_app.test_request_context():
        yield


@pytest.fixture
def sv(asked):
    return Speech("sv")


@pytest.fixture
def en(asked):
    return Speech("en")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("spoken", ["sv", "en"])
def test_days_are_written_just_as_babel_writes_them(now, one_app, spoken):
    speech, locale = Speech(spoken), LOCALES[spoken]
    now(utc(2027, 6, 1))

    with one_app.test_request_context():
        for day in EVERY_MONTH_AND_WEEKDAY[:365]:
            assert speech.day(day) == format_date(day, "EEEE d MMMM", locale)
            assert speech.day_and_month(day) == format_date(day, "d MMMM", locale)
            assert speech.short_day(day) == format_date(day, "d MMM", locale).replace(".", "")
            assert speech.short_month(day) == format_date(day, "MMM", locale).replace(".", "")

    with one_app.test_request_context():
        weekdays = [speech.weekdays([number]) for number in range(7)]
    assert weekdays == [
        format_date(date(2027, 6, 7 + number), "EEEE", locale).capitalize() for number in range(7)
    ]


@pytest.mark.parametrize(
    ("day", "swedish", "english"),
    [
        (date(2026, 11, 24), "tisdag 24 november", "Tuesday 24 November"),
        (date(2026, 1, 1), "torsdag 1 januari", "Thursday 1 January"),
        (date(2026, 12, 31), "torsdag 31 december", "Thursday 31 December"),
        (date(2027, 1, 1), "fredag 1 januari 2027", "Friday 1 January 2027"),
        (date(2025, 12, 31), "onsdag 31 december 2025", "Wednesday 31 December 2025"),
        (date(2028, 2, 29), "tisdag 29 februari 2028", "Tuesday 29 February 2028"),
    ],
)
def test_the_year_is_said_when_it_is_another(sv, en, day, swedish, english):
    assert (sv.day(day), en.day(day)) == (swedish, english)
    assert sv.day_and_month(day) == swedish.partition(" ")[2]
    assert en.day_and_month(day) == english.partition(" ")[2]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        pytest.param(utc(2026, 12, 31, 22, 59), "Friday 1 January 2027", id="New Year's Eve"),
        pytest.param(utc(2026, 12, 31, 23), "Friday 1 January", id="a minute later"),
    ],
)
def test_another_year_is_another_one_here_and_not_in_utc(now, one_app, moment, written):
    now(moment)

    with one_app.test_request_context():
        assert Speech("en").day(WINTER) == written


@pytest.mark.parametrize(
    ("moment", "day", "shown"),
    [
        pytest.param(
            utc(2026, 11, 24, 22, 59), "tisdag 24 november", "23.59", id="before midnight"
        ),
        pytest.param(utc(2026, 11, 24, 23), "onsdag 25 november", "00.00", id="midnight"),
        pytest.param(
            utc(2026, 10, 25, 0, 30), "söndag 25 oktober", "02.30 sommartid", id="the first"
        ),
        pytest.param(
            utc(2026, 10, 25, 1, 30), "söndag 25 oktober", "02.30 vintertid", id="the second"
        ),
    ],
)
def test_a_moment_is_written_as_the_clocks_here_show_it(sv, moment, day, shown):
    assert sv.day(moment) == day
    assert sv.clock(moment) == shown
    assert language.day_number(moment) == int(day.split()[1])


@pytest.mark.parametrize(
    ("minute", "swedish", "english"),
    [
        (0, "00.00", "00:00"),
        (485, "08.05", "08:05"),
        (1439, "23.59", "23:59"),
        (1440, "24.00", "24:00"),
    ],
)
def test_a_clock_time_has_a_dot_in_swedish_and_a_colon_in_english(sv, en, minute, swedish, english):
    assert (sv.minute(minute), en.minute(minute)) == (swedish, english)


def test_a_wish_for_a_clock_time_is_written_alike(sv, en):
    assert (sv.wall_clock(time(10, 5)), en.wall_clock(time(10, 5))) == ("10.05", "10:05")


@pytest.mark.parametrize(
    ("distance", "swedish", "english"),
    [
        (-40, "för 40 dagar sedan", "40 days ago"),
        (-2, "för 2 dagar sedan", "2 days ago"),
        (-1, "i går", "yesterday"),
        (0, "i dag", "today"),
        (1, "i morgon", "tomorrow"),
        (2, "om 2 dagar", "in 2 days"),
        (400, "om 400 dagar", "in 400 days"),
    ],
)
def test_how_far_away_a_day_is(sv, en, distance, swedish, english):
    day = date(2026, 11, 24) + timedelta(days=distance)

    assert (sv.in_days(day), en.in_days(day)) == (swedish, english)


@pytest.mark.parametrize(
    ("moment", "when", "said"),
    [
        pytest.param(
            utc(2026, 11, 24, 22, 59), utc(2026, 11, 24, 23), "tomorrow", id="at midnight"
        ),
        pytest.param(utc(2026, 11, 24, 23), utc(2026, 11, 25, 22, 59), "today", id="all day long"),
        pytest.param(
            utc(2026, 10, 24, 21, 59), utc(2026, 10, 25, 22, 59), "tomorrow", id="25 hours later"
        ),
        pytest.param(utc(2026, 10, 24, 22), utc(2026, 10, 25, 22, 59), "today", id="the long day"),
        pytest.param(utc(2027, 3, 27, 23), utc(2027, 3, 28, 22), "tomorrow", id="the short day"),
        pytest.param(
            utc(2027, 10, 30, 22), utc(2027, 10, 31, 23), "tomorrow", id="the next long day"
        ),
        pytest.param(utc(2028, 2, 28, 12), date(2028, 2, 29), "tomorrow", id="the leap day"),
        pytest.param(utc(2028, 2, 28, 12), date(2028, 3, 1), "in 2 days", id="past the leap day"),
    ],
)
def test_days_are_counted_in_dates_and_never_in_hours(now, one_app, moment, when, said):
    now(moment)

    with one_app.test_request_context():
        assert Speech("en").in_days(when) == said


@pytest.mark.parametrize(
    ("distance", "swedish", "english"),
    [
        (-1, "måndag 23 november", "Monday 23 November"),
        (0, "i dag", "today"),
        (1, "i morgon", "tomorrow"),
        (2, "torsdag", "Thursday"),
        (6, "måndag", "Monday"),
        (7, "tisdag 1 december", "Tuesday 1 December"),
        (38, "fredag 1 januari 2027", "Friday 1 January 2027"),
    ],
)
def test_a_near_day_is_said_by_its_weekday(sv, en, distance, swedish, english):
    day = date(2026, 11, 24) + timedelta(days=distance)

    assert (sv.near_day(day), en.near_day(day)) == (swedish, english)


@pytest.mark.parametrize(
    ("first", "last", "swedish", "english"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), "1 december", "1 December"),
        (date(2026, 12, 1), date(2026, 12, 14), "1–14 december", "1–14 December"),
        (
            date(2026, 11, 30),
            date(2026, 12, 4),
            "30 november – 4 december",
            "30 November – 4 December",
        ),
        (date(2027, 2, 1), date(2027, 2, 14), "1–14 februari 2027", "1–14 February 2027"),
        (
            date(2027, 2, 28),
            date(2027, 3, 1),
            "28 februari – 1 mars 2027",
            "28 February – 1 March 2027",
        ),
        (
            date(2026, 12, 28),
            date(2027, 1, 3),
            "28 december 2026 – 3 januari 2027",
            "28 December 2026 – 3 January 2027",
        ),
        (
            date(2026, 2, 1),
            date(2027, 2, 1),
            "1 februari 2026 – 1 februari 2027",
            "1 February 2026 – 1 February 2027",
        ),
    ],
)
def test_a_stretch_says_once_what_both_ends_share(sv, en, first, last, swedish, english):
    assert (sv.days(first, last), en.days(first, last)) == (swedish, english)


@pytest.mark.parametrize(
    ("day", "swedish", "english"),
    [
        pytest.param(date(2026, 1, 2), "2 jan", "2 Jan", id="far but this year"),
        pytest.param(date(2027, 1, 3), "3 jan", "3 Jan", id="near though next year"),
        pytest.param(date(2024, 12, 1), "1 dec 2024", "1 Dec 2024", id="long ago"),
        pytest.param(date(2027, 9, 20), "20 sep", "20 Sept", id="300 days on"),
        pytest.param(date(2027, 9, 21), "21 sep 2027", "21 Sept 2027", id="301 days on"),
    ],
)
def test_a_short_day_says_its_year_when_it_cannot_be_guessed(sv, en, day, swedish, english):
    assert (sv.short_day(day), en.short_day(day)) == (swedish, english)


@pytest.mark.parametrize(
    ("first", "last", "swedish"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), "1 dec"),
        (date(2026, 12, 1), date(2026, 12, 14), "1–14 dec"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 nov–4 dec"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 dec–3 jan"),
        (date(2024, 12, 1), date(2024, 12, 14), "1–14 dec 2024"),
        (date(2024, 11, 30), date(2024, 12, 4), "30 nov–4 dec 2024"),
        (date(2024, 12, 28), date(2025, 1, 3), "28 dec 2024–3 jan 2025"),
    ],
)
def test_a_stretch_in_few_letters(sv, first, last, swedish):
    assert sv.short_days(first, last) == swedish


@pytest.mark.parametrize(
    ("numbers", "swedish", "english"),
    [
        ([0, 1, 2, 3, 4, 5, 6], "Varje dag", "Every day"),
        ([0, 1, 2, 3, 4], "Måndag–fredag", "Monday–Friday"),
        ([4, 5, 6], "Fredag–söndag", "Friday–Sunday"),
        ([0, 1], "Måndag, tisdag", "Monday, Tuesday"),
        ([0, 2, 4], "Måndag, onsdag, fredag", "Monday, Wednesday, Friday"),
        ([0, 3, 2], "Måndag, torsdag, onsdag", "Monday, Thursday, Wednesday"),
        ([5], "Lördag", "Saturday"),
    ],
)
def test_weekdays_in_a_row_are_a_stretch(sv, en, numbers, swedish, english):
    assert (sv.weekdays(numbers), en.weekdays(numbers)) == (swedish, english)


def test_texts_are_listed_as_people_say_them(sv, en):
    assert sv.listed(["a"]) == en.listed(["a"]) == "a"
    assert (sv.listed("ab"), en.listed("ab")) == ("a och b", "a and b")
    assert (sv.listed("abc"), en.listed("abc")) == ("a, b och c", "a, b and c")


def test_words_in_the_readers_language_are_plain(sv):
    assert sv.words(Words("sv", {"sv": "Mål <3", "en": "Goal"})) == "Mål &lt;3"
    assert "foreign_words" not in g


def test_words_in_another_language_say_which(en):
    assert en.words(Words("fi", {"fi": "Hei <3"})) == '<span lang="fi">Hei &lt;3</span>'
    assert g.foreign_words


def test_where_no_mark_up_can_stand_words_are_bare(asked):
    assert language.plain(Words("fi", {"fi": "Hei <3"})) == "Hei <3"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert language.sentence("åk till VC") == "Åk till VC"
    assert language.sentence("") == ""


def test_for_machines_a_moment_carries_its_distance_from_utc():
    assert language.iso(utc(2026, 11, 24, 8, 30)) == "2026-11-24T09:30+01:00"
    assert language.iso(utc(2026, 10, 25, 0, 30)) == "2026-10-25T02:30+02:00"
    assert language.iso(utc(2026, 10, 25, 1, 30)) == "2026-10-25T02:30+01:00"


def test_the_pseudo_language_marks_everything_that_is_ours(asked):
    pseudo = Speech("qps")

    assert pseudo.gettext("Times") == "⟦Times⟧"
    assert pseudo.pgettext("menu", "Times") == "⟦Times⟧"
    assert pseudo.ngettext("one", "many", 1) == "⟦one⟧"
    assert pseudo.npgettext("menu", "one", "many", 2) == "⟦many⟧"
    assert pseudo.day_and_month(date(2026, 11, 24)) == "⟦24 november⟧"
    assert pseudo.weekdays([1]) == "⟦tisdag⟧"


@pytest.mark.parametrize(
    ("headers", "spoken"),
    [
        pytest.param({}, "sv", id="Swedish when nothing is said"),
        pytest.param({"Accept-Language": "en"}, "en", id="what the browser asks for"),
        pytest.param({"Accept-Language": "en-US,en;q=0.9"}, "en", id="with a country"),
        pytest.param({"Accept-Language": "fi,en;q=0.8,sv;q=0.9"}, "sv", id="the better of two"),
        pytest.param({"Accept-Language": "fi"}, "sv", id="Swedish when we have none of them"),
        pytest.param({"Cookie": "language=en"}, "en", id="what was chosen here before"),
        pytest.param(
            {"Cookie": "language=sv", "Accept-Language": "en"}, "sv", id="the choice goes first"
        ),
        pytest.param({"Cookie": "language=qps"}, "qps", id="the pseudo language by cookie"),
        pytest.param({"Cookie": "language=../en"}, "sv", id="no odd language by cookie"),
    ],
)
def test_a_visitor_is_answered_in_the_language_they_ask_for(one_app, headers, spoken):
    with one_app.test_request_context(headers=headers):
        assert language.speech().language == spoken


def test_nobody_is_answered_in_a_pseudo_language_that_is_not_spoken_here(one_app, monkeypatch):
    monkeypatch.setitem(one_app.config, "LANGUAGES", language.LANGUAGES)

    with one_app.test_request_context(headers={"Cookie": "language=qps"}):
        assert language.speech().language == "sv"


def test_a_person_is_answered_in_their_own_language_wherever_they_sit(browse):
    page = browse("ann").get("/", headers={"Accept-Language": "sv"}).text

    assert '<html lang="en">' in page
    assert "Next step" in page


def test_nobody_is_asked_who_they_are_when_the_request_alone_decides(browse):
    page = browse("ann").get("/offline", headers={"Accept-Language": "sv"}).text

    assert '<html lang="sv">' in page
    assert "Ann" not in page


def test_templates_speak_the_language_of_the_request(one_app):
    page = one_app.jinja_env.from_string(
        '{{ gettext("today") }} {{ ngettext("in %(num)d day", "in %(num)d days", 2) }}'
        ' {{ pgettext("x", "a") }} {{ npgettext("x", "%(num)d a", "%(num)d b", 2) }}'
        " {{ day | near_day }} {{ moment | clock }}"
    )

    with one_app.test_request_context(headers={"Accept-Language": "sv"}):
        written = page.render(day=date(2026, 11, 25), moment=utc(2026, 11, 24, 8, 30))

    assert written == "i dag om 2 dagar a 2 b i morgon 09.30"


def test_without_the_swedish_texts_the_application_does_not_start(monkeypatch, tmp_path):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    language.speech_of.cache_clear()

    with pytest.raises(MissingCatalogueError, match="pybabel compile"):
        language.init_app(Flask(__name__), pseudo=False)

    language.speech_of.cache_clear()
