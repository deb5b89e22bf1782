"""What a file says of a unit's times: its kinds of visits, its rules, and when it has times."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.appointments.models import Appointment
from app.base import clock
from app.exchange.actions import FaultyFilesError
from app.journal.actions import OPERATOR
from app.people.models import Person
from app.slots import timetable
from app.slots.content import Asking, Holding
from app.slots.models import (
    BookingRules,
    PatternException,
    Slot,
    SlotHolder,
    VisitKind,
    WeekPattern,
)
from tests.conftest import TUESDAY_MORNING
from tests.exchange.good import GOOD

TIMES = """\
    visit_kinds:
      eyes: {sv: Synundersökning, en: Eye examination}
      talk: Samtal
    booking:
      lead_minutes: 60
      horizon_days: 28
      late_cancel_fee: 100
      message_allowed: yes
      asking: together
    week_pattern:
      - key: sam
        days: tue, thu
        from: 09.00
        to: 11.00
        length: 45
        buffer: 15
        kinds: [eyes, talk]
        mode: visit
        place: {sv: Rum 2, en: Room 2}
        role: sam
        release_days: 14
        starts_on: 2026-12-01
        until: 2026-12-17
    closed:
      - {on: 2026-12-03, role: sam}
      - {on: 2026-12-10}
"""
PLACE = "    emergency: {sv: Ring 112"
WITH_TIMES = GOOD.replace(PLACE, TIMES + PLACE, 1)
SLOTS = [f"{day} Dec {at}" for day in ("01", "08", "15", "17") for at in ("09.00", "10.00")]


def starts(session):
    rows = session.exec(
        select(Slot.starts_at).where(col(Slot.dropped_at).is_(None)).order_by(col(Slot.starts_at))
    )
    return [f"{clock.local(start):%d %b %H.%M}" for start in rows]


def test_everything_that_is_said_is_kept(load, session):
    load(WITH_TIMES)

    kinds = session.exec(select(VisitKind).order_by(col(VisitKind.key))).all()
    assert [(kind.key, kind.name.as_json()) for kind in kinds] == [
        ("eyes", {"sv": "Synundersökning", "en": "Eye examination"}),
        ("talk", {"sv": "Samtal"}),
    ]
    rules = session.exec(select(BookingRules)).one()
    assert (rules.lead_minutes, rules.horizon_days, rules.hold_minutes) == (60, 28, 10)
    assert (rules.late_cancel_fee, rules.asking) == (100, Asking.TOGETHER)
    pattern = session.exec(select(WeekPattern)).one()
    assert (list(pattern.days), pattern.from_minute, pattern.to_minute) == ([1, 3], 540, 660)
    assert (pattern.release_days, pattern.kind_keys) == (14, ["eyes", "talk"])
    assert pattern.until == date(2026, 12, 17)
    closed = session.exec(select(PatternException.day).order_by(col(PatternException.day))).all()
    assert closed == [date(2026, 12, 3), date(2026, 12, 10)]
    assert starts(session) == SLOTS


def test_the_same_file_again_changes_nothing(load, session):
    load(WITH_TIMES)
    ids = set(session.exec(select(Slot.id)))

    assert load(WITH_TIMES) == 0
    assert set(session.exec(select(Slot.id))) == ids


def test_a_unit_that_says_nothing_of_its_times_keeps_what_it_has(load, session):
    load(WITH_TIMES)

    assert load(GOOD) == 0
    assert starts(session) == SLOTS


def test_what_a_file_no_longer_tells_of_ends_but_for_what_somebody_has(load, session):
    load(WITH_TIMES)
    a, b = TIMES.index("      - key: sam"), TIMES.index("    closed:")
    c = TIMES.index("      - {on: 2026-12-10}")

    changed = load(GOOD.replace(PLACE, TIMES[:a].rstrip() + " []\n" + TIMES[b:c] + PLACE, 1))

    assert changed == 2
    assert starts(session) == ["01 Dec 10.00"]
    assert session.exec(select(PatternException.day)).all() == [date(2026, 12, 3)]


def test_what_staff_have_changed_here_no_file_changes_again(load, session):
    load(WITH_TIMES)
    pattern = session.exec(select(WeekPattern)).one()
    wanted = pattern.model_copy(update={"from_minute": 600})
    told = {name: getattr(wanted, name) for name in timetable.WeekPatternContent.model_fields}
    said = timetable.WeekPatternContent.model_validate(told)
    timetable.change_pattern(session, pattern, said, by=OPERATOR, now=TUESDAY_MORNING)
    session.commit()

    assert load(WITH_TIMES.replace("length: 45", "length: 30")) == 0
    assert load(GOOD.replace(PLACE, "    week_pattern: []\n" + PLACE, 1)) == 0
    assert starts(session) == [one for one in SLOTS if "10.00" in one]


def test_patterns_without_keys_are_told_apart_by_when_and_with_whom(load, session):
    text = WITH_TIMES.replace("      - key: sam\n        days", "      - days")

    load(text)

    assert session.exec(select(WeekPattern.key)).all() == ["tue-thu-09.00-sam"]


def test_a_time_has_a_kind_that_its_unit_knows(load, session):
    text = WITH_TIMES.replace(
        "        role: sam\n        mode: visit\n        change",
        "        role: sam\n        kind: eyes\n        mode: visit\n        change",
    )
    text = text.replace(
        "answer_by: 2027-01-15, unit: clinic", "answer_by: 2027-01-15, kind: eyes, unit: clinic"
    )

    load(text)

    (eyes,) = session.exec(select(VisitKind.id).where(VisitKind.key == "eyes")).all()
    of_kind = select(Appointment.key).where(Appointment.kind_id == eyes)
    assert sorted(session.exec(of_kind)) == ["eyes", "visit"]


def test_a_time_that_is_booked_elsewhere_is_nobody_elses_here(load, session):
    load(WITH_TIMES)
    ann = session.exec(select(Person.id).where(Person.key == "ann")).one()

    (holder,) = session.exec(select(SlotHolder)).all()

    assert (holder.holding, holder.patient_id) == (Holding.BOOKING, ann)
    slot = session.get_one(Slot, holder.slot_id)
    assert f"{clock.local(slot.starts_at):%d %b %H.%M}" == "01 Dec 10.00"


def test_when_it_is_moved_or_goes_its_slot_is_free_again(load, session):
    load(WITH_TIMES)

    load(WITH_TIMES.replace("at: 10.00-10.45", "at: 09.30-10.15"))
    held = select(Slot.starts_at).join(SlotHolder, col(SlotHolder.slot_id) == Slot.id)
    assert [
        f"{clock.local(at):%H.%M}" for at in session.exec(held.order_by(col(Slot.starts_at)))
    ] == ["09.00", "10.00"]

    a, b = WITH_TIMES.index("      - key: visit"), WITH_TIMES.index("      - {key: scan")
    load(WITH_TIMES[:a] + WITH_TIMES[b:])
    assert session.exec(select(SlotHolder)).all() == []


def test_times_that_come_back_with_nobody_named_are_taken_by_kind(load, session):
    text = WITH_TIMES.replace("        role: sam\n        release", "        release")
    text = text.replace(
        "        role: sam\n        mode: visit\n        change",
        "        unit: clinic\n        kind: eyes\n        mode: visit\n        change",
    )

    load(text)

    held = select(Slot.starts_at).join(SlotHolder, col(SlotHolder.slot_id) == Slot.id)
    assert [f"{clock.local(at):%d %b %H.%M}" for at in session.exec(held)] == ["01 Dec 10.00"]


def test_another_file_of_the_source_may_name_the_kinds(load, session):
    load(WITH_TIMES)
    text = GOOD.replace(
        "answer_by: 2027-01-15, unit: clinic", "answer_by: 2027-01-15, kind: talk, unit: clinic"
    )

    load(text)

    talk = session.exec(select(VisitKind.id).where(VisitKind.key == "talk")).one()
    assert session.exec(select(Appointment.key).where(Appointment.kind_id == talk)).all() == [
        "eyes"
    ]


def test_dates_are_moved_with_the_rest(session, tmp_path):
    from app.exchange import actions

    path = tmp_path / "moved.yaml"
    path.write_text(WITH_TIMES, encoding="utf-8")

    actions.load(
        session, [path], now=TUESDAY_MORNING + timedelta(weeks=52), move=timedelta(weeks=52)
    )

    assert starts(session)[0] == "30 Nov 09.00"


P = "units.clinic.week_pattern.1"
FAULTS = [
    ("      talk: Samtal", "      talk: {sv: \"\"}", "units.clinic.visit_kinds.talk.name", "should be a text"),
    ("      talk: Samtal", "      - talk", "", "cannot be read"),
    ("    visit_kinds:\n      eyes: {sv: Synundersökning, en: Eye examination}\n      talk: Samtal", "    visit_kinds: [eyes]", "units.clinic.visit_kinds", "should be keys with names"),
    ("lead_minutes: 60", "lead_minutes: en timme", "units.clinic.booking.lead_minutes", "valid integer"),
    ("lead_minutes: 60", "lead_minutes: -1", "units.clinic.booking.lead_minutes", "greater than or equal to 0"),
    ("lead_minutes: 60", "lead_minute: 60", "units.clinic.booking.lead_minute", "did you mean lead_minutes?"),
    ("horizon_days: 28", "horizon_days: 10000", "units.clinic.booking.horizon_days", "less than or equal to 730"),
    ("asking: together", "asking: ibland", "units.clinic.booking.asking", "is not one of"),
    ("days: tue, thu", "days: tis", f"{P}.days", "is not a day"),
    ("        days: tue, thu\n", "", f"{P}.days", "is missing"),
    ("        from: 09.00", "        from: nio", f"{P}.from", "is not a clock time such as 10.00"),
    ("        from: 09.00", "        from: 09.00-10.00", f"{P}.from", "is not a clock time such as 10.00"),
    ("        from: 09.00", "        from: 24.30", f"{P}.from", "is not a clock time"),
    ("        from: 09.00\n", "", f"{P}.from", "is missing"),
    ("        from: 09.00", "        from_minute: 540", f"{P}.from_minute", "is written from in a file"),
    ("        to: 11.00", "        to: 09.30", P, "there is no room for one visit"),
    ("length: 45", "length: 0", f"{P}.length", "greater than or equal to 5"),
    ("length: 45", "length: 5\n        seats: 50", P, "makes 300 times a day"),
    ("kinds: [eyes, talk]", "kinds: [eys]", f"{P}.kinds.1", "did you mean eyes?"),
    ("kinds: [eyes, talk]", "kinds: []", f"{P}.kinds", "is empty"),
    ("mode: visit\n        place", "mode: besök\n        place", f"{P}.mode", "is not one of"),
    ("        role: sam\n        release", "        role: stella\n        release", f"{P}.role", "works at another unit"),
    ("        role: sam\n        release", "        role: sma\n        release", f"{P}.role", "did you mean sam?"),
    ("until: 2026-12-17", "until: 2026-11-17", P, "ends before it starts"),
    ("starts_on: 2026-12-01", "starts_on: i morgon", f"{P}.starts_on", "is not a date"),
    ("{on: 2026-12-10}", "{on: 10 dec}", "units.clinic.closed.2.on", "is not a date"),
    ("{on: 2026-12-10}", "{day: 2026-12-10}", "units.clinic.closed.2.day", "is written on in a file"),
    ("{on: 2026-12-10}", "2026-12-10", "units.clinic.closed.2", "should be fields with values"),
    ("{on: 2026-12-03, role: sam}", "{on: 2026-12-03, role: stella}", "units.clinic.closed.1.role", "works at another unit"),
    ("answer_by: 2027-01-15, unit", "answer_by: 2027-01-15, kind: eye, unit", "contracts.1.appointments.3.kind", "there is no 'eye' among the visit_kinds of clinic; did you mean eyes?"),
    ("answer_by: 2027-01-15, unit: clinic", "answer_by: 2027-01-15, kind: eyes, unit: other", "contracts.1.appointments.3.kind", "there is no 'eyes' among the visit_kinds of other"),
    ("answer_by: 2027-01-15, unit", "answer_by: 2027-01-15, kind_id: eyes, unit", "contracts.1.appointments.3.kind_id", "is written kind in a file"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "place", "words"), FAULTS)
def test_a_fault_is_told_with_its_place(load, session, right, wrong, place, words):
    assert right in WITH_TIMES

    with pytest.raises(FaultyFilesError) as told:
        load(WITH_TIMES.replace(right, wrong, 1))

    found = [str(fault).partition(": ")[2] for fault in told.value.faults]
    assert [one for one in found if one.startswith(place) and words in one], found
    assert session.exec(select(VisitKind)).all() == []
