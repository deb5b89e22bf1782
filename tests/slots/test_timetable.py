"""What a unit says of its times becomes slots, once, and what somebody has is never undone."""

import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session, col, func, select

from app.appointments import booking
from app.appointments.booking import Filled
from app.base import clock
from app.journal.actions import OPERATOR, Actor
from app.journal.models import JournalEntry, Role
from app.people.models import CareRole
from app.slots import actions, making, queries, timetable
from app.slots.content import Holding, Mode, WeekPatternContent
from app.slots.models import PatternException, Slot, SlotHolder, SlotKind, WeekPattern
from app.slots.rules import Bookable, spans
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_time

TUESDAYS, DECEMBER = (1,), date(2026, 12, 1)
ALL = Bookable(TUESDAY_MORNING, TUESDAY_MORNING + timedelta(days=800))


def said(**more):
    return WeekPatternContent.model_validate(
        {
            "key": "tuesdays",
            "kind_keys": ["eyes"],
            "mode": Mode.VISIT,
            "days": TUESDAYS,
            "from_minute": 9 * 60,
            "to_minute": 11 * 60,
            "length": 45,
            "buffer": 15,
            "starts_on": date(2026, 11, 1),
            **more,
        }
    )


@pytest.fixture
def kind(session, people):
    return make_kind(session, horizon_days=28)


@pytest.fixture
def sam(session, people):
    return session.exec(select(CareRole.id).where(CareRole.key == "sam")).one()


@pytest.fixture
def add(session, kind):
    """Let times come back at the clinic."""

    def added(*, now=TUESDAY_MORNING, **more):
        pattern = timetable.add_pattern(
            session, said(**more), unit_id=kind.unit_id, source="tests", by=OPERATOR, now=now
        )
        session.commit()
        return pattern

    return added


@pytest.fixture
def slots(session):
    """Return the starts of the slots that stand, by the clocks on the wall."""

    def of(*which):
        rows = session.exec(
            select(Slot.starts_at)
            .where(col(Slot.dropped_at).is_(None), *which)
            .order_by(col(Slot.starts_at), col(Slot.seat))
        )
        return [f"{clock.local(start):%d %b %H.%M}" for start in rows]

    return of


@pytest.fixture
def free(session, kind):
    def now_free(now=TUESDAY_MORNING):
        found = queries.free_slots(session, kind.id, between=ALL, now=now)
        return [f"{clock.local(slot.starts_at):%d %b %H.%M}" for slot in found]

    return now_free


def test_slots_are_made_to_the_horizon_but_not_for_what_has_passed(add, slots):
    add()

    assert slots() == [
        "24 Nov 10.00",
        *(f"{day} Dec {at}" for day in ("01", "08", "15", "22") for at in ("09.00", "10.00")),
    ]


def test_a_slot_is_for_the_kinds_of_its_pattern(add, session, kind):
    other = make_kind(session, key="glasses")
    add(kind_keys=["eyes", "glasses"])

    kinds = set(session.exec(select(SlotKind.kind_id, func.count()).group_by(SlotKind.kind_id)))

    assert kinds == {(kind.id, 9), (other.id, 9)}


def test_making_them_again_makes_none(add, session, slots):
    add()
    before = slots()
    session.exec(select(WeekPattern)).one().made_until = None
    session.commit()

    making.make_ahead(session, now=TUESDAY_MORNING)

    assert slots() == before


@pytest.mark.parametrize("named", [True, False], ids=["with Sam", "with nobody named"])
def test_two_who_make_them_at_once_make_them_once(engine, add, session, sam, slots, named):
    pattern = add(role_id=sam if named else None, starts_on=date(2026, 12, 8))
    before = slots()
    session.exec(select(WeekPattern)).one().made_until = None
    session.exec(select(WeekPattern)).one().starts_on = date(2026, 11, 1)
    session.commit()
    ready, faults = threading.Barrier(2), []

    def make():
        try:
            with Session(engine.execution_options(writes=True)) as writing:
                ready.wait()
                making.make_ahead(writing, now=TUESDAY_MORNING)
                writing.commit()
        except Exception as error:  # a thread tells the test what happened
            faults.append(error)

    both = [threading.Thread(target=make) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert faults == []
    assert len(before) < len(slots())
    assert len(slots()) == len(set(slots()))
    assert pattern.key == "tuesdays"


def test_the_next_day_one_more_is_made(add, session, slots):
    add()
    before = slots()

    made = making.make_ahead(session, now=TUESDAY_MORNING + timedelta(days=7))

    assert made == 1
    assert slots() == [*before, "29 Dec 09.00", "29 Dec 10.00"]
    assert making.make_ahead(session, now=TUESDAY_MORNING + timedelta(days=7)) == 0


def test_nothing_is_made_on_red_days_unless_it_is_said(add, slots):
    add(days=(4,), starts_on=date(2026, 12, 18), key="fridays", now=TUESDAY_MORNING + timedelta(7))
    assert slots() == ["18 Dec 09.00", "18 Dec 10.00"]

    add(
        days=(4,),
        starts_on=date(2026, 12, 18),
        key="holidays",
        on_red_days="as-usual",
        place={"sv": "Akuten"},
        now=TUESDAY_MORNING + timedelta(days=7),
    )
    assert slots()[-1] == "25 Dec 10.00"


def test_nothing_is_made_after_the_last_day_of_a_professional(add, session, sam, slots):
    session.get_one(CareRole, sam).ends_on = date(2026, 12, 7)
    session.commit()

    add(role_id=sam)

    assert slots() == ["24 Nov 10.00", "01 Dec 09.00", "01 Dec 10.00"]
    assert making.make_ahead(session, now=TUESDAY_MORNING) == 0


def test_patients_see_them_so_many_days_before(add, free):
    add(release_days=7)

    assert free() == ["24 Nov 10.00", "01 Dec 09.00", "01 Dec 10.00"]


def test_a_group_has_a_slot_for_each_place(add, slots):
    add(mode=Mode.GROUP, seats=3, to_minute=9 * 60 + 45, until=date(2026, 12, 1))

    assert slots() == ["01 Dec 09.00"] * 3


@pytest.mark.parametrize(
    ("day", "made"),
    [
        (date(2027, 3, 28), ["01.15 00.15", "03.30 01.30", "04.15 02.15"]),
        (
            date(2026, 10, 25),
            ["01.15 23.15", "02.00 00.00", "02.45 00.45", "03.30 02.30", "04.15 03.15"],
        ),
    ],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_the_nights_when_the_clocks_change(day, made):
    night = said(days=(6,), from_minute=75, to_minute=300, buffer=0, starts_on=day)

    found = list(spans(night, first=day, last=day, closed=(), now=datetime(2026, 1, 1, tzinfo=UTC)))

    assert [f"{clock.local(one.starts_at):%H.%M} {one.starts_at:%H.%M}" for one in found] == made
    assert all(one.ends_at <= next_.starts_at for one, next_ in pairwise(found))


def test_what_stands_before_the_skipped_hour_and_after_it_does_not_overlap():
    day = date(2027, 3, 28)
    night = said(days=(6,), from_minute=105, to_minute=240, length=45, buffer=0, starts_on=day)

    found = list(spans(night, first=day, last=day, closed=(), now=datetime(2026, 1, 1, tzinfo=UTC)))

    assert [f"{clock.local(one.starts_at):%H.%M}" for one in found] == ["01.45"]


def test_a_slip_of_the_keys_makes_no_thousands():
    with pytest.raises(ValueError, match="makes 10080 times a day; at most 200 are made"):
        said(from_minute=0, to_minute=24 * 60, length=5, buffer=0, seats=35)


def test_a_changed_pattern_leaves_what_somebody_has_and_what_staff_withdrew(
    add, session, people, kind, slots, free
):
    pattern = add()
    ids = session.exec(select(Slot.id).order_by(col(Slot.starts_at))).all()
    booked, withdrawn = ids[1], ids[4]
    time = make_time(session, kind, people["ann"], answer_by=DECEMBER)
    _book(session, time, booked, kind, people)
    timetable.withdraw(session, withdrawn, by=OPERATOR, now=TUESDAY_MORNING)
    session.commit()

    new = said(from_minute=9 * 60 + 20, length=30, buffer=0, until=date(2026, 12, 8))
    changed = timetable.change_pattern(session, pattern, new, by=OPERATOR, now=TUESDAY_MORNING)
    session.commit()

    assert changed
    assert slots() == [
        *("24 Nov 09.50", "24 Nov 10.20"),
        *("01 Dec 09.00", "01 Dec 09.50", "01 Dec 10.20"),
        *("08 Dec 09.20", "08 Dec 10.00"),
    ]
    assert session.get_one(SlotHolder, booked).patient_id == people["ann"]
    assert "01 Dec 09.00" not in free()
    assert "08 Dec 10.00" not in free()


def test_what_was_dropped_is_nobodys_to_give_back(add, session, slots):
    pattern = add()
    dropped = session.exec(select(Slot.id)).first()

    timetable.end_pattern(session, pattern, by=OPERATOR, now=TUESDAY_MORNING)
    session.commit()

    assert slots() == []
    assert not timetable.give_back(session, dropped, by=OPERATOR, now=TUESDAY_MORNING)
    assert not timetable.end_pattern(session, pattern, by=OPERATOR, now=TUESDAY_MORNING)


@pytest.fixture
def close(session, kind):
    def closed(day, role_id=None):
        done = timetable.close_day(
            session,
            kind.unit_id,
            day,
            role_id=role_id,
            source="here",
            by=OPERATOR,
            now=TUESDAY_MORNING,
        )
        session.commit()
        return done

    return closed


def test_on_a_closed_day_nothing_is_free_and_nothing_is_made(add, session, close, free):
    add(until=date(2026, 12, 8))

    assert close(DECEMBER)
    assert not close(DECEMBER)
    assert free() == ["24 Nov 10.00", "08 Dec 09.00", "08 Dec 10.00"]

    add(key="afternoons", from_minute=13 * 60, to_minute=14 * 60, until=date(2026, 12, 8))
    assert [one for one in free() if one.startswith("01")] == []


def test_a_day_that_is_opened_again_is_as_other_days(add, session, close, free, slots):
    add(until=date(2026, 12, 8))
    close(DECEMBER)
    add(key="afternoons", from_minute=13 * 60, to_minute=14 * 60, until=date(2026, 12, 8))
    closed = session.exec(select(PatternException)).one()

    assert timetable.open_day(session, closed, by=OPERATOR, now=TUESDAY_MORNING)
    session.commit()

    assert [one for one in free() if one.startswith("01")] == [
        *("01 Dec 09.00", "01 Dec 10.00", "01 Dec 13.00")
    ]
    assert not timetable.open_day(session, closed, by=OPERATOR, now=TUESDAY_MORNING)


def test_a_day_that_is_closed_for_two_reasons_is_closed_until_both_are_gone(
    add, session, sam, close, free
):
    add(role_id=sam, until=DECEMBER)
    close(DECEMBER, sam)
    close(DECEMBER)
    of_sam, of_all = session.exec(
        select(PatternException).order_by(col(PatternException.role_id).is_(None))
    )

    timetable.open_day(session, of_sam, by=OPERATOR, now=TUESDAY_MORNING)
    assert free() == ["24 Nov 10.00"]

    timetable.open_day(session, of_all, by=OPERATOR, now=TUESDAY_MORNING)
    assert free() == ["24 Nov 10.00", "01 Dec 09.00", "01 Dec 10.00"]


def test_a_professionals_closed_day_is_nobody_elses(add, sam, close, free):
    add(role_id=sam, until=DECEMBER)
    add(key="others", place={"sv": "Rum 2"}, until=DECEMBER)

    close(DECEMBER, sam)

    assert free() == ["24 Nov 10.00", "24 Nov 10.00", "01 Dec 09.00", "01 Dec 10.00"]


def test_who_has_a_time_on_a_closed_day_keeps_it_and_nobody_gets_it_after_them(
    add, session, people, kind, close, free
):
    add()
    first, second, third = session.exec(select(Slot.id).order_by(col(Slot.starts_at))).all()[:3]
    time = make_time(session, kind, people["ann"], answer_by=DECEMBER)
    _book(session, time, second, kind, people)

    close(DECEMBER)
    assert session.get_one(SlotHolder, second).holding is Holding.BOOKING

    _book(session, time, first, kind, people)
    assert "01 Dec 09.00" not in free()
    holder = session.get_one(SlotHolder, second, populate_existing=True)
    assert (holder.holding, holder.patient_id) == (Holding.WITHDRAWN, None)
    assert session.get_one(SlotHolder, third).holding is Holding.WITHDRAWN

    closed = session.exec(select(PatternException)).one()
    timetable.open_day(session, closed, by=OPERATOR, now=TUESDAY_MORNING)
    assert "01 Dec 09.00" in free()


def test_what_is_kept_while_somebody_fills_in_is_lost_to_a_closed_day(
    add, session, people, kind, close
):
    add()
    slot_id = session.exec(select(Slot.id).order_by(col(Slot.starts_at))).all()[1]
    wanted = SlotHolder(
        slot_id=slot_id,
        holding=Holding.HOLD,
        held_for_id=uuid.uuid4(),
        patient_id=people["ann"],
        until=TUESDAY_MORNING + timedelta(minutes=10),
        since=TUESDAY_MORNING,
    )
    assert actions.take(session, wanted, earliest=TUESDAY_MORNING, now=TUESDAY_MORNING)
    session.commit()

    close(DECEMBER)

    booked = SlotHolder(
        slot_id=slot_id,
        holding=Holding.BOOKING,
        held_for_id=uuid.uuid4(),
        patient_id=people["ann"],
        since=TUESDAY_MORNING,
    )
    assert not actions.take_over(
        session, booked, instead_of=wanted.held_for_id, now=TUESDAY_MORNING
    )


def test_staff_may_have_what_patients_do_not_see_yet(add, session, people, kind, sam):
    add(release_days=1)
    slot_id = session.exec(select(Slot.id).order_by(col(Slot.starts_at))).all()[-1]
    time = make_time(session, kind, people["ann"], answer_by=DECEMBER)
    slot = queries.slot_for(session, slot_id, kind_id=kind.id)
    asked = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    by = Actor(people["staff:sam"], Role.STAFF, kind.unit_id)

    refused = booking.book(session, time, slot, **asked, by=by, now=TUESDAY_MORNING)
    done = booking.book(session, time, slot, **asked, by=by, now=TUESDAY_MORNING, booked_by_id=sam)

    assert (refused, done) == (False, True)
    row = session.exec(select(JournalEntry).order_by(col(JournalEntry.number).desc())).first()
    assert (row.happening, row.patient_id) == ("appointments:booked", people["ann"])
    assert (row.actor_id, row.details) == (people["staff:sam"], {"how": "phone"})


def test_every_change_of_the_timetable_is_in_the_journal(add, session, close):
    pattern = add()
    slot_id = session.exec(select(Slot.id)).first()
    timetable.withdraw(session, slot_id, by=OPERATOR, now=TUESDAY_MORNING)
    timetable.give_back(session, slot_id, by=OPERATOR, now=TUESDAY_MORNING)
    close(DECEMBER)
    closed = session.exec(select(PatternException)).one()
    timetable.open_day(session, closed, by=OPERATOR, now=TUESDAY_MORNING)
    timetable.end_pattern(session, pattern, by=OPERATOR, now=TUESDAY_MORNING)

    rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.number))).all()

    told = [(row.happening, row.patient_id) for row in rows if row.happening.startswith("slots:")]
    assert told == [
        ("slots:pattern-changed", None),
        ("slots:withdrawn", None),
        ("slots:given-back", None),
        ("slots:day-closed", None),
        ("slots:day-opened", None),
        ("slots:pattern-changed", None),
    ]


def _book(session, time, slot_id, kind, people, **more):
    slot = queries.slot_for(session, slot_id, kind_id=kind.id)
    done = booking.book(
        session,
        time,
        slot,
        filled=Filled(),
        held_for_id=None,
        earliest=TUESDAY_MORNING,
        by=Actor(people["ann"], Role.PATIENT),
        now=TUESDAY_MORNING,
        **more,
    )
    session.commit()
    assert done
