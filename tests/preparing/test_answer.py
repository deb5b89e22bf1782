"""Staff read what the patient wants to bring up, first what matters, and answer in words."""

import threading

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.base import db
from app.journal.actions import Actor
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import CareRole
from app.preparing import actions
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.preparing.conftest import answer, ask, say


@pytest.fixture
def question(ann, asked):
    ask(ann)
    return asked()[0]


@pytest.fixture
def sam(sees):
    return sees("staff:sam", "ann")


@pytest.fixture
def visit(session, people):
    return session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()


def test_staff_see_what_matters_first_and_do_not_write_for_the_patient(ann, sam, question):
    say(ann)

    page = sam.get("/prepare").text

    assert page.index("Att kunna cykla.") < page.index("Får jag cykla?")
    assert "matters-words" not in page
    assert "question-words" not in page
    assert say(sam, "Nej.").status_code == 404
    assert ask(sam, "Nej?").status_code == 404
    assert sam.press(f"/prepare/questions/{question.id}/withdraw").status_code == 404


def test_an_answer_comes_back_just_as_it_was_written(ann, sam, question, session, people):
    sent = answer(sam, question, "Ja, från mars.\n\nRing 031-390 06 61 först.")

    assert (sent.status_code, sent.location) == (303, f"/prepare#question-{question.id}")
    told = words_on(ann.get("/prepare"))
    assert "Ja, från mars. Ring 031-390 06 61 först." in told
    assert "Answered by Sam Påhittad, nurse, 24 November" in told
    assert 'href="tel:+46313900661"' in ann.get("/prepare").text
    rows = select(JournalEntry).where(JournalEntry.happening == Happening.QUESTION_ANSWERED.value)
    (row,) = session.exec(rows).all()
    assert (row.actor_id, row.role, row.about_id, row.details) == (
        people["staff:sam"],
        "staff",
        question.id,
        {},
    )


@pytest.mark.parametrize("words", ["", " \n", "å" * 2001])
def test_an_answer_that_is_refused_keeps_every_word(sam, question, asked, words):
    refused = answer(sam, question, words)

    assert refused.status_code == 422
    assert f">\n{words.strip()}</textarea>" in refused.text
    assert "<details open>" in refused.text
    assert asked()[0].answered_at is None


def test_who_answers_second_is_told_and_keeps_their_words(sam, sees, question, asked):
    tora = sees("staff:tora", "ann")
    answer(sam, question, "Ja.")

    second = answer(tora, question, "Nej, inte än.")

    assert second.status_code == 422
    assert "Your words were not sent" in second.text
    assert "Nej, inte än." in second.text
    assert asked()[0].answer == "Ja."


def test_what_was_taken_back_is_not_answered(ann, sam, question, asked):
    ann.press(f"/prepare/questions/{question.id}/withdraw")

    late = answer(sam, question)

    assert late.status_code == 422
    assert "Ja, från och med mars." in late.text
    assert "Får jag cykla?" not in late.text
    assert asked()[0].answer is None


def test_what_was_answered_is_not_taken_back(ann, sam, question, asked):
    answer(sam, question)

    ann.press(f"/prepare/questions/{question.id}/withdraw")

    assert asked()[0].withdrawn_at is None
    page = ann.get("/prepare").text
    assert "Ja, från och med mars." in page
    assert "Take the question back" not in page


def test_two_presses_are_one_answer(sam, question, session):
    form = {**sam.keys(), f"answer-{question.id}-words": "Ja."}
    path = f"/prepare/questions/{question.id}/answer"

    first, second = sam.post(path, data=form), sam.post(path, data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_two_who_answer_at_the_same_moment_are_one_and_one_too_late(app, session, people, question):
    role = session.exec(select(CareRole).where(CareRole.person_id == people["staff:sam"])).one()
    by = Actor(people["staff:sam"], Role.STAFF, role.unit_id)
    ready, done = threading.Barrier(2), []

    def write(words):
        whose = {"patient_id": people["ann"], "role_id": role.id, "by": by, "now": TUESDAY_MORNING}
        ready.wait()
        with app.app_context(), db.transaction() as writing:
            done.append(actions.answer(writing, question.id, words, **whose))

    both = [threading.Thread(target=write, args=(words,)) for words in ("Ja.", "Nej.")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(done) == [False, True]


@pytest.mark.parametrize("person", ["ann", "rut", "carl", "staff:stella"])
def test_nobody_but_staff_of_the_unit_answers(browse, question, asked, person):
    assert answer(browse(person), question).status_code == 404
    assert asked()[0].answer is None


def test_staff_of_another_unit_neither_read_nor_answer(sees, question, people):
    stella = sees("staff:stella", "carl")

    assert "Får jag cykla?" not in stella.get("/prepare").text
    assert answer(stella, question).status_code == 404


def test_when_the_relation_has_ended_the_answer_is_refused(sam, question, session, asked):
    for relation in session.exec(select(CareRelation)):
        session.delete(relation)
    session.commit()

    assert answer(sam, question).status_code == 404
    assert asked()[0].answer is None


def test_staff_are_told_how_many_questions_wait_on_the_page_of_a_time(ann, sam, question, visit):
    path = f"/appointments/{visit.id}"
    assert "What Ann wants to bring up (1 question)" in sam.get(path).text
    assert "What Ann wants to bring up" not in ann.get(path).text
    ask(ann, "En till?")
    assert "(2 questions)" in sam.get(path).text

    answer(sam, question)

    assert "(1 question)" in sam.get(path).text


def test_the_desks_page_of_a_time_leads_to_what_is_brought_up(browse, question, visit, people):
    sam = browse("staff:sam")
    path = f"/care/times/appointments/{visit.id}"
    assert "What Ann wants to bring up (1 question)" in sam.get(path).text
    assert "Får jag cykla?" not in sam.get(path).text

    opened = sam.press(f"/care/patients/{people['ann']}", to="/prepare")

    assert opened.location == "/prepare"
    assert "Får jag cykla?" in sam.get("/prepare").text


def test_opening_a_plan_leads_nowhere_else(browse, people):
    sam = browse("staff:sam")

    for elsewhere in ("https://example.org", "//example.org", "/\\example.org"):
        assert sam.press(f"/care/patients/{people['ann']}", to=elsewhere).location == "/"


def test_the_desk_tells_nothing_of_a_plan_that_is_not_theirs_to_open(
    browse, question, visit, session
):
    for relation in session.exec(select(CareRelation)):
        session.delete(relation)
    session.commit()

    page = browse("staff:sam").get(f"/care/times/appointments/{visit.id}")

    assert page.status_code == 200
    assert "wants to bring up" not in page.text


def test_a_plan_has_a_quiet_way_to_what_is_brought_up(ann, sam, visit):
    assert 'href="/prepare"' in ann.get("/").text
    assert 'href="/prepare"' in ann.get(f"/appointments/{visit.id}").text
    assert f'href="/appointments/{visit.id}/ask"' in ann.get(f"/appointments/{visit.id}").text
    assert f'href="/appointments/{visit.id}/ask"' not in sam.get(f"/appointments/{visit.id}").text
