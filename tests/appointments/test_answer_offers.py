"""The patient answers what is offered: takes one of the times, or says what would suit."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments import offers
from app.appointments.content import OfferReason, Outcome, State, Wishes
from app.appointments.models import Appointment, Offer
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.requests.models import Request
from tests.appointments.offered import again, held, hours, offer, told
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_slot, make_time

ANSWER_BY = date(2027, 1, 15)
AT_ITS_END = TUESDAY_MORNING + timedelta(minutes=10)


@pytest.fixture
def kind(session, people):
    return make_kind(session)


@pytest.fixture
def free(session, kind):
    return [make_slot(session, kind, hours(n)) for n in range(4)]


@pytest.fixture
def time(session, people, kind):
    return make_time(session, kind, people["ann"], answer_by=ANSWER_BY)


@pytest.fixture
def made(session, time, free):
    return offer(session, time, free[:3], words="Välj den som passar dig.", until=AT_ITS_END)


@pytest.fixture
def ann(browse):
    return browse("ann")


@pytest.fixture
def take(ann, made, free, session):
    """Press the button for one of the slots, as its page has it."""

    def press(number=0, **fields):
        address = f"/offers/{made.id}/slots/{free[number].id}"
        return ann.press(address, **{"seen": seen(session, made), **fields})

    return press


def seen(session, made):
    session.expire_all()
    return session.get(Appointment, made.appointment_id).changed_at.isoformat()


def test_an_offer_stands_first_and_says_until_when_it_is_kept(ann, made):
    first = words_on(ann.get("/"))
    times = words_on(ann.get("/appointments"))

    said = (
        "3 times to choose among Synundersökning. Kept for you until Tuesday 24 November at 09:40."
    )
    assert said in first
    assert times.index(said) < times.index("Booked times")
    assert times.count("Synundersökning") == 2


def test_its_page_shows_the_times_and_whose_words_stand_there(ann, made):
    page = words_on(ann.get(f"/offers/{made.id}"))

    assert "Choose one of these times" in page
    assert "Välj den som passar dig." in page
    assert "Kept for you until Tuesday 24 November at 09:40." in page
    assert page.count("Tuesday 1 December") == 3
    assert "10:30–11:00" in page


def test_a_time_that_takes_place_at_once_with_another_is_pointed_out(ann, made, free, session):
    page = words_on(ann.get(f"/offers/{made.id}"))
    assert "You have another time then: Visit to Sam, 10:00–10:45" in page
    assert page.count("You have another time then") == 1

    look = words_on(ann.get(f"/offers/{made.id}/slots/{free[1].id}"))

    assert "Two of your times overlap on Tuesday 1 December" in look
    assert "Can I have another time with you?" in look


def test_taking_one_leads_to_a_receipt(ann, made, free, take, session, time):
    look = words_on(ann.get(f"/offers/{made.id}/slots/{free[0].id}"))
    assert "Take this time? Synundersökning Tuesday 1 December 09:30–10:00" in look

    taken = take()

    assert (taken.status_code, taken.location) == (303, f"/offers/{made.id}")
    receipt = words_on(ann.get(taken.location))
    assert "The time is yours It is booked, and the clinic sees it." in receipt
    assert "Tuesday 1 December" in receipt
    kept = again(session, time)
    assert (kept.state, kept.starts_at) == (State.BOOKED, hours(0))
    assert [what for what, _for in held(session).values()] == ["booking"]
    assert "to choose among" not in words_on(ann.get("/"))


def test_the_same_press_twice_is_one_booking(ann, made, free, session):
    keys = ann.keys()
    address, said = f"/offers/{made.id}/slots/{free[0].id}", {"seen": seen(session, made)}

    first, second = (ann.post(address, data={**keys, **said}) for _twice in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(told(session, Happening.APPOINTMENT_BOOKED)) == 1


def test_an_old_tab_takes_nothing_more(ann, made, take, session):
    take(0)

    again_ = take(1)

    assert again_.status_code == 422
    assert "This was answered already. Nothing was changed now." in again_.text
    assert len(told(session, Happening.APPOINTMENT_BOOKED)) == 1


def test_too_late_is_said_with_what_is_free_instead(ann, made, take, now, session, time):
    now(AT_ITS_END)

    late = take()

    assert late.status_code == 422
    assert "Your answer came after the time was over. Nothing of yours has changed." in late.text
    assert "The nearest free times" in late.text
    assert again(session, time).state is State.OPEN_INVITATION
    page = words_on(ann.get(f"/offers/{made.id}"))
    assert "This offer is over" in page
    assert "Since then it is free for others." in page
    assert "to choose among" not in words_on(ann.get("/"))


def test_a_time_that_staff_changed_meanwhile_is_not_taken(ann, made, take, session, time):
    before = seen(session, made)
    kept = again(session, time)
    kept.changed_at += timedelta(seconds=1)
    session.add(kept)
    session.commit()

    refused = take(seen=before)

    assert refused.status_code == 422
    assert "Something has changed since you opened the page" in refused.text
    assert set(held(session).values()) == {("offer", made.id)}


def test_none_of_these_says_what_follows_before_the_button(ann, made):
    page = words_on(ann.get(f"/offers/{made.id}/none"))

    assert page.index("the waiting time guarantee (HSF 6 kap. 2 §)") < page.index(
        "let these times go"
    )


def test_none_of_these_comes_back_to_care_with_what_would_suit(ann, made, session, browse):
    sent = ann.press(
        f"/offers/{made.id}/none",
        weekdays=["0", "2"],
        not_before="10",
        with_relative="y",
        words="Helst med Rut.",
    )

    assert (sent.status_code, sent.location) == (303, f"/offers/{made.id}")
    kept = again(session, made)
    assert kept.outcome is Outcome.DECLINED
    assert kept.wishes == Wishes(
        weekdays=[0, 2], not_before="10:00", with_relative=True, words="Helst med Rut."
    )
    asked = session.exec(select(Request)).one()
    assert asked.words == (
        "Monday, Wednesday\nNot before 10:00\nSomebody close to me comes along\nHelst med Rut."
    )
    receipt = words_on(ann.get(sent.location))
    assert "You have said no thank you" in receipt
    assert "Monday, Wednesday Not before 10:00" in receipt
    assert "It is not booked yet." in receipt
    assert held(session) == {}
    assert "Synundersökning" in browse("staff:sam").get("/care/requests").text


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        pytest.param({}, "Tick or write something", id="nothing"),
        pytest.param(
            {"not_before": "14", "not_after": "10"}, "This is before the time above", id="backwards"
        ),
        pytest.param({"not_before": "99"}, "Choose one of these", id="no such hour"),
        pytest.param({"words": "Hej " * 300}, "There is room for 1000", id="too long"),
    ],
)
def test_what_cannot_be_understood_is_kept_and_not_sent(ann, made, session, said, fault):
    refused = ann.press(f"/offers/{made.id}/none", **said)

    assert refused.status_code == 422
    assert fault in refused.text
    assert said.get("words", "").strip() in refused.text
    assert again(session, made).ended_at is None
    assert session.exec(select(Request)).all() == []


def test_what_was_written_too_late_stands_there_still(ann, made, now, session):
    now(AT_ITS_END)

    late = ann.press(f"/offers/{made.id}/none", words="Helst med Rut.")

    assert late.status_code == 422
    assert "What you wrote stands here, if you want to keep it." in late.text
    assert "Helst med Rut." in late.text
    assert session.exec(select(Request)).all() == []


def test_a_moved_time_says_so(ann, session, time, free):
    made = offer(session, time, free[:1], reason=OfferReason.MOVED, words="Sam är sjuk.")

    assert "A new time for you" in words_on(ann.get("/"))
    page = words_on(ann.get(f"/offers/{made.id}"))
    assert "The clinic has to move your time." in page
    assert "Sam är sjuk." in page


def test_what_care_took_back_is_said(ann, made, people, session, take):
    by = Actor(people["staff:sam"], Role.STAFF)
    offers.withdraw(session, session.get(Offer, made.id), by=by, now=TUESDAY_MORNING)
    session.commit()

    assert take().status_code == 422
    page = words_on(ann.get(f"/offers/{made.id}"))
    assert "The clinic has taken this offer back" in page
    assert "You have no time booked for this yet." in page


def test_what_is_answered_has_no_pages_to_answer_on(ann, made, free, take):
    take()

    for path in ("none", f"slots/{free[1].id}"):
        answer = ann.get(f"/offers/{made.id}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/offers/{made.id}")


def test_a_slot_that_was_not_offered_is_not_there(ann, made, free, session):
    for slot_id in (free[3].id, uuid.uuid4()):
        address = f"/offers/{made.id}/slots/{slot_id}"
        assert ann.get(address).status_code == 404
        assert ann.press(address, seen=seen(session, made)).status_code == 404
    assert set(held(session).values()) == {("offer", made.id)}


def test_staff_who_have_the_plan_open_read_the_offer_and_do_not_answer(
    in_english, sees, made, free, session
):
    sam = sees("staff:sam", "ann")

    page = words_on(sam.get(f"/offers/{made.id}"))

    assert "10:30–11:00" in page
    assert "None of these suits me" not in page
    answer = sam.press(f"/offers/{made.id}/slots/{free[0].id}", seen=seen(session, made))
    assert answer.status_code == 404
    assert sam.press(f"/offers/{made.id}/none", words="Nej.").status_code == 404


def test_nobody_else_sees_or_answers_it(browse, made, free, session):
    for who in ("carl", "rut", "staff:stella"):
        browser = browse(who)
        assert browser.get(f"/offers/{made.id}").status_code == 404
        assert browser.get(f"/offers/{made.id}/none").status_code == 404
        answer = browser.press(f"/offers/{made.id}/slots/{free[0].id}", seen=seen(session, made))
        assert answer.status_code == 404
        assert browser.press(f"/offers/{made.id}/none", words="Nej.").status_code == 404
    assert set(held(session).values()) == {("offer", made.id)}
