"""A patient cancels a time, or says no to one, and knows before the button what follows."""

from datetime import date, timedelta

import pytest

from app.appointments.content import State
from app.slots.models import BookingRules
from tests.appointments.made import at
from tests.appointments.walking import GUARANTEE, book, said, send
from tests.overview.read import words_on
from tests.slots.made import make_time

FEE = "There are less than 48 hours left. The clinic then charges 400 kronor"


@pytest.fixture
def costly(session, kind):
    """A clinic that charges for a time that is cancelled less than two days before."""
    rules = session.get(BookingRules, kind.unit_id)
    rules.late_cancel_hours, rules.late_cancel_fee = 48, 400
    session.commit()


def cancel(browser, path):
    return send(browser, browser.get(f"{path}/cancel"), f"{path}/cancel")


def test_a_cancelled_time_is_cancelled_and_its_slot_free(
    ann, path, slots, visit, now_is, holder, happened
):
    book(ann, f"{path}/change", slots[2])
    page = ann.get(f"{path}/cancel")

    answer = send(ann, page, f"{path}/cancel")

    assert "Cancel the time Visit to Sam Tuesday 1 December 13:15–13:45" in words_on(page)
    assert f'href="{path}/change"' in page.text
    assert answer.location == f"{path}/receipt"
    assert (now_is(visit).state, now_is(visit).slot_id) == (State.CANCELLED, None)
    assert holder(slots[2]) is None
    assert happened()[-1] == ("cancelled", visit.id, {"told": "nothing"})
    text = words_on(ann.get(answer.location))
    assert "The time is cancelled It is not yours any more, and the clinic sees that." in text
    assert "Do you need another time? Book again" in text
    assert "Call Sam" in text


def test_to_say_no_to_what_care_chose_is_told_of_and_logged(ann, path, visit, happened):
    page = ann.get(f"{path}/cancel")
    send(ann, page, f"{path}/cancel")

    assert GUARANTEE in words_on(page)
    assert happened() == [("cancelled", visit.id, {"told": "guarantee"})]


def test_an_invitation_is_said_no_to(ann, session, kind, people, now_is, happened):
    invited = make_time(session, kind, people["ann"], answer_by=date(2026, 12, 24))
    page = ann.get(f"/appointments/{invited.id}/cancel")

    answer = send(ann, page, f"/appointments/{invited.id}/cancel")

    assert "Say no to the invitation" in words_on(page)
    assert GUARANTEE in words_on(page)
    assert answer.status_code == 303
    assert now_is(invited).state is State.CANCELLED
    assert happened() == [("cancelled", invited.id, {"told": "guarantee"})]
    assert "The time is cancelled" in words_on(ann.get(answer.location))


def test_a_late_cancellation_tells_its_fee_before_the_button(
    browse, costly, path, slots, now, visit, happened
):
    book(browse("ann"), f"{path}/change", slots[2])
    two_days_before = slots[2].starts_at - timedelta(hours=48)
    now(two_days_before)
    ann = browse("ann")
    in_time = ann.get(f"{path}/cancel")
    now(two_days_before + timedelta(seconds=1))

    refused = send(ann, in_time, f"{path}/cancel")
    answer = send(ann, refused, f"{path}/cancel")

    assert FEE not in words_on(in_time)
    assert refused.status_code == 422
    assert "or what follows, since you opened the page. Nothing has been cancelled." in said(
        refused
    )
    assert FEE in said(refused)
    assert answer.location == f"{path}/receipt"
    assert happened()[-1] == ("cancelled", visit.id, {"told": "fee"})


def test_near_the_time_one_calls_and_knows_the_fee(browse, costly, path, now, visit, now_is):
    day_before = at(date(2026, 11, 30), "10.00")
    now(day_before)
    ann = browse("ann")
    page = ann.get(f"{path}/cancel")
    now(day_before + timedelta(minutes=1))

    asked, answer = ann.get(f"{path}/cancel"), send(ann, page, f"{path}/cancel")

    assert answer.status_code == 422
    assert "There are less than 24 hours left, so the clinic wants you to call." in said(answer)
    assert FEE in said(answer)
    assert asked.status_code == 200
    assert now_is(visit).state is State.BOOKED


def test_the_same_press_again_and_an_old_tab_lead_to_the_same_receipt(ann, path, happened):
    pages = [ann.get(f"{path}/cancel") for _tab in range(2)]

    answers = [send(ann, page, f"{path}/cancel") for page in (pages[0], pages[0], pages[1])]

    assert [answer.location for answer in answers] == [f"{path}/receipt"] * 3
    assert len(happened()) == 1


def test_a_time_that_was_moved_meanwhile_is_read_before_it_is_cancelled(
    ann, path, told, visit, now, now_is
):
    page = ann.get(f"{path}/cancel")
    told(on="2026-12-03")

    refused = send(ann, page, f"{path}/cancel")

    assert refused.status_code == 422
    assert "Thursday 3 December 10:00–10:45" in said(refused)
    assert now_is(visit).state is State.BOOKED
    assert send(ann, refused, f"{path}/cancel").status_code == 303
    assert now_is(visit).state is State.CANCELLED


@pytest.mark.parametrize("state", ["done", "missed"])
def test_what_has_been_is_not_cancelled(ann, path, told, visit, now_is, state):
    page = ann.get(f"{path}/cancel")
    told(state=state, on="2026-11-20")

    answer = send(ann, page, f"{path}/cancel")

    assert answer.status_code == 422
    assert "This time is not as it was" in said(answer)
    assert now_is(visit).state == state
    assert "Nothing was changed now." in words_on(ann.get(f"{path}/cancel"))


def test_what_was_cancelled_here_stays_so_when_the_file_tells_of_it_as_it_was(
    ann, path, told, visit, now_is
):
    cancel(ann, path)

    told(before="Ta med glasögonen.")

    assert now_is(visit).state is State.CANCELLED
    assert str(now_is(visit).before) == "Ta med glasögonen."


def test_news_of_a_time_that_was_cancelled_here_is_believed(ann, path, told, visit, now_is):
    cancel(ann, path)

    told(on="2026-12-07")

    assert now_is(visit).state is State.BOOKED
    assert now_is(visit).starts_at == at(date(2026, 12, 7), "10.00")


def test_a_receipt_is_for_what_is_booked_or_cancelled(ann, session, kind, people):
    invited = make_time(session, kind, people["ann"], answer_by=date(2026, 12, 24))

    answer = ann.get(f"/appointments/{invited.id}/receipt")

    assert answer.location == f"/appointments/{invited.id}"


def test_nobody_cancels_for_somebody_else(browse, sees, path, visit, now_is):
    for browser in (browse("carl"), sees("staff:sam", "ann")):
        assert browser.get(f"{path}/cancel").status_code == 404
        assert browser.press(f"{path}/cancel").status_code == 404

    assert now_is(visit).state is State.BOOKED
