"""The follow-up questions, asked again and again, and what was answered."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import select

from app.follow_up import queries
from app.follow_up.content import FollowUpContent
from app.follow_up.models import FollowUp
from app.sharing.rules import own
from tests.overview.read import words_on

ANSWERS = [{"question": 1, "reply": "yes"}]


def said(**more):
    return FollowUpContent.model_validate({"asked_on": "2026-11-20", "answers": ANSWERS, **more})


def test_only_questions_that_there_are_can_be_answered():
    assert said(answers=[{"question": 5, "reply": "no"}]).answers[0].question == 5

    with pytest.raises(ValidationError, match="vgr-5 has no question 6"):
        said(answers=[{"question": 6, "reply": "no"}])
    with pytest.raises(ValidationError, match="there is no question set 'skr-8'"):
        said(question_set="skr-8")
    assert said(question_set="skr-7", answers=[{"question": 7, "reply": "no"}])


def test_only_versions_that_there_are_can_have_been_asked(publish):
    publish(version=2, order=[2, 3])

    assert said(set_version=1).set_version == 1
    assert said(set_version=2, answers=[{"question": 3, "reply": "no"}]).set_version == 2
    with pytest.raises(ValidationError, match="vgr-5 has no version 3"):
        said(set_version=3)
    with pytest.raises(ValidationError, match="vgr-5 has no question 1"):
        said(set_version=2)


def test_a_question_is_answered_once():
    with pytest.raises(ValidationError, match="question 1 is answered twice"):
        said(answers=[*ANSWERS, {"question": 1, "reply": "no"}])


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": []},
        {"answers": [{"question": 0, "reply": "yes"}]},
        {"answers": [{"question": 1, "reply": "maybe"}]},
        {"answers": [{"question": 1}]},
        {"answers": [{"question": 1, "reply": "yes", "why": "x"}]},
        {"asked_on": "20 november"},
        {"manner": "by-letter"},
        {"answered_by": "grandmother"},
        {"asked_in": "swedish"},
        {"set_version": 0},
        {"actions": "Vi bytte"},
    ],
)
def test_what_cannot_have_been_answered_is_refused(wrong):
    with pytest.raises(ValidationError):
        said(**wrong)


def test_what_is_not_said_is_as_usual():
    usual = said()

    assert (usual.question_set, usual.answered_by, usual.manner) == ("vgr-5", "patient", None)
    assert (usual.set_version, usual.asked_in) == (1, "sv")
    assert usual.actions == []


@pytest.fixture
def follow_ups(browse, tell):
    """Return what Ann's page says when these follow-ups have been told about."""

    def page(*told, language="en"):
        tell("ann", follow_ups=list(told))
        browser = browse("ann")
        browser.press("/language", language=language)
        return words_on(browser.get("/follow-up"))

    return page


def test_questions_and_answers_are_read_back_with_what_they_led_to(follow_ups):
    text = follow_ups()

    assert "20 November: Your answers" in text
    assert "Sam Påhittad asked the questions. At a meeting." in text
    assert (
        "Do you have a designated care contact who supports you by coordinating your care?" in text
    )
    assert "easy ways to contact health care when you need to? Partly Telefonkö" in text
    assert "What it led to Vi bytte till meddelanden." in text


def test_in_swedish_the_questions_are_the_guidelines_own(follow_ups):
    text = follow_ups(language="sv")

    assert "Har du en fast vårdkontakt som stöd för att samordna din vård? Ja" in text
    assert "Har du enkla sätt att ta kontakt med vården när du behöver? Delvis Telefonkö" in text


def test_a_child_is_asked_in_a_childs_words(follow_ups):
    child = {
        "key": "child",
        "asked_on": "2026-11-21",
        "answered_by": "child",
        "answers": [{"question": 3, "reply": "do-not-know"}],
    }

    text = follow_ups(child)

    assert "21 November: The child's answers" in text
    assert "Do you know what will happen next? Don't know" in text
    assert "Do you have an overview" not in text


def test_who_helped_and_when_it_is_asked_again_is_said(follow_ups):
    helped = {
        "key": "helped",
        "asked_on": "2026-11-21",
        "manner": "by-phone",
        "together_with": "Rut Exempelsson",
        "answers": [{"question": 2, "reply": "prefer-not-to-say"}],
        "next_on": "2027-02-18",
        "next_words": "När planen ändras.",
    }

    text = follow_ups(helped)

    assert "By phone. Answered together with Rut Exempelsson." in text
    assert "Prefer not to say" in text
    assert "När planen ändras. Next by 18 February 2027." in text


def test_the_newest_comes_first(follow_ups, session, people):
    text = follow_ups(
        {"key": "b", "asked_on": "2026-11-22", "answers": ANSWERS},
        {"key": "a", "asked_on": "2026-11-22", "answers": ANSWERS},
        {"key": "old", "asked_on": "2025-12-31", "answers": ANSWERS},
    )

    kept = queries.follow_ups_of(session, own(people["ann"]))
    assert [(one.asked_on, one.key) for one in kept if one.key in ("a", "b", "old")] == [
        (date(2026, 11, 22), "a"),
        (date(2026, 11, 22), "b"),
        (date(2025, 12, 31), "old"),
    ]
    assert text.index("22 November:") < text.index("20 November:") < text.index("31 December 2025:")


def test_each_patient_has_their_own(session, people):
    assert len(queries.follow_ups_of(session, own(people["ann"]))) == 1
    assert queries.follow_ups_of(session, own(people["carl"])) == []


def test_who_has_not_been_asked_is_told_so(browse, session):
    for follow_up in session.exec(select(FollowUp)):
        session.delete(follow_up)
    session.commit()

    text = words_on(browse("ann").get("/follow-up"))

    assert "The questions have not been asked yet." in text
