"""What is done at home, asked and published is reminded of while it is so, and silent after."""

from datetime import timedelta

import pytest

from app.base import clock
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import ReminderChoice
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import ALL_YES, FORM
from tests.reminders.planned import ON_ITS_WAY, due_to, plan_for, rows_of, wall
from tests.self_care.conftest import entries, routines, write_down

__all__ = ["entries", "routines", "write_down"]

SELF_CARE, CHANGE, FOLLOW_UP = (
    ReminderKind.SELF_CARE,
    ReminderKind.CHANGE,
    ReminderKind.FOLLOW_UP,
)
A_DAY = timedelta(days=1)
PRESSURE = ["2026-11-27 07.00", "2026-12-01 07.00"]
LAKE = [f"2026-11-{day} 07.00" for day in range(25, 31)] + ["2026-12-01 07.00"]


@pytest.fixture
def ann(browse):
    return browse("ann")


@pytest.fixture
def wants(app, session, people):
    """Let Ann want to be reminded of what she does at home, at a minute of her own or not."""

    def choose(minute=None):
        chosen = ReminderChoice(
            person_id=people["ann"],
            patient_id=people["ann"],
            kind=SELF_CARE,
            channels=[],
            moments=[],
            minute=minute,
        )
        session.merge(chosen)
        session.commit()
        plan_for(app, people["ann"])

    return choose


@pytest.fixture
def due(session, people):
    """Return when Ann is reminded of a routine."""

    def told(routine):
        rows = rows_of(session, people["ann"], SELF_CARE)
        return [wall(one.due_at) for one in rows if one.about_id == routine.id]

    return told


def test_nobody_is_reminded_of_what_they_do_at_home_until_they_choose_it(app, session, people):
    plan_for(app, people["ann"])

    assert due_to(session, people["ann"], SELF_CARE) == []


def test_what_is_done_at_home_is_told_when_the_schedule_says(wants, due, routines):
    wants()

    assert due(routines()["pressure"]) == PRESSURE
    assert due(routines()["lake"]) == LAKE


def test_a_minute_of_ones_own_is_told_once_a_day(wants, due, routines):
    wants(minute=19 * 60)

    assert due(routines()["lake"]) == [
        day.replace("07.00", "19.00") for day in ["2026-11-24 07.00", *LAKE]
    ]


def test_what_is_written_down_is_silent_and_speaks_again_when_it_is_undone(
    ann, people, wants, due, routines, write_down, entries
):
    wants(minute=19 * 60)
    before = due(routines()["lake"])

    seen = []
    for slot in ("1", "2"):
        write_down(ann, slot=slot)
        seen.append(due(routines()["lake"]))
    ann.press(f"/self-care/entries/{entries()[0].id}/undo", by=str(people["ann"]))

    assert before[0] == "2026-11-24 19.00"
    assert seen == [before, before[1:]]
    assert due(routines()["lake"]) == before


def test_a_pause_is_silent_until_its_end(ann, wants, due, routines):
    wants()
    during = {"starts_on": "2026-11-25", "ends_on": "2026-11-26", "reason": "ill"}

    ann.press("/self-care/pauses", routine="", **during)

    assert due(routines()["lake"]) == LAKE[2:]
    assert due(routines()["pressure"]) == PRESSURE


def test_a_routine_that_ends_is_silent(app, wants, due, routines, tell, people):
    wants()

    tell("ann", self_care=[])
    plan_for(app, people["ann"])

    assert due(routines()["lake"]) == due(routines()["pressure"]) == []


def test_a_contract_that_is_over_asks_for_nothing_at_home(app, wants, due, routines, tell, people):
    wants()

    tell("ann", terms={"status": "active", "ends_on": "2026-11-26"}, published_on="2026-11-24")
    plan_for(app, people["ann"])
    until = due(routines()["lake"])
    tell("ann", terms={"status": "ended"}, published_on="2026-11-24", goals=[])
    plan_for(app, people["ann"])

    assert until == LAKE[:2]
    assert due(routines()["lake"]) == []


@pytest.fixture
def published(app, session, people, tell):
    """Ann's plan has a new version."""
    tell("ann", published_on="2026-11-24", goals=[])
    plan_for(app, people["ann"])


def test_a_new_version_is_told_at_once_until_it_is_read(ann, session, people, published):
    before = due_to(session, people["ann"], CHANGE)

    ann.press("/contract/read", number="2")

    assert before == ["2026-11-24 09.30"]
    assert due_to(session, people["ann"], CHANGE, states=ON_ITS_WAY) == []


def test_the_questions_are_told_the_evening_they_are_asked_until_they_are_answered(
    ann, session, people, published
):
    before = due_to(session, people["ann"], FOLLOW_UP)

    ann.press("/follow-up/answer", **{**FORM, **ALL_YES, "contract_version": "2"})

    assert before == ["2026-11-24 18.00"]
    assert due_to(session, people["ann"], FOLLOW_UP) == []


def test_questions_that_are_put_off_are_told_on_their_new_day(
    browse, session, people, published, now
):
    later = {"reason": ["version 2 of 2026-11-24"], "back": "/"}

    browse("ann").press("/follow-up/later", **later)
    first = due_to(session, people["ann"], FOLLOW_UP)
    now(TUESDAY_MORNING + 7 * A_DAY)
    browse("ann").press("/follow-up/later", **later)

    assert first == ["2026-12-01 18.00"]
    assert due_to(session, people["ann"], FOLLOW_UP) == []


def test_a_time_that_care_moves_is_told_at_once(app, session, people, tell):
    plan_for(app, people["ann"])
    later = TUESDAY_MORNING + timedelta(hours=1)
    visit = {"key": "visit", "state": "booked", "what": "Besök", "role": "sam", "mode": "visit"}

    tell("ann", now=later, appointments=[{**visit, "on": "2026-12-03", "at": "10.00-10.45"}])
    plan_for(app, people["ann"], now=later)

    (moved,) = [one for one in rows_of(session, people["ann"], CHANGE) if one.about_id]
    assert (wall(moved.due_at), moved.important) == ("2026-11-24 10.30", True)
    assert wall(moved.about_at) == "2026-12-03 10.00"
    assert due_to(session, people["ann"], ReminderKind.TIME) == [
        "2026-12-02 18.00",
        "2026-12-03 07.00",
    ]


def test_a_time_that_care_cancels_is_told_and_nothing_else_of_it(app, session, people, tell):
    plan_for(app, people["ann"])
    later = TUESDAY_MORNING + timedelta(hours=1)

    tell("ann", now=later, appointments=[])
    plan_for(app, people["ann"], now=later)

    assert due_to(session, people["ann"], ReminderKind.TIME) == []
    assert len([one for one in rows_of(session, people["ann"], CHANGE) if one.about_id]) == 1


def test_what_is_told_in_the_quiet_hours_waits_for_the_morning(app, session, people, tell):
    late = clock.moment(clock.local_day(TUESDAY_MORNING), 22 * 60)

    tell("ann", now=late, appointments=[])
    plan_for(app, people["ann"], now=late)

    assert due_to(session, people["ann"], CHANGE)[0] == "2026-11-25 07.00"


def test_a_planned_time_that_was_not_heard_of_is_told_once_the_morning_after(app, session, people):
    plan_for(app, people["ann"])

    (found,) = rows_of(session, people["ann"], ReminderKind.NOT_HEARD)
    assert wall(found.due_at) == "2027-01-26 07.00"
    found.state, found.told_at = ReminderState.TOLD, found.due_at
    session.add(found)
    session.commit()
    plan_for(app, people["ann"], now=found.due_at + A_DAY)
    assert rows_of(session, people["ann"], ReminderKind.NOT_HEARD) == []
