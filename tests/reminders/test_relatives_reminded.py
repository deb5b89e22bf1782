"""Who is close is reminded of what they may see, for as long as they may, and of nothing else."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.reminders.content import Moment, ReminderKind, ReminderState
from app.reminders.models import HelpWish, OwnMoment, Reminder, ReminderChoice, ReminderPlan
from app.sharing.ages import Band
from app.sharing.content import Deed, Part, Thing
from tests.conftest import TUESDAY_MORNING
from tests.reminders.planned import due_to, plan_for, rows_of, wall
from tests.sharing.shared import keep_out, share
from tests.sharing.young import WHEN, born, family, guardian

__all__ = ["family"]

TIME, OFFER, HELP = ReminderKind.TIME, ReminderKind.OFFER, ReminderKind.HELP
EVENING, MORNING = "2026-11-30 18.00", "2026-12-01 07.00"
REMINDED = [Deed.BE_REMINDED]


@pytest.fixture
def helped(session, people):
    """Rut is reminded of Ann's times."""
    return share(session, people, Part.TIMES, does=REMINDED)


@pytest.fixture
def visit(session, people):
    ann = Appointment.patient_id == people["ann"]
    return session.exec(select(Appointment).where(Appointment.key == "visit", ann)).one()


def kinds_of(session, person_id):
    return {one.kind for one in rows_of(session, person_id)}


def test_a_helper_with_that_scope_is_reminded_of_their_own(app, session, people, helped):
    plan_for(app, people["ann"])

    assert due_to(session, people["rut"], TIME) == [EVENING, MORNING]
    assert due_to(session, people["ann"], TIME) == [EVENING, MORNING]
    assert due_to(session, people["carl"]) == []
    assert due_to(session, people["staff:sam"]) == []


def test_who_only_sees_the_times_is_not_reminded(app, session, people):
    share(session, people, Part.TIMES)

    plan_for(app, people["ann"])

    assert due_to(session, people["rut"]) == []


def test_a_time_that_is_kept_out_is_silent_to_helpers(
    app, browse, session, people, helped, visit, in_english
):
    plan_for(app, people["ann"])
    thing = f"time:{visit.id}"

    browse("ann").press("/sharing/single", shown=[thing], ticked=[])
    keep_out(session, people, Thing.TIME, visit.id)
    plan_for(app, people["ann"])

    assert due_to(session, people["rut"], TIME) == []
    assert due_to(session, people["ann"], TIME) == [EVENING, MORNING]


def test_taking_a_share_back_silences_it_at_once(app, browse, session, people, helped):
    plan_for(app, people["ann"])

    browse("ann").press(f"/sharing/{helped.id}/end")

    assert due_to(session, people["rut"]) == []
    assert due_to(session, people["ann"], TIME) == [EVENING, MORNING]


def test_leaving_a_share_silences_it_at_once(app, browse, session, people, helped):
    plan_for(app, people["ann"])

    browse("rut").press(f"/helping/{helped.id}/leave")

    assert due_to(session, people["rut"]) == []


def test_a_unit_that_ends_the_sharing_of_times_silences_helpers(
    app, session, people, helped, tell, now
):
    plan_for(app, people["ann"])
    later = TUESDAY_MORNING + timedelta(minutes=1)

    tell("ann", now=later, clinic={"not_shared": ["times"]})

    assert session.get(ReminderPlan, people["ann"]).plan_again_at == later
    plan_for(app, people["ann"], now=later)
    assert due_to(session, people["rut"]) == []
    assert due_to(session, people["ann"], TIME) == [EVENING, MORNING]


def test_what_is_not_shared_anywhere_is_silent(app, session, people, helped, monkeypatch):
    shared = app.config["SHARING"]
    monkeypatch.setitem(app.config, "SHARING", shared - {Deed.BE_REMINDED})

    plan_for(app, people["ann"])

    assert due_to(session, people["rut"]) == []


def test_a_helper_has_hours_and_choices_of_their_own(app, session, people, helped):
    rut, ann = people["rut"], people["ann"]
    only_before = ReminderChoice(
        person_id=rut,
        patient_id=ann,
        kind=TIME,
        channels=[],
        moments=[Moment.DAY_BEFORE],
        minute=17 * 60,
    )
    no_offers = ReminderChoice(person_id=rut, patient_id=ann, kind=OFFER, channels=[], wanted=False)
    session.add_all([only_before, no_offers])
    session.commit()

    plan_for(app, ann)

    assert due_to(session, rut, TIME) == ["2026-11-30 17.00"]
    assert due_to(session, rut, OFFER) == []
    assert len(due_to(session, ann, OFFER)) == 2


def test_a_helper_hears_of_no_new_version_and_of_nothing_they_do_not_see(
    app, session, people, tell
):
    share(session, people, Part.TIMES, Part.PLAN, does=REMINDED)
    tell("ann", published_on="2026-11-24", goals=[])

    plan_for(app, people["ann"])

    assert ReminderKind.FOLLOW_UP in kinds_of(session, people["ann"])
    assert "version:2026-11-24:2" in {one.key for one in rows_of(session, people["ann"])}
    assert kinds_of(session, people["rut"]) <= {TIME, OFFER, ReminderKind.NOT_HEARD}


def test_a_moment_of_ones_own_is_told_while_one_sees_the_time(app, session, people, helped, visit):
    at = visit.starts_at - timedelta(hours=3)
    session.add(OwnMoment(person_id=people["rut"], appointment_id=visit.id, at=at))
    session.add(OwnMoment(person_id=people["carl"], appointment_id=visit.id, at=at))
    session.commit()

    plan_for(app, people["ann"])

    assert due_to(session, people["rut"], TIME) == [EVENING, MORNING, "2026-12-01 07.00"]
    assert due_to(session, people["carl"]) == []


def test_guardians_of_a_child_are_reminded_until_the_child_grows(app, session, people, family):
    plan_for(app, people["ann"])
    both = [due_to(session, family[who], TIME) for who in ("rut", "bo")]

    born(session, people, WHEN["young"])
    plan_for(app, people["ann"])

    assert both == [[EVENING, MORNING], [EVENING, MORNING]]
    assert [due_to(session, family[who]) for who in ("rut", "bo")] == [[], []]
    assert due_to(session, people["ann"], TIME) == [EVENING, MORNING]


def test_a_guardian_that_a_contract_no_longer_names_is_silent(app, session, people):
    born(session, people, WHEN["child"])
    made = guardian(session, people)
    plan_for(app, people["ann"])
    before = due_to(session, people["rut"], TIME)

    made.ended_at = TUESDAY_MORNING
    session.add(made)
    session.commit()
    plan_for(app, people["ann"])

    assert before == [EVENING, MORNING]
    assert due_to(session, people["rut"]) == []
    assert Band.CHILD.under_age


def test_a_share_that_ends_is_told_to_both_a_week_before(app, session, people):
    share(session, people, Part.TIMES, does=REMINDED, ends_on=date(2026, 12, 20))

    plan_for(app, people["ann"])

    for who in ("ann", "rut"):
        assert due_to(session, people[who], ReminderKind.SHARE) == ["2026-12-13 18.00"]


def test_a_share_to_look_through_is_told_to_the_patient(app, session, people):
    share(session, people, Part.TIMES, does=REMINDED, review_on=date(2027, 5, 24))

    plan_for(app, people["ann"])

    assert due_to(session, people["ann"], ReminderKind.SHARE) == ["2027-05-24 18.00"]
    assert due_to(session, people["rut"], ReminderKind.SHARE) == []


@pytest.fixture
def asked(session, people, helped):
    """Ann wants Rut to be asked to help after four hours."""
    wish = HelpWish(patient_id=people["ann"], helper_id=people["rut"], wished_at=TUESDAY_MORNING)
    session.add(wish)
    session.commit()


def about_visit(session, people, visit):
    return [one for one in rows_of(session, people["rut"], HELP) if one.about_id == visit.id]


def tell_now(session, people, visit, at):
    """Let the worker have told Ann of her visit the evening before."""
    (evening, *_rest) = [
        one for one in rows_of(session, people["ann"], TIME) if one.about_id == visit.id
    ]
    evening.state, evening.told_at = ReminderState.TOLD, at
    session.add(evening)
    session.commit()
    return evening


def test_a_helper_is_asked_when_the_patient_has_not_reacted(app, session, people, asked, visit):
    plan_for(app, people["ann"])

    (found,) = about_visit(session, people, visit)
    assert wall(found.planned_at) == "2026-11-30 22.00"
    assert wall(found.due_at) == MORNING
    assert found.about_at == visit.starts_at


def test_the_hours_count_from_when_the_patient_was_told(app, session, people, asked, visit):
    plan_for(app, people["ann"])
    told_at = rows_of(session, people["ann"], TIME)[0].due_at - timedelta(hours=2)
    tell_now(session, people, visit, told_at)

    plan_for(app, people["ann"], now=told_at)

    (found,) = about_visit(session, people, visit)
    assert wall(found.due_at) == "2026-11-30 20.00"


def test_whoever_reacts_needs_no_help(app, browse, session, people, asked, visit):
    plan_for(app, people["ann"])
    evening = tell_now(session, people, visit, TUESDAY_MORNING)
    plan_for(app, people["ann"])
    before = about_visit(session, people, visit)

    evening.state, evening.seen_at = ReminderState.SEEN, TUESDAY_MORNING
    session.add(evening)
    session.commit()
    plan_for(app, people["ann"])

    assert len(before) == 1
    assert about_visit(session, people, visit) == []


def test_nobody_is_asked_about_what_they_may_not_see(app, session, people, asked, visit):
    keep_out(session, people, Thing.TIME, visit.id)

    plan_for(app, people["ann"])

    assert about_visit(session, people, visit) == []
    assert len(rows_of(session, people["rut"], HELP)) == 1


def test_nobody_is_asked_whom_nothing_is_shared_with_any_more(
    app, browse, session, people, asked, helped
):
    plan_for(app, people["ann"])

    browse("ann").press(f"/sharing/{helped.id}/end")

    assert rows_of(session, people["rut"], HELP) == []
    assert session.exec(select(Reminder).where(Reminder.kind == HELP)).all()


def test_the_plan_is_looked_at_again_before_somebody_is_asked(app, session, people, asked):
    plan_for(app, people["ann"])

    first = min(one.due_at for one in rows_of(session, people["rut"], HELP))
    again_at = session.get(ReminderPlan, people["ann"]).plan_again_at
    assert again_at == min(first - timedelta(minutes=2), again_at)
