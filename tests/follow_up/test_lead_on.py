"""A no or partly leads to care, in the patient's words, and what came of it leads back."""

import threading

import pytest
from sqlmodel import select

from app.base import db
from app.follow_up import actions
from app.follow_up.models import FollowUp, LedTo
from app.follow_up.question_sets import question_sets
from app.follow_up.wording import ASKS
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.requests.models import Request
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import FORM
from tests.overview.read import words_on

EVERY_QUESTION = [
    (asked.name, question.number)
    for asked in question_sets().values()
    for question in asked.questions
]


@pytest.fixture
def requests(session):
    """Return everything that has been asked of care."""

    def rows():
        session.expire_all()
        return session.exec(select(Request)).all()

    return rows


@pytest.fixture
def an_answer(answered):
    """Where Ann's answers stand, of which one is no and one is partly."""
    return answered(reply_1="yes", reply_3="no", words_3="Vad händer\r\ni vår?", reply_4="partly")


def press(browser, place, number, **fields):
    return browser.press(f"{place}/questions/{number}", **fields)


@pytest.mark.parametrize(("name", "number"), EVERY_QUESTION)
@pytest.mark.parametrize("reply", ["no", "partly"])
def test_each_question_leads_to_its_own_in_one_press(
    browse, tell, requests, people, journal, name, number, reply
):
    tell("ann", clinic={"question_set": name})
    ann, given = browse("ann"), {f"reply_{number}": reply, f"words_{number}": "Mina egna ord."}
    place = ann.press("/follow-up/answer", **{**FORM, "question_set": name, **given}).location
    question = question_sets()[name].question(number)
    assert ASKS[question.leads_to] in ann.get(place).text

    sent = press(ann, place, number)

    assert (sent.status_code, sent.location) == (303, f"{place}#question-{number}")
    (asked,) = requests()
    assert (asked.kind, asked.words, asked.patient_id) == (
        question.leads_to,
        "Mina egna ord.",
        people["ann"],
    )
    assert asked.asked_by_id is None
    (row,) = journal(Happening.FOLLOW_UP_LED_TO)
    assert str(row.about_id) in place
    assert "Sent 24 November. Not answered yet." in words_on(ann.get(place))
    assert ASKS[question.leads_to] not in ann.get(place).text


def test_a_no_travels_to_the_list_of_care_and_its_outcome_back(browse, in_english, an_answer):
    ann, sam = browse("ann"), browse("staff:sam")
    press(ann, an_answer, 3)

    listed = words_on(sam.get("/care/requests"))
    assert "An overview of my plans Ann Exempelsson · Asked 24 November" in listed
    address = sam.get("/care/requests").text.split('href="/care/requests/')[1].split('"')[0]
    assert "Vad händer" in sam.get(f"/care/requests/{address}").text
    sam.press(f"/care/requests/{address}/answer", words="Sidan är omskriven.\n\nRing gärna.")

    for path in (an_answer, "/follow-up"):
        text = words_on(ann.get(path))
        assert (
            "An overview of my plans Sent 24 November. Sidan är omskriven. Ring gärna."
            " Answered by Sam Påhittad, 24 November" in text
        )
    assert "Answers to you An overview of my plans" in words_on(ann.get("/"))


def test_what_is_not_answered_with_no_or_partly_leads_nowhere(browse, an_answer, requests):
    ann = browse("ann")

    for number in (1, 2, 5, 6, 99):
        assert press(ann, an_answer, number).status_code == 404
    assert requests() == []
    assert ann.get(an_answer).text.count("/questions/") == 2


def test_more_can_be_said_where_nothing_was(browse, an_answer, requests):
    ann = browse("ann")
    assert "Do you want to say more?" in words_on(ann.get(an_answer))

    press(ann, an_answer, 4, **{"question-4-words": "Ingen svarar på måndagar."})

    assert requests()[0].words == "Ingen svarar på måndagar."


def test_more_is_added_below_what_was_said(browse, an_answer, requests):
    press(browse("ann"), an_answer, 3, **{"question-3-words": "Och sen?"})

    assert requests()[0].words == "Vad händer\ni vår?\n\nOch sen?"


def test_too_much_is_told_next_to_it_and_kept(browse, an_answer, requests):
    long = "Ingen svarar. " * 200

    refused = press(browse("ann"), an_answer, 4, **{"question-4-words": long})

    assert refused.status_code == 422
    assert "There is room for 2000 characters here" in refused.text
    assert refused.text.count(long.strip()) == 1
    assert requests() == []


def test_pressing_again_asks_once(browse, an_answer, session, requests, journal):
    ann = browse("ann")
    for _press in range(2):
        assert press(ann, an_answer, 3).status_code == 303

    assert len(requests()) == 1
    assert len(session.exec(select(LedTo)).all()) == 1
    assert len(journal(Happening.REQUEST_ADDED_TO)) == 0


def test_pressing_at_the_same_moment_asks_once(app, an_answer, people, session, requests):
    ready, refused = threading.Barrier(4), []
    follow_up_id = session.exec(select(FollowUp.id).where(FollowUp.source == "here")).one()
    question = question_sets()["vgr-5"].question(3)

    def ask():
        ready.wait()
        try:
            with app.app_context(), db.transaction() as writing:
                actions.lead_on(
                    writing,
                    (follow_up_id, 3),
                    question,
                    patient_id=people["ann"],
                    words="Vad händer?",
                    by=Actor(people["ann"], Role.PATIENT),
                    now=TUESDAY_MORNING,
                )
        except Exception as error:
            refused.append(error)

    windows = [threading.Thread(target=ask) for _ in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert refused == []
    assert [one.words for one in requests()] == ["Vad händer?"]
    assert len(session.exec(select(LedTo)).all()) == 1


def test_an_old_page_asks_no_more_when_it_is_answered(browse, in_english, an_answer, requests):
    press(browse("ann"), an_answer, 3)
    (asked,) = requests()
    browse("staff:sam").press(f"/care/requests/{asked.id}/answer", words="Klart.")

    press(browse("ann"), an_answer, 3)

    assert len(requests()) == 1


def test_what_was_asked_for_before_gets_these_words_too(browse, an_answer, requests):
    ann = browse("ann")
    ann.press("/requests", kind="overview", words="Jag hittar inte.")

    press(ann, an_answer, 3)

    (asked,) = requests()
    assert asked.words == "Jag hittar inte.\n\nVad händer\ni vår?"
    assert "Not answered yet." in words_on(ann.get(an_answer))


def test_what_is_no_longer_needed_is_said(browse, an_answer, requests):
    ann = browse("ann")
    press(ann, an_answer, 3)
    ann.press(f"/requests/{requests()[0].id}/withdraw")

    assert "Sent 24 November. It was no longer needed." in words_on(ann.get("/follow-up"))


def test_staff_press_in_the_patients_place(sees, in_english, an_answer, requests, people, journal):
    sam = sees("staff:sam", "ann")
    assert "You can ask for this in the patient's place." in words_on(sam.get(an_answer))

    press(sam, an_answer, 3)

    (asked,) = requests()
    assert (asked.patient_id, asked.asked_by_id) == (people["ann"], people["staff:sam"])
    assert asked.words == "Vad händer\ni vår?"
    (row,) = journal(Happening.FOLLOW_UP_LED_TO)
    assert (row.actor_id, row.role) == (people["staff:sam"], Role.STAFF.value)


def test_what_a_file_told_of_can_lead_somewhere_too(browse, session, requests):
    told = session.exec(select(FollowUp.id).where(FollowUp.source == "tests")).one()

    sent = press(browse("ann"), f"/follow-up/{told}", 4)

    assert sent.status_code == 303
    assert requests()[0].words == "Telefonkö"


def test_others_lead_nothing_on(browse, an_answer, requests):
    for person in ("carl", "rut", "staff:stella"):
        assert press(browse(person), an_answer, 3).status_code == 404
    assert requests() == []


def test_where_nobody_would_read_it_the_page_says_whom_to_call(
    browse, an_answer, session, requests
):
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = TUESDAY_MORNING.date().replace(day=23)
        session.add(relation)
    session.commit()
    ann = browse("ann")

    assert press(ann, an_answer, 3).status_code == 404
    assert "/questions/" not in ann.get(an_answer).text
    assert "Whom to call" in ann.get(an_answer).text
    assert requests() == []
