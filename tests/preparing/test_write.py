"""The patient writes what matters and what to ask; each word stays until it is taken back."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.base import db
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.preparing import actions, rules
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.preparing.conftest import ask, say


def happened(session):
    rows = select(JournalEntry).where(JournalEntry.happening.startswith("preparing:"))
    return session.exec(rows.order_by(col(JournalEntry.number))).all()


def test_what_matters_stands_on_the_page_with_its_lines(ann, said):
    response = say(ann, "Att kunna cykla.\r\n\r\nOch sova\r\nom natten.")

    assert (response.status_code, response.location) == (303, "/prepare#matters")
    page = "".join(ann.get("/prepare").text.split())
    assert "<p>Attkunnacykla.</p><p>Ochsova<br>omnatten.</p>" in page
    assert "You · 24 November" in words_on(ann.get("/prepare"))
    assert [one.words for one in said()] == ["Att kunna cykla.\n\nOch sova\nom natten."]


def test_the_newest_words_count_and_the_earlier_stay_as_history(ann, said, now):
    say(ann, "Att kunna cykla.")
    now(TUESDAY_MORNING + timedelta(minutes=5))
    say(ann, "Att sova.")

    assert [(one.words, one.ended_at is None) for one in said()] == [
        ("Att kunna cykla.", False),
        ("Att sova.", True),
    ]
    told = words_on(ann.get("/prepare"))
    assert told.index("Att sova.") < told.index("What you wrote before")
    assert told.index("What you wrote before") < told.index("Att kunna cykla.")


def test_the_same_words_again_change_nothing(ann, said, session):
    say(ann)
    say(ann)

    assert len(said()) == 1
    assert len(happened(session)) == 1


def test_what_matters_is_taken_back_and_is_not_followed_by_what_stood_before(ann, said):
    say(ann, "Att kunna cykla.")
    say(ann, "Att sova.")

    ann.press(f"/prepare/matters/{said()[-1].id}/withdraw")

    assert [one.ended_at for one in said() if one.ended_at is None] == []
    assert "What matters to you now?" in ann.get("/prepare").text


def test_a_question_is_kept_with_who_asked_and_when(ann, asked, people):
    assert ask(ann).location == "/prepare#questions"

    (one,) = asked()
    assert (one.words, one.by_id, one.role) == ("Får jag cykla?", people["ann"], "patient")
    told = words_on(ann.get("/prepare"))
    assert "Får jag cykla? You · 24 November" in told


def test_a_question_that_is_taken_back_is_gone_from_every_page(ann, asked, sees):
    ask(ann)

    ann.press(f"/prepare/questions/{asked()[0].id}/withdraw")
    ann.press(f"/prepare/questions/{asked()[0].id}/withdraw")

    assert asked()[0].withdrawn_at == TUESDAY_MORNING
    assert "Får jag cykla?" not in ann.get("/prepare").text
    assert "Får jag cykla?" not in sees("staff:sam", "ann").get("/prepare").text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(" \n ", "Write something here first.", id="nothing"),
        pytest.param("\x00\x07", "Write something here first.", id="nothing to see"),
        pytest.param("å" * 2001, "There is room for 2000 characters", id="one sign too many"),
    ],
)
def test_what_is_odd_is_told_and_every_word_stays(ann, asked, said, words, told):
    for send in (ask, say):
        response = send(ann, words)
        assert response.status_code == 422
        assert told in response.text
        assert words.strip("\x00\x07 \n") in response.text
    assert [*asked(), *said()] == []


def test_there_is_room_for_two_thousand_signs(ann, asked, said):
    ask(ann, "å" * 2000)
    say(ann, "å" * 2000)

    assert [len(one.words) for one in (*asked(), *said())] == [2000, 2000]


def test_signs_that_nobody_can_see_are_not_kept(ann, asked):
    ask(ann, "Får\x00 jag\x1b cykla?")

    assert [one.words for one in asked()] == ["Får jag cykla?"]


def test_what_looks_like_a_page_is_only_words(ann):
    ask(ann, "<script>alert(1)</script>")
    say(ann, "<b>Att sova</b>")

    page = ann.get("/prepare").text

    assert "<script>alert" not in page
    assert "&lt;b&gt;Att sova" in page


def test_the_twenty_first_question_is_refused_plainly_and_nothing_is_lost(ann, asked):
    for number in range(rules.MOST_OPEN):
        assert ask(ann, f"Fråga {number}?").status_code == 303

    refused = ask(ann, "En till?")

    assert refused.status_code == 422
    assert "You have 20 questions that wait already." in refused.text
    assert ">\nEn till?</textarea>" in refused.text
    assert len(asked()) == 20
    ann.press(f"/prepare/questions/{asked()[0].id}/withdraw")
    assert ask(ann, "En till?").status_code == 303


def test_two_presses_are_one_question(ann, asked):
    form = {**ann.keys(), "question-words": "Får jag cykla?"}

    first = ann.post("/prepare/questions", data=form)
    second = ann.post("/prepare/questions", data=form)

    assert first.location == second.location
    assert len(asked()) == 1


def test_the_same_question_from_two_tabs_is_one(ann, asked):
    ask(ann)
    ask(ann)

    assert len(asked()) == 1


def test_two_at_the_same_moment_make_one_and_the_last_place_is_taken_once(app, people, asked):
    by = Actor(people["ann"], Role.PATIENT)
    ready, kept = threading.Barrier(2), []

    def write(words):
        whose = {"patient_id": people["ann"], "by": by, "now": TUESDAY_MORNING}
        with app.app_context(), db.transaction() as writing:
            for number in range(rules.MOST_OPEN - 1):
                actions.ask(writing, f"Fråga {number}?", **whose)
        ready.wait()
        with app.app_context(), db.transaction() as writing:
            actions.say(writing, words, **whose)
            kept.append(actions.ask(writing, words, **whose))

    both = [threading.Thread(target=write, args=(words,)) for words in ("Ja?", "Nej?")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(kept) == [False, True]
    assert len(asked()) == rules.MOST_OPEN


def test_the_journal_says_what_was_done_and_no_word_of_it(ann, session, people, asked, said):
    say(ann)
    ask(ann)
    ann.press(f"/prepare/questions/{asked()[0].id}/withdraw")
    ann.press(f"/prepare/matters/{said()[0].id}/withdraw")

    rows = happened(session)
    assert [(row.happening, row.about_id, row.details) for row in rows] == [
        ("preparing:said", said()[0].id, {}),
        ("preparing:asked", asked()[0].id, {}),
        ("preparing:withdrawn", asked()[0].id, {"kind": "question"}),
        ("preparing:withdrawn", said()[0].id, {"kind": "matters"}),
    ]
    assert {(row.actor_id, row.role, row.patient_id) for row in rows} == {
        (people["ann"], "patient", people["ann"])
    }


def test_nobody_else_takes_back_by_an_id_in_the_address(ann, browse, asked, said):
    ask(ann)
    say(ann)
    carl = browse("carl")

    assert carl.press(f"/prepare/questions/{asked()[0].id}/withdraw").status_code == 404
    assert carl.press(f"/prepare/matters/{said()[0].id}/withdraw").status_code == 404
    assert "Får jag cykla?" not in carl.get("/prepare").text
    assert [asked()[0].withdrawn_at, said()[0].ended_at] == [None, None]


def test_a_form_from_somebody_elses_page_is_refused(ann, asked, people):
    form = {**ann.keys(), "question-words": "Får jag cykla?", "whose": str(people["carl"])}

    assert ann.post("/prepare/questions", data=form).status_code == 422
    assert asked() == []


def test_who_has_no_clinic_is_told_that_nobody_in_care_reads_it(browse):
    assert "No clinic takes part in this plan" in browse("rut").get("/prepare").text
