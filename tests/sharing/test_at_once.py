"""Two presses at the same moment leave one live share, and nobody is told of a fault."""

import pytest
from sqlmodel import col, select

from app.journal.actions import Actor
from app.journal.models import Role
from app.sharing import share_actions
from app.sharing.content import Part, Thing
from app.sharing.models import KeptOut, Share
from tests.appointments.offered import all_at_once
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import share

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
        found = share_actions.share_to_change(writing, people["ann"], draft.id)
        share_actions.agree(writing, found, code_hash=None, by=ann, now=NOW)
        return "yes"

    def answer(writing):
        found = share_actions.invitation_to_answer(writing, CODE, now=NOW)
        share_actions.answer(writing, found, by=rut, now=NOW)
        return "answered"

    assert all_at_once(engine, say_yes, answer) == ["yes", "answered"]
    assert len(live()) == 1


def test_a_code_lets_one_of_two_in(engine, session, people):
    week = NOW + share_actions.INVITATION_LIFE
    share(session, people, Part.PLAN, helper=None, code_hash=CODE, code_until=week)

    def answer_as(person):
        def answer(writing):
            found = share_actions.invitation_to_answer(writing, CODE, now=NOW)
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
