"""The patient answers the questions: those that were shown, once, and without losing a word."""

import re
import uuid
from datetime import date

import pytest
from sqlmodel import select

from app.base.settings import LARGEST_FORM
from app.base.words import Words
from app.follow_up.content import AnsweredBy, Manner, Reply
from app.follow_up.forms import LONGEST_ANSWER
from app.follow_up.models import FollowUp
from app.journal.models import Happening, JournalEntry, Role
from app.sharing.models import CareRelation
from tests.follow_up.conftest import ALL_YES, FORM
from tests.overview.read import words_on

ADULT = "Do you have an overview of your plans and of the next step in your care?"
CHILD = "Do you know what will happen next?"


def test_what_is_answered_is_kept_with_what_was_asked(browse, answered, kept, people, journal):
    place = answered(
        reply_1="yes",
        reply_3="no",
        words_3="Ingen har sagt något.\r\nOch vem frågar jag?",
        reply_5="prefer-not-to-say",
        together_with="Rut Exempelsson",
        reason="interval 2027-01-01",
    )

    (one,) = kept()
    assert place == f"/follow-up/{one.id}"
    assert (one.question_set, one.set_version, one.asked_in) == ("vgr-5", 1, "en")
    assert (one.order, one.contract_version, one.reason) == ([1, 2, 3, 4, 5], 1, "own wish")
    assert (one.asked_on, one.manner) == (date(2026, 11, 24), Manner.IN_APP)
    assert (one.answered_by, one.answered_by_id) == (AnsweredBy.PATIENT, people["ann"])
    assert (one.together_with, one.asked_by_id) == ("Rut Exempelsson", None)
    assert [(given.question, given.reply) for given in one.answers] == [
        (1, Reply.YES),
        (3, Reply.NO),
        (5, Reply.PREFER_NOT_TO_SAY),
    ]
    typed = {"en": "Ingen har sagt något.\nOch vem frågar jag?"}
    assert one.answers[1].words == Words.from_json(typed)
    (row,) = journal(Happening.FOLLOW_UP_ANSWERED)
    assert (row.actor_id, row.role, row.patient_id, row.about_id) == (
        people["ann"],
        Role.PATIENT.value,
        people["ann"],
        one.id,
    )
    text = words_on(browse("ann").get(place))
    assert "24 November: Your answers" in text
    assert "Your answers are kept." in text
    assert "Answered together with Rut Exempelsson." in text


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        ("en", "Do you have easy ways to contact health care when you need to?", "Don't know"),
        ("sv", "Har du enkla sätt att ta kontakt med vården när du behöver?", "Vet inte"),
    ],
)
def test_the_five_are_answered_in_both_languages(browse, kept, language, question, reply):
    ann = browse("ann")
    ann.press("/language", language=language)
    form = ann.get("/follow-up/answer").text
    assert question in form
    assert f'name="asked_in" value="{language}"' in form

    sent = ann.press(
        "/follow-up/answer", **{**FORM, "asked_in": language, "reply_4": "do-not-know"}
    )

    assert kept()[0].asked_in == language
    assert f"{question} {reply}" in words_on(ann.get(sent.location))


def test_what_was_asked_in_another_language_is_said(browse, answered):
    place = answered(asked_in="sv", reply_1="yes")

    assert "They were asked in Swedish." in words_on(browse("ann").get(place))


@pytest.mark.parametrize("language", ["klingon", ""])
def test_a_language_that_no_page_is_in_is_taken_as_that_of_the_page(answered, kept, language):
    answered(asked_in=language, reply_1="yes", words_1="Ja")

    assert kept()[0].asked_in == "en"
    assert kept()[0].answers[0].words.original == "en"


@pytest.mark.parametrize(
    ("born_on", "asked", "not_asked"),
    [
        (date(2014, 1, 1), CHILD, ADULT),
        (date(2012, 1, 1), CHILD, ADULT),
        (date(2010, 1, 1), ADULT, CHILD),
        (None, ADULT, CHILD),
    ],
    ids=["12", "14", "16", "unknown"],
)
def test_a_child_is_asked_in_a_childs_words(browse, born, born_on, asked, not_asked):
    born(born_on)

    text = words_on(browse("ann").get("/follow-up/answer"))

    assert asked in text
    assert not_asked not in text


def test_from_13_to_17_one_may_choose(browse, born, answered, kept):
    born(date(2010, 1, 1))
    ann = browse("ann")
    usual = ann.get("/follow-up/answer")
    assert 'href="/follow-up/answer?answered_by=child"' in usual.text

    simpler = ann.get("/follow-up/answer?answered_by=child")
    place = answered(answered_by="child", reply_3="yes")

    assert CHILD in simpler.text
    assert 'href="/follow-up/answer?answered_by=patient"' in simpler.text
    assert kept()[0].answered_by is AnsweredBy.CHILD
    text = words_on(ann.get(place))
    assert "24 November: Your answers" in text
    assert f"{CHILD} Yes" in text


@pytest.mark.parametrize("chosen", ["child", "guardians", "grandmother", ""])
def test_an_adult_answers_for_nobody_else(browse, kept, chosen):
    ann = browse("ann")
    assert ADULT in ann.get(f"/follow-up/answer?answered_by={chosen}").text

    refused = ann.press("/follow-up/answer", **{**FORM, "answered_by": chosen, "reply_1": "yes"})

    assert refused.status_code == 422
    assert "Look through your answers and send them once more." in refused.text
    assert 'id="reply_1-yes"' in refused.text
    assert kept() == []


REFUSED = {
    "nothing": ({}, "Answer at least one of the questions."),
    "words alone": ({"words_2": "Ett möte"}, "Choose an answer too."),
    "another answer": ({"reply_2": "maybe", "words_2": "Ett möte"}, "Choose one of these."),
    "too long": (
        {"reply_1": "no", "words_1": "å" * (LONGEST_ANSWER + 1), "words_2": "Ett möte"},
        "There is room for 2000 characters here, and this is 2001.",
    ),
    "too long a name": (
        {"reply_1": "yes", "together_with": "Rut " * 51},
        "There is not room for all of this.",
    ),
    "an unknown set": ({"question_set": "vgr-6", "reply_1": "no"}, "These questions have changed."),
    "an unknown version": ({"set_version": "2", "reply_1": "no"}, "These questions have changed."),
    "no version": ({"set_version": "x", "reply_1": "no"}, "These questions have changed."),
    "a long version": ({"set_version": "1" * 5000, "reply_1": "no"}, "These questions have"),
}


@pytest.mark.parametrize(("fields", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_told_and_every_word_stands_there_still(browse, kept, fields, told):
    typed = {"words_3": "<b>Ingen</b> har sagt något", "reply_4": "partly"}
    fields = {**typed, **fields} if fields else fields

    refused = browse("ann").press("/follow-up/answer", **{**FORM, **fields})

    assert refused.status_code == 422
    assert told in refused.text
    assert "What you have written is still here." in refused.text
    for name, words in fields.items():
        if name.startswith("words_"):
            assert words.replace("<", "&lt;").replace(">", "&gt;") in refused.text
        elif name == "reply_4":
            assert re.search(r'id="reply_4-partly"[^>]*checked', refused.text)
    assert kept() == []


def test_the_longest_answers_are_kept_whole(browse, kept):
    longest = {f"words_{number}": "å" * LONGEST_ANSWER for number in range(1, 6)}
    ann = browse("ann")

    sent = ann.post(
        "/follow-up/answer",
        data={**ann.keys(), **FORM, **ALL_YES, **longest},
        content_type="multipart/form-data",
    )

    assert sent.status_code == 303
    assert {len(str(given.words)) for given in kept()[0].answers} == {LONGEST_ANSWER}


def test_signs_that_nobody_sees_are_left_out(answered, kept):
    answered(reply_1="no", words_1="En\x00 tid\x1b", together_with="Rut\x00\tE\u2028x")

    assert str(kept()[0].answers[0].words) == "En tid"
    assert kept()[0].together_with == "Rut E x"


@pytest.mark.parametrize("size", [LARGEST_FORM + 1, 10 * 1024 * 1024])
@pytest.mark.parametrize(
    "form", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_a_text_without_end_is_answered_plainly(browse, kept, size, form):
    words = b'--x\r\nContent-Disposition: form-data; name="words_1"\r\n\r\n' + b"a" * size
    body = words + b"\r\n--x--\r\n" if "multipart" in form else b"words_1=" + b"a" * size

    refused = browse("ann").post("/follow-up/answer", data=body, content_type=form)

    assert refused.status_code == 413
    assert "Shorten what you wrote and send it again." in refused.text
    assert kept() == []


def test_a_set_that_got_a_new_version_meanwhile_is_answered_as_it_was_shown(
    browse, answered, kept, publish
):
    publish(version=2, question_3="Vet du vad som händer?", order=[3, 1])

    place = answered(reply_3="no", reply_5="yes")

    (one,) = kept()
    assert (one.set_version, one.order) == (1, [1, 2, 3, 4, 5])
    assert [given.question for given in one.answers] == [3, 5]
    ann = browse("ann")
    for path in (place, "/follow-up"):
        text = words_on(ann.get(path))
        assert f"{ADULT} No" in text
        assert "Other questions are asked now." in text
        assert "Vet du vad som händer?" not in text
    asked = ann.get("/follow-up/answer").text
    assert asked.index("Vet du vad som händer?") < asked.index("Do you have a designated")
    assert 'name="set_version" value="2"' in asked


def test_what_is_refused_is_drawn_again_with_the_questions_that_were_shown(browse, publish):
    publish(version=2, question_3="Vet du vad som händer?")

    refused = browse("ann").press("/follow-up/answer", **{**FORM, "words_3": "Nej"})

    assert ADULT in refused.text
    assert 'name="set_version" value="1"' in refused.text
    assert "Vet du vad som händer?" not in refused.text


def test_a_unit_that_asks_other_questions_meanwhile_gets_the_answers_to_those_that_were_shown(
    browse, tell, answered, kept
):
    tell("ann", clinic={"question_set": "skr-7"})

    answered(reply_1="yes")

    assert kept()[0].question_set == "vgr-5"
    asked = words_on(browse("ann").get("/follow-up/answer"))
    assert "Do you know your next step?" in asked
    assert "There are 7 questions." in words_on(browse("ann").get("/follow-up"))


def test_the_seven_of_skr_are_answered_too(browse, tell, kept):
    tell("ann", clinic={"question_set": "skr-7"})
    ann = browse("ann")

    sent = ann.press(
        "/follow-up/answer", **{**FORM, "question_set": "skr-7", "reply_7": "no", "reply_2": "yes"}
    )

    assert kept()[0].order == [1, 2, 3, 4, 5, 6, 7]
    text = words_on(ann.get(sent.location))
    assert "overview of your different plans and help with coordination if needed? No" in text


def test_the_same_press_twice_is_counted_once(browse, kept):
    ann = browse("ann")
    fields = {**ann.keys(), **FORM, "reply_1": "yes"}

    first, second = (ann.post("/follow-up/answer", data=fields) for _press in range(2))

    assert first.location == second.location
    assert len(kept()) == 1


def test_a_form_that_stood_on_somebody_elses_page_does_nothing(browse, people, kept):
    refused = browse("ann").press(
        "/follow-up/answer", **{**FORM, "whose": str(people["carl"]), "reply_1": "yes"}
    )

    assert refused.status_code == 422
    assert kept() == []


def test_where_nobody_would_read_the_answers_nothing_is_asked(browse, session, people, kept):
    for relation in session.exec(
        select(CareRelation).where(CareRelation.patient_id == people["ann"])
    ):
        relation.ends_on = date(2026, 11, 23)
    session.commit()

    for person in ("ann", "rut"):
        browser = browse(person)
        assert browser.get("/follow-up/answer").status_code == 404
        assert browser.press("/follow-up/answer", **{**FORM, "reply_1": "no"}).status_code == 404
        assert "/follow-up/answer" not in browser.get("/follow-up").text
    assert kept() == []


def test_looking_changes_nothing(browse, session, answered):
    place = answered(reply_1="no")
    ann = browse("ann")
    before = _all(session)

    for path in ("/", "/follow-up", "/follow-up/answer", place):
        assert ann.get(path).status_code == 200

    assert _all(session) == before


def test_others_see_nothing_of_anns_answers(browse, answered):
    place = answered(reply_1="no", words_1="Hemliga ord")

    for person in ("carl", "rut", "staff:stella"):
        browser = browse(person)
        assert browser.get(place).status_code == 404
        assert "Hemliga ord" not in browser.get("/follow-up").text
    assert browse("ann").get(f"/follow-up/{uuid.uuid4()}").status_code == 404


def test_answers_to_a_version_that_was_shown_are_not_taken_for_the_next_one(
    browse, tell, answered, kept
):
    ann = browse("ann")
    tell("ann", published_on="2026-11-24", goals=[])
    assert "Your plan has a new version." in ann.get("/").text

    answered(contract_version="1", reply_1="yes")
    assert kept()[0].contract_version == 1
    assert "Your plan has a new version." in ann.get("/").text

    answered(contract_version="2", reply_1="yes", reason="version 2 of 2026-11-24")

    assert kept()[1].contract_version == 2
    assert kept()[1].reason == "version 2 of 2026-11-24"
    assert "Your plan has a new version." not in ann.get("/").text


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_a_version_that_cannot_have_been_shown_is_the_newest(answered, kept, seen):
    answered(contract_version=seen, reply_1="yes")

    assert kept()[0].contract_version == 1


def _all(session):
    return [
        session.exec(select(table)).all().__len__()
        for table in (FollowUp, JournalEntry, CareRelation)
    ]
