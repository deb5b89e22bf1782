"""Whatever patients and staff do, in whatever order, nobody shares a time and nobody loses one.

A machine presses in random order and keeps beside it, in a dictionary, who ought to have what.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, func, select

from app.appointments import booking, earlier, offers
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, State, Wishes
from app.appointments.models import Appointment, Offer
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.slots import actions, queries
from app.slots.content import Asking, Holding
from app.slots.models import BookingRules, SlotHolder
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_slot, make_time

PATIENTS = ("ann", "carl", "rut")
SLOTS = 4
HELD_FOR = timedelta(minutes=10)
OFFERED_FOR = timedelta(hours=2)
A_MOMENT = timedelta(microseconds=1)
patients, slots, nth = st.sampled_from(PATIENTS), st.integers(0, SLOTS - 1), st.integers(0, 3)


class Times(RuleBasedStateMachine):
    """Three patients and four slots of one unit, and a clock that jumps."""

    engine, people = None, {}

    def __init__(self):
        super().__init__()
        self.now = TUESDAY_MORNING
        first = TUESDAY_MORNING + timedelta(days=7)
        self.session = Session(self.engine.execution_options(writes=True), expire_on_commit=False)
        self.kind = make_kind(self.session, key=str(uuid.uuid4()))
        self.slots = [
            make_slot(self.session, self.kind, first + timedelta(hours=n)) for n in range(SLOTS)
        ]
        self.times = {
            who: make_time(self.session, self.kind, self.people[who], answer_by=first.date())
            for who in PATIENTS
        }
        self.held = {}
        """slot: (what, who, id, until) as it ought to be."""
        self.offers = {}
        """who: the offer they were last made, with its slots, until when, and whether together."""
        self.wishes = {}
        """who: when they began to wait for an earlier time, in the order they asked."""
        self.asked = set()
        """(who, slot) of those who wait and have been asked about it."""
        self.rows = self._rows()

    @initialize(all_wait=st.booleans())
    def begins(self, all_wait):
        """Let everybody have a time already, and wait for an earlier one."""
        for number, who in enumerate(PATIENTS if all_wait else (), start=1):
            self.books_or_moves(who, chosen=number, kept=False)
            self.waits_for_an_earlier_time(who)

    def teardown(self):
        self.session.close()

    def _rows(self):
        return self.session.exec(select(func.count(col(JournalEntry.number)))).one()

    def _holder(self, slot):
        held = self.held.get(slot)
        return held if held and (held[3] is None or held[3] > self.now) else None

    def _by(self, who, role=Role.PATIENT):
        return Actor(self.people[who], role)

    def _time(self, who):
        return self.session.get(Appointment, self.times[who].id)

    def _slot_of(self, who):
        return next((n for n, held in self.held.items() if held[:2] == ("booking", who)), None)

    def _booked(self):
        return [held[1] for held in self.held.values() if held[0] == "booking"]

    def _withdrawn(self):
        return [slot for slot, held in self.held.items() if held[0] == "withdrawn"]

    def _one_of(self, some, number):
        return sorted(some)[number % len(some)]

    def _kept(self, happened):
        """Keep what was done; a change has its own row in the journal, and nothing else has."""
        self.session.commit()
        self.rows += happened

    @rule(who=patients, slot=slots)
    def holds(self, who, slot):
        hold_id, until = uuid.uuid4(), self.now + HELD_FOR
        for other, held in list(self.held.items()):
            if held[:2] == ("hold", who):
                del self.held[other]
        free = self._holder(slot) is None

        done = booking.hold(
            self.session,
            self.slots[slot].id,
            hold_id=hold_id,
            patient_id=self.people[who],
            until=until,
            earliest=self.now,
            by=self._by(who),
            now=self.now,
        )

        self._kept(done)
        assert done == free
        if done:
            self.held[slot] = ("hold", who, hold_id, until)

    @rule(who=patients, chosen=slots, kept=st.booleans())
    def books_or_moves(self, who, chosen, kept):
        holder, before = self._holder(chosen), self._slot_of(who)
        theirs = holder is not None and holder[1] == who and holder[0] in ("hold", "offer")
        may = holder is None or (theirs and kept)

        done = booking.book(
            self.session,
            self._time(who),
            self.slots[chosen],
            filled=Filled(message="Hej"),
            held_for_id=holder[2] if theirs and kept else None,
            earliest=self.now,
            by=self._by(who),
            now=self.now,
        )

        self._kept(done)
        assert done == may
        if done:
            self.held.pop(before, None)
            self.held[chosen] = ("booking", who, self.times[who].id, None)

    @rule(who=patients, slot=slots)
    def books_what_somebody_else_has(self, who, slot):
        holder = self._holder(slot)
        if holder is None or holder[1] == who or holder[:2] == ("offer", None):
            return  # What several are offered is nobody's own: it is taken by the offer alone.

        done = booking.book(
            self.session,
            self._time(who),
            self.slots[slot],
            filled=Filled(),
            held_for_id=holder[2],
            earliest=self.now,
            by=self._by(who),
            now=self.now,
        )

        self._kept(0)
        assert not done

    @precondition(lambda self: self._booked())
    @rule(whose=nth)
    def cancels(self, whose):
        who = self._one_of(self._booked(), whose)
        before = self._slot_of(who)

        freed = booking.cancel(
            self.session, self._time(who), told="", by=self._by(who), now=self.now
        )

        self._kept(1)
        assert freed == self.slots[before].id
        del self.held[before]

    def _offer(self, who):
        """Return the live offer that somebody ought to have."""
        made = self.offers.get(who)
        return made if made and made.live(self.now) else None

    def _end(self, who, *, but=None):
        """Let go of what somebody was offered, unless others still share it."""
        made = self.offers.pop(who)
        shared = [one for one in self.offers.values() if one.kept_for == made.kept_for]
        if but is not None or not any(one.live(self.now) for one in shared):
            for slot in made.slots:
                if slot != but and self.held.get(slot, ("",) * 4)[2] == made.kept_for:
                    del self.held[slot]

    @rule(who=patients, chosen=st.sets(slots, min_size=2, max_size=3))
    def is_offered(self, who, chosen):
        until = self.now + OFFERED_FOR
        may = self._offer(who) is None and all(self._holder(slot) is None for slot in chosen)

        made = offers.make(
            self.session,
            self._time(who),
            [self.slots[slot].id for slot in chosen],
            reason=OfferReason.CARE,
            words="",
            until=until,
            role_id=None,
            by=self._by(who, Role.STAFF),
            now=self.now,
        )

        self._kept(made is not None)
        assert (made is not None) == may
        if made:
            self._made(made, who, chosen)

    def _made(self, made, who, chosen):
        self.offers[who] = Made(made.id, made.kept_for, set(chosen), made.until)
        for slot in chosen:
            own = None if made.together_id else who
            self.held[slot] = ("offer", own, made.kept_for, made.until)
            self.asked |= {(who, slot)} if who in self.wishes else set()

    @precondition(lambda self: self.offers)
    @rule(whose=nth, which=nth, slot=st.none() | slots)
    def takes_what_was_offered(self, whose, which, slot):
        who = self._one_of(self.offers, whose)
        made = self.offers[who]
        slot = self._one_of(made.slots, which) if slot is None else slot
        may = made.live(self.now) and slot in made.slots
        before, mates = self._slot_of(who), self._mates(who)

        freed = offers.take(
            self.session,
            self.session.get(Offer, made.id),
            self.slots[slot],
            time=self._time(who),
            by=self._by(who),
            now=self.now,
        )

        self._kept(1 + len(mates) if may else 0)
        assert (freed is not None) == may
        if may:
            for mate in mates:
                del self.offers[mate]
            self._end(who, but=slot)
            self.held.pop(before, None)
            self.held[slot] = ("booking", who, self.times[who].id, None)
            assert set(freed) == {self.slots[one].id for one in made.slots - {slot}} | (
                {self.slots[before].id} if before is not None else set()
            )

    def _mates(self, who):
        """Return who else has been offered the very same, and can answer still."""
        made = self.offers[who]
        return [
            other
            for other, one in self.offers.items()
            if other != who and one.kept_for == made.kept_for and one.live(self.now)
        ]

    @precondition(lambda self: self.offers)
    @rule(whose=nth, wishes=st.booleans())
    def declines_what_was_offered(self, whose, wishes):
        who = self._one_of(self.offers, whose)
        made = self.offers[who]
        may = made.live(self.now)

        freed = offers.decline(
            self.session,
            self.session.get(Offer, made.id),
            wishes=Wishes(words="Hellre sent.") if wishes else None,
            words="Hellre sent.",
            told="",
            by=self._by(who),
            now=self.now,
        )

        self._kept((2 if wishes else 1) if may else 0)
        assert (freed is not None) == may
        if may:
            self._end(who)

    @precondition(lambda self: self.offers)
    @rule(who=patients)
    def has_an_offer_taken_back(self, who):
        may = self._offer(who) is not None

        freed = offers.settle(self.session, self._time(who), by=self._by(who), now=self.now)

        self._kept(may)
        assert may or freed == []
        if may:
            self._end(who)

    @precondition(lambda self: len(self.wishes) < len(PATIENTS))
    @rule(who=patients)
    def waits_for_an_earlier_time(self, who):
        self.now += A_MOMENT
        earlier.wish(
            self.session,
            self._time(who),
            kind_id=self.kind.id,
            notice_hours=0,
            elsewhere=True,
            wishes=Wishes(),
            by=self._by(who),
            now=self.now,
        )

        self._kept(1)
        if who not in self.wishes:
            self.wishes[who] = self.now
            self.asked = {pair for pair in self.asked if pair[0] != who}

    @precondition(lambda self: len(self.wishes) == len(PATIENTS))
    @rule(who=patients)
    def waits_no_longer(self, who):
        done = earlier.stop(self.session, self._time(who), by=self._by(who), now=self.now)

        self._kept(done)
        assert done == (self.wishes.pop(who, None) is not None)

    @precondition(lambda self: self._free_and_waited_for())
    @rule(which=nth, together=st.booleans())
    def those_who_wait_are_asked(self, which, together):
        slot = self._one_of(self._free_and_waited_for(), which)
        rules = self.session.get(BookingRules, self.kind.unit_id)
        rules.asking = Asking.TOGETHER if together else Asking.ONE_AFTER_ANOTHER
        self.session.flush()
        fitting = [who for who in self.wishes if self._fits(who, slot)]
        expected = fitting if together else fitting[:1]

        made = earlier.ask_next(self.session, self.slots[slot].id, now=self.now)

        self._kept(len(made))
        whose = {self.times[who].id: who for who in PATIENTS}
        asked = [whose[one.appointment_id] for one in made]
        assert asked == expected
        for who, one in zip(asked, made, strict=True):
            self._made(one, who, {slot})

    def _free_and_waited_for(self):
        return [
            slot
            for slot in range(SLOTS)
            if self._holder(slot) is None and any(self._fits(who, slot) for who in self.wishes)
        ]

    def _fits(self, who, slot):
        has = self._slot_of(who)
        return (
            has is not None
            and slot < has
            and self._offer(who) is None
            and (who, slot) not in self.asked
        )

    @precondition(lambda self: not self._withdrawn())
    @rule(slot=slots)
    def is_withdrawn(self, slot):
        free = self._holder(slot) is None

        done = actions.withdraw(self.session, self.slots[slot].id, now=self.now)

        self._kept(0)
        assert done == free
        if done:
            self.held[slot] = ("withdrawn", None, self.slots[slot].id, None)

    @precondition(lambda self: self._withdrawn())
    @rule(slot=slots)
    def is_given_back(self, slot):
        done = actions.give_back(self.session, self.slots[slot].id)

        self._kept(0)
        assert done == (self.held.get(slot, ("",))[0] == "withdrawn")
        if done:
            del self.held[slot]

    @rule(minutes=st.sampled_from([1, 9, 10, 11, 119, 120, 121]))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def what_is_free_is_what_ought_to_be(self):
        ids = [slot.id for slot in self.slots]
        asked = queries.free_slots(
            self.session, self.kind.id, between=ALL, now=self.now, limit=10_000
        )
        free = {slot.id for slot in asked} & set(ids)
        assert free == {ids[n] for n in range(SLOTS) if self._holder(n) is None}

    @invariant()
    def each_patient_has_the_one_time_they_ought_to_have(self):
        for who in PATIENTS:
            time, slot = self._time(who), self._slot_of(who)
            assert time.slot_id == (None if slot is None else self.slots[slot].id)
            assert (time.state is State.BOOKED) == (slot is not None)
            if slot is not None:
                assert time.starts_at == self.slots[slot].starts_at

    @invariant()
    def each_booking_is_held_for_its_time(self):
        rows = self.session.exec(
            select(SlotHolder.slot_id, SlotHolder.held_for_id, SlotHolder.patient_id).where(
                SlotHolder.holding == Holding.BOOKING,
                col(SlotHolder.slot_id).in_([slot.id for slot in self.slots]),
            )
        ).all()
        assert set(rows) == {
            (self.slots[n].id, self.times[held[1]].id, self.people[held[1]])
            for n, held in self.held.items()
            if held[0] == "booking"
        }

    @invariant()
    def every_change_has_its_row_in_the_journal(self):
        assert self._rows() == self.rows


@dataclass(frozen=True)
class Made:
    """An offer as it ought to be, as long as nobody has answered it."""

    id: uuid.UUID
    kept_for: uuid.UUID
    slots: set[int]
    until: datetime

    def live(self, now):
        return now < self.until


ALL = queries.Bookable(TUESDAY_MORNING, TUESDAY_MORNING + timedelta(days=400))


@pytest.fixture
def times(engine, session, people):
    """A machine whose unit and patients live in this test's database."""
    bound = {"engine": engine, "people": people}
    return type("BoundTimes", (Times,), bound)


def test_whatever_happens_nobody_shares_a_time_and_nobody_loses_one(times):
    run_state_machine_as_test(
        times,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
