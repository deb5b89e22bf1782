"""Whom to call now: who answers for it, else who stands in, else the unit."""

import uuid
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from app.base import clock
from app.base.words import Words
from app.people import calendar, rules
from app.people.cards import Professional, UnitCard
from app.people.contact_forms import Channel, ChannelKind, Principal
from app.people.directory import Directory
from app.people.opening_hours import OpeningHours
from app.people.rules import Call, Closed, Line, Open

TUESDAY = date(2026, 11, 24)
MORNING, AFTERNOON, EVENING = (clock.moment(TUESDAY, hour * 60) for hour in (9, 14, 20))
TOMORROW_AT_EIGHT = clock.moment(date(2026, 11, 25), 8 * 60)
NURSE = Words("sv", {"sv": "sjuksköterska"})


def hours(spans):
    return OpeningHours.model_validate({"week": [{"days": "mon-fri", "open": spans}]})


def line(phone, spans=None):
    return Line(phone, hours(spans) if spans else None, None, None, None)


def whom(*lines, now):
    return rules.whom_to_call(lines, now=now, year=calendar.year)


RESPONSIBLE, SUBSTITUTE = line("1", "08.00-11.00"), line("2", "08.00-16.00")
UNKNOWN, CLOSED_FOR_GOOD = line("3"), Line("4", OpeningHours(week=()), None, None, None)


def test_the_responsible_is_called_when_they_answer():
    call = whom(RESPONSIBLE, SUBSTITUTE, now=MORNING)

    assert call == Call(RESPONSIBLE, Open(clock.moment(TUESDAY, 11 * 60)))
    assert call.instead_of is None


def test_the_substitute_is_called_when_the_responsible_does_not_answer():
    call = whom(RESPONSIBLE, SUBSTITUTE, now=AFTERNOON)

    assert call == Call(SUBSTITUTE, Open(clock.moment(TUESDAY, 16 * 60)), instead_of=RESPONSIBLE)


def test_when_nobody_answers_the_responsible_is_named_with_their_opening():
    call = whom(RESPONSIBLE, SUBSTITUTE, now=EVENING)

    assert call == Call(RESPONSIBLE, Closed(TOMORROW_AT_EIGHT))


def test_with_nobody_to_call_there_is_no_call():
    assert whom(now=MORNING) is None


def test_somebody_who_answers_goes_before_somebody_who_might():
    assert whom(UNKNOWN, SUBSTITUTE, now=AFTERNOON).line is SUBSTITUTE


def test_when_nobody_answers_the_first_is_named_who_is_known_to_open():
    call = whom(UNKNOWN, CLOSED_FOR_GOOD, SUBSTITUTE, RESPONSIBLE, now=EVENING)

    assert call == Call(SUBSTITUTE, Closed(TOMORROW_AT_EIGHT))


def test_it_is_said_of_nobody_that_they_do_not_answer_unless_it_is_known():
    assert whom(UNKNOWN, SUBSTITUTE, now=AFTERNOON).instead_of is None
    assert whom(CLOSED_FOR_GOOD, SUBSTITUTE, now=AFTERNOON).instead_of is CLOSED_FOR_GOOD


def test_when_no_opening_is_known_the_first_is_named_and_nothing_promised():
    assert whom(UNKNOWN, CLOSED_FOR_GOOD, now=MORNING) == Call(UNKNOWN, None)
    assert whom(CLOSED_FOR_GOOD, UNKNOWN, now=MORNING) == Call(CLOSED_FOR_GOOD, Closed(None))


@pytest.fixture
def unit():
    return UnitCard(
        id=uuid.uuid4(),
        name="Mottagningen",
        provider="Exempelregionen",
        principal=Principal.REGION,
        street="Exempelgatan 2",
        town="123 45 Staden",
        directions=Words("sv", {"sv": "Plan 2"}),
        phone="031-390 06 60",
        phone_note=None,
        hours=hours("08.00-15.00"),
        channels=[Channel(kind=ChannelKind.ONLINE_BOOKING, address="https://example.com/boka")],
        emergency=Words("sv", {"sv": "Ring 112"}),
        about_care_contacts=Words("sv", {"sv": "Alla på plan 2"}),
    )


def professional(unit, given_name, family_name, **said):
    nothing = dict.fromkeys(one.name for one in fields(Professional))
    named = {"given_name": given_name, "family_name": family_name, "title": NURSE}
    return Professional(**{**nothing, **named, "id": uuid.uuid4(), "unit_id": unit.id, **said})


@pytest.fixture
def sam(unit):
    return professional(unit, "Sam", "Påhittad", phone="1", hours=hours("08.00-11.00"))


@pytest.fixture
def tora(unit):
    return professional(unit, "Tora", "Reserv", phone="2")


def directory(*found):
    return Directory(
        {one.id: one for one in found if isinstance(one, Professional)},
        {one.id: one for one in found if isinstance(one, UnitCard)},
        TUESDAY,
    )


def phones(found, **about):
    return [one.phone for one in found.lines(**about)]


def test_lines_begin_with_the_responsible_and_end_with_the_unit(sam, tora, unit):
    sam = replace(sam, substitute_id=tora.id)

    lines = list(directory(sam, tora, unit).lines(role_id=sam.id))

    assert [one.phone for one in lines] == ["1", "2", "031-390 06 60"]
    assert [one.person for one in lines] == [sam, tora, None]
    assert [one.unit for one in lines] == [unit, unit, unit]


def test_without_hours_of_their_own_somebody_answers_when_the_unit_does(tora, unit):
    (own, units) = directory(tora, unit).lines(role_id=tora.id)

    assert own.hours == units.hours == unit.hours


def test_somebody_without_a_number_is_reached_through_the_unit(sam, unit):
    sam = replace(sam, phone=None)

    assert phones(directory(sam, unit), role_id=sam.id) == ["031-390 06 60"]


def test_a_unit_without_a_number_has_no_line(sam, unit):
    unit = replace(unit, phone=None)

    assert phones(directory(sam, unit), role_id=sam.id) == ["1"]
    assert phones(directory(sam, unit), role_id=None, unit_id=unit.id) == []


def test_a_thing_at_another_unit_is_asked_about_there(sam, unit):
    other = replace(unit, id=uuid.uuid4(), name="Andra", phone="08-465 004 60")

    assert phones(directory(sam, unit, other), role_id=sam.id, unit_id=other.id) == [
        "1",
        "08-465 004 60",
    ]


def test_a_substitute_who_is_not_spoken_of_has_no_line(sam, unit):
    sam = replace(sam, substitute_id=uuid.uuid4())

    assert phones(directory(sam, unit), role_id=sam.id) == ["1", "031-390 06 60"]


@pytest.mark.parametrize(
    ("ends_on", "left"),
    [(None, False), (TUESDAY, False), (TUESDAY - timedelta(days=1), True)],
)
def test_somebody_who_has_left_is_not_called(sam, tora, unit, ends_on, left):
    sam = replace(sam, ends_on=ends_on, substitute_id=tora.id)
    found = directory(sam, tora, unit)

    assert found.has_left(sam) is left
    assert phones(found, role_id=sam.id) == [*([] if left else ["1"]), "2", "031-390 06 60"]
    assert found.first_line(role_id=sam.id).person is (tora if left else sam)


def test_a_substitute_who_has_left_is_not_called(sam, tora, unit):
    tora = replace(tora, ends_on=TUESDAY - timedelta(days=1))
    sam = replace(sam, substitute_id=tora.id)

    assert phones(directory(sam, tora, unit), role_id=sam.id) == ["1", "031-390 06 60"]


def test_without_any_number_there_is_no_first_line(sam):
    assert directory().first_line(role_id=sam.id) is None


def test_whoever_is_not_in_the_directory_is_not_found(sam):
    found = directory(sam)

    assert found.role(uuid.uuid4()) is None
    assert found.role(None) is None
    assert found.unit(None) is None
    assert found.unit(None, sam.id) is None
    assert found.answering(None, now=MORNING) is None


def test_units_are_named_once_and_by_name(sam, unit):
    other = replace(unit, id=uuid.uuid4(), name="Andra")
    found = directory(sam, unit, other)

    named = found.units_of([(None, sam.id), (unit.id, None), (other.id, None), (None, None)])

    assert [one.name for one in named] == ["Andra", "Mottagningen"]


def test_hiding_places_leaves_who_and_how_to_call_and_nothing_of_where(sam, unit):
    hidden = directory(sam, unit).hiding_places(called="Kliniken")

    (seen,) = hidden.units.values()
    assert hidden.roles == {sam.id: sam}
    assert (seen.name, seen.phone, seen.hours) == ("Kliniken", unit.phone, unit.hours)
    for word in ("Mottagningen", "Exempelregionen", "Exempelgatan", "Staden", "Plan 2", "boka"):
        assert word not in str(seen)


def test_a_unit_has_the_ways_it_names(unit):
    assert unit.online_booking.address == "https://example.com/boka"
    assert unit.way(ChannelKind.CHAT) is None


def test_names_are_whole_also_without_a_family_name(sam):
    assert sam.name == "Sam Påhittad"
    assert replace(sam, family_name="").name == "Sam"
