"""Schedules, numbers and faults in plain words, in both languages."""

from datetime import date, time
from decimal import Decimal

import pytest

from app.base import language
from app.base.words import Words
from app.contracts.schedules import Measure, Schedule
from app.self_care import reading, wording
from app.self_care.content import Value
from tests.self_care.made import schedule

FELT = Measure(key="felt", name=Words.from_json({"sv": "Kändes"}), lowest=0, highest=10)
PRESSURE = Measure(key="upper", name=Words.from_json({"sv": "Övre"}), unit="mmHg")


@pytest.fixture
def speak(one_app):
    """Return what says something in a language, as on a page of that Tuesday."""

    def said(spoken, say):
        with one_app.test_request_context(headers={"Accept-Language": spoken}):
            return say()

    return said


MO_TH = "FREQ=WEEKLY;BYDAY=MO,TH"
SAID = [
    (schedule(), "varje dag", "every day"),
    (schedule(MO_TH, at=["morning"]), "måndag och torsdag morgon", "Monday and Thursday morning"),
    (schedule(MO_TH), "måndag och torsdag", "Monday and Thursday"),
    (schedule("FREQ=DAILY;INTERVAL=2"), "varannan dag", "every other day"),
    (
        schedule("FREQ=DAILY;INTERVAL=3", at=["8.00"]),
        "var tredje dag kl.\N{NO-BREAK SPACE}08.00",
        "every third day at 08:00",
    ),
    (schedule("FREQ=DAILY;INTERVAL=14"), "med 14 dagars mellanrum", "every 14 days"),
    (schedule(at=["evening"]), "varje dag på kvällen", "every day in the evening"),
    (
        schedule(at=["morning", "evening"]),
        "varje dag, morgon och kväll",
        "every day, morning and evening",
    ),
    (
        schedule(at=["8.00", "20.00"]),
        "varje dag kl.\N{NO-BREAK SPACE}08.00 och 20.00",
        "every day at 08:00 and 20:00",
    ),
    (
        schedule(at=["morning", "20.00"]),
        "varje dag, morgon och kl.\N{NO-BREAK SPACE}20.00",
        "every day, morning and at 20:00",
    ),
    (schedule(times=2), "två gånger om dagen", "twice a day"),
    (schedule(MO_TH, times=3), "måndag och torsdag, 3 gånger", "Monday and Thursday, 3 times"),
    (schedule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), "måndag–fredag", "Monday–Friday"),
    (schedule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"), "varje dag", "every day"),
    (
        schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        "varannan vecka, tisdag",
        "every other week, Tuesday",
    ),
    (
        schedule("FREQ=WEEKLY;INTERVAL=6;BYDAY=TU"),
        "med 6 veckors mellanrum, tisdag",
        "every 6 weeks, Tuesday",
    ),
    (schedule(None), "vid behov", "as needed"),
    (
        schedule(until=date(2027, 4, 3)),
        "varje dag, till och med 3 april 2027",
        "every day, until 3 April 2027",
    ),
    (
        schedule(starts_on=date(2026, 12, 14)),
        "varje dag, från och med 14 december",
        "every day, from 14 December",
    ),
]


@pytest.mark.parametrize(("planned", "swedish", "english"), SAID)
def test_a_schedule_is_said_in_plain_words(speak, planned, swedish, english):
    assert speak("sv", lambda: wording.in_words(planned)) == swedish
    assert speak("en", lambda: wording.in_words(planned)) == english


@pytest.mark.parametrize("every", range(2, 12))
@pytest.mark.parametrize("days", ["FREQ=DAILY;INTERVAL=%s", "FREQ=WEEKLY;INTERVAL=%s;BYDAY=SA"])
def test_every_schedule_can_be_said(speak, every, days):
    planned = Schedule(rule=days % every, starts_on=date(2026, 1, 1))

    said = {speak(spoken, lambda: wording.in_words(planned)) for spoken in ("sv", "en")}

    assert len(said) == 2
    assert not any("%" in words for words in said)


@pytest.mark.parametrize(
    ("slot", "swedish", "english"),
    [
        ("", "", ""),
        ("morning", "morgon", "morning"),
        ("08:00", "kl.\N{NO-BREAK SPACE}08.00", "at 08:00"),
        ("2", "andra gången", "the second time"),
        ("5", "gång 5", "time number 5"),
    ],
)
def test_an_occasion_has_a_name(speak, slot, swedish, english):
    assert speak("sv", lambda: wording.slot_name(slot)) == swedish
    assert speak("en", lambda: wording.slot_name(slot)) == english


@pytest.mark.parametrize(
    ("number", "measures", "swedish", "english"),
    [
        ("120.5", [PRESSURE], "120,5\N{NO-BREAK SPACE}mmHg", "120.5\N{NO-BREAK SPACE}mmHg"),
        ("-3", [], "\N{MINUS SIGN}3", "\N{MINUS SIGN}3"),
        ("120.50", [], "120,50", "120.50"),
        ("1200000", [], "1200000", "1200000"),
    ],
)
def test_a_number_is_written_as_it_was_with_its_unit(speak, number, measures, swedish, english):
    value = Value(measure="upper", number=Decimal(number))

    assert speak("sv", lambda: wording.amount(value, measures)) == swedish
    assert speak("en", lambda: wording.amount(value, measures)) == english


def test_a_number_on_a_scale_says_where_the_scale_ends(speak):
    value = Value(measure="felt", number=Decimal(3))

    assert speak("sv", lambda: wording.amount(value, [FELT])) == "3 av 10"


@pytest.mark.parametrize(
    ("typed", "measure", "told"),
    [
        ("1.200", PRESSURE, "Är det 1,2 eller 1200? Skriv det som ett av dem."),
        ("12.345", PRESSURE, "Är det 12,345 eller 12345? Skriv det som ett av dem."),
        ("120 kPa", PRESSURE, "Skriv talet i mmHg."),
        ("12", FELT, "Skriv ett heltal från 0 till 10."),
    ],
)
def test_an_odd_number_is_answered_with_what_to_write(speak, typed, measure, told):
    fault = reading.number_in(typed, measure)

    assert speak("sv", lambda: wording.number_fault(fault, typed, measure)) == told


def test_the_clock_of_a_schedule_is_written_as_on_the_rest_of_the_page(speak):
    written = speak("sv", lambda: language.speech().wall_clock(time(8, 0)))

    assert written in speak("sv", lambda: wording.in_words(schedule(at=["8.00"])))
