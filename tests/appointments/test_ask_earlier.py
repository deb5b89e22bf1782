"""Those who wait for an earlier time are asked when one is free, in an order that can be told."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.appointments import booking, earlier, offer_queries
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, State, Wishes
from app.appointments.models import Appointment, EarlierWish, Offer
from app.journal.actions import Actor
from app.journal.models import Happening, JournalEntry, Role
from app.slots import queries
from app.slots.content import Asking
from app.slots.models import BookingRules
from tests.appointments.offered import again, all_at_once, held, hours, told
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_slot, make_time

ANSWER_BY = date(2027, 1, 15)
AN_HOUR = timedelta(hours=1)
A_MOMENT = timedelta(microseconds=1)
AN_HOUR_AGO = TUESDAY_MORNING - AN_HOUR
LATE = 24 * 30
"""How many hours after a free slot the times are that patients have."""


@pytest.fixture
def kind(session, people):
    return make_kind(session)


@pytest.fixture
def slot(session, kind):
    return make_slot(session, kind, hours(0))


@pytest.fixture
def together(session, kind):
    rules = session.get(BookingRules, kind.unit_id)
    rules.asking = Asking.TOGETHER
    session.add(rules)
    session.commit()


@pytest.fixture
def waits(session, kind, people):
    """Let somebody have a late time, and wait for an earlier one. Return the time."""
    asked = []

    def wait(who, *, now=None, **said):
        number = len(asked)
        asked.append(who)
        time = make_time(session, kind, people[who], answer_by=ANSWER_BY)
        late = make_slot(session, kind, hours(LATE + number))
        by, now = Actor(people[who], Role.PATIENT), now or AN_HOUR_AGO + number * A_MOMENT
        kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
        assert booking.book(session, time, late, **kept, by=by, now=TUESDAY_MORNING)
        earlier.wish(
            session,
            time,
            **{"notice_hours": 24, "elsewhere": False, "wishes": Wishes(), **said},
            kind_id=kind.id,
            by=by,
            now=now,
        )
        session.commit()
        return time

    return wait


@pytest.fixture
def ask(session):
    def asked(slot, *, now=TUESDAY_MORNING):
        made = earlier.ask_next(session, slot.id, now=now)
        session.commit()
        return [one.appointment_id for one in made]

    return asked


@pytest.fixture
def answer(session):
    """Let whoever a time belongs to take what they were offered for it, or let it go."""

    def answered(time, slot=None, *, now=TUESDAY_MORNING):
        offer = live(session, time, now=now)
        by = Actor(time.patient_id, Role.PATIENT)
        if slot is None:
            done = earlier.decline(session, offer, wishes=None, words="", told="", by=by, now=now)
        else:
            done = earlier.take(session, offer, slot, time=again(session, time), by=by, now=now)
        session.commit()
        return done

    return answered


def live(session, time, *, now=TUESDAY_MORNING):
    session.expire_all()
    of_time = Offer.appointment_id == time.id, *offer_queries.is_live(now)
    return session.exec(select(Offer).where(*of_time)).one_or_none()


def test_who_asked_first_is_asked_first_and_the_slot_is_kept_for_them(session, slot, waits, ask):
    ann = waits("ann")
    waits("carl")

    assert ask(slot) == [ann.id]

    offer = live(session, ann)
    assert (offer.reason, offer.made_by_id) == (OfferReason.EARLIER, None)
    assert offer.until == TUESDAY_MORNING + AN_HOUR
    assert held(session)[slot.id] == ("offer", offer.id)


def test_nobody_learns_who_let_the_slot_go(session, slot, waits, ask):
    ann = waits("ann")

    ask(slot)

    (row,) = told(session, Happening.OFFERED)
    assert (row.actor_id, row.role, row.patient_id) == (None, "nobody", ann.patient_id)


def test_somebody_whom_it_does_not_fit_is_passed_over(slot, waits, ask):
    waits("ann", wishes=Wishes(weekdays=[4]))
    waits("carl", notice_hours=24 * 8)
    rut = waits("rut")

    assert ask(slot) == [rut.id]


def test_when_it_fits_nobody_the_slot_is_free_for_all(session, kind, slot, waits, ask):
    waits("ann", wishes=Wishes(weekdays=[4]))

    assert ask(slot) == []

    assert slot.id not in held(session)
    assert told(session, Happening.OFFERED) == []


def test_who_lets_it_go_keeps_their_time_and_the_next_is_asked(session, slot, waits, ask, answer):
    ann, carl = waits("ann"), waits("carl")
    had = ann.slot_id
    ask(slot)

    assert answer(ann)

    assert again(session, ann).slot_id == had
    assert live(session, carl) is not None
    assert ask(slot) == []


def test_when_all_have_been_asked_the_slot_is_free_for_all(session, slot, waits, ask, answer):
    ann = waits("ann")
    ask(slot)
    answer(ann)

    assert slot.id not in held(session)
    assert ask(slot) == []


def test_taking_it_is_a_swap_and_the_next_is_asked_about_the_time_that_was_left(
    session, slot, waits, ask, answer
):
    ann, carl = waits("ann"), waits("carl")
    ask(slot)
    left = ann.slot_id

    assert answer(ann, slot)

    assert again(session, ann).starts_at == hours(0)
    offer = live(session, carl)
    assert held(session)[left] == ("offer", offer.id)
    wishes = {one.patient_id: one.ended_at for one in session.exec(select(EarlierWish))}
    assert wishes == {ann.patient_id: TUESDAY_MORNING, carl.patient_id: None}
    assert len(told(session, Happening.APPOINTMENT_MOVED)) == 1
    assert len(told(session, Happening.EARLIER_WISH_ENDED)) == 1


def test_the_worker_lets_the_next_be_asked_when_nobody_has_answered(session, slot, waits, ask):
    ann, carl = waits("ann"), waits("carl")
    ask(slot)
    late = TUESDAY_MORNING + AN_HOUR
    first = live(session, ann).id
    assert offer_queries.offers_over(session, now=late - A_MOMENT) == []
    assert offer_queries.offers_over(session, now=late) == [first]

    for _twice in range(2):
        earlier.go_on(session, first, now=late)
        session.commit()

    assert again(session, session.get(Offer, first)).ended_at == late
    assert live(session, carl, now=late).until == late + AN_HOUR
    assert len(told(session, Happening.OFFER_OVER)) == 1


def test_whoever_has_something_to_answer_is_not_asked_about_another(
    session, kind, slot, waits, ask
):
    ann = waits("ann")
    other = make_slot(session, kind, hours(1))

    assert ask(slot) == [ann.id]
    assert ask(other) == []


def test_nobody_is_asked_when_there_is_no_time_left_to_answer(session, kind, waits, ask):
    waits("ann", notice_hours=0)
    soon = make_slot(session, kind, TUESDAY_MORNING + 2 * AN_HOUR - A_MOMENT)
    soon_enough = make_slot(session, kind, TUESDAY_MORNING + 2 * AN_HOUR)

    assert ask(soon) == []
    assert len(ask(soon_enough)) == 1


def test_a_slot_that_somebody_has_is_not_offered(session, people, kind, slot, waits, ask):
    waits("ann")
    rut = make_time(session, kind, people["rut"], answer_by=ANSWER_BY)
    by = Actor(people["rut"], Role.PATIENT)
    kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    assert booking.book(session, rut, slot, **kept, by=by, now=TUESDAY_MORNING)

    assert ask(slot) == []


def test_who_has_no_time_any_more_is_not_asked(session, slot, waits, ask):
    ann = waits("ann")
    by = Actor(ann.patient_id, Role.PATIENT)
    booking.cancel(session, again(session, ann), told="", by=by, now=TUESDAY_MORNING)
    session.commit()

    assert ask(slot) == []


def test_at_a_unit_without_rules_nobody_is_asked(session, kind, slot, waits, ask):
    waits("ann")
    session.delete(session.get(BookingRules, kind.unit_id))
    session.commit()

    assert ask(slot) == []


def test_saying_it_anew_keeps_the_place_in_the_order(session, kind, slot, waits, ask):
    ann = waits("ann")
    waits("carl")
    earlier.wish(
        session,
        ann,
        kind_id=kind.id,
        notice_hours=48,
        elsewhere=True,
        wishes=Wishes(words="Gärna snart."),
        by=Actor(ann.patient_id, Role.PATIENT),
        now=TUESDAY_MORNING + AN_HOUR,
    )
    session.commit()

    assert ask(slot) == [ann.id]
    kept = session.exec(select(EarlierWish).where(EarlierWish.appointment_id == ann.id)).one()
    assert (kept.notice_hours, kept.asked_at) == (48, AN_HOUR_AGO)


def test_who_waits_no_longer_is_not_asked(session, slot, waits, ask):
    ann = waits("ann")
    by = Actor(ann.patient_id, Role.PATIENT)

    assert earlier.stop(session, ann, by=by, now=TUESDAY_MORNING)
    assert not earlier.stop(session, ann, by=by, now=TUESDAY_MORNING)
    session.commit()

    assert ask(slot) == []
    assert len(told(session, Happening.EARLIER_WISH_ENDED)) == 1


def test_asked_together_the_slot_is_kept_for_all_until_one_takes_it(
    session, together, kind, slot, waits, ask, answer
):
    ann, carl, rut = waits("ann"), waits("carl"), waits("rut", wishes=Wishes(weekdays=[4]))

    assert ask(slot) == [ann.id, carl.id]

    first, second = live(session, ann), live(session, carl)
    assert first.together_id == second.together_id == held(session)[slot.id][1]
    assert answer(carl, slot)
    assert held(session)[slot.id] == ("booking", carl.id)
    lost = again(session, first)
    assert (lost.ended_at, lost.chosen_slot_id) == (TUESDAY_MORNING, None)
    (row,) = told(session, Happening.OFFER_LOST)
    assert (row.actor_id, row.patient_id) == (None, ann.patient_id)
    assert again(session, rut).slot_id not in (None, slot.id)


def test_when_one_of_several_lets_it_go_it_is_kept_for_the_others(
    session, together, slot, waits, ask, answer
):
    ann, carl = waits("ann"), waits("carl")
    ask(slot)

    answer(ann)
    assert held(session)[slot.id][0] == "offer"
    answer(carl)

    assert slot.id not in held(session)


def test_five_who_take_it_at_once_have_one_winner(
    engine, session, people, together, slot, waits, ask
):
    who = ("ann", "carl", "rut", "staff:sam", "staff:tora")
    times = [waits(one) for one in who]
    assert len(ask(slot)) == 5
    asked = [live(session, time) for time in times]
    had = {time.id: time.slot_id for time in times}

    def take(offer_id, time_id, patient_id):
        def do(session):
            return earlier.take(
                session,
                session.get(Offer, offer_id),
                slot,
                time=session.get(Appointment, time_id),
                by=Actor(patient_id, Role.PATIENT),
                now=TUESDAY_MORNING,
            )

        return do

    takes = [take(one.id, one.appointment_id, one.patient_id) for one in asked]
    answers = all_at_once(engine, *takes)

    assert sorted(map(str, answers)) == ["False"] * 4 + ["True"]
    winner = times[answers.index(True)]
    assert held(session)[slot.id] == ("booking", winner.id)
    for time in times:
        expected = slot.id if time is winner else had[time.id]
        assert again(session, time).slot_id == expected
        assert held(session)[expected] == ("booking", time.id)
    moved = told(session, Happening.APPOINTMENT_MOVED)
    assert [row.patient_id for row in moved] == [winner.patient_id]


def test_cancelling_many_times_at_once_asks_each_of_those_who_wait_once(
    engine, session, kind, waits
):
    times = [waits(one) for one in ("ann", "carl", "rut")]
    others = [waits(one) for one in ("staff:sam", "staff:tora", "staff:stella")]

    def cancel(time_id, patient_id):
        def do(session):
            by, time = Actor(patient_id, Role.PATIENT), session.get(Appointment, time_id)
            freed = booking.cancel(session, time, told="", by=by, now=TUESDAY_MORNING)
            earlier.settle(session, time, freed=freed, by=by, now=TUESDAY_MORNING)

        return do

    answers = all_at_once(engine, *[cancel(time.id, time.patient_id) for time in times])
    session.expire_all()

    assert [one for one in answers if isinstance(one, Exception)] == []
    asked = session.exec(select(Offer.appointment_id).where(col(Offer.ended_at).is_(None))).all()
    assert len(set(asked)) == len(asked)
    assert set(asked) <= {time.id for time in others}
    free = queries.free_slots(
        session,
        kind.id,
        between=queries.Bookable(TUESDAY_MORNING, hours(LATE + 100)),
        now=TUESDAY_MORNING,
    )
    assert len(free) + len(asked) == 3
    assert len(told(session, Happening.APPOINTMENT_CANCELLED)) == 3
    assert again(session, times[0]).state is State.CANCELLED


def test_every_change_names_the_patient(session, slot, waits, ask, answer):
    ann = waits("ann")
    ask(slot)
    answer(ann, slot)

    rows = session.exec(select(JournalEntry).where(col(JournalEntry.about_id).is_not(None))).all()
    about_ann = [row for row in rows if row.happening.startswith("appointments:")]
    assert {row.patient_id for row in about_ann if row.about_id == ann.id} == {ann.patient_id}
