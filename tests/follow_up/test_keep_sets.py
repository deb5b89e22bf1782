"""Sets of questions are data: several, in versions that are never edited and stand side by side."""

import hashlib

import pytest
from pydantic import ValidationError

from app.follow_up import wording
from app.follow_up.cards import wording as in_the_words_for
from app.follow_up.content import AnsweredBy
from app.follow_up.question_sets import (
    FOLDER,
    Heading,
    QuestionSet,
    question_set,
    question_sets,
)
from app.follow_up.wording import ASKS
from app.requests.content import RequestKind

PUBLISHED = {
    "skr-7.yaml": "99b6a32bf6f45a78",
    "vgr-5.yaml": "18e60e16d8d90a23",
}
"""What a published version says, word for word. New words are a new file with a new version."""
SKR = [
    "Känner du att du kan ha fokus på att leva livet och litar på att du lätt får hjälp från vården"
    " när du behöver det?",
    "Har du en överenskommelse med vården som utgår från vad som är viktigt för dig, där du vet vad"
    " du gör för att må bra, vad du gör om du blir sjuk och vad vården gör?",
    "Har du enkla sätt att ta kontakt med vården?",
    "Har du en fast vårdkontakt (vid behov)?",
    "Vet du ditt nästa steg?",
    "Har du och vården kommit överens om din nästa tid tillsammans?",
    "Har du en överblick av dina olika planer i vården och hjälp med samordning vid behov?",
]
VGR = [
    "Har du en fast vårdkontakt som stöd för att samordna din vård?",
    "Har du en planering med vården som utgår från vad som är viktigt för dig?",
    "Har du en överblick över dina planer och nästa steg i vården?",
    "Har du enkla sätt att ta kontakt med vården när du behöver?",
    "Har du och vården tillsammans kommit överens om din nästa tid?",
]


@pytest.mark.parametrize(("name", "swedish"), [("vgr-5", VGR), ("skr-7", SKR)])
def test_the_questions_are_the_sources_own_word_for_word(name, swedish):
    asked = question_sets()[name]

    assert asked.version == 1
    assert [question.words.texts["sv"] for question in asked.questions] == swedish
    assert asked.order == list(range(1, len(swedish) + 1))


@pytest.mark.parametrize("name", ["vgr-5", "skr-7"])
def test_every_question_has_its_words_its_heading_and_something_it_leads_to(name):
    for question in question_sets()[name].questions:
        assert list(question.words.texts) == ["sv", "en"]
        assert list(question.for_children.texts) == ["sv", "en"]
        assert question.heading in Heading
        assert question.leads_to in ASKS


def test_each_of_the_five_leads_to_its_own():
    assert [question.leads_to for question in question_sets()["vgr-5"].questions] == [
        RequestKind.CARE_CONTACT,
        RequestKind.PLANNING_TALK,
        RequestKind.OVERVIEW,
        RequestKind.CHANNEL,
        RequestKind.TIME,
    ]


@pytest.mark.parametrize("name", ["vgr-5", "skr-7"])
def test_both_sets_ask_under_all_four_headings(name):
    assert {question.heading for question in question_sets()[name].questions} == set(Heading)
    assert set(wording.LABELS[Heading]) == set(Heading)


def test_what_has_been_published_is_never_edited():
    said = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        for file in FOLDER.glob("*.yaml")
    }

    assert {name: said[name] for name in PUBLISHED} == PUBLISHED


def test_several_versions_stand_side_by_side_and_the_newest_is_asked(publish):
    publish(version=3, question_1="Vem samordnar din vård?", order=[5, 1, 2])
    publish(version=2, question_1="Har du en fast vårdkontakt?")

    assert question_sets()["vgr-5"].version == 3
    assert question_sets()["vgr-5"].order == [5, 1, 2]
    assert str(question_set("vgr-5", 1).question(1).words) == VGR[0]
    assert str(question_set("vgr-5", 2).question(1).words) == "Har du en fast vårdkontakt?"
    assert question_set("vgr-5", 4) is None
    assert question_set("vgr-6", 1) is None
    assert question_sets()["skr-7"].version == 1


def test_one_version_cannot_be_published_twice(publish):
    publish(version=1)

    with pytest.raises(ValueError, match="vgr-5 has a version 1 already"):
        question_sets()


def test_two_questions_never_have_the_same_number():
    question = question_sets()["vgr-5"].question(1)

    with pytest.raises(ValidationError, match="two questions with the same number"):
        QuestionSet(name="twice", version=1, questions=(question, question))
    with pytest.raises(ValidationError):
        QuestionSet(name="none", version=1, questions=())


def test_a_child_is_asked_in_a_childs_words_where_there_are_any():
    question = question_sets()["vgr-5"].question(3)
    only_adults = question.model_copy(update={"for_children": None})

    assert in_the_words_for(question, AnsweredBy.CHILD) == question.for_children
    assert in_the_words_for(question, AnsweredBy.PATIENT) == question.words
    assert in_the_words_for(question, AnsweredBy.GUARDIANS) == question.words
    assert in_the_words_for(only_adults, AnsweredBy.CHILD) == question.words
