"""Staff read what was sent, and the patient sees that they did."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.base.words import Words
from app.journal.models import Happening, JournalEntry
from app.self_care.content import Value
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.self_care.recorded import (
    UPPER,
    a_correction,
    a_routine,
    an_entry,
    moment,
)
from tests.self_care.sending import DAYS

A_DAY = timedelta(days=1)


def test_staff_read_it_and_the_patient_sees_who_did_and_when(
    browse, at_work, pressure, send, sent, now
):
    patient, staff = browse("ann"), at_work()
    receipt = send(patient, pressure).location
    assert "Nobody has read it yet" in words_on(patient.get(receipt))
    sending = sent()[0]

    listed = staff.get("/care/requests").text
    assert f"/care/requests/{sending.request_id}" in listed
    link = f"/care/sent/{sending.id}"
    assert link in staff.get(f"/care/requests/{sending.request_id}").text
    page = words_on(staff.get(link))
    assert "Upper 141 mmHg Lower 85 mmHg Slept badly." in page
    assert "Too early." not in page
    now(moment(24, 9, 35))
    assert staff.press(f"{link}/read", words="Ring om du blir yr.").location == "/care/requests"

    assert "This is read Ring om du blir yr." in words_on(staff.get(link))
    page = words_on(patient.get(receipt))
    assert "Read by Sam Påhittad, 24 November Ring om du blir yr." in page
    assert "Take it back" not in page
    assert receipt in patient.get("/requests").text
    assert "Read by Sam Påhittad, 24 November" in words_on(patient.get("/self-care/sent"))


def test_a_look_is_in_the_journal_each_time(browse, session, people, pressure, send, sent):
    send(browse("ann"), pressure)
    sending = sent()[0]
    staff = browse("staff:sam")

    for _turn in range(2):
        staff.get(f"/care/sent/{sending.id}")

    looks = session.exec(
        select(JournalEntry).where(
            JournalEntry.happening == Happening.LOOKED.value,
            JournalEntry.about_id == sending.id,
        )
    ).all()
    assert [(row.actor_id, row.patient_id, row.details) for row in looks] == [
        (people["staff:sam"], people["ann"], {"part": "sent self-care"})
    ] * 2


def test_whoever_comes_second_is_told_and_loses_no_word(browse, at_work, pressure, send, sent):
    send(browse("ann"), pressure)
    link = f"/care/sent/{sent()[0].id}"
    at_work().press(f"{link}/read", words="Allt bra.")

    with_words = at_work("staff:tora").press(f"{link}/read", words="Ring mig.")
    without = browse("staff:tora").press(f"{link}/read")

    assert with_words.status_code == 422
    assert "Your words were not sent" in with_words.text
    assert "Ring mig." in with_words.text
    assert "Allt bra." in with_words.text
    assert without.status_code == 303


def test_words_that_are_too_long_stand_there_still(browse, pressure, send, sent):
    send(browse("ann"), pressure)

    answer = browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read", words="å" * 4001)

    assert answer.status_code == 422
    assert "å" * 4001 in answer.text


def test_it_can_be_read_without_a_word(browse, pressure, send, sent):
    patient = browse("ann")
    receipt = send(patient, pressure).location

    browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read")

    assert "Read by Sam Påhittad" in words_on(patient.get(receipt))


def test_what_nobody_has_read_can_be_taken_back(browse, at_work, pressure, send, sent):
    patient, staff = browse("ann"), at_work()
    receipt = send(patient, pressure).location

    assert patient.press(f"{receipt}/take-back").location == receipt

    page = words_on(patient.get(receipt))
    assert "You took it back 24 November. Nobody reads it." in page
    link = f"/care/sent/{sent()[0].id}"
    assert staff.get(link).status_code == 404
    assert staff.press(f"{link}/read").status_code == 404
    assert link not in staff.get(f"/care/requests/{sent()[0].request_id}").text


def test_what_was_read_stays_read(browse, pressure, send, sent):
    patient = browse("ann")
    receipt = send(patient, pressure).location
    browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read")

    patient.press(f"{receipt}/take-back")

    assert "Read by Sam Påhittad" in words_on(patient.get(receipt))


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
def test_others_find_nothing(browse, pressure, send, sent, person):
    send(browse("ann"), pressure)
    sending = sent()[0].id
    other = browse(person)

    assert other.get(f"/care/sent/{sending}").status_code == 404
    assert other.press(f"/care/sent/{sending}/read").status_code == 404
    assert other.get(f"/self-care/sent/{sending}").status_code == 404
    assert other.press(f"/self-care/sent/{sending}/take-back").status_code == 404


def test_the_patient_does_not_read_it_as_staff(browse, pressure, send, sent):
    patient = browse("ann")
    send(patient, pressure)

    assert patient.get(f"/care/sent/{sent()[0].id}").status_code == 404


def test_markup_that_somebody_wrote_stays_what_it_is(browse, session, people, send, sent):
    hostile = "<script>alert(1)</script> <b>031-390 06 60</b>"
    routine = a_routine(
        session,
        people["ann"],
        what=hostile,
        measures=[UPPER.model_copy(update={"name": Words("sv", {"sv": hostile}), "unit": "<i>"})],
        read_when=Words("sv", {"sv": hostile}),
    )
    entry = an_entry(session, routine, 141, words=hostile, slot="<i>")
    entry.values = [*entry.values, Value(measure="<i>", number=1)]
    session.add(entry)
    a_correction(session, routine, entry, 1, replaced_at=TUESDAY_MORNING, words=hostile)
    patient = browse("ann")
    receipt = send(patient, routine).location
    staff = browse("staff:sam")

    pages = [
        patient.get("/self-care/history").text,
        patient.get(f"{DAYS}/preview").text,
        patient.get(DAYS).text,
        patient.get(receipt).text,
        staff.get(f"/care/sent/{sent()[0].id}").text,
    ]

    for page in pages:
        assert "&lt;script&gt;" in page
        assert not re.search(r"<script>|<b>|<i>", page)
