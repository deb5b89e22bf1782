"""One's own answers over time: each question by itself, and nothing judged or mixed."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from app.follow_up.content import AnsweredBy, Reply
from app.follow_up.models import FollowUp
from bench.queries import counting
from tests.follow_up.made import answered
from tests.overview.read import words_on

PATH = "/follow-up/over-time"
MAY, JUNE = date(2026, 5, 3), date(2026, 6, 4)


@pytest.fixture
def say(session, people):
    """Let something be answered about Ann."""

    def about_ann(on, replies, **more):
        row = answered(session, people["ann"], on, replies, **more)
        session.commit()
        return row

    return about_ann


def test_each_question_has_its_days_and_replies_the_newest_first(browse, say):
    say(MAY, {1: Reply.NO, 4: Reply.PREFER_NOT_TO_SAY})
    say(JUNE, {1: Reply.DO_NOT_KNOW})

    text = words_on(browse("ann").get(PATH))

    contact, ways = text.split("Do you have easy ways to contact health care")
    assert "Day The answer 20 November Yes 4 June Don't know 3 May No" in contact
    assert "Day The answer 20 November Partly Telefonkö 3 May Prefer not to say" in ways


def test_of_one_day_what_was_written_down_last_stands_first(browse, say):
    say(MAY, {2: Reply.NO}, key="z")
    say(MAY, {2: Reply.PARTLY}, recorded_at=datetime(2026, 5, 3, 9, tzinfo=UTC), key="b")
    say(MAY, {2: Reply.YES}, recorded_at=datetime(2026, 5, 3, 8, tzinfo=UTC), key="c")

    assert "3 May Partly 3 May Yes 3 May No" in words_on(browse("ann").get(PATH))


def test_the_child_and_the_guardians_stand_apart(browse, say):
    say(MAY, {3: Reply.NO}, by=AnsweredBy.GUARDIANS)
    say(MAY, {3: Reply.YES}, by=AnsweredBy.CHILD)

    text = words_on(browse("ann").get(PATH))

    own, rest = text.split("The child's answers")
    child, guardians = rest.split("The guardians' answers")
    assert "Your answers" in own
    assert "Do you know what will happen next? Day The answer 3 May Yes" in child
    assert "Do you have an overview" in guardians
    assert "3 May No" in guardians


def test_versions_of_a_set_stand_apart_and_are_named(browse, say):
    say(JUNE, {1: Reply.NO}, version=9)

    text = words_on(browse("ann").get(PATH))

    assert text.index("The questions of vgr-5, version 1.") < text.index("vgr-5, version 9.")
    other = text.split("vgr-5, version 9.")[1]
    assert "Question 1 The question had other words then" in other
    assert "4 June No" in other


def test_with_one_set_its_name_is_not_said(browse):
    assert "vgr-5" not in words_on(browse("ann").get(PATH))


def test_with_whom_it_was_answered_is_said(browse, say, session):
    say(MAY, {2: Reply.YES}).together_with = "Rut Exempelsson"
    session.commit()

    assert "3 May Yes Answered together with Rut Exempelsson." in words_on(browse("ann").get(PATH))


def test_who_has_not_answered_is_told_so(browse, session):
    for follow_up in session.exec(select(FollowUp)):
        session.delete(follow_up)
    session.commit()

    assert "Nothing has been answered yet." in words_on(browse("ann").get(PATH))


def test_others_see_their_own(browse, say):
    say(MAY, {1: Reply.NO})

    for person in ("carl", "rut", "staff:stella"):
        assert "3 May" not in browse(person).get(PATH).text


def test_the_page_asks_as_much_for_many_answers_as_for_one(browse, say, engine):
    ann = browse("ann")
    with counting(engine) as few:
        ann.get(PATH)
    for day in range(1, 28):
        say(date(2026, 4, day), dict.fromkeys(range(1, 6), Reply.YES))

    with counting(engine) as many:
        ann.get(PATH)

    assert len(many) == len(few) <= 6
