"""Two presses at the same moment leave one live share, and nobody is told of a fault."""

import pytest
from sqlmodel import col, select

from app.appointments import booking
from app.appointments.models import Appointment
from app.journal.actions import Actor
from app.journal.models import Role
from app.sharing import share_actions, share_rows
from app.sharing.content import Part, Thing
from app.sharing.models import KeptOut, Share
from tests.appointments.offered import all_at_once
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import share
from tests.sharing.young import BORN, born

NOW = TUESDAY_MORNING
CODE = "hash-of-a-code"


@pytest.fixture
def live(session, people):
    """Return what Ann shares with Rut now."""

    def between():
        session.expire_all()
        return session.exec(
            select(Share).where(
                Share.helper_id == people["rut"],
                col(Share.agreed_at).is_not(None),
                col(Share.ended_at).is_(None),
            )
        ).all()

    return between


def test_saying_yes_and_answering_at_once_leave_one_share(engine, session, people, live):
    draft = share(session, people, Part.TIMES, agreed_at=None)
    week = NOW + share_actions.INVITATION_LIFE
    share(session, people, Part.PLAN, helper=None, code_hash=CODE, code_until=week)
    ann, rut = Actor(people["ann"], Role.PATIENT), Actor(people["rut"], Role.RELATIVE)

    def say_yes(writing):
        found = share_rows.share_to_change(writing, people["ann"], draft.id)
        share_actions.agree(writing, found, code_hash=None, by=ann, now=NOW)
        return "yes"

    def answer(writing):
        found = share_rows.invitation_to_answer(writing, CODE, by_id=people["rut"], now=NOW)
        share_actions.answer(writing, found, by=rut, now=NOW)
        return "answered"

    assert all_at_once(engine, say_yes, answer) == ["yes", "answered"]
    assert len(live()) == 1


def test_a_code_lets_one_of_two_in(engine, session, people):
    week = NOW + share_actions.INVITATION_LIFE
    share(session, people, Part.PLAN, helper=None, code_hash=CODE, code_until=week)

    def answer_as(person):
        def answer(writing):
            found = share_rows.invitation_to_answer(writing, CODE, by_id=people[person], now=NOW)
            if found:
                by = Actor(people[person], Role.RELATIVE)
                share_actions.answer(writing, found, by=by, now=NOW)
            return found is not None

        return answer

    assert sorted(all_at_once(engine, answer_as("rut"), answer_as("carl"))) == [False, True]


def test_a_thing_is_kept_out_twice_at_once(engine, session, people):
    def keep_out(writing):
        share_actions.keep_out(
            writing,
            people["ann"],
            (Thing.PLAN, "plan"),
            kept_out=True,
            by=Actor(people["ann"], Role.PATIENT),
            now=NOW,
        )
        return True

    assert all_at_once(engine, keep_out, keep_out) == [True, True]
    assert session.exec(select(KeptOut.kept_out)).all() == [True]


def test_of_two_guardians_who_change_a_time_at_once_one_is_told_that_it_has_changed(
    engine, session, people
):
    born(session, people, BORN)
    time = session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()

    def cancel_as(key):
        def do(writing):
            found = writing.merge(time, load=False)
            by = Actor(people[key], Role.GUARDIAN)
            booking.cancel(writing, found, told="nothing", by=by, now=NOW)
            return key

        return do

    answers = all_at_once(engine, cancel_as("rut"), cancel_as("carl"))

    (done,) = (one for one in answers if isinstance(one, str))
    (refused,) = (one for one in answers if not isinstance(one, str))
    session.expire_all()
    assert isinstance(refused, booking.ChangedMeanwhileError)
    assert (time.relative_id, time.relative_role) == (people[done], "guardian")
