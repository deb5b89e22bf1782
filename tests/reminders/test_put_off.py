"""Being reminded later of what one was told, and at moments of one's own."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select, update

from app.appointments.content import State
from app.appointments.models import Appointment
from app.reminders.content import ReminderState
from app.reminders.models import OwnMoment, Reminder
from app.sharing.content import Deed, Part
from tests.overview.read import words_on
from tests.reminders.told import told
from tests.sharing.shared import open_plan, share

TEN_THEN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""When Ann's visit to Sam begins: ten by the clocks in Sweden."""


@pytest.fixture
def visit_id(session, people):
    return session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()


@pytest.fixture
def notice(browse, session, people, visit_id):
    """What Ann was told: that she has a time, a week from now. It is planned as it is told."""
    browse("ann").press(
        f"/appointments/{visit_id}/remind", when="own", day="2026-11-24", clock="10:30"
    )
    found = session.exec(select(Reminder).where(Reminder.key.endswith(":own:20261124T0930Z"))).one()
    found.state, found.told_at = ReminderState.TOLD, found.due_at
    session.add(found)
    session.commit()
    return found


def _later(hour, minute=0, *, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"when": "hour"}, _later(10, 45)),
        ({"when": "evening"}, _later(17)),
        ({"when": "morning"}, _later(6, day=25)),
        ({"when": "own", "day": "2026-11-27", "clock": "13.15"}, _later(12, 15, day=27)),
    ],
)
def test_one_is_reminded_when_one_chose(browse, session, now, notice, said, until):
    now(_later(9, 45))
    ann = browse("ann")

    answer = ann.press(f"/reminders/{notice.id}/later", **said)

    session.refresh(notice)
    assert answer.location == "/reminders"
    assert (notice.state, notice.due_at) == (ReminderState.WAITING, until)
    assert notice.about_at == TEN_THEN
    assert "There is nothing" in words_on(ann.get("/reminders"))


def test_when_it_comes_again_it_says_when_the_thing_is_and_that_it_has_not_moved(
    browse, session, now, notice
):
    now(_later(9, 45))
    browse("ann").press(f"/reminders/{notice.id}/later", when="hour")
    session.exec(update(Reminder).where(Reminder.id == notice.id).values(state=ReminderState.TOLD))
    session.exec(update(Reminder).where(Reminder.id == notice.id).values(told_at=_later(10, 45)))
    session.commit()
    now(_later(10, 50))

    page = words_on(browse("ann").get("/reminders"))

    assert "Tuesday 1 December, 10:00" in page
    assert "What it is about has not moved." in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"when": "never"},
        {"when": "own"},
        {"when": "own", "day": "2026-11-24", "clock": "9.00"},
        {"when": "own", "day": "2026-12-01", "clock": "10.00"},
        {"when": "own", "day": "2026-11-25", "clock": "soon"},
        {"when": "own", "day": "25 November", "clock": "9.00"},
    ],
)
def test_what_is_no_moment_to_be_reminded_at_is_refused(browse, session, now, notice, said):
    now(_later(9, 45))

    answer = browse("ann").press(f"/reminders/{notice.id}/later", **said)

    session.refresh(notice)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert notice.state is ReminderState.TOLD


def test_a_minute_that_the_clocks_skip_is_no_moment(browse, session, people, now):
    now(datetime(2027, 3, 27, 12, 0, tzinfo=UTC))
    notice = told(
        session,
        people["ann"],
        "follow-up:spring",
        due_at=datetime(2027, 3, 27, 11, 0, tzinfo=UTC),
        useless_at=datetime(2027, 4, 10, 12, 0, tzinfo=UTC),
    )

    answer = browse("ann").press(
        f"/reminders/{notice.id}/later", when="own", day="2027-03-28", clock="2.30"
    )

    assert answer.status_code == 422


def test_only_moments_before_it_is_too_late_are_offered(browse, now, notice):
    now(TEN_THEN - timedelta(minutes=45))

    page = words_on(browse("ann").get(f"/reminders/{notice.id}/later"))

    assert "In an hour" not in page
    assert "Tomorrow morning" not in page
    assert "At another time" in page


def test_what_was_seen_elsewhere_meanwhile_stays_seen(browse, session, now, notice):
    now(_later(9, 45))
    ann = browse("ann")
    ann.press(f"/reminders/{notice.id}/seen")

    answer = ann.press(f"/reminders/{notice.id}/later", when="hour")

    session.refresh(notice)
    assert answer.location == "/reminders"
    assert notice.state is ReminderState.SEEN


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"when": "day-before"}, datetime(2026, 11, 30, 17, tzinfo=UTC)),
        ({"when": "same-morning"}, datetime(2026, 12, 1, 6, tzinfo=UTC)),
        ({"when": "two-hours"}, datetime(2026, 12, 1, 7, tzinfo=UTC)),
        ({"when": "own", "day": "2026-11-29", "clock": "23.30"}, _later(22, 30, day=29)),
    ],
)
def test_one_is_reminded_of_a_time_at_a_moment_of_ones_own(
    browse, session, people, visit_id, said, at
):
    ann = browse("ann")

    ann.press(f"/appointments/{visit_id}/remind", **said)

    (moment,) = session.exec(select(OwnMoment)).all()
    assert (moment.person_id, moment.appointment_id, moment.at) == (people["ann"], visit_id, at)
    planned = session.exec(select(Reminder).where(Reminder.key.contains(":own:"))).one()
    assert (planned.due_at, planned.about_at) == (at, TEN_THEN)


def test_a_moment_is_taken_away_and_so_is_its_reminder(browse, session, visit_id):
    ann = browse("ann")
    ann.press(f"/appointments/{visit_id}/remind", when="two-hours")
    (moment,) = session.exec(select(OwnMoment)).all()

    ann.press(f"/appointments/{visit_id}/remind/not", at=moment.at.isoformat())

    session.expire_all()
    assert session.exec(select(OwnMoment)).all() == []
    planned = session.exec(select(Reminder).where(Reminder.key.contains(":own:"))).one()
    assert planned.state is ReminderState.CANCELLED


@pytest.mark.parametrize("at", ["", "soon", "2026-12-01T07:00:00"])
def test_what_is_no_moment_is_not_taken_away(browse, visit_id, at):
    answer = browse("ann").press(f"/appointments/{visit_id}/remind/not", at=at)

    assert answer.status_code == 422


def test_a_time_has_a_few_own_moments_and_no_more(browse, session, visit_id):
    ann = browse("ann")
    clocks = [f"{hour}.00" for hour in range(10, 16)]

    answers = [
        ann.press(f"/appointments/{visit_id}/remind", when="own", day="2026-11-28", clock=clock)
        for clock in clocks
    ]

    assert [answer.status_code for answer in answers] == [303] * 5 + [422]
    assert "You have 5 moments for this time." in answers[-1].text


def test_a_coming_time_leads_to_its_reminders_and_others_do_not(browse, session, visit_id):
    ann = browse("ann")
    leads = [f"/appointments/{visit_id}/remind" in ann.get(f"/appointments/{visit_id}").text]

    for state in (State.CANCELLED, State.DONE):
        session.exec(update(Appointment).values(state=state))
        session.commit()
        leads.append("/remind" in ann.get(f"/appointments/{visit_id}").text)

    assert leads == [True, False, False]
    assert ann.get(f"/appointments/{visit_id}/remind").status_code == 404
    assert ann.press(f"/appointments/{visit_id}/remind", when="two-hours").status_code == 404


def test_a_helper_has_their_own_moments(browse, session, people, visit_id):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    rut = browse("rut")
    open_plan(session, people)

    rut.press(f"/appointments/{visit_id}/remind", when="two-hours")

    (moment,) = session.exec(select(OwnMoment)).all()
    assert moment.person_id == people["rut"]
    assert "You are reminded of it" not in words_on(
        browse("ann").get(f"/appointments/{visit_id}/remind")
    )
