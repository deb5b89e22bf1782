"""Staff pick free times for one patient, see what became of them, and who waits for an earlier."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from app.appointments import booking, earlier
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, Outcome, State, Wishes
from app.appointments.models import Appointment, Offer, OfferedSlot
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.requests.models import Request
from app.slots import actions as slots
from app.slots.models import BookingRules
from bench.queries import counting
from tests.appointments.offered import again, held, hours, offer, told
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_slot, make_time

ANSWER_BY = date(2027, 1, 15)
UNTIL = {"until_day": "2026-11-26", "until_clock": "16:00"}


@pytest.fixture
def kind(session, people, in_english):
    return make_kind(session)


@pytest.fixture
def free(session, kind):
    return [make_slot(session, kind, hours(24 * n)) for n in range(7)]


@pytest.fixture
def time(session, people, kind):
    return make_time(session, kind, people["ann"], answer_by=ANSWER_BY)


@pytest.fixture
def sam(browse):
    return browse("staff:sam")


@pytest.fixture
def pick(sam, time):
    def press(*chosen, **said):
        ids = [str(getattr(slot, "id", slot)) for slot in chosen]
        return sam.press(f"/care/times/{time.id}/offer", slots=ids, **{**UNTIL, **said})

    return press


def offers(session):
    session.expire_all()
    return session.exec(select(Offer).order_by(col(Offer.made_at))).all()


def test_the_page_lists_what_is_free_and_keeps_it_two_working_days(sam, time, free):
    page = sam.get(f"/care/times/{time.id}/offer")

    assert "Synundersökning Ann Exempelsson · You book this one yourself · by 15 Jan" in words_on(
        page
    )
    assert page.text.count('type="checkbox"') == 7
    assert 'value="2026-11-26"' in page.text
    assert 'value="16:00"' in page.text


def test_a_pick_becomes_an_offer_that_the_patient_sees(sam, browse, session, people, free, pick):
    sent = pick(free[0], free[2], words="Välj en.")

    assert sent.status_code == 303
    (made,) = offers(session)
    assert (made.reason, made.words) == (OfferReason.CARE, "Välj en.")
    assert made.until.isoformat() == "2026-11-26T15:00:00+00:00"
    assert set(held(session)) == {free[0].id, free[2].id}
    (row,) = told(session, Happening.OFFERED)
    assert (row.actor_id, row.patient_id) == (people["staff:sam"], people["ann"])
    assert "Waiting for an answer" in words_on(sam.get(sent.location))
    page = words_on(browse("ann").get(f"/offers/{made.id}"))
    assert "Sam Påhittad has picked these times for you" in page
    assert "Sam Påhittad writes: Välj en." in page


@pytest.mark.parametrize(
    ("chosen", "said", "fault"),
    [
        pytest.param([0], {}, "Choose two to five times.", id="one"),
        pytest.param(range(6), {}, "Choose two to five times.", id="six"),
        pytest.param([], {}, "Choose two to five times.", id="none"),
        pytest.param([0, 1], {"until_day": "soon"}, "Write a day and a clock time", id="no day"),
        pytest.param([0, 1], {"until_clock": ""}, "Write a day and a clock time", id="no clock"),
        pytest.param(
            [0, 1],
            {"until_day": "2027-03-28", "until_clock": "02:30"},
            "Write a day and a clock time",
            id="a minute that the clocks skip",
        ),
        pytest.param([0, 1], {"until_day": "2026-11-23"}, "That has passed", id="yesterday"),
        pytest.param(
            [0, 1], {"until_day": "2026-12-01"}, "The first of the times starts before", id="after"
        ),
        pytest.param([0, 1], {"words": "Hej " * 300}, "There is room for 1000", id="too long"),
    ],
)
def test_what_cannot_be_offered_is_not_and_the_ticks_stay(session, free, pick, chosen, said, fault):
    refused = pick(*(free[number] for number in chosen), **{"words": "Hej.", **said})

    assert refused.status_code == 422
    assert fault in refused.text
    page = " ".join(refused.text.split())
    assert all(f'value="{free[number].id}" checked' in page for number in chosen)
    assert offers(session) == []
    assert held(session) == {}


def test_when_one_is_gone_nothing_is_offered_and_the_rest_stay_ticked(session, free, pick):
    slots.withdraw(session, free[1].id, now=TUESDAY_MORNING)
    session.commit()

    refused = pick(free[0], free[1])

    assert refused.status_code == 422
    assert "One of the times is taken by now" in refused.text
    assert f'value="{free[0].id}" checked' in " ".join(refused.text.split())
    assert offers(session) == []


def test_there_is_one_offer_at_a_time(session, free, pick):
    pick(free[0], free[1])

    assert pick(free[2], free[3]).status_code == 422
    assert len(offers(session)) == 1


def test_nothing_else_than_ids_is_a_slot(session, free, pick):
    assert pick(free[0], "not-an-id", uuid.uuid4()).status_code == 422
    assert pick(free[0], uuid.uuid4()).status_code == 422
    assert offers(session) == []


def test_what_would_suit_comes_with_the_nearest_times_and_one_press_offers_them(
    sam, browse, session, time, free, pick
):
    pick(free[0], free[1])
    (made,) = offers(session)
    browse("ann").press(f"/offers/{made.id}/none", weekdays=["3", "4"], words="Helst sent.")

    (asked,) = session.exec(select(Request)).all()
    listed = sam.get(f"/care/requests/{asked.id}")
    assert f"/care/offers/{made.id}" in listed.text
    found = sam.get(f"/care/offers/{made.id}")
    assert (found.status_code, found.location) == (303, f"/care/times/{time.id}/offer")
    page = sam.get(found.location)

    said = words_on(page)
    assert "None of them suited" in said
    assert "What would suit: Thursday, Friday Helst sent." in said
    nearest = said[said.index("Nearest to what would suit") :]
    assert nearest.index("Thursday 3 December") < nearest.index("Friday 4 December")
    assert nearest.index("Friday 4 December") < nearest.index("Another weekday than wished")
    assert "Offer these times until Thursday 26 November at 16:00" in said

    thursday, friday = free[2], free[3]
    pick(thursday, friday)
    assert offers(session)[-1].outcome is None


def test_an_offer_is_taken_back(sam, session, free, pick):
    pick(free[0], free[1])
    (made,) = offers(session)

    for _twice in range(2):
        assert sam.press(f"/care/offers/{made.id}/withdraw").status_code == 303

    (made,) = offers(session)
    assert made.outcome is Outcome.WITHDRAWN
    assert held(session) == {}
    assert len(told(session, Happening.OFFER_WITHDRAWN)) == 1


def test_what_is_taken_back_is_offered_to_those_who_wait(session, people, kind, free, sam, pick):
    waiting = wait(session, people, kind, "rut")
    pick(free[0], free[1])
    (made,) = offers(session)

    sam.press(f"/care/offers/{made.id}/withdraw")

    (asked,) = [one for one in offers(session) if one.appointment_id == waiting.id]
    assert asked.reason is OfferReason.EARLIER


def test_whoever_looks_is_in_the_journal(sam, time, session, people):
    sam.get(f"/care/times/{time.id}/offer")

    (row,) = told(session, Happening.LOOKED)
    assert (row.actor_id, row.about_id) == (people["staff:sam"], time.id)
    assert row.details == {"part": "offers"}


def test_what_is_over_is_not_offered_for(sam, session, time, free, pick):
    session.exec(
        update(Appointment)
        .where(Appointment.id == time.id)
        .values(state=State.DONE, starts_at=TUESDAY_MORNING)
    )
    session.commit()

    assert "You cannot offer times for this here" in sam.get(f"/care/times/{time.id}/offer").text
    assert pick(free[0], free[1]).status_code == 404


def test_nobody_offers_another_units_times(sam, session, people, time):
    other = make_kind(session, unit="other")
    elsewhere = [make_slot(session, other, hours(n)) for n in range(2)]
    session.exec(update(Appointment).where(Appointment.id == time.id).values(kind_id=other.id))
    session.commit()

    assert "You cannot offer times for this here" in sam.get(f"/care/times/{time.id}/offer").text
    ids = [str(one.id) for one in elsewhere]
    assert sam.press(f"/care/times/{time.id}/offer", slots=ids, **UNTIL).status_code == 404


def test_a_time_is_requested_so_that_some_can_be_offered(sam, browse, session, people, kind):
    asked = sam.get(f"/care/patients/{people['ann']}/times/new")
    assert "Synundersökning" in asked.text

    made = sam.press(f"/care/patients/{people['ann']}/times/new", kind=str(kind.id))

    time = session.exec(select(Appointment).where(Appointment.kind_id == kind.id)).one()
    assert made.location == f"/care/times/{time.id}/offer"
    assert (time.state, time.patient_id) == (State.REQUESTED, people["ann"])
    page = words_on(browse("ann").get("/appointments"))
    assert "Requested, not booked yet Synundersökning" in page
    (row,) = told(session, Happening.APPOINTMENT_ADDED)[-1:]
    assert (row.actor_id, row.about_id) == (people["staff:sam"], time.id)


def test_a_kind_that_is_not_there_is_not_requested(sam, people, session, kind):
    other = make_kind(session, unit="other")

    for given in (str(other.id), str(uuid.uuid4()), "eyes", ""):
        pressed = sam.press(f"/care/patients/{people['ann']}/times/new", kind=given)
        assert pressed.status_code == 404


def test_the_page_of_a_time_leads_staff_to_the_offer(sees, time):
    page = sees("staff:sam", "ann").get(f"/appointments/{time.id}").text

    assert f"/care/times/{time.id}/offer" in page


def test_a_long_list_goes_on_on_the_next_page(sam, session, kind, time):
    for number in range(45):
        make_slot(session, kind, hours(24 * number))

    first = sam.get(f"/care/times/{time.id}/offer")
    rest = sam.get(f"/care/times/{time.id}/offer?from=2027-01-10")
    odd = sam.get(f"/care/times/{time.id}/offer?from=soon")

    assert first.text.count('type="checkbox"') == odd.text.count('type="checkbox"') == 40
    assert "Times from 10 January 2027" in words_on(first)
    assert rest.text.count('type="checkbox"') == 5


def test_nobody_else_sees_or_makes_offers(browse, session, time, free, people):
    made = offer(session, time, free[:2])
    for who in ("ann", "carl", "rut", "staff:stella"):
        browser = browse(who)
        for path in (
            f"/care/times/{time.id}/offer",
            f"/care/offers/{made.id}",
            f"/care/patients/{people['ann']}/times/new",
        ):
            assert browser.get(path).status_code == 404
        assert browser.press(f"/care/offers/{made.id}/withdraw").status_code == 404
        ids = [str(free[2].id), str(free[3].id)]
        assert browser.press(f"/care/times/{time.id}/offer", slots=ids, **UNTIL).status_code == 404
    assert len(offers(session)) == 1
    assert again(session, made).ended_at is None


def wait(session, people, kind, who, *, number=0, **said):
    """Let somebody have a late time, and wait for an earlier one."""
    time = make_time(session, kind, people[who], answer_by=ANSWER_BY)
    by = Actor(people[who], Role.PATIENT)
    kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    late = make_slot(session, kind, hours(24 * 60 + number))
    assert booking.book(session, time, late, **kept, by=by, now=TUESDAY_MORNING)
    earlier.wish(
        session,
        time,
        kind_id=kind.id,
        **{"notice_hours": 24, "elsewhere": False, "wishes": Wishes(), **said},
        by=by,
        now=TUESDAY_MORNING - timedelta(hours=1) + timedelta(microseconds=number),
    )
    session.commit()
    return time


def test_staff_see_who_waits_in_which_order_and_why(sam, session, people, kind, free):
    wait(session, people, kind, "rut", number=1, wishes=Wishes(weekdays=[4], words="Ring helst."))
    wait(session, people, kind, "ann", number=2, elsewhere=True)
    wait(session, people, kind, "carl", number=3)
    earlier.ask_next(session, free[0].id, now=TUESDAY_MORNING)
    session.commit()

    page = words_on(sam.get("/care/waiting"))

    assert "Synundersökning, Mottagningen" in page
    strangers = "A patient who is not in your care here"
    assert page.count(strangers) == 4
    assert "Carl" not in page
    assert "Has Saturday 30 January 2027 at 11:30. Asked 24 November." in page
    assert "Wants to know at least 1 day before Another place, or another way to meet" in page
    order = page[page.index("Is asked about now, until Tuesday 24 November at 10:30.") :]
    assert order.index(f"{strangers}: Cannot come that weekday") < order.index(
        "Ann Exempelsson: Is asked now"
    )
    assert order.index("Is asked now") < order.index(f"{strangers}: Is asked next")


def test_at_another_unit_nobody_waits(browse, session, people, kind):
    wait(session, people, kind, "ann")

    page = browse("staff:stella").get("/care/waiting").text

    assert "Synundersökning" not in page
    assert browse("ann").get("/care/waiting").status_code == 404


def test_pages_ask_as_much_of_many_as_of_few(app, sam, engine, session, people, kind, free, time):
    made = offer(session, time, free[:2])
    wait(session, people, kind, "ann", number=0)

    def counts():
        found = []
        for path in ("/care/waiting", f"/care/times/{time.id}/offer", f"/offers/{made.id}"):
            browser = sam if path.startswith("/care") else ann
            with counting(engine) as asked:
                assert browser.get(path).status_code == 200
            found.append(len([one for one in asked if one.startswith("SELECT")]))
        return found

    ann = app.test_client()
    ann.press(f"/demo/people/{people['ann']}")
    few = counts()
    for number in range(1, 9):
        wait(session, people, kind, ("carl", "rut")[number % 2], number=number)
        extra = make_slot(session, kind, hours(300 + number))
        session.add(OfferedSlot(offer_id=made.id, slot_id=extra.id))
    rules = session.get(BookingRules, kind.unit_id)
    rules.asking = "together"
    session.commit()
    earlier.ask_next(session, free[4].id, now=TUESDAY_MORNING)
    session.commit()

    assert counts() == few
    assert (few[0] <= 6, max(few) <= 10) == (True, True)
