"""Somebody close reads and writes in their own name, as far as the patient lets them."""

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.journal.models import Happening, JournalEntry
from app.sharing.content import Deed, Part, Thing
from app.sharing.models import KeptOut
from tests.overview.read import words_on
from tests.preparing.conftest import ask, say


def visit_of(session, patient_id):
    return session.exec(
        select(Appointment).where(Appointment.key == "visit", Appointment.patient_id == patient_id)
    ).one()


def test_who_may_write_does_so_in_their_own_name(ann, rut, asked, said, people):
    say(ann, "Att kunna cykla.")
    helper = rut()
    say(helper, "Att hon sover.")
    ask(helper, "Får hon cykla?")

    assert [(one.by_id, one.role) for one in asked()] == [(people["rut"], "relative")]
    anns = words_on(ann.get("/prepare"))
    assert "Att kunna cykla. You · 24 November" in anns
    assert "Att hon sover. Rut, who helps you · 24 November" in anns
    assert "Får hon cykla? Rut, who helps you · 24 November" in anns
    ruts = words_on(helper.get("/prepare"))
    assert "What matters to Ann now Att kunna cykla. Ann · 24 November" in ruts
    assert "Får hon cykla? You · 24 November" in ruts


def test_what_a_helper_says_never_takes_the_place_of_the_patients_words(ann, rut, said, people):
    say(ann, "Att kunna cykla.")
    say(rut(), "Att hon sover.")

    stands = {one.by_id: one.words for one in said() if one.ended_at is None}
    assert stands == {people["ann"]: "Att kunna cykla.", people["rut"]: "Att hon sover."}


def test_staff_read_who_wrote_what(rut, sees):
    ask(rut(), "Får hon cykla?")

    told = words_on(sees("staff:sam", "ann").get("/prepare"))

    assert "Får hon cykla? Rut Exempelsson, who helps Ann · 24 November" in told


def test_without_the_deed_one_reads_and_does_not_write(ann, rut, asked, said):
    ask(ann)
    say(ann)
    helper = rut(does=())

    page = helper.get("/prepare").text
    assert "Får jag cykla?" in page
    assert "<textarea" not in page
    assert ask(helper, "Mer?").status_code == 404
    assert say(helper, "Mer.").status_code == 404
    assert helper.press(f"/prepare/questions/{asked()[0].id}/withdraw").status_code == 404
    assert len([*asked(), *said()]) == 2


@pytest.mark.parametrize("path", ["/prepare", "/"])
def test_without_the_part_nothing_is_seen_or_hinted(ann, rut, path):
    ask(ann)
    say(ann, "Att sova om natten.")
    helper = rut(sees=(Part.TIMES, Part.PLAN), does=(Deed.WRITE,))

    response = helper.get(path)

    assert response.status_code == (404 if path == "/prepare" else 200)
    for word in ("Får jag cykla?", "Att sova", 'href="/prepare"'):
        assert word not in response.text
    assert ask(helper, "Mer?").status_code == 404


def test_a_helper_takes_back_only_their_own_and_the_patient_everything(ann, rut, asked, said):
    ask(ann, "Anns fråga?")
    say(ann, "Anns ord.")
    helper = rut()
    ask(helper, "Ruts fråga?")
    say(helper, "Ruts ord.")
    ids = {one.words: one.id for one in (*asked(), *said())}

    assert helper.press(f"/prepare/questions/{ids['Anns fråga?']}/withdraw").status_code == 404
    assert helper.press(f"/prepare/matters/{ids['Anns ord.']}/withdraw").status_code == 404
    assert helper.press(f"/prepare/questions/{ids['Ruts fråga?']}/withdraw").status_code == 303
    assert ann.press(f"/prepare/matters/{ids['Ruts ord.']}/withdraw").status_code == 303

    assert {one.words for one in asked() if one.withdrawn_at} == {"Ruts fråga?"}
    assert {one.words for one in said() if one.ended_at} == {"Ruts ord."}


def test_what_the_patient_wrote_before_is_for_the_patient(ann, rut):
    say(ann, "Det gamla.")
    say(ann, "Det nya.")

    assert "Det gamla." in ann.get("/prepare").text
    assert "Det gamla." not in rut().get("/prepare").text


def test_when_the_share_has_ended_the_next_press_is_refused_and_the_words_stay(ann, rut, asked):
    helper = rut()
    ask(helper, "Ruts fråga?")
    stood_open = {**helper.keys(), "question-words": "Mer?"}

    ann.press(f"/sharing/{helper.share.id}/end")

    assert "Ruts fråga?" not in helper.get("/prepare").text
    assert helper.post("/prepare/questions", data=stood_open).status_code == 404
    assert "Rut, who helped you then" in ann.get("/prepare").text
    assert [one.words for one in asked()] == ["Ruts fråga?"]


def test_a_share_that_is_narrowed_meanwhile_refuses_what_was_being_written(rut, session, asked):
    helper = rut()
    helper.get("/prepare")

    helper.share.does = []
    session.add(helper.share)
    session.commit()

    assert ask(helper, "Mer?").status_code == 404
    assert asked() == []


def test_every_look_is_in_the_journal(ann, rut, session, people):
    helper = rut()
    helper.get("/prepare")
    ann.get("/prepare")

    looks = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKED.value)
    (row,) = session.exec(looks).all()
    assert (row.actor_id, row.role, row.details) == (
        people["rut"],
        "relative",
        {"part": "own words"},
    )


def test_who_looks_as_the_helper_would_writes_nothing(ann, rut, asked, session, people):
    ask(ann)
    helper = rut()
    ann.press(f"/sharing/{helper.share.id}/look")

    page = words_on(ann.get("/prepare"))
    assert "Får jag cykla? Ann · 24 November" in page
    assert ask(ann, "Mer?").status_code == 404
    assert len(asked()) == 1


@pytest.fixture
def for_a_time(ann, session, people):
    """Let Ann ask something for her time, and return that time."""
    visit = visit_of(session, people["ann"])
    sent = ann.press(f"/appointments/{visit.id}/ask", words="Ska jag fasta?")
    assert sent.location == "/prepare#questions"
    return visit


def test_a_question_for_a_time_says_which(ann, for_a_time, asked):
    assert asked()[0].appointment_id == for_a_time.id
    assert "Ska jag fasta? You · 24 November For: Visit to Sam" in words_on(ann.get("/prepare"))


def test_of_a_hidden_time_neither_question_nor_name_is_seen(rut, session, people, for_a_time):
    session.add(KeptOut(patient_id=people["ann"], kind=Thing.TIME, key=str(for_a_time.id)))
    session.commit()
    helper = rut()

    page = helper.get("/prepare").text

    for word in ("Ska jag fasta?", "Visit to Sam", str(for_a_time.id)):
        assert word not in page
    assert helper.get(f"/appointments/{for_a_time.id}/ask").status_code == 404
    assert helper.press(f"/appointments/{for_a_time.id}/ask", words="Mer?").status_code == 404


def test_without_times_the_question_is_read_and_its_time_is_not(rut, for_a_time):
    helper = rut(sees=(Part.STORY,))

    page = helper.get("/prepare").text

    assert "Ska jag fasta?" in page
    assert "Visit to Sam" not in page
    assert helper.get(f"/appointments/{for_a_time.id}/ask").status_code == 404


def test_a_helper_asks_for_a_time_that_they_see(rut, session, people, asked):
    visit = visit_of(session, people["ann"])
    helper = rut()

    assert "Visit to Sam" in helper.get(f"/appointments/{visit.id}/ask").text
    helper.press(f"/appointments/{visit.id}/ask", words="Får jag vara med?")

    assert [(one.by_id, one.appointment_id) for one in asked()] == [(people["rut"], visit.id)]


@pytest.mark.parametrize("words", ["", "å" * 2001])
def test_what_is_odd_for_a_time_is_told_and_kept(ann, session, people, asked, words):
    visit = visit_of(session, people["ann"])

    refused = ann.press(f"/appointments/{visit.id}/ask", words=words)

    assert refused.status_code == 422
    assert f">\n{words}</textarea>" in refused.text
    assert asked() == []


def test_a_time_of_somebody_else_or_one_that_has_been_is_not_there(ann, session, people):
    carls = visit_of(session, people["carl"])
    assert ann.get(f"/appointments/{carls.id}/ask").status_code == 404
    assert ann.press(f"/appointments/{carls.id}/ask", words="Mer?").status_code == 404
    mine = visit_of(session, people["ann"])
    mine.state = "done"
    session.commit()

    assert ann.get(f"/appointments/{mine.id}/ask").status_code == 404
