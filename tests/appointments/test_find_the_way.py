"""The way to what one can do with a time stands where one looks first."""

from datetime import date

import pytest

from app.appointments.content import State, WayToChange
from app.slots.models import BookingRules
from tests.appointments.made import at
from tests.appointments.offered import offer
from tests.appointments.walking import book, hold
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_slot

TODAY = TUESDAY_MORNING.date()


def _change(session, row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    session.add(row)
    session.commit()


@pytest.fixture
def straight(ann, invitation):
    """Say whether the first page leads straight to the days with free times."""
    return lambda: f'href="{invitation}/book"' in ann.get("/").text


def test_an_invitation_is_booked_from_the_first_page(ann, invitation, straight):
    assert straight()
    assert "Book a time yourself, by 24 December. Book a time" in words_on(ann.get("/"))
    assert ann.get(f"{invitation}/book").status_code == 200


def test_so_is_a_planned_time_that_care_is_late_with(session, invited, straight):
    planned = {"state": State.PLANNED, "answer_by": None, "window_from": TODAY}
    _change(session, invited, **planned, call_if_not_heard_by=TODAY)

    assert straight()


def test_what_is_not_booked_here_leads_to_its_own_page(session, invited, invitation, ann, straight):
    session.delete(session.get(BookingRules, invited.unit_id))
    session.commit()

    assert not straight()
    assert f'href="{invitation}"' in ann.get("/").text


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"change": WayToChange.PHONE}, id="by phone"),
        pytest.param({"answer_by": date(2026, 11, 23)}, id="after the last day"),
        pytest.param({"kind_id": None}, id="of no kind"),
    ],
)
def test_what_one_may_not_book_is_not_pointed_at(session, invited, straight, fields):
    _change(session, invited, **fields)

    assert not straight()


def test_staff_who_have_the_plan_open_do_not_book_as_the_patient(browse, people, invitation):
    sam = browse("staff:sam")
    sam.press(f"/care/patients/{people['ann']}")

    page = sam.get("/").text

    assert f'href="{invitation}"' in page
    assert f'href="{invitation}/book"' not in page


def test_on_its_own_page_the_way_to_book_stands_before_everything_else(ann, invitation, invited):
    page = words_on(ann.get(invitation))

    assert page.index("How you book") < page.index("You choose the time. Book by 24 December.")


def test_an_offer_for_it_stands_before_that(session, ann, invitation, invited, slots):
    made = offer(session, invited, slots[:2])

    page = ann.get(invitation).text

    assert page.index(f"/offers/{made.id}") < page.index(f"{invitation}/book")


def test_what_is_offered_is_not_said_to_be_planned_as_well(session, ann, invited, slots):
    _change(session, invited, state=State.PLANNED, answer_by=None, window_from=TODAY)
    assert "Synundersökning" in words_on(ann.get("/")).partition("After that")[2]

    offer(session, invited, slots[:2])

    assert "Synundersökning" not in words_on(ann.get("/")).partition("After that")[2]


def test_the_receipt_leads_to_the_calendar(ann, invitation, slots):
    receipt = ann.get(book(ann, f"{invitation}/book", slots[0]).location)

    assert f"{invitation}/calendar.ics" in receipt.text
    assert "change or cancel by phone" not in words_on(receipt)


def test_the_receipt_says_that_a_near_time_is_changed_by_phone(ann, invitation, session, kind, sam):
    today = make_slot(session, kind, at(TODAY, "13.00"), role_id=sam)
    hold(ann, f"{invitation}/book", today)

    receipt = words_on(ann.get(book(ann, f"{invitation}/book", today).location))

    assert "It is now so near that you change or cancel by phone." in receipt
    assert "Do you want to change the time? Call Sam" in receipt


def test_whoever_says_no_to_others_hears_that_they_keep_the_time_they_have(
    ann, invitation, session, slots, invited
):
    book(ann, f"{invitation}/book", slots[0])
    session.expire_all()
    made = offer(session, invited, slots[1:3])

    ann.press(f"/offers/{made.id}/none", words="Helst en torsdag.")
    page = words_on(ann.get(f"/offers/{made.id}"))

    assert "The time you have: Tuesday 1 December 09:00–09:30. You keep it" in page
    assert "It is not booked yet." not in page


def test_staff_go_between_their_pages_from_every_one_of_them(browse):
    sam = browse("staff:sam")
    pages = ["/care", "/care/times", "/care/requests", "/care/waiting"]

    for here in pages:
        menu = sam.get(here).text.partition('<nav class="nav"')[2]
        assert [f'href="{page}"' in menu for page in pages] == [True] * 4
