"""What a calendar reads at a private address, and when there is nothing for it."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from app.appointments.models import Appointment, CalendarFeed
from bench.queries import counting
from tests.appointments.feed import (
    A_DAY,
    A_SECOND,
    AN_HOUR,
    END,
    PAGE,
    PLACES,
    events,
    titles,
    visit,
)
from tests.conftest import SETTINGS, TUESDAY_MORNING


def test_a_calendar_reads_the_fixed_times_and_no_others(subscribe, reader, session, people):
    response = reader.get(subscribe())

    anns = session.exec(select(Appointment).where(Appointment.patient_id == people["ann"])).all()
    (event,) = events(response)
    assert [event.uid] == [str(one.id) for one in anns if one.state == "booked"]
    assert len(anns) == 3
    assert (event.summary, event.location, event.description) == ("Booked time", None, None)
    assert [word for word in PLACES if word in response.text] == []
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in response.headers


def test_it_says_more_when_that_was_chosen(subscribe, reader):
    (event,) = events(reader.get(subscribe(says="all")))

    assert event.summary == "Visit to Sam"
    assert event.location == "Mottagningen, Exempelgatan 2, 123 45 Staden"


def test_revoked_and_unknown_are_told_the_same_with_the_same_work(
    app, browse, subscribe, reader, session
):
    path = subscribe()
    browse("ann").press(END)

    answers = []
    for asked in (path, path[:-5] + "A.ics", "/calendar/x.ics"):
        with counting(session.get_bind()) as statements:
            response = reader.get(asked)
        answers.append((response.status_code, _without_keys(response.text), len(statements)))

    assert answers[0][0] == 404
    assert len(set(answers)) == 1
    assert session.exec(select(CalendarFeed)).all() == []


def test_it_needs_no_session_and_keeps_nobody_awake(browse, subscribe, now):
    browser = browse("ann")
    path = subscribe(browser=browser)

    for minutes in (10, 20):
        now(TUESDAY_MORNING + timedelta(minutes=minutes))
        assert browser.get(path).status_code == 200

    assert browser.get("/appointments").status_code == 303


def test_who_may_no_longer_see_the_plan_reads_nothing(subscribe, reader, session, people):
    path = subscribe()
    feed = session.exec(select(CalendarFeed)).one()
    feed.person_id = people["rut"]
    session.commit()

    assert reader.get(path).status_code == 404


def test_staff_have_no_calendar_of_a_patient(subscribe, reader, session, people, sees):
    path = subscribe()
    feed = session.exec(select(CalendarFeed)).one()
    feed.person_id = people["staff:sam"]
    session.commit()

    assert reader.get(path).status_code == 404
    assert sees("staff:sam", "ann").press(PAGE, says="all").status_code == 404


def test_a_moved_time_is_the_same_event_with_a_higher_number(subscribe, reader, tell):
    path = subscribe()
    (before,) = events(reader.get(path))

    tell("ann", now=TUESDAY_MORNING + A_DAY, appointments=[visit(at="11.00-11.45")])

    (after,) = events(reader.get(path))
    assert after.uid == before.uid
    assert after.sequence > before.sequence
    assert (after.start - before.start, after.end - before.end) == (AN_HOUR, AN_HOUR)


def test_a_cancelled_time_is_told_as_cancelled_for_thirty_days(subscribe, reader, tell, now):
    path = subscribe()
    tell("ann", now=TUESDAY_MORNING, appointments=[])

    (event,) = events(reader.get(path))
    assert (event.status, event.summary) == ("CANCELLED", "Cancelled: Booked time")

    now(TUESDAY_MORNING + 30 * A_DAY - A_SECOND)
    assert len(events(reader.get(path))) == 1
    now(TUESDAY_MORNING + 30 * A_DAY)
    assert events(reader.get(path)) == []


def test_what_is_over_stays_for_thirty_days_whatever_became_of_it(subscribe, reader, tell, now):
    path = subscribe()
    ends_at = TUESDAY_MORNING.replace(day=1, month=12, hour=9, minute=45)

    for state in ("booked", "done", "missed"):
        tell("ann", appointments=[visit(state=state)])
        now(ends_at + 30 * A_DAY - A_SECOND)
        assert titles(reader.get(path)) == ["Booked time"]
        now(ends_at + 30 * A_DAY)
        assert titles(reader.get(path)) == []


def test_a_time_that_is_only_planned_again_is_not_there(subscribe, reader, tell):
    path = subscribe()

    planned = {"key": "visit", "state": "planned", "what": "Besök", "window_from": "2027-02-01"}
    tell("ann", now=TUESDAY_MORNING + A_DAY, appointments=[{**planned, "unit": "clinic"}])

    assert titles(reader.get(path)) == []


def test_a_reader_who_has_it_already_is_told_so(subscribe, reader, tell):
    path = subscribe()
    first = reader.get(path)
    known = {"If-None-Match": first.headers["ETag"]}

    again = reader.get(path, headers=known)
    assert (again.status_code, again.text) == (304, "")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"

    tell("ann", now=TUESDAY_MORNING + A_DAY, appointments=[])
    changed = reader.get(path, headers=known)
    assert changed.status_code == 200
    assert changed.last_modified == TUESDAY_MORNING + A_DAY
    assert changed.last_modified > first.last_modified


def test_a_moment_alone_does_not_decide_what_is_known(subscribe, reader, now):
    path = subscribe()
    since = reader.get(path).headers["Last-Modified"]
    now(TUESDAY_MORNING + 60 * A_DAY)

    asked_by_moment = reader.get(path, headers={"If-Modified-Since": since})

    assert titles(asked_by_moment) == []


def test_the_address_is_in_no_log(subscribe, reader, lines):
    path = subscribe()
    for asked in (path, path.upper(), path + "x"):
        reader.get(asked)

    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert any('"calendar.feed"' in line for line in lines)
    assert [line for line in lines if token.lower() in line.lower()] == []


def test_no_other_site_gets_to_know_it(subscribe, reader):
    assert reader.get(subscribe()).headers["Referrer-Policy"] == "same-origin"


def test_one_address_on_the_network_may_not_ask_without_end(app, subscribe, reader):
    path = subscribe()
    app.config["TRIES_PER_ADDRESS"] = 1

    codes = [reader.get(path).status_code for _asked in range(61)]

    app.config["TRIES_PER_ADDRESS"] = SETTINGS.tries_per_address
    assert codes == [200] * 60 + [429]


@pytest.mark.parametrize("says", ["booked", "all"])
def test_it_asks_as_much_for_many_times_as_for_one(subscribe, reader, session, people, says):
    path = subscribe(says=says)
    reader.get(path)
    one = _statements(session, reader, path)

    known = session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    for day in range(50):
        more = {
            "id": uuid.uuid4(),
            "key": f"more-{day}",
            "starts_at": known.starts_at + day * A_DAY,
        }
        session.add(Appointment(**{**dict(known), **more, "ends_at": None}))
    session.commit()

    assert _statements(session, reader, path) == one <= 6
    assert len(events(reader.get(path))) == 51


def _statements(session, reader, path):
    with counting(session.get_bind()) as statements:
        assert reader.get(path).status_code == 200
    return len(statements)


def _without_keys(page):
    return re.sub(r'value="[^"]*"', "", page)
