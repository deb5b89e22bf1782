"""Free times that care offers one patient: one of them is taken, or none, and none is lost."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments import booking, offers
from app.appointments.booking import ChangedMeanwhileError, Filled
from app.appointments.content import OfferReason, State, Wishes
from app.appointments.models import Offer, OfferedSlot
from app.base.words import Words
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.requests.content import RequestKind
from app.requests.models import Request
from app.slots import actions as slots
from tests.appointments.offered import TWO_HOURS, again, all_at_once, held, hours, offer, told
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_slot, make_time

A_MOMENT = timedelta(microseconds=1)
ANSWER_BY = date(2027, 1, 15)
SUITS = Wishes(weekdays=[0, 2], with_relative=True, words="Helst med Rut.")


@pytest.fixture
def kind(session, people):
    return make_kind(session)


@pytest.fixture
def free(session, kind):
    """Three free slots, an hour apart."""
    return [make_slot(session, kind, hours(n)) for n in range(3)]


@pytest.fixture
def time(session, people, kind):
    return make_time(session, kind, people["ann"], answer_by=ANSWER_BY)


@pytest.fixture
def ann(people):
    return Actor(people["ann"], Role.PATIENT)


@pytest.fixture
def take(session, time, ann):
    def taken(made, slot, *, now=TUESDAY_MORNING, **said):
        freed = offers.take(session, made, slot, time=again(session, time), by=ann, now=now, **said)
        session.commit()
        return freed

    return taken


@pytest.fixture
def decline(session, ann):
    def declined(made, *, wishes=SUITS, words="Helst med Rut.", now=TUESDAY_MORNING):
        freed = offers.decline(
            session, made, wishes=wishes, words=words, told="guarantee", by=ann, now=now
        )
        session.commit()
        return freed

    return declined


def test_all_that_is_offered_is_kept_for_the_patient(session, people, time, free):
    made = offer(session, time, free[:2])

    assert held(session) == {slot.id: ("offer", made.id) for slot in free[:2]}
    (row,) = told(session, Happening.OFFERED)
    assert (row.patient_id, row.about_id, row.role) == (people["ann"], made.id, "staff")


def test_when_one_is_gone_none_is_kept(session, people, kind, time, free):
    carls = make_time(session, kind, people["carl"], answer_by=ANSWER_BY)
    first = offer(session, carls, free[:1], reason=OfferReason.MOVED)

    assert offer(session, time, free) is None

    assert held(session) == {free[0].id: ("offer", first.id)}
    assert len(told(session, Happening.OFFERED)) == 1


def test_what_is_not_for_this_kind_of_visit_is_not_offered(session, time, free):
    other = make_slot(session, make_kind(session, key="other"), hours(9))

    assert offer(session, time, [free[0], other]) is None
    assert offer(session, time, []) is None

    assert held(session) == {}


def test_nothing_is_offered_that_starts_before_the_answer_is_due(session, time, free):
    assert offer(session, time, free, until=hours(0) + A_MOMENT) is None
    assert offer(session, time, free, until=hours(0)) is not None


def test_a_time_has_one_live_offer(session, time, free):
    offer(session, time, free[:1])

    assert offer(session, time, free[1:]) is None
    assert offer(session, time, free[1:], now=TUESDAY_MORNING + TWO_HOURS, until=hours(0))

    over, live = session.exec(select(Offer).order_by(Offer.made_at))
    assert over.ended_at == over.until
    assert live.ended_at is None


def test_one_is_taken_and_the_others_are_free_again(session, people, time, free, take):
    made = offer(session, time, free)

    assert take(made, free[1]) == sorted([free[0].id, free[2].id])

    assert held(session) == {free[1].id: ("booking", time.id)}
    kept = again(session, time)
    assert (kept.state, kept.starts_at, kept.slot_id) == (State.BOOKED, hours(1), free[1].id)
    assert again(session, made).chosen_slot_id == free[1].id
    (row,) = told(session, Happening.APPOINTMENT_BOOKED)
    assert (row.actor_id, row.patient_id) == (people["ann"], people["ann"])


def test_what_the_clinic_should_know_goes_along(session, time, free, take):
    time.support, time.message = [Words("sv", {"sv": "Hörslinga"})], "Hej"
    session.add(time)
    session.commit()

    take(offer(session, time, free), free[0])

    kept = again(session, time)
    assert ([str(one) for one in kept.support], kept.message) == (["Hörslinga"], "Hej")


def test_what_is_new_for_the_clinic_takes_its_place(session, time, free, take):
    take(offer(session, time, free), free[0], filled=Filled(message="Jag har hund."))

    assert again(session, time).message == "Jag har hund."


def test_taking_another_time_is_a_swap(session, time, free, take):
    take(offer(session, time, free[:2]), free[0])

    freed = take(offer(session, time, free[1:]), free[2])

    assert freed == [free[1].id, free[0].id]
    assert held(session) == {free[2].id: ("booking", time.id)}
    assert len(told(session, Happening.APPOINTMENT_MOVED)) == 1


def test_a_slot_that_was_not_offered_is_not_taken(session, time, free, take):
    made = offer(session, time, free[:2])

    assert take(made, free[2]) is None

    assert set(held(session).values()) == {("offer", made.id)}
    assert again(session, made).ended_at is None
    assert again(session, time).state is State.OPEN_INVITATION


def test_an_offer_frees_its_slots_at_its_moment_and_not_before(
    session, people, kind, time, free, take
):
    made = offer(session, time, free[:2])
    carls = make_time(session, kind, people["carl"], answer_by=ANSWER_BY)
    at_its_end = TUESDAY_MORNING + TWO_HOURS

    assert offer(session, carls, free[:2], now=at_its_end - A_MOMENT, until=hours(0)) is None
    assert take(made, free[0], now=at_its_end) is None
    assert offer(session, carls, free[:2], now=at_its_end, until=hours(0)) is not None


def test_the_last_moment_is_soon_enough(session, time, free, take):
    made = offer(session, time, free)

    assert take(made, free[0], now=TUESDAY_MORNING + TWO_HOURS - A_MOMENT) is not None


def test_a_time_that_was_changed_meanwhile_is_not_moved(session, time, free, ann):
    made = offer(session, time, free)
    as_read = again(session, time)
    session.expunge(as_read)
    kept = again(session, time)
    kept.sequence += 1
    session.commit()

    with pytest.raises(ChangedMeanwhileError):
        offers.take(session, made, free[0], time=as_read, by=ann, now=TUESDAY_MORNING)

    assert set(held(session).values()) == {("offer", made.id)}
    assert again(session, made).ended_at is None


def test_none_of_these_comes_back_to_care_with_what_would_suit(
    session, people, time, free, decline
):
    made = offer(session, time, free)

    assert decline(made) == sorted(slot.id for slot in free)

    assert held(session) == {}
    kept = again(session, made)
    assert (kept.ended_at, kept.chosen_slot_id, kept.wishes) == (TUESDAY_MORNING, None, SUITS)
    asked = session.exec(select(Request)).one()
    assert (asked.kind, asked.about) == (RequestKind.TIME, f"offer:{made.id}")
    assert (str(asked.subject), asked.words) == ("Synundersökning", "Helst med Rut.")
    assert again(session, time).state is State.OPEN_INVITATION


def test_what_was_said_of_the_guarantee_is_logged_with_the_choice(session, time, free, decline):
    decline(offer(session, time, free))

    (row,) = told(session, Happening.OFFER_DECLINED)
    assert row.details == {"told": "guarantee"}


def test_without_wishes_nothing_is_asked(session, time, free, decline):
    assert decline(offer(session, time, free), wishes=None)

    assert session.exec(select(Request)).all() == []


def test_an_answer_is_given_once(session, time, free, take, decline):
    made = offer(session, time, free)
    decline(made)

    assert decline(made) is None
    assert take(made, free[0]) is None
    assert len(told(session, Happening.OFFER_DECLINED)) == 1


def test_it_is_too_late_to_decline_what_is_over(session, time, free, decline):
    made = offer(session, time, free)

    assert decline(made, now=TUESDAY_MORNING + TWO_HOURS) is None
    assert session.exec(select(Request)).all() == []


def test_care_takes_an_offer_back(session, people, time, free, take):
    made = offer(session, time, free)
    sam = Actor(people["staff:sam"], Role.STAFF)

    assert len(offers.withdraw(session, made, by=sam, now=TUESDAY_MORNING)) == 3
    session.commit()

    assert held(session) == {}
    assert take(made, free[0]) is None
    assert offers.withdraw(session, made, by=sam, now=TUESDAY_MORNING) is None


def test_what_was_settled_in_another_way_is_not_offered_any_more(session, people, time, free):
    offer(session, time, free)
    sam = Actor(people["staff:sam"], Role.STAFF)

    freed = [offers.settle(session, time, by=sam, now=TUESDAY_MORNING) for _twice in range(2)]

    assert freed == [sorted(slot.id for slot in free), []]


def test_two_who_take_the_same_offered_slot_at_once_have_one_winner(
    engine, session, time, free, ann
):
    made = offer(session, time, free)

    def taken(slot):
        def do(session):
            return offers.take(
                session, made, slot, time=again(session, time), by=ann, now=TUESDAY_MORNING
            )

        return do

    answers = all_at_once(engine, taken(free[0]), taken(free[0]), taken(free[1]), taken(free[2]))

    won = [one for one in answers if isinstance(one, list)]
    assert len(won) == 1
    assert all(one is None or isinstance(one, (list, ChangedMeanwhileError)) for one in answers)
    assert [what for what, _for in held(session).values()] == ["booking"]


def test_taking_and_declining_at_once_does_one_of_the_two(engine, session, time, free, ann):
    made = offer(session, time, free)

    def take(session):
        return offers.take(
            session, made, free[0], time=again(session, time), by=ann, now=TUESDAY_MORNING
        )

    def decline(session):
        return offers.decline(
            session, made, wishes=SUITS, words="", told="", by=ann, now=TUESDAY_MORNING
        )

    answers = all_at_once(engine, take, decline, decline, take)

    assert len([one for one in answers if isinstance(one, list)]) == 1
    kept = again(session, made)
    session.refresh(kept)
    assert (kept.chosen_slot_id is None) == (kept.wishes is not None)
    assert len(held(session)) == (kept.wishes is None)


def test_an_offer_that_runs_out_while_it_is_taken_has_one_holder(
    engine, session, people, kind, time, free, ann
):
    made = offer(session, time, free[:1], reason=OfferReason.MOVED)
    carls = make_time(session, kind, people["carl"], answer_by=ANSWER_BY)
    at_its_end = TUESDAY_MORNING + TWO_HOURS

    def take(session):
        return offers.take(
            session, made, free[0], time=again(session, time), by=ann, now=at_its_end - A_MOMENT
        )

    def book(session):
        return booking.book(
            session,
            again(session, carls),
            free[0],
            filled=Filled(),
            held_for_id=None,
            earliest=at_its_end,
            by=Actor(people["carl"], Role.PATIENT),
            now=at_its_end,
        )

    taken, booked = all_at_once(engine, take, book)

    assert (taken is not None) != booked
    holder = held(session)[free[0].id]
    assert holder == ("booking", carls.id if booked else time.id)


def test_offers_that_want_the_same_slots_do_not_wait_for_each_other_for_ever(
    engine, session, people, kind, time, free
):
    carls = make_time(session, kind, people["carl"], answer_by=ANSWER_BY)

    def of(whose, some):
        def do(session):
            return offers.make(
                session,
                again(session, whose),
                [slot.id for slot in some],
                reason=OfferReason.CARE,
                words="",
                until=TUESDAY_MORNING + TWO_HOURS,
                role_id=None,
                by=Actor(None, Role.STAFF),
                now=TUESDAY_MORNING,
            )

        return do

    answers = all_at_once(
        engine, of(time, free), of(carls, free[::-1]), of(time, free[1:]), of(carls, free[:2])
    )

    made = [one for one in answers if isinstance(one, Offer)]
    assert [one for one in answers if isinstance(one, Exception)] == []
    offered = [
        slot_id
        for one in made
        for slot_id in session.exec(
            select(OfferedSlot.slot_id).where(OfferedSlot.offer_id == one.id)
        )
    ]
    assert len(made) >= 1
    assert sorted(offered) == sorted(held(session))


def test_a_withdrawn_slot_is_not_offered(session, time, free):
    slots.withdraw(session, free[0].id, now=TUESDAY_MORNING)

    assert offer(session, time, free) is None
