"""Somebody else was quicker, the page was old, the slot was wrong: nothing is lost or half done."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments.content import State
from app.appointments.models import Appointment
from app.slots import actions as slot_actions
from app.slots.content import Holding
from tests.appointments.conftest import DAY
from tests.appointments.made import at
from tests.appointments.walking import TAKEN, book, fields_of, hold, offered, said, send
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_slot, make_time


def test_who_is_later_gets_the_three_nearest_times(
    ann, invitation, slots, take, session, kind, holder
):
    make_slot(session, kind, at(date(2026, 12, 10), "9.00"))
    hold(ann, f"{invitation}/book", slots[2])
    take(slots[0])

    answer = ann.press(f"{invitation}/book/held", slot=str(slots[0].id))

    assert answer.status_code == 422
    assert "That time is no longer free" in said(answer)
    assert TAKEN in said(answer)
    assert offered(answer) == [str(slot.id) for slot in slots[1:]]
    assert holder(slots[2]).holding is Holding.HOLD


def test_what_was_typed_is_kept_when_somebody_else_was_quicker(
    ann, invitation, slots, take, now, invited, now_is
):
    page = hold(ann, f"{invitation}/book", slots[0])
    later = TUESDAY_MORNING + timedelta(minutes=11)
    now(later)
    take(slots[0], now=later)
    typed = {"support": ["A quiet room"], "more": "Vänta in mig", "message": "Hej"}

    refused = send(ann, page, f"{invitation}/book", **typed)
    kept = fields_of(refused, f"{invitation}/book")
    answer = send(ann, refused, f"{invitation}/book", slot=str(slots[1].id))

    assert refused.status_code == 422
    assert TAKEN in said(refused)
    assert offered(refused) == [str(slot.id) for slot in slots[1:]]
    assert {name: kept[name] for name in typed} == {
        "support": ["A quiet room"],
        "more": ["Vänta in mig"],
        "message": ["Hej"],
    }
    assert answer.location == f"{invitation}/receipt"
    assert now_is(invited).slot_id == slots[1].id
    assert [str(words) for words in now_is(invited).support][1:] == ["Vänta in mig"]


def test_without_choosing_one_of_the_nearest_nothing_is_booked(
    ann, invitation, slots, take, invited, now_is
):
    take(slots[0])
    page = ann.get(f"{invitation}/book/slots/{slots[0].id}")

    answer = send(ann, page, f"{invitation}/book", more="Vänta in mig")

    assert answer.status_code == 422
    assert "Choose one of these." in said(answer)
    assert fields_of(answer, f"{invitation}/book")["more"] == ["Vänta in mig"]
    assert offered(answer) == [str(slot.id) for slot in slots[1:]]
    assert now_is(invited).state is State.OPEN_INVITATION


def test_when_nothing_is_free_any_more_what_was_typed_stands_there(
    ann, invitation, slots, take, now
):
    page = hold(ann, f"{invitation}/book", slots[0])
    now(TUESDAY_MORNING + timedelta(minutes=11))
    for slot in slots:
        take(slot, now=TUESDAY_MORNING + timedelta(minutes=11))

    answer = send(ann, page, f"{invitation}/book", more="Vänta in mig", message="Hej")

    assert answer.status_code == 422
    assert "There are no free times right now. Does no time suit you? Call Mott" in said(answer)
    assert "What you wrote stands here, if you want to keep it. Vänta in mig Hej" in said(answer)


def _withdrawn(session, slot, **_):
    assert slot_actions.withdraw(session, slot.id, now=TUESDAY_MORNING)
    return slot.id


def _other_kind(session, **_):
    other = make_kind(session, key="other")
    return make_slot(session, other, at(DAY, "9.30")).id


def _other_unit(session, **_):
    other = make_kind(session, unit="other")
    return make_slot(session, other, at(DAY, "9.30")).id


def _past(session, kind, **_):
    return make_slot(session, kind, TUESDAY_MORNING - timedelta(hours=1)).id


def _too_soon(session, kind, **_):
    return make_slot(session, kind, TUESDAY_MORNING + timedelta(minutes=119)).id


def _too_far_ahead(session, kind, **_):
    return make_slot(session, kind, at(date(2027, 3, 25), "9.00")).id


def _not_shown_yet(session, kind, **_):
    return make_slot(
        session, kind, at(DAY, "9.30"), released_at=TUESDAY_MORNING + timedelta(seconds=1)
    ).id


WRONG = {
    "withdrawn": _withdrawn,
    "of another kind": _other_kind,
    "of another unit": _other_unit,
    "in the past": _past,
    "sooner than the clinic wants": _too_soon,
    "further ahead than it lets one book": _too_far_ahead,
    "not shown yet": _not_shown_yet,
    "of nobody": lambda **_: uuid.uuid4(),
    "no id": lambda **_: "1 OR 1=1",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_slot_that_is_not_to_be_had_is_refused_with_others_to_choose(
    ann, invitation, slots, session, kind, invited, now_is, happened, wrong
):
    page = ann.get(f"{invitation}/book/slots/{slots[3].id}")
    wanted = str(WRONG[wrong](session=session, kind=kind, slot=slots[0]))
    session.commit()

    held = ann.press(f"{invitation}/book/held", slot=wanted)
    booked = send(ann, page, f"{invitation}/book", slot=wanted, more="Vänta in mig")

    for answer in (held, booked):
        assert answer.status_code == 422
        assert len(offered(answer)) == 3
        assert wanted not in offered(answer)
    assert fields_of(booked, f"{invitation}/book")["more"] == ["Vänta in mig"]
    assert now_is(invited).state is State.OPEN_INVITATION
    assert happened() == []
    if wrong != "no id":
        looked_at = ann.get(f"{invitation}/book/slots/{wanted}")
        assert "That time is no longer free" in words_on(looked_at)


def test_a_hold_that_ran_out_is_no_hindrance_while_nobody_else_came(
    ann, invitation, slots, now, invited, now_is
):
    page = hold(ann, f"{invitation}/book", slots[0])
    now(TUESDAY_MORNING + timedelta(minutes=10))

    again = ann.get(f"{invitation}/book/slots/{slots[0].id}")
    answer = send(ann, page, f"{invitation}/book")

    assert "The time is not kept for you any more, but it is free." in words_on(again)
    assert answer.location == f"{invitation}/receipt"
    assert now_is(invited).slot_id == slots[0].id


def test_a_time_that_is_kept_is_still_ones_own_when_it_has_come_near(
    ann, invitation, session, kind, now, invited, now_is
):
    slot = make_slot(session, kind, TUESDAY_MORNING + timedelta(minutes=121))
    page = hold(ann, f"{invitation}/book", slot)
    now(TUESDAY_MORNING + timedelta(minutes=9))

    assert send(ann, page, f"{invitation}/book").location == f"{invitation}/receipt"


def test_the_same_press_again_is_the_same_booking(ann, invitation, slots, happened):
    page = hold(ann, f"{invitation}/book", slots[0])

    first, again = (send(ann, page, f"{invitation}/book") for _press in range(2))

    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert [what for what, _about, _details in happened()] == ["slot-held", "booked"]


def test_a_page_loaded_again_and_sent_leads_to_the_same_booking(ann, invitation, slots, happened):
    pages = [
        hold(ann, f"{invitation}/book", slots[0]),
        ann.get(f"{invitation}/book/slots/{slots[0].id}"),
    ]

    answers = [send(ann, page, f"{invitation}/book") for page in pages]

    assert [answer.location for answer in answers] == [f"{invitation}/receipt"] * 2
    assert [what for what, _about, _details in happened()] == ["slot-held", "booked"]


def test_an_old_tab_books_no_second_time(ann, invitation, slots, invited, now_is):
    old = ann.get(f"{invitation}/book/slots/{slots[0].id}")
    book(ann, f"{invitation}/book", slots[1])

    answer = send(ann, old, f"{invitation}/book", more="Vänta in mig")

    assert answer.status_code == 422
    assert "The time is booked already" in said(answer)
    assert "What you wrote stands here, if you want to keep it. Vänta in mig" in said(answer)
    assert now_is(invited).slot_id == slots[1].id
    assert "The time is booked already" in words_on(ann.get(f"{invitation}/book"))


def test_what_the_clinic_changed_meanwhile_is_read_before_anything_is_booked(
    ann, invitation, slots, invited, session, now, now_is
):
    page = hold(ann, f"{invitation}/book", slots[0])
    changed = session.get(Appointment, invited.id)
    changed.within, changed.changed_at = date(2026, 11, 30), TUESDAY_MORNING
    session.commit()

    refused = send(ann, page, f"{invitation}/book", more="Vänta in mig")
    answer = send(ann, refused, f"{invitation}/book")

    assert refused.status_code == 422
    assert "The clinic has changed your time since you opened the page." in said(refused)
    assert "Health care should see you by 30 November. This time is later." in said(refused)
    assert fields_of(refused, f"{invitation}/book")["more"] == ["Vänta in mig"]
    assert answer.location == f"{invitation}/receipt"
    assert now_is(invited).slot_id == slots[0].id


def test_words_that_are_too_long_are_told_of_and_kept(ann, invitation, slots, invited, now_is):
    long = "å" * 401

    answer = book(ann, f"{invitation}/book", slots[0], more=long, message="Hej")

    assert answer.status_code == 422
    assert "There is room for 400 characters here, and this is 401. Shorten it." in said(answer)
    assert "The time is kept for you until 09:40." in said(answer)
    assert fields_of(answer, f"{invitation}/book")["more"] == [long]
    assert now_is(invited).state is State.OPEN_INVITATION


def test_booking_again_when_somebody_was_quicker_leaves_nothing_behind(
    ann, session, kind, people, slots, take
):
    earlier = make_time(session, kind, people["ann"], answer_by=None)
    earlier.state = State.CANCELLED
    session.add(earlier)
    session.commit()
    path = f"/appointments/{earlier.id}"
    page = ann.get(f"{path}/book-again/slots/{slots[0].id}")
    before = len(session.exec(select(Appointment)).all())
    take(slots[0])

    answer = send(ann, page, f"{path}/book-again")

    assert answer.status_code == 422
    assert offered(answer) == [str(slot.id) for slot in slots[1:]]
    assert len(session.exec(select(Appointment)).all()) == before + 1
    assert send(ann, answer, f"{path}/book-again", slot=str(slots[1].id)).status_code == 303


def test_after_the_last_day_one_calls(ann, invitation, slots, session, invited, now_is):
    page = ann.get(f"{invitation}/book/slots/{slots[0].id}")
    session.get(Appointment, invited.id).answer_by = date(2026, 11, 23)
    session.commit()

    days, answer = (
        ann.get(f"{invitation}/book"),
        send(ann, page, f"{invitation}/book", message="Hej"),
    )

    assert answer.status_code == 422
    assert "What you wrote stands here, if you want to keep it. Hej" in said(answer)
    for text in (words_on(days), said(answer)):
        assert "The last day to answer has passed" in text
        assert "The last day to book was 23 November. Call and ask for a new one." in text
        assert "Open now, until 11:00" in text
    assert now_is(invited).state is State.OPEN_INVITATION
    assert f'href="{invitation}/book"' not in ann.get(invitation).text
