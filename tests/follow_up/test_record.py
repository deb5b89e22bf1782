"""Staff write down what is answered at a meeting: by whom, with whom and how."""

from datetime import date

import pytest
from sqlmodel import select

from app.follow_up.content import AnsweredBy, Manner
from app.journal.models import Happening, Role
from app.people.models import CareRole
from tests.follow_up.conftest import FORM, MEETING
from tests.overview.read import words_on


@pytest.fixture
def sam(sees, in_english):
    """Sam, with Ann's plan open."""
    return sees("staff:sam", "ann")


def send(browser, **fields):
    return browser.press("/follow-up/answer", **{**FORM, **MEETING, **fields})


@pytest.mark.parametrize("manner", ["at-meeting", "by-phone", "on-paper"])
def test_it_is_kept_who_asked_how_and_with_whom(
    sam, browse, session, kept, people, journal, manner
):
    sent = send(sam, manner=manner, reply_2="partly", together_with="Rut Exempelsson")

    (one,) = kept()
    role = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    assert (one.asked_by_id, one.manner) == (role.id, Manner(manner))
    assert (one.answered_by, one.answered_by_id) == (AnsweredBy.PATIENT, people["ann"])
    assert (one.reason, one.together_with) == ("care asked", "Rut Exempelsson")
    (row,) = journal(Happening.FOLLOW_UP_ANSWERED)
    assert (row.actor_id, row.role, row.unit_id) == (
        people["staff:sam"],
        Role.STAFF.value,
        role.unit_id,
    )
    assert "The answers are kept. Ann can read them here." in words_on(sam.get(sent.location))
    read = words_on(browse("ann").get("/follow-up"))
    assert "24 November: Your answers Sam Påhittad asked the questions." in read
    assert "Answered together with Rut Exempelsson." in read


def test_staff_are_led_to_the_form_from_the_list(sam):
    text = words_on(sam.get("/follow-up"))

    assert "Ask the questions" in text
    assert "Write down answers" in text
    assert "Not now" not in text


def test_the_form_says_what_is_usual_at_a_meeting(sam):
    form = sam.get("/follow-up/answer").text.partition("<main")[2]

    assert 'value="2026-11-24"' in form
    assert form.index('value="at-meeting"') < form.index("checked")
    assert "Whose answers?" not in form


def test_child_and_guardians_answer_apart_on_one_date(sam, browse, born, kept):
    born(date(2014, 1, 1))
    asked = words_on(sam.get("/follow-up/answer"))
    assert "Do you know what will happen next?" in asked
    assert "The patient's answers" not in asked
    guardians = sam.get("/follow-up/answer?answered_by=guardians")
    assert "Do you have an overview of your plans" in guardians.text

    place = send(sam, answered_by="child", reply_3="do-not-know").location
    assert "Write down the guardians' answers too" in sam.get(place).text
    assert 'href="/follow-up/answer?answered_by=guardians"' in sam.get(place).text
    other = send(sam, answered_by="guardians", reply_3="partly", together_with="Ida, Petter")

    child, parents = kept()
    assert child.answered_by is AnsweredBy.CHILD
    assert child.answered_by_id is not None
    assert (parents.answered_by, parents.answered_by_id) == (AnsweredBy.GUARDIANS, None)
    assert child.asked_on == parents.asked_on
    assert "Write down the child's answers too" in sam.get(other.location).text
    for reader in (browse("ann"), sam):
        assert "what will happen next? Don't know" in words_on(reader.get("/follow-up"))


def test_a_child_does_not_read_what_the_guardians_answered(sam, browse, born):
    born(date(2014, 1, 1))
    send(sam, answered_by="child", reply_3="do-not-know")
    send(sam, answered_by="guardians", reply_3="partly")

    child, staff = words_on(browse("ann").get("/follow-up")), words_on(sam.get("/follow-up"))

    assert "24 November: Your answers" in child
    assert "guardians' answers" not in child
    assert "next step in your care? Partly" not in child
    assert "24 November: The guardians' answers" in staff
    assert "next step in your care? Partly" in staff


def test_where_the_birth_is_not_known_staff_choose(sam, born, kept):
    born(None)
    text = words_on(sam.get("/follow-up/answer"))

    assert "The patient's answers The child's answers The guardians' answers" in text
    assert send(sam, answered_by="guardians", reply_1="yes").status_code == 303


REFUSED = {
    "no day": ({"asked_on": ""}, "Write a day such as 2026-12-01."),
    "another way to write it": ({"asked_on": "24/11"}, "Write a day such as 2026-12-01."),
    "long ago": ({"asked_on": "1999-12-31"}, "Write a day such as 2026-12-01."),
    "tomorrow": ({"asked_on": "2026-11-25"}, "That day has not come yet."),
    "no manner": ({"manner": ""}, "Choose one of these."),
    "in the app": ({"manner": "in-app"}, "Choose one of these."),
    "in an adult's place": ({"answered_by": "guardians"}, "Look through your answers"),
}


@pytest.mark.parametrize(("fields", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_have_been_is_told_and_nothing_typed_is_lost(sam, kept, fields, told):
    refused = send(sam, reply_1="no", words_1="Ingen har sagt något", **fields)

    assert refused.status_code == 422
    assert told in refused.text
    assert "Ingen har sagt något" in refused.text
    assert "You see Ann's plan. You are Sam." in " ".join(refused.text.split())
    if fields.get("asked_on"):
        assert f'value="{fields["asked_on"]}"' in refused.text
    assert kept() == []


def test_answers_on_paper_have_the_day_they_were_given(sam, tell, browse, kept):
    tell("ann", published_on="2026-11-24", goals=[])

    send(sam, asked_on="2026-11-23", manner="on-paper", contract_version="2", reply_1="yes")

    (one,) = kept()
    assert (one.asked_on, one.contract_version) == (date(2026, 11, 23), None)
    assert "How is it working for you?" in browse("ann").get("/").text


def test_answers_at_the_meeting_silence_the_questions_at_home(sam, tell, browse):
    tell("ann", published_on="2026-11-24", goals=[])

    send(sam, contract_version="2", reply_1="yes", reason="version 2 of 2026-11-24")

    assert "How is it working for you?" not in browse("ann").get("/").text


def test_staff_ask_what_their_own_unit_asks(sees, in_english, tell):
    tell("ann", units=["clinic", "other"], clinic={"question_set": "skr-7"})

    sams, stellas = (
        sees(f"staff:{key}", "ann").get("/follow-up/answer").text for key in ("sam", "stella")
    )

    assert 'value="skr-7"' in sams
    assert 'value="vgr-5"' in stellas


def test_a_look_at_the_form_and_at_the_answers_is_in_the_journal(sam, answered, journal):
    place = answered(reply_1="yes")
    before = len(journal(Happening.LOOKED))

    sam.get("/follow-up/answer")
    sam.get(place)

    looks = journal(Happening.LOOKED)[before:]
    assert [row.details["part"] for row in looks] == ["follow-up questions", "follow-up"]
    assert str(looks[1].about_id) in place


def test_staff_of_others_write_nothing(browse, kept):
    assert send(browse("staff:stella"), reply_1="yes").status_code == 404
    assert kept() == []
