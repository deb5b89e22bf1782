"""Staff answer what patients have asked for, and the patient reads what came of it."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.base import db
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import Person
from app.requests import actions
from app.requests.models import Request
from app.sharing.actions import actor
from app.sharing.rules import Access
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on


@pytest.fixture(autouse=True)
def in_english(session, people):
    """Staff of ann.yaml speak Swedish; here they speak English."""
    for person in session.exec(select(Person)):
        person.language = "en"
    session.commit()


@pytest.fixture
def asked(browse, session):
    """What Ann has asked for."""
    browse("ann").press("/requests", kind="channel", words="Ingen svarar\r\npå måndagar.")
    return session.exec(select(Request)).one()


def told(session, happening):
    rows = select(JournalEntry).where(JournalEntry.happening == happening.value)
    return session.exec(rows.order_by(col(JournalEntry.number))).all()


def test_a_question_travels_to_the_list_and_its_answer_back(browse, session, people, asked):
    sam, ann = browse("staff:sam"), browse("ann")

    listed = words_on(sam.get("/care/requests"))
    assert "A better way to get in touch Ann Exempelsson · Asked 24 November" in listed
    shown = sam.get(f"/care/requests/{asked.id}").text
    assert "Ingen svarar" in shown
    sent = sam.press(
        f"/care/requests/{asked.id}/answer", words="Ring Tora på 031-390 06 62, hon svarar."
    )

    assert (sent.status_code, sent.location) == (303, "/care/requests")
    first_page = words_on(ann.get("/"))
    assert "Answers to you A better way to get in touch" in first_page
    assert "Answered by Sam Påhittad, 24 November" in first_page
    assert 'href="tel:+46313900662"' in ann.get("/").text
    (row,) = told(session, Happening.REQUEST_ANSWERED)
    assert (row.actor_id, row.role, row.patient_id, row.about_id) == (
        people["staff:sam"],
        Role.STAFF.value,
        people["ann"],
        asked.id,
    )


def test_an_answer_that_was_read_leaves_the_first_page_and_stays_in_the_list(browse, asked):
    browse("staff:sam").press(f"/care/requests/{asked.id}/answer", words="Ring Tora.")
    ann = browse("ann")

    read = ann.press("/requests/read", back="/")

    assert (read.status_code, read.location) == (303, "/")
    assert "Ring Tora." not in ann.get("/").text
    assert "Ring Tora." in ann.get("/requests").text


def test_whoever_opens_a_question_is_in_the_journal_and_whoever_lists_them_sees_no_words(
    browse, session, people, asked
):
    sam = browse("staff:sam")
    assert "Ingen svarar" not in sam.get("/care/requests").text
    assert told(session, Happening.LOOKED) == []

    sam.get(f"/care/requests/{asked.id}")

    (row,) = told(session, Happening.LOOKED)
    assert (row.actor_id, row.about_id, row.details) == (
        people["staff:sam"],
        asked.id,
        {"part": "request"},
    )


def test_an_answer_says_something(browse, session, asked):
    refused = browse("staff:sam").press(f"/care/requests/{asked.id}/answer", words=" \n ")

    assert refused.status_code == 422
    assert "Write something here first." in refused.text
    session.refresh(asked)
    assert asked.open


def test_who_answers_second_is_told_and_keeps_their_words(browse, session, asked):
    browse("staff:sam").press(f"/care/requests/{asked.id}/answer", words="Ring Tora.")

    second = browse("staff:tora").press(f"/care/requests/{asked.id}/answer", words="Ring mig.")

    assert second.status_code == 422
    assert "Somebody else was first." in second.text
    assert "Ring mig." in second.text
    assert "Ring Tora." in second.text
    session.refresh(asked)
    assert asked.answer == "Ring Tora."


def test_what_the_patient_let_go_is_not_answered(browse, session, asked):
    browse("ann").press(f"/requests/{asked.id}/withdraw")

    late = browse("staff:sam").press(f"/care/requests/{asked.id}/answer", words="Ring Tora.")

    assert late.status_code == 422
    assert "The patient no longer needs this, since 24 November." in late.text
    session.refresh(asked)
    assert asked.answered_at is None


def test_two_who_answer_at_the_same_moment_are_one_and_one_too_late(app, session, people, asked):
    ready, done = threading.Barrier(2), []

    def answer(words):
        access = Access(people["ann"], people["staff:sam"], Role.STAFF)
        with app.app_context(), db.transaction() as writing:
            ready.wait()
            done.append(
                actions.answer(
                    writing,
                    asked,
                    words=words,
                    role_id=None,
                    by=actor(access),
                    now=TUESDAY_MORNING,
                )
            )

    both = [threading.Thread(target=answer, args=(words,)) for words in ("Ja.", "Nej.")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(done) == [False, True]
    assert len(told(session, Happening.REQUEST_ANSWERED)) == 1


def test_what_was_answered_long_ago_is_not_in_the_list(browse, now, asked):
    sam = browse("staff:sam")
    sam.press(f"/care/requests/{asked.id}/answer", words="Ring Tora.")
    assert "Answered lately" in sam.get("/care/requests").text

    now(TUESDAY_MORNING + timedelta(days=14, seconds=1))

    assert "Answered lately" not in browse("staff:sam").get("/care/requests").text


def test_another_units_staff_and_other_patients_see_nothing_of_it(browse, asked):
    assert "Exempelsson" not in browse("staff:stella").get("/care/requests").text
    for browser in (browse("staff:stella"), browse("carl"), browse("ann")):
        assert browser.get(f"/care/requests/{asked.id}").status_code == 404
        answered = browser.press(f"/care/requests/{asked.id}/answer", words="Ring mig.")
        assert answered.status_code == 404
    assert "Ingen svarar" not in browse("carl").get("/requests").text


def test_staff_who_have_the_plan_open_read_what_was_asked_but_do_not_ask(sees, asked):
    page = sees("staff:sam", "ann").get("/requests").text

    assert "Ingen svarar" in page
    assert "Send to my clinic" not in page
