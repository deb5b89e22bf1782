"""Our files and feeds in a real CalDAV server, Radicale: found there, moved there, and gone."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.appointments import calendar_files
from app.appointments.calendar_files import Entry
from app.appointments.models import Appointment
from tests.appointments.feed import A_DAY, A_SECOND, AN_HOUR, FIVE_MINUTES, visit
from tests.appointments.made import at, booked, time
from tests.conftest import TUESDAY_MORNING
from tests.servers.radicale import Calendar, running_radicale

TEN, A_QUARTER_TO_ELEVEN = (datetime(2026, 12, 1, *shown, tzinfo=UTC) for shown in [(9,), (9, 45)])
DAY = (datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 1, 23, tzinfo=UTC))
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_radicale(tmp_path_factory.mktemp("radicale")) as port:
        yield port


@pytest.fixture
def calendar(server):
    return Calendar(server, uuid.uuid4().hex)


@pytest.fixture
def file(browse, session, people):
    """Return the file of Ann's visit as her phone gets it now."""
    browser = browse("ann")
    found = session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    return lambda: browser.get(f"/appointments/{found}/calendar.ics").text


@pytest.fixture
def feed(subscribe, reader):
    """Return what Ann's private address says now."""
    path = subscribe(says="all")
    return lambda: reader.get(path).text


def test_a_file_is_kept_and_found_at_its_time(calendar, file):
    calendar.open_file(file())

    (kept,) = calendar.between(*DAY)
    event = kept.event
    assert (event.dtstart.value, event.dtend.value) == (TEN, A_QUARTER_TO_ELEVEN)
    assert event.summary.value == "Booked time"
    assert calendar.find(event.uid.value) == kept
    assert len(calendar.busy(*DAY)) == 1


def test_a_moved_time_moves_there_too(calendar, file, tell):
    calendar.open_file(file())
    tell("ann", appointments=[visit(at="13.00-13.30")], now=TUESDAY_MORNING + A_DAY)

    calendar.open_file(file())

    (kept,) = calendar.everything()
    assert kept.event.dtstart.value == TEN + 3 * AN_HOUR


def test_an_old_file_opened_again_changes_nothing(calendar, file, tell):
    old = file()
    tell("ann", appointments=[visit(at="13.00-13.30")], now=TUESDAY_MORNING + A_DAY)
    calendar.open_file(file())

    calendar.open_file(old)

    (kept,) = calendar.everything()
    assert kept.event.dtstart.value == TEN + 3 * AN_HOUR


def test_a_cancelled_time_is_gone_from_there(calendar, file, tell):
    calendar.open_file(file())
    tell("ann", appointments=[], now=TUESDAY_MORNING + A_DAY)

    calendar.open_file(file())

    assert calendar.everything() == []
    assert calendar.busy(*DAY) == []


def test_a_cancelled_time_that_was_never_there_puts_nothing_there(calendar, file, tell):
    tell("ann", appointments=[], now=TUESDAY_MORNING + A_DAY)

    calendar.open_file(file())

    assert calendar.everything() == []


def test_a_time_that_is_booked_again_comes_back(calendar, file, tell):
    calendar.open_file(file())
    for days, appointments in enumerate([[], [visit(at="10.00-10.45")]], start=1):
        tell("ann", appointments=appointments, now=TUESDAY_MORNING + days * A_DAY)
        calendar.open_file(file())

    assert len(calendar.between(*DAY)) == 1


def test_a_feed_is_kept_and_what_is_cancelled_takes_no_time(calendar, feed, tell):
    other = {**visit(at="14.00-15.00"), "key": "other", "what": "Prov"}
    tell("ann", appointments=[visit(at="10.00-10.45"), other])
    calendar.fill(feed())
    assert [kept.event.summary.value for kept in calendar.between(TEN, TEN + FIVE_MINUTES)] == [
        "Visit"
    ]
    assert len(calendar.busy(*DAY)) == 2

    tell("ann", appointments=[other], now=TUESDAY_MORNING + A_DAY)
    calendar.fill(feed())

    (cancelled,) = calendar.between(TEN, TEN + FIVE_MINUTES)
    assert cancelled.event.status.value == "CANCELLED"
    assert cancelled.event.summary.value == "Cancelled: Visit"
    assert len(calendar.busy(*DAY)) == 1


def test_thirty_days_later_a_cancelled_time_is_not_in_the_feed_at_all(calendar, feed, tell, now):
    calendar.fill(feed())
    tell("ann", appointments=[])
    now(TUESDAY_MORNING + 30 * A_DAY)

    calendar.fill(feed())

    assert calendar.everything() == []


@pytest.mark.parametrize(
    "starts_at",
    [
        pytest.param(at(SPRING, "1.45"), id="over the hour that is not there"),
        pytest.param(at(SPRING, "3.00"), id="after the hour that is not there"),
        pytest.param(at(AUTUMN, "2.30"), id="in the hour that comes twice, the first time"),
        pytest.param(at(AUTUMN, "2.30") + AN_HOUR, id="in the hour that comes twice, the second"),
        pytest.param(at(AUTUMN, "3.00"), id="after the hour that comes twice"),
    ],
)
def test_a_time_in_the_night_when_the_clocks_change_is_where_it_is(calendar, starts_at):
    ends_at = starts_at + timedelta(minutes=30)
    one = booked("A", starts_at, ends_at, sequence=1)

    calendar.open_file(calendar_files.file_of(Entry(one, "A")).decode())

    assert calendar.between(starts_at - AN_HOUR, starts_at) == []
    assert len(calendar.between(starts_at, starts_at + A_SECOND)) == 1
    assert len(calendar.between(ends_at - A_SECOND, ends_at)) == 1
    assert calendar.between(ends_at, ends_at + AN_HOUR) == []


def test_a_cancellation_is_found_by_its_name_whatever_else_it_says(calendar):
    one = booked("A", at(AUTUMN, "10.00"), sequence=1)
    calendar.open_file(calendar_files.file_of(Entry(one, "A", "Här", "Mer")).decode())
    gone = time(
        "A", "cancelled", starts_at=at(AUTUMN, "15.00"), sequence=2, changed_at=TUESDAY_MORNING
    ).model_copy(update={"id": one.id})

    calendar.open_file(calendar_files.file_of(Entry(gone, "Something else")).decode())

    assert calendar.everything() == []
