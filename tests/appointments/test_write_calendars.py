"""What we write for calendars is read by others, and means the same moment and the same words.

The readers share no code with the writer: ical is strict and has the clocks of its own tables,
vobject takes the clocks as the file defines them.
"""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from app.appointments import calendar_files, calendar_words
from app.appointments.calendar_files import Entry
from app.base import clock, language
from app.base.words import UNPRINTABLE, Words, printable
from app.people.cards import UnitCard
from app.people.content import Principal
from app.people.directory import Directory
from tests.appointments.made import UNIT, at, booked, time

AN_HOUR = timedelta(hours=1)
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
UNHURRIED = settings(deadline=None)
STATES = ["booked", "invitation", "done", "missed", "cancelled"]

changes = st.sampled_from(
    [datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]
)
near_a_change = st.builds(
    lambda moment, minutes: moment + timedelta(minutes=minutes), changes, st.integers(-240, 240)
)
any_day = st.integers(0, 34 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
lengths = st.none() | st.integers(1, 72 * 60).map(lambda minutes: timedelta(minutes=minutes))
written = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\n\t,;:\\"åäöÅÄÖ\u2028\u0085é🙂'),
    min_size=1,
    max_size=300,
).filter(lambda text: text.strip() and not UNPRINTABLE.search(text) and printable(text))
# icalendar takes a backslash and a large N in what it is given for a line break.
written = written.filter(lambda text: "\\N" not in text)


@st.composite
def times(draw):
    starts_at, length = draw(near_a_change | any_day), draw(lengths)
    return time(
        draw(written),
        draw(st.sampled_from(STATES)),
        starts_at=starts_at,
        ends_at=length and starts_at + length,
        place=Words("sv", {"sv": draw(written)}),
        mode=draw(st.sampled_from(["visit", "home-visit", "group"])),
        sequence=draw(st.integers(0, 10**6)),
    )


@pytest.fixture(autouse=True, scope="module")
def in_english(one_app):
    with one_app.test_request_context():
        language.speak("en")
        yield


DIRECTORY = Directory(
    {},
    {
        UNIT: UnitCard(
            UNIT, "Mottagningen; söder, \\ en", None, Principal.REGION, "Gatan 1", "123 45 Staden",
            None, "031-390 06 60", None, None,
        )
    },
    date(2026, 1, 1),
)  # fmt: skip


def ical_read(file):
    """Return the only event, as the strict reader has it."""
    (calendar,) = IcsCalendarStream.from_ics(file.decode()).calendars
    (event,) = calendar.events
    return event


def vobject_read(file):
    """Return the only event, by the clocks that the file itself defines."""
    return vobject.readOne(file.decode()).vevent


def end_of(one):
    return one.ends_at or one.starts_at + AN_HOUR


@UNHURRIED
@given(times())
def test_a_strict_reader_gets_the_same_moments_and_words(one):
    entry = calendar_words.telling(one, DIRECTORY)

    event = ical_read(calendar_files.file_of(entry))

    assert (event.uid, event.sequence) == (str(one.id), one.sequence)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (one.starts_at, end_of(one))
    assert (event.summary, event.location or "") == (entry.title, entry.where)
    assert (event.description or "") == entry.more
    assert event.dtstamp == event.last_modified == one.changed_at


@UNHURRIED
@given(times())
def test_a_reader_by_the_clocks_of_the_file_gets_the_same_moments(one):
    event = vobject_read(calendar_files.file_of(calendar_words.silent(one)))

    assert event.uid.value == str(one.id)
    assert event.dtstart.value.astimezone(UTC) == one.starts_at
    assert event.dtend.value.astimezone(UTC) == end_of(one)


@UNHURRIED
@given(st.lists(times(), max_size=4))
def test_all_of_a_feed_is_read_in_its_order(several):
    entries = [calendar_words.telling(one, DIRECTORY) for one in several]

    written = calendar_files.feed_of(entries, name="Bokade tider")

    (calendar,) = IcsCalendarStream.from_ics(written.decode()).calendars
    assert [event.uid for event in calendar.events] == [str(one.id) for one in several]
    assert [event.summary for event in calendar.events] == [entry.title for entry in entries]


@UNHURRIED
@given(times())
def test_every_line_is_short_and_ends_as_it_should(one):
    file = calendar_files.file_of(calendar_words.telling(one, DIRECTORY))

    *lines, last = file.split(b"\r\n")

    assert last == b""
    assert max(map(len, lines)) <= 75
    assert not any(re.search(rb"[\r\n]", line) for line in lines)
    assert [line for line in lines if not line.decode().isprintable()] == []


@UNHURRIED
@given(times())
def test_nobody_is_named_and_nothing_is_told_unless_chosen(one):
    file = calendar_files.file_of(calendar_words.silent(one)).decode()

    event = ical_read(file.encode())
    assert event.summary in ("Booked time", "Cancelled: Booked time")
    assert (event.location, event.attendees, event.organizer) == (None, [], None)
    assert str(UNIT) not in file
    assert event.classification == "PRIVATE"
    assert "VALARM" not in file


@pytest.mark.parametrize(
    ("starts_at", "shown"),
    [
        pytest.param(at(SPRING, "1.59"), ";TZID=Europe/Stockholm:20270328T015900", id="before"),
        pytest.param(at(SPRING, "3.00"), ";TZID=Europe/Stockholm:20270328T030000", id="after"),
        pytest.param(at(AUTUMN, "2.30"), ";TZID=Europe/Stockholm:20261025T023000", id="the first"),
        pytest.param(at(AUTUMN, "2.30") + AN_HOUR, ":20261025T013000Z", id="the second"),
        pytest.param(at(AUTUMN, "3.00"), ";TZID=Europe/Stockholm:20261025T030000", id="in winter"),
    ],
)
def test_a_start_is_what_the_clocks_show_unless_they_show_it_twice(starts_at, shown):
    soon_over = booked("A", starts_at, starts_at + timedelta(minutes=20))

    file = calendar_files.file_of(Entry(soon_over, "A")).decode()

    assert f"\r\nDTSTART{shown}\r\n" in file


def test_start_and_end_are_written_the_same_way():
    ends_in_the_second_hour = booked("A", at(AUTUMN, "2.30"), at(AUTUMN, "2.15") + AN_HOUR)

    file = calendar_files.file_of(Entry(ends_in_the_second_hour, "A")).decode()

    assert "\r\nDTSTART:20261025T003000Z\r\nDTEND:20261025T011500Z\r\n" in file


def test_our_clocks_are_those_of_the_world():
    ours = tzical(StringIO(calendar_files.STOCKHOLM)).get("Europe/Stockholm")
    hours = (
        clock.moment(date(year, month, 20), 0) + timedelta(hours=hour)
        for year in range(1998, 2060)
        for month in (3, 10)
        for hour in range(13 * 24)
    )

    wrong = [
        moment
        for moment in hours
        if moment.astimezone(ours).utcoffset() != clock.local(moment).utcoffset()
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("state", "said", "method", "status", "transparency"),
    [
        ("booked", {}, "PUBLISH", "CONFIRMED", "OPAQUE"),
        ("invitation", {}, "PUBLISH", "CONFIRMED", "OPAQUE"),
        ("invitation", {"answer_by": AUTUMN}, "PUBLISH", "TENTATIVE", "OPAQUE"),
        ("done", {}, "PUBLISH", "CONFIRMED", "OPAQUE"),
        ("missed", {}, "PUBLISH", "CONFIRMED", "OPAQUE"),
        ("cancelled", {}, "CANCEL", "CANCELLED", "TRANSPARENT"),
    ],
)
def test_a_file_says_what_it_is_for(state, said, method, status, transparency):
    one = time("A", state, starts_at=at(AUTUMN, "10.00"), sequence=7, **said)

    lines = calendar_files.file_of(Entry(one, "A")).decode().split("\r\n")

    assert f"METHOD:{method}" in lines
    assert f"STATUS:{status}" in lines
    assert f"TRANSP:{transparency}" in lines
    assert "SEQUENCE:7" in lines


def test_a_feed_is_the_same_each_time_it_is_written():
    entries = [Entry(booked("A", at(AUTUMN, "10.00")), "A")]

    once, again = (calendar_files.feed_of(entries, name="Bokade tider") for _time in range(2))

    assert once == again
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in once
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in once
    assert b"\r\nX-WR-CALNAME:Bokade tider\r\n" in once


def test_a_feed_without_times_is_a_calendar_too():
    (calendar,) = IcsCalendarStream.from_ics(
        calendar_files.feed_of([], name="Bokade tider").decode()
    ).calendars

    assert calendar.events == []


@pytest.mark.parametrize(
    ("mode", "where"),
    [
        ("visit", "Mottagningen; söder, \\ en, Gatan 1, 123 45 Staden, Plan 3"),
        ("inpatient", "Mottagningen; söder, \\ en, Gatan 1, 123 45 Staden, Plan 3"),
        (None, "Mottagningen; söder, \\ en, Gatan 1, 123 45 Staden, Plan 3"),
        ("home-visit", "At your home, Plan 3"),
        ("phone", "By phone. Health care calls."),
        ("video", "Video call"),
    ],
)
def test_where_is_said_as_on_the_page(mode, where):
    one = booked("A", at(AUTUMN, "10.00"), mode=mode, place=Words("sv", {"sv": "Plan 3"}))

    assert calendar_words.telling(one, DIRECTORY).where == where


def test_what_is_told_ends_with_whom_to_call_and_that_an_end_is_assumed():
    one = booked("Besök\noch\u2028prov", at(AUTUMN, "10.00"))

    told = calendar_words.telling(one, DIRECTORY)

    assert told.title == "Besök och prov"
    assert told.more.splitlines() == [
        "Questions? Call 031-390 06 60.",
        "No end has been set. The calendar shows an hour.",
    ]
    assert calendar_words.silent(one).more == told.more.splitlines()[1]
    assert calendar_words.silent(booked("A", one.starts_at, one.starts_at + AN_HOUR)).more == ""


def test_a_cancelled_time_says_so_in_its_name():
    gone = time("Besök", "cancelled", starts_at=at(AUTUMN, "10.00"))

    assert calendar_words.silent(gone).title == "Cancelled: Booked time"
    assert calendar_words.telling(gone, DIRECTORY).title == "Cancelled: Besök"
