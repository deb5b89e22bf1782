"""One time as a file, for the calendar of whoever reads it."""

import pytest
from ical.calendar_stream import IcsCalendarStream
from sqlmodel import select

from app.appointments.models import Appointment
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from tests.appointments.feed import A_DAY, PLACES, visit
from tests.conftest import TUESDAY_MORNING


@pytest.fixture
def time_of(session, people):
    """Return a time of Ann's, by its key."""

    def find(key):
        session.expire_all()
        return session.exec(
            select(Appointment).where(
                Appointment.key == key, Appointment.patient_id == people["ann"]
            )
        ).one()

    return find


@pytest.fixture
def address(time_of):
    return f"/appointments/{time_of('visit').id}/calendar.ics"


def read(response):
    (calendar,) = IcsCalendarStream.from_ics(response.text).calendars
    (event,) = calendar.events
    return event


def protect(session, people):
    session.get(Person, people["ann"]).protected_identity = True
    session.commit()


def test_it_has_a_neutral_name_and_is_kept_nowhere_on_the_way(browse, address):
    response = browse("ann").get(address)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="tid.ics"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_it_says_only_that_there_is_a_time(browse, address, time_of):
    response = browse("ann").get(address)

    event, kept = read(response), time_of("visit")
    assert (event.summary, event.location, event.description) == ("Booked time", None, None)
    assert (event.uid, event.start, event.end) == (str(kept.id), kept.starts_at, kept.ends_at)
    assert [word for word in PLACES if word in response.text] == []


def test_it_says_more_when_it_is_asked_to(browse, address):
    event = read(browse("ann").get(f"{address}?says=all"))

    assert event.summary == "Visit to Sam"
    assert event.location == "Mottagningen, Exempelgatan 2, 123 45 Staden"
    assert event.description == "Questions? Call 031-390 06 61."


def test_it_never_says_more_of_somebody_with_a_protected_identity(browse, address, session, people):
    protect(session, people)

    for says in ("", "?says=all"):
        response = browse("ann").get(address + says)
        assert read(response).summary == "Booked time"
        assert [word for word in PLACES if word in response.text] == []


def test_it_speaks_the_language_of_whoever_asks(browse, address):
    browser = browse("ann")
    english = browser.get(f"{address}?says=all")
    browser.press("/language", language="sv")

    assert read(english).summary == "Visit to Sam"
    assert read(browser.get(f"{address}?says=all")).summary == "Besök hos Sam"


def test_a_cancelled_time_takes_itself_out(browse, tell, address, time_of):
    before = read(browse("ann").get(address))
    tell("ann", appointments=[], now=TUESDAY_MORNING + A_DAY)

    response = browse("ann").get(address)

    assert "\r\nMETHOD:CANCEL\r\n" in response.text
    after = read(response)
    assert (after.uid, after.status) == (before.uid, "CANCELLED")
    assert after.sequence > before.sequence
    assert after.dtstamp > before.dtstamp


@pytest.mark.parametrize("key", ["scan", "eyes"])
def test_what_is_planned_or_to_be_booked_is_no_booked_time(browse, time_of, key):
    browser, time = browse("ann"), time_of(key)

    assert browser.get(f"/appointments/{time.id}/calendar.ics").status_code == 404
    assert "calendar.ics" not in browser.get(f"/appointments/{time.id}").text


def test_nobody_elses_browser_and_no_member_of_staff_gets_it(browse, sees, address):
    for browser in (
        browse("carl"),
        browse("rut"),
        browse("staff:stella"),
        sees("staff:sam", "ann"),
    ):
        assert browser.get(address).status_code == 404


def test_the_pages_lead_there_and_staff_see_no_such_link(browse, sees, address, time_of):
    page = f"/appointments/{time_of('visit').id}"

    own, at_work = browse("ann"), sees("staff:sam", "ann")

    assert f'href="{address}"' in own.get(page).text
    assert f'href="{address}?says=all"' in own.get(page).text
    assert 'href="/appointments/calendar"' in own.get("/appointments").text
    assert "calendar.ics" not in at_work.get(page).text
    assert 'href="/appointments/calendar"' not in at_work.get("/appointments").text


def test_a_protected_identity_is_offered_no_more_than_the_file(
    browse, session, people, address, time_of
):
    protect(session, people)

    page = browse("ann").get(f"/appointments/{time_of('visit').id}").text

    assert f'href="{address}"' in page
    assert "says=all" not in page


def test_what_is_over_is_not_offered_any_more(browse, now, address, time_of):
    page = f"/appointments/{time_of('visit').id}"
    now(TUESDAY_MORNING + 8 * A_DAY)

    assert "calendar.ics" not in browse("ann").get(page).text
    assert browse("ann").get(address).status_code == 200


def test_that_a_file_was_taken_is_no_look_of_anybody_else(browse, address, session):
    browse("ann").get(address)

    looks = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKED.value)
    assert session.exec(looks).all() == []


def test_every_change_counts_and_the_same_told_again_does_not(tell, time_of):
    counted = [time_of("visit").sequence]

    for told in (
        [visit()],
        [visit(at="11.00-11.45")],
        [visit(at="11.00-11.45", place="Plan 3")],
        [visit(at="11.00-11.45", place="Plan 3")],
        [],
        [],
        [visit()],
        [visit(state="done")],
    ):
        tell("ann", appointments=told, now=TUESDAY_MORNING + len(counted) * A_DAY)
        counted.append(time_of("visit").sequence)

    assert counted == [0, 1, 2, 3, 3, 4, 4, 5, 6]
