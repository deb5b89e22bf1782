"""A patient moves a time: the old one is theirs until the new one is, and no file undoes it."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base.words import Words
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.slots.content import Holding, Mode
from app.slots.models import BookingRules, VisitKind
from tests.appointments.conftest import DAY, FILE_VISIT
from tests.appointments.made import at
from tests.appointments.walking import GUARANTEE, TAKEN, book, fields_of, hold, offered, said, send
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_slot


def test_the_time_one_has_is_shown_and_stays_until_there_is_another(ann, path, slots, visit):
    kept = "The time you have: Tuesday 1 December 10:00–10:45. It stays yours until you have taken"

    pages = [ann.get(path), ann.get(f"{path}/change"), hold(ann, f"{path}/change", slots[2])]

    assert f'href="{path}/change"' in pages[0].text
    assert kept in words_on(pages[1])
    assert kept in words_on(pages[2])
    assert "Change to Tuesday 1 December at 13:15" in words_on(pages[2])


def test_the_new_time_takes_the_place_of_the_old(
    ann, path, slots, visit, now_is, holder, happened, sam
):
    first = book(ann, f"{path}/change", slots[2])
    second = book(ann, f"{path}/change", slots[3])

    time = now_is(visit)
    assert first.location == second.location == f"{path}/receipt"
    assert (time.slot_id, time.starts_at, time.sequence) == (slots[3].id, slots[3].starts_at, 2)
    assert holder(slots[2]) is None
    assert holder(slots[3]).holding is Holding.BOOKING
    assert [(what, details) for what, _about, details in happened()] == [
        ("slot-held", {}),
        ("moved", {"told": "guarantee"}),
        ("slot-held", {}),
        ("moved", {"told": "nothing"}),
    ]
    assert "Wednesday 2 December 08:30–09:00" in words_on(ann.get(f"{path}/receipt"))


def test_who_says_no_to_what_care_chose_is_told_what_that_means_first(ann, path, slots):
    before = hold(ann, f"{path}/change", slots[2])
    send(ann, before, f"{path}/change")

    after = hold(ann, f"{path}/change", slots[3])

    assert GUARANTEE in words_on(before)
    assert GUARANTEE not in words_on(after)


def test_support_that_was_chosen_for_the_time_follows_it(ann, tell, path, slots, visit, now_is):
    tell("ann", supports=[{"what": "Inga trappor"}], appointments=None)

    page = hold(ann, f"{path}/change", slots[2])

    assert fields_of(page, f"{path}/change")["support"] == ["Lugnt rum"]
    assert "Inga trappor" in words_on(page)


def test_with_somebody_else_the_time_is_called_what_its_kind_is(
    ann, path, session, kind, visit, now_is
):
    slot = make_slot(session, kind, at(DAY, "15.00"), mode=Mode.PHONE)

    page = hold(ann, f"{path}/change", slot)
    send(ann, page, f"{path}/change")

    assert "Synundersökning" in words_on(page)
    assert now_is(visit).what == kind.name
    assert now_is(visit).role_id is None


def test_who_was_too_slow_keeps_the_time_they_had(ann, path, slots, take, visit, now_is):
    take(slots[2])

    at_once = ann.press(f"{path}/change/held", slot=str(slots[2].id))
    page = ann.get(f"{path}/change/slots/{slots[2].id}")
    later = send(ann, page, f"{path}/change", slot=str(slots[2].id))

    for answer in (at_once, later):
        assert answer.status_code == 422
        assert TAKEN in said(answer)
        assert "The time you have: Tuesday 1 December 10:00–10:45. It stays yours" in said(answer)
        assert offered(answer) == [str(slots[n].id) for n in (0, 1, 3)]
    assert (now_is(visit).state, now_is(visit).slot_id) == (State.BOOKED, None)
    assert now_is(visit).starts_at == at(DAY, "10.00")


def test_what_staff_moved_meanwhile_is_read_first(
    ann, path, slots, visit, session, people, now_is, holder, happened
):
    page = hold(ann, f"{path}/change", slots[0])
    later = TUESDAY_MORNING + timedelta(minutes=1)
    assert booking.book(
        session,
        session.get(Appointment, visit.id),
        slots[3],
        filled=Filled(),
        held_for_id=None,
        earliest=later,
        by=Actor(people["staff:sam"], Role.STAFF),
        now=later,
    )
    session.commit()

    refused = send(ann, page, f"{path}/change", more="Vänta in mig")

    assert refused.status_code == 422
    assert "The clinic has changed your time since you opened the page." in said(refused)
    assert "The time you have: Wednesday 2 December 08:30–09:00." in said(refused)
    assert fields_of(refused, f"{path}/change")["more"] == ["Vänta in mig"]
    assert now_is(visit).slot_id == slots[3].id
    assert holder(slots[0]).holding is Holding.HOLD
    answer = send(ann, refused, f"{path}/change")
    assert answer.location == f"{path}/receipt"
    assert now_is(visit).slot_id == slots[0].id
    assert holder(slots[3]) is None


def test_what_staff_cancelled_meanwhile_is_not_moved(ann, path, slots, visit, session, now_is):
    page = hold(ann, f"{path}/change", slots[0])
    changed = session.get(Appointment, visit.id)
    changed.state, changed.changed_at = State.CANCELLED, TUESDAY_MORNING + timedelta(minutes=1)
    session.commit()

    answer = send(ann, page, f"{path}/change", message="Hej")

    assert answer.status_code == 422
    assert "It has been cancelled. Nothing was changed now." in said(answer)
    assert "What you wrote stands here, if you want to keep it. Hej" in said(answer)
    assert now_is(visit).state is State.CANCELLED


def test_near_the_time_one_calls(browse, path, slots, now, visit, now_is):
    day_before = at(date(2026, 11, 30), "10.00")
    now(day_before)
    ann = browse("ann")
    while_it_goes = ann.get(f"{path}/change/slots/{slots[2].id}")

    now(day_before + timedelta(seconds=1))
    shown, asked = ann.get(path), ann.get(f"{path}/change")
    answer = send(ann, while_it_goes, f"{path}/change", message="Hej")

    assert "It is now so near that you change or cancel by phone." in words_on(shown)
    assert "Do you want to change the time? Call Sam Open now, until 11:00" in words_on(shown)
    assert f'href="{path}/change"' not in shown.text
    assert "There are less than 24 hours left, so the clinic wants you to call." in words_on(asked)
    assert answer.status_code == 422
    assert "What you wrote stands here, if you want to keep it. Hej" in said(answer)
    assert now_is(visit).slot_id is None


def test_choosing_the_slot_one_has_leads_to_the_receipt(ann, path, slots, happened):
    book(ann, f"{path}/change", slots[2])
    done = happened()

    answer = ann.press(f"{path}/change", slot=str(slots[2].id))

    assert answer.location == f"{path}/receipt"
    assert happened() == done


def test_a_file_that_tells_of_a_moved_time_as_it_was_moves_nothing_back(
    ann, path, slots, told, visit, now_is, holder
):
    book(ann, f"{path}/change", slots[2], support=["Tolk"])

    told(before="Ta med glasögonen.", support=["Lugnt rum"])
    time = now_is(visit)

    assert (time.slot_id, time.starts_at) == (slots[2].id, slots[2].starts_at)
    assert [str(words) for words in time.support] == ["Tolk"]
    assert str(time.before) == "Ta med glasögonen."
    assert holder(slots[2]).held_for_id == visit.id


def test_a_file_that_has_learnt_of_the_move_is_believed(
    ann, path, slots, told, visit, now_is, holder
):
    book(ann, f"{path}/change", slots[2])

    told(at="13.15-13.45")

    assert now_is(visit).slot_id == slots[2].id
    assert now_is(visit).starts_at == slots[2].starts_at
    assert holder(slots[2]).holding is Holding.BOOKING


@pytest.mark.parametrize(
    ("news", "state"),
    [({"on": "2026-12-07"}, State.BOOKED), ({"state": "cancelled"}, State.CANCELLED)],
)
def test_news_from_the_clinic_of_a_moved_time_is_believed_and_frees_the_slot(
    ann, path, slots, told, visit, now_is, holder, news, state
):
    book(ann, f"{path}/change", slots[2])

    told(**news)

    assert (now_is(visit).state, now_is(visit).slot_id) == (state, None)
    assert holder(slots[2]) is None


@pytest.mark.parametrize("state", ["done", "missed"])
def test_what_became_of_a_time_that_was_booked_here_is_believed(
    ann, path, slots, told, visit, now_is, state
):
    book(ann, f"{path}/change", slots[2])

    told(state=state, at="13.15-13.45")

    assert now_is(visit).state == state
    assert now_is(visit).slot_id == slots[2].id


def test_a_time_that_was_moved_here_stays_when_its_file_no_longer_tells_of_it(
    ann, path, slots, told, visit, now_is
):
    book(ann, f"{path}/change", slots[2])

    told(gone=True)

    assert now_is(visit).state is State.BOOKED
    assert now_is(visit).slot_id == slots[2].id


def test_a_time_that_was_withdrawn_and_is_told_of_again_is_back(told, visit, now_is):
    told(gone=True)
    withdrawn = now_is(visit).state
    told()

    assert withdrawn is State.CANCELLED
    assert now_is(visit).state is State.BOOKED


def test_an_invitation_that_was_booked_here_is_not_asked_for_again(
    ann, tell, session, people, kind, slots, now_is
):
    eyes = {
        "key": "eyes",
        "state": "open-invitation",
        "what": "Synundersökning",
        "unit": "clinic",
        "answer_by": "2027-01-15",
        "change": "online",
    }
    time = session.exec(select(Appointment).where(Appointment.key == "eyes")).one()
    time.kind_id, time.change = kind.id, WayToChange.ONLINE
    session.add(time)
    session.commit()
    book(ann, f"/appointments/{time.id}/book", slots[0])

    for again in ({}, {"answer_by": "2027-02-15"}, {"state": "planned", "window_words": "I vår"}):
        tell("ann", appointments=[FILE_VISIT, {**eyes, **again}])

    assert now_is(time).state is State.BOOKED
    assert now_is(time).slot_id == slots[0].id


def test_each_change_is_in_the_journal_with_whose_time_it_is(ann, path, slots, session, people):
    book(ann, f"{path}/change", slots[2])

    rows = session.exec(select(JournalEntry).order_by(JournalEntry.number)).all()
    moved = rows[-1]

    assert (moved.happening, moved.role) == ("appointments:moved", "patient")
    assert (moved.actor_id, moved.patient_id) == (people["ann"], people["ann"])


def test_a_unit_lets_its_own_kinds_be_booked_and_no_others(session, ann, path, visit, people):
    elsewhere = session.exec(select(VisitKind)).one()
    assert session.get(BookingRules, elsewhere.unit_id)
    unknown = uuid.uuid4()

    answer = ann.press(f"{path}/change/held", slot=str(unknown))

    assert answer.status_code == 422
    assert "There are no free times right now" in said(answer)
    assert Words("sv", {"sv": "Synundersökning"}) == elsewhere.name
