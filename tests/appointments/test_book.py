"""A patient books a time of the clinic's: it is kept, they say what they need, and it is theirs."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.slots.content import Holding
from app.slots.models import BookingRules
from tests.appointments.conftest import DAY, NEXT_DAY
from tests.appointments.made import at
from tests.appointments.walking import book, fields_of, hold, send, value_of
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_slot, make_time


def test_a_chosen_time_is_kept_while_one_fills_in(ann, invitation, slots, holder, happened, people):
    page = hold(ann, f"{invitation}/book", slots[0])

    held = holder(slots[0])
    assert (held.holding, held.patient_id) == (Holding.HOLD, people["ann"])
    assert held.until == TUESDAY_MORNING + timedelta(minutes=10)
    assert "Tuesday 1 December 09:00–09:30" in words_on(page)
    assert "The time is kept for you until 09:40. After that somebody else can" in words_on(page)
    assert happened() == [("slot-held", slots[0].id, {})]


def test_choosing_another_time_lets_the_first_go(ann, invitation, slots, holder):
    hold(ann, f"{invitation}/book", slots[0])
    hold(ann, f"{invitation}/book", slots[1])

    assert holder(slots[0]) is None
    assert holder(slots[1]).holding is Holding.HOLD


def test_a_booked_time_is_the_patients(
    ann, invitation, slots, invited, now_is, holder, happened, sam
):
    answer = book(ann, f"{invitation}/book", slots[1], message="Jag kommer\nmed bussen.")

    time = now_is(invited)
    assert answer.location == f"{invitation}/receipt"
    assert (time.state, time.slot_id, time.role_id) == (State.BOOKED, slots[1].id, sam)
    assert (time.starts_at, time.ends_at) == (slots[1].starts_at, slots[1].ends_at)
    assert (time.answer_by, time.message, time.sequence) == (None, "Jag kommer\nmed bussen.", 1)
    assert (holder(slots[1]).holding, holder(slots[1]).until) == (Holding.BOOKING, None)
    assert [what for what, _about, _details in happened()] == ["slot-held", "booked"]
    text = words_on(ann.get(answer.location))
    assert "The time is booked It is yours now, and the clinic sees it." in text
    assert "Tuesday 1 December 10:00–10:30 in 7 days Who Sam Påhittad, nurse" in text
    assert "You wrote to the clinic: Jag kommer med bussen." in text
    assert "Call Sam" in text


def test_the_soonest_and_the_last_time_can_be_had(ann, invitation, session, kind, invited, now_is):
    soonest = make_slot(session, kind, TUESDAY_MORNING + timedelta(minutes=120))
    last = make_slot(session, kind, at(date(2027, 3, 24), "23.45"))

    assert hold(ann, f"{invitation}/book", last).status_code == 200
    assert book(ann, f"{invitation}/book", soonest).location == f"{invitation}/receipt"


def test_what_is_agreed_for_every_visit_is_ticked(ann, tell, invitation, slots, invited, now_is):
    interpreter = {"what": {"sv": "Tolk", "en": "Interpreter"}, "note": {"sv": "finska"}}
    tell("ann", supports=[interpreter, {"what": "Ett lugnt rum"}, {"what": "Inga trappor"}])
    page = hold(ann, f"{invitation}/book", slots[0])

    ticked = fields_of(page, f"{invitation}/book")["support"]
    kept = ["Tolk: finska", "Inga trappor", value_of(page, "hearing-loop")]
    send(ann, page, f"{invitation}/book", support=kept, more="Ring på dörren")

    assert ticked == ["Tolk: finska", "Ett lugnt rum", "Inga trappor"]
    assert "Interpreter: finska" in words_on(page)
    texts = [words.texts for words in now_is(invited).support]
    assert texts[0] == {"sv": "Tolk: finska", "en": "Interpreter: finska"}
    assert texts[1] == {"sv": "Inga trappor"}
    assert texts[2]["en"] == "A hearing loop"
    assert set(texts[2]) == {"sv", "en"}
    assert texts[3] == {"en": "Ring på dörren"}


def test_what_nobody_needs_this_time_can_be_left_out(ann, tell, invitation, slots, invited, now_is):
    tell("ann", supports=[{"what": "Ett lugnt rum"}])

    book(ann, f"{invitation}/book", slots[0], support=[])

    assert now_is(invited).support == []


def test_a_message_is_asked_for_only_where_the_clinic_takes_it(
    ann, invitation, slots, session, kind, invited, now_is
):
    session.get(BookingRules, kind.unit_id).message_allowed = False
    session.commit()
    page = hold(ann, f"{invitation}/book", slots[0])

    send(ann, page, f"{invitation}/book", message="Hej")

    assert "A message to the clinic" not in page.text
    assert now_is(invited).message == ""


def test_what_is_good_to_know_of_a_time_stands_before_the_button(
    ann, tell, invitation, session, kind, invited
):
    tell("ann", terms={"status": "active", "not_before": "10:00"})
    session.get(Appointment, invited.id).within = DAY
    session.commit()
    early = make_slot(session, kind, at(DAY, "9.45"))
    on_the_day, after = make_slot(session, kind, at(DAY, "10.45")), at(NEXT_DAY, "10.00")
    late = make_slot(session, kind, after)

    first, second, third = (
        words_on(ann.get(f"{invitation}/book/slots/{slot.id}"))
        for slot in (early, on_the_day, late)
    )

    notes = (
        "You have asked for no times before 10:00. This one is earlier.",
        "You have another time then: Visit to Sam, Tuesday 1 December 10:00–10:45.",
        "Health care should see you by 1 December. This time is later.",
    )
    assert [note in first for note in notes] == [True, True, False]
    assert [note in second for note in notes] == [False, False, False]
    assert [note in third for note in notes] == [False, False, True]


@pytest.mark.parametrize("state", [State.DONE, State.CANCELLED])
def test_one_books_again_what_was_done_or_cancelled(
    ann, session, kind, people, slots, now_is, happened, state
):
    earlier = make_time(session, kind, people["ann"], answer_by=None)
    earlier.state, earlier.starts_at = state, TUESDAY_MORNING - timedelta(days=30)
    session.add(earlier)
    session.commit()
    path = f"/appointments/{earlier.id}"
    pages = [ann.get(path), hold(ann, f"{path}/book-again", slots[0])]

    answers = [send(ann, pages[1], f"{path}/book-again") for _press in range(2)]
    old_tab = send(ann, pages[1], f"{path}/book-again", once=str(uuid.uuid4()))

    again = session.exec(select(Appointment).where(Appointment.slot_id == slots[0].id)).one()
    assert f'href="{path}/book-again"' in pages[0].text
    assert [one.location for one in (*answers, old_tab)] == [
        f"/appointments/{again.id}/receipt"
    ] * 3
    assert (again.state, again.what, again.patient_id) == (State.BOOKED, kind.name, people["ann"])
    assert (again.change, again.kind_id) == (WayToChange.ONLINE, kind.id)
    assert now_is(earlier).state is state
    assert happened()[1:] == [("booked", again.id, {})]
    assert "You have booked again To the time you booked after this one" in words_on(ann.get(path))
    for_more = ann.get(f"{path}/book-again")
    assert "You have booked again" in words_on(for_more)
    assert f'href="/appointments/{again.id}"' in for_more.text


def test_what_is_not_said_to_be_booked_here_is_not(ann, invitation, slots, session, invited, kind):
    session.get(Appointment, invited.id).change = WayToChange.PHONE
    session.commit()

    for errand in ("book", "cancel"):
        assert "This is done by phone" in words_on(ann.get(f"{invitation}/{errand}"))
    assert ann.press(f"{invitation}/book/held", slot=str(slots[0].id)).status_code == 422
    assert f'href="{invitation}/book"' not in ann.get(invitation).text


def test_a_unit_that_takes_no_bookings_here_keeps_its_own_address(
    ann, invitation, session, kind, slots
):
    session.delete(session.get(BookingRules, kind.unit_id))
    session.commit()

    page = ann.get(invitation)

    assert 'href="https://example.com/boka"' in page.text
    assert "This is done by phone" in words_on(ann.get(f"{invitation}/book"))
    assert "This is done by phone" in words_on(ann.get(f"{invitation}/book/days/2026-12-01"))
    assert "This is done by phone" in words_on(ann.get(f"{invitation}/book/slots/{slots[0].id}"))


def test_staff_read_a_time_but_book_nothing_on_the_patients_page(
    in_english, sees, invitation, slots
):
    nurse = sees("staff:sam", "ann")

    page = nurse.get(invitation)

    assert "You may choose a time yourself." in words_on(page)
    assert f'href="{invitation}/book"' not in page.text
    assert nurse.get(f"{invitation}/book").status_code == 404
    assert nurse.press(f"{invitation}/book/held", slot=str(slots[0].id)).status_code == 404


def test_a_slot_is_nobodys_way_to_somebody_elses_time(browse, invitation, slots, invited, now_is):
    carl = browse("carl")

    assert carl.get(f"{invitation}/book/slots/{slots[0].id}").status_code == 404
    assert carl.press(f"{invitation}/book", slot=str(slots[0].id)).status_code == 404
    assert now_is(invited).state is State.OPEN_INVITATION
