"""Days go by: what comes every day, what ends and who grows up is followed within the hour."""

import json
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.base import clock, db
from app.reminders import planning, turns
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import ReminderChoice, ReminderPlan, ReminderSettings
from app.sharing.content import Deed, Part
from tests.conftest import TUESDAY_MORNING
from tests.reminders.planned import due_to, plan_for, wall
from tests.sharing.shared import share
from tests.worker.refusing import refusing

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def again(app, now):
    """Let it be a moment, and plan for everybody who is to be planned for. Return for how many."""

    def plan_at(moment):
        now(moment)
        planned = 0
        with app.app_context():
            while True:
                with db.transaction() as writing:
                    some = planning.plan_due(writing, now=moment, most=2)
                if not some:
                    return planned
                planned += some

    return plan_at


@pytest.fixture
def self_care(session, people):
    """Ann wants to be reminded of what she does at home."""
    ann = people["ann"]
    chosen = ReminderChoice(
        person_id=ann, patient_id=ann, kind=ReminderKind.SELF_CARE, channels=[], moments=[]
    )
    session.add(chosen)
    session.commit()


def at_night(day):
    """Return an hour into a day by the wall clocks."""
    return clock.moment(day, 60)


def test_patients_take_their_turns_in_the_first_hour_of_a_day(app, session, people, self_care):
    plan_for(app, people["ann"])

    turn = session.get(ReminderPlan, people["ann"]).plan_again_at
    assert wall(turn).startswith("2026-11-25 00.")


def test_what_is_done_every_day_is_always_planned_eight_days_ahead(
    again, app, session, people, self_care
):
    plan_for(app, people["ann"])
    first = due_to(session, people["ann"], ReminderKind.SELF_CARE)

    planned = again(at_night(date(2026, 11, 25)))

    later = due_to(session, people["ann"], ReminderKind.SELF_CARE)
    assert planned == 1
    assert max(first) == "2026-12-01 07.00"
    assert max(later) == "2026-12-02 07.00"


def test_whoever_is_planned_for_waits_for_their_next_day(again, app, people, self_care):
    plan_for(app, people["ann"], people["carl"])
    night = at_night(date(2026, 11, 25))

    assert again(night) == 1
    assert again(night) == 0
    assert again(at_night(date(2026, 12, 1))) == 2


def test_a_helper_is_reminded_from_the_first_day_of_a_share_to_its_last(
    again, app, session, people
):
    days = {"starts_on": date(2026, 11, 26), "ends_on": date(2026, 11, 28)}
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED], **days)
    plan_for(app, people["ann"])

    seen = {}
    for day in (25, 26, 28, 29):
        again(at_night(date(2026, 11, day)))
        seen[day] = len(due_to(session, people["rut"], ReminderKind.TIME))

    assert seen == {25: 0, 26: 2, 28: 2, 29: 0}


def test_two_workers_plan_for_everybody_once(app, session, people):
    plan_for(app, people["ann"], people["carl"], now=TUESDAY_MORNING - timedelta(days=30))
    planned, ready = [], threading.Barrier(2)

    def work():
        ready.wait()
        some = 1
        while some:
            with app.app_context(), db.transaction() as writing:
                some = planning.plan_due(writing, now=TUESDAY_MORNING, most=1)
            planned.append(some)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sum(planned) == 2
    assert len(due_to(session, people["ann"], ReminderKind.TIME)) == 2


def test_a_load_of_very_many_leaves_the_planning_to_the_worker(
    again, app, session, people, monkeypatch
):
    monkeypatch.setattr(planning, "AT_ONCE", 1)
    with app.app_context(), db.transaction() as writing:
        planning.changed(writing, [people["ann"], people["carl"]], now=TUESDAY_MORNING)
    before = due_to(session, people["ann"])

    assert again(TUESDAY_MORNING) == 2
    assert before == []
    assert len(due_to(session, people["ann"], ReminderKind.TIME)) == 2
    assert len(due_to(session, people["carl"], ReminderKind.TIME)) == 2


def test_what_can_be_told_no_more_is_left_as_it_was(again, app, session, people):
    plan_for(app, people["ann"])

    again(clock.moment(date(2026, 12, 2), 60))

    waiting = due_to(session, people["ann"], ReminderKind.TIME)
    cancelled = due_to(session, people["ann"], ReminderKind.TIME, states=(ReminderState.CANCELLED,))
    assert (len(waiting), cancelled) == (2, [])


@pytest.fixture
def unreadable(session, people):
    """Something in Carl's plan that cannot be read any more."""
    session.connection().execute(
        text("UPDATE appointment SET support = '[1]' WHERE patient_id = :id"),
        {"id": people["carl"].hex if session.bind.dialect.name == "sqlite" else people["carl"]},
    )
    session.commit()


def test_what_is_wrong_with_one_plan_stops_nobody_elses(
    again, app, session, people, unreadable, lines
):
    with app.app_context(), db.transaction() as writing:
        turns.leave_to_the_worker(
            writing, dict.fromkeys([people["ann"], people["carl"]], TUESDAY_MORNING)
        )

    planned = again(TUESDAY_MORNING)

    assert planned == 2
    assert len(due_to(session, people["ann"], ReminderKind.TIME)) == 2
    assert session.get(ReminderPlan, people["carl"]).plan_again_at == TUESDAY_MORNING + AN_HOUR
    (line,) = [json.loads(one) for one in lines if "not planned" in one]
    assert (line["level"], line["kind"]) == ("ERROR", "TypeError")


def test_what_the_database_refuses_of_one_plan_stops_nobody_elses(
    again, app, engine, session, people, lines
):
    with app.app_context(), db.transaction() as writing:
        turns.leave_to_the_worker(
            writing, dict.fromkeys([people["ann"], people["carl"]], TUESDAY_MORNING)
        )

    with refusing(engine, "INSERT", "reminder", patient_id=people["carl"]):
        planned = again(TUESDAY_MORNING)

    assert planned == 2
    assert len(due_to(session, people["ann"], ReminderKind.TIME)) == 2
    assert session.get(ReminderPlan, people["carl"]).plan_again_at == TUESDAY_MORNING + AN_HOUR
    (line,) = [json.loads(one) for one in lines if "not planned" in one]
    assert (line["level"], line["kind"]) == ("ERROR", "IntegrityError")


def test_what_one_does_is_kept_though_it_cannot_be_planned(app, session, people, unreadable):
    carl = people["carl"]
    settings = ReminderSettings(person_id=carl, quiet_from=0, quiet_to=0)

    with app.app_context(), db.transaction() as writing:
        writing.add(settings)
        planning.changed(writing, [carl], now=TUESDAY_MORNING)

    assert session.get(ReminderSettings, carl).quiet_to == 0
    assert due_to(session, carl) == []
