"""Staff book for a patient on the phone, also what patients cannot book themselves."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.appointments.content import State
from app.appointments.models import Appointment
from app.base.words import Words
from app.journal.models import JournalEntry, Role
from app.slots.content import Holding
from app.slots.models import Slot, SlotHolder
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_time


@pytest.fixture
def path(people):
    return f"/care/times/book/{people['ann']}"


@pytest.fixture
def invited(session, kind, people):
    """Ann has been asked to book a time herself."""
    time = make_time(session, kind, people["ann"], answer_by=TUESDAY_MORNING.date())
    time.support = [Words("sv", {"sv": "Lugnt rum", "en": "A quiet room"})]
    session.commit()
    return time


def booked(session):
    rows = select(Appointment).where(col(Appointment.slot_id).is_not(None))
    return session.exec(rows.execution_options(populate_existing=True)).all()


def test_a_call_leads_from_the_patient_to_the_time_and_to_their_list(
    browse, session, slots, kind, people, path, roles
):
    sam = browse("staff:sam")

    assert "Exempelsson, Ann" in words_on(sam.get("/care/times/book"))
    assert "Something new Synundersökning" in words_on(sam.get(path))
    assert "Tuesday 1 December 09:00–09:45" in words_on(sam.get(f"{path}?kind={kind.id}"))
    asked = words_on(sam.get(f"{path}?kind={kind.id}&slot={slots[0]}"))
    assert "Is this right? Synundersökning Patient Ann Exempelsson" in asked
    done = sam.press(
        path, kind=str(kind.id), slot=str(slots[0]), support="Vänta\r\nHiss", message="Hej"
    )

    assert (done.status_code, done.location) == (303, f"/care/times/slots/{slots[0]}")
    assert "Booked for Ann Exempelsson" in words_on(sam.get(done.location))
    (time,) = booked(session)
    assert (time.state, time.slot_id, time.booked_by_id) == (State.BOOKED, slots[0], roles["sam"])
    assert [words.as_json() for words in time.support] == [{"en": "Vänta"}, {"en": "Hiss"}]
    assert time.message == "Hej"
    row = session.exec(
        select(JournalEntry).where(JournalEntry.happening == "appointments:booked")
    ).one()
    assert (row.actor_id, row.role) == (people["staff:sam"], Role.STAFF.value)
    assert (row.patient_id, row.details) == (people["ann"], {"how": "phone"})
    ann = browse("ann")
    assert "Synundersökning" in words_on(ann.get("/appointments"))
    own_page = words_on(ann.get(f"/appointments/{time.id}"))
    assert "You booked this by phone, with Sam Påhittad." in own_page


def test_what_the_patient_was_to_book_is_the_time_that_is_booked(
    browse, session, slots, path, invited
):
    sam = browse("staff:sam")

    asked = sam.get(f"{path}?time={invited.id}&slot={slots[0]}").text
    assert "A quiet room" in asked
    sam.press(path, time=str(invited.id), slot=str(slots[0]), support="A quiet room\nHiss")

    (time,) = booked(session)
    assert time.id == invited.id
    assert [words.as_json() for words in time.support] == [
        {"sv": "Lugnt rum", "en": "A quiet room"},
        {"en": "Hiss"},
    ]


def test_a_time_is_moved_while_one_talks_and_the_old_one_is_free(
    browse, session, slots, path, invited, kind
):
    sam = browse("staff:sam")
    sam.press(path, time=str(invited.id), slot=str(slots[0]))

    asked = words_on(sam.get(f"{path}?time={invited.id}&slot={slots[2]}"))
    assert "It replaces the time on Tuesday 1 December at 09:00" in asked
    sam.press(path, time=str(invited.id), slot=str(slots[2]))

    assert [time.slot_id for time in booked(session)] == [slots[2]]
    assert "09:00–09:45 Free" in words_on(sam.get("/care/times?day=2026-12-01"))


def test_staff_may_book_what_patients_do_not_see_yet_and_what_is_near(
    browse, session, now, slots, path, kind
):
    session.exec(update(Slot).values(released_at=TUESDAY_MORNING + timedelta(days=300)))
    session.commit()
    (first,) = session.exec(select(Slot.starts_at).where(Slot.id == slots[0])).all()
    now(first - timedelta(minutes=1))
    sam = browse("staff:sam")

    assert "Patients see it from 20 September 2027" in words_on(sam.get(f"{path}?kind={kind.id}"))
    sam.press(path, kind=str(kind.id), slot=str(slots[0]))

    assert [time.slot_id for time in booked(session)] == [slots[0]]


def test_nobody_books_what_has_begun(browse, session, now, slots, path, kind):
    (first,) = session.exec(select(Slot.starts_at).where(Slot.id == slots[0])).all()
    now(first + timedelta(seconds=1))

    refused = browse("staff:sam").press(path, kind=str(kind.id), slot=str(slots[0]))

    assert refused.status_code == 422
    assert booked(session) == []


def test_who_comes_second_keeps_what_was_typed_and_sees_the_nearest(
    browse, session, slots, path, kind, people
):
    sam, tora = browse("staff:sam"), browse("staff:tora")
    chosen = {"kind": str(kind.id), "slot": str(slots[2])}
    sam.press(path, **chosen)

    refused = tora.press(path, **chosen, support="Hiss", message="Ring först")

    assert refused.status_code == 422
    assert "Somebody else has that time now. Nothing was booked" in refused.text
    assert ">Hiss</textarea>" in refused.text.replace("\n", "")
    assert "Ring först" in refused.text
    offered = [slot for slot in slots if f'value="{slot}"' in refused.text]
    assert offered == [slots[0], slots[1], slots[3]] or offered == [slots[1], slots[3], slots[4]]
    assert len(booked(session)) == 1

    tora.press(path, kind=str(kind.id), slot=str(offered[0]), support="Hiss")
    assert len(booked(session)) == 2


def test_of_two_who_book_at_once_one_has_it_and_nothing_is_half_booked(
    browse, session, slots, path, kind, people
):
    browsers = [browse("staff:sam"), browse("staff:tora")]
    forms = [
        {**browser.keys(), "kind": str(kind.id), "slot": str(slots[0])} for browser in browsers
    ]
    ready, codes = threading.Barrier(2), []

    def press(browser, typed):
        ready.wait()
        codes.append(browser.post(path, data=typed).status_code)

    pairs = zip(browsers, forms, strict=True)
    threads = [threading.Thread(target=press, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(codes) == [303, 422]
    of_ann = select(Appointment).where(
        Appointment.patient_id == people["ann"], Appointment.kind_id == kind.id
    )
    assert len(session.exec(of_ann).all()) == 1


def test_the_same_press_again_books_nothing_more(browse, session, slots, path, kind):
    sam = browse("staff:sam")
    typed = {**sam.keys(), "kind": str(kind.id), "slot": str(slots[0])}

    answers = [sam.post(path, data=typed) for _ in range(2)]

    assert {answer.location for answer in answers} == {f"/care/times/slots/{slots[0]}"}
    assert len(booked(session)) == 1


def test_a_time_that_changed_meanwhile_is_left_alone(browse, session, slots, path, invited):
    sam = browse("staff:sam")
    session.exec(update(Appointment).where(Appointment.id == invited.id).values(state="cancelled"))
    session.commit()

    refused = sam.press(path, time=str(invited.id), slot=str(slots[0]))

    assert refused.status_code == 404
    assert booked(session) == []
    assert session.exec(select(SlotHolder)).all() == []


def test_odd_choices_lead_nowhere(browse, session, slots, path, kind, people, invited):
    other = make_kind(session, unit="other", key="other")
    sam = browse("staff:sam")

    assert sam.get(f"{path}?time={kind.id}").status_code == 404
    assert sam.get(f"{path}?kind={kind.id}&slot={kind.id}").status_code == 404
    assert "What is it for?" in sam.get(f"{path}?kind={other.id}").text
    assert "What is it for?" in sam.get(f"{path}?kind=x&slot=y").text
    assert sam.press(path, kind=str(other.id), slot=str(slots[0])).status_code == 422
    assert sam.press(path).status_code == 422
    assert (
        sam.press(path, kind=str(kind.id), slot=str(slots[0]), message="x" * 5000).status_code
        == 422
    )
    assert booked(session) == []


def test_only_a_patient_of_the_unit_can_be_booked_for(browse, session, people, kind, slots):
    sam = browse("staff:sam")
    carls = f"/care/times/book/{people['carl']}"

    assert sam.get(carls).status_code == 404
    assert sam.press(carls, kind=str(kind.id), slot=str(slots[0])).status_code == 404
    assert "Carl" not in sam.get("/care/times/book").text

    make_time(session, kind, people["carl"], answer_by=TUESDAY_MORNING.date())
    assert "Carl" in sam.get("/care/times/book").text
    sam.press(carls, kind=str(kind.id), slot=str(slots[0]))
    assert [time.patient_id for time in booked(session)] == [people["carl"]]


def test_whoever_books_for_a_patient_has_looked(browse, session, people, path):
    sam = browse("staff:sam")
    before = session.exec(select(JournalEntry.number).order_by(col(JournalEntry.number))).all()

    sam.get(path)

    row = session.exec(select(JournalEntry).where(JournalEntry.number == len(before) + 1)).one()
    assert (row.happening, row.patient_id) == ("sharing:looked", people["ann"])
    assert row.details == {"part": "booking"}


def test_a_slot_that_is_held_or_withdrawn_is_not_to_be_chosen(browse, session, slots, path, kind):
    sam = browse("staff:sam")
    sam.press(f"/care/times/slots/{slots[0]}/withdraw")

    assert str(slots[0]) not in sam.get(f"{path}?kind={kind.id}").text
    refused = sam.press(path, kind=str(kind.id), slot=str(slots[0]))

    assert refused.status_code == 422
    assert session.get_one(SlotHolder, slots[0]).holding is Holding.WITHDRAWN


@pytest.mark.parametrize("since", ["2026-12-09", "i-morgon", "2020-01-01"])
def test_the_list_of_free_times_begins_where_one_says(browse, slots, path, kind, since):
    text = words_on(browse("staff:sam").get(f"{path}?kind={kind.id}&from={since}"))

    assert ("Tuesday 1 December" in text) == (since != "2026-12-09")
    assert "Tuesday 15 December" in text
