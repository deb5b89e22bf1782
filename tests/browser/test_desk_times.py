"""Staff run their unit's times with a phone and with a wide screen, in both languages.

What they do is done by hand here: with links, fields and buttons, and nothing else.
"""

import re

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults

SCREENS = [
    pytest.param({"width": 390, "height": 844}, id="phone"),
    pytest.param({"width": 1280, "height": 800}, id="wide"),
]
STILL = {"reduced_motion": "reduce"}
WORDS = {
    "sv": {
        "times": "Enhetens tider",
        "week": "Hela veckan",
        "table": "Veckan som tabell",
        "book": "Boka åt en patient",
        "sten": "Exempelsson, Sten",
        "kind": "Träning hemma med fysioterapeut",
        "book it": "Boka tiden",
        "booked": "Bokad för Sten Exempelsson",
        "by phone": "per telefon",
        "withdraw": "Dra in tiden",
        "withdrawn": "Indragen",
        "give back": "Gör den ledig igen",
        "free": "Ledig",
        "make": "Lägg upp tider",
        "make them": "Lägg upp tiderna",
        "what for": "Träning hemma med fysioterapeut",
        "overlap": "Det krockar med andra tider",
        "move": "Flytta tider när någon är sjuk",
        "show": "Visa tiderna",
        "offer": "Erbjud tiderna",
        "waiting": "Väntar på patientens svar",
        "another": "Boka en annan eller avboka",
        "closed": "Tisdag 1 december",
    },
    "en": {
        "times": "The unit's times",
        "week": "The whole week",
        "table": "The week as a table",
        "book": "Book for a patient",
        "sten": "Exempelsson, Sten",
        "kind": "Training at home with a physiotherapist",
        "book it": "Book the time",
        "booked": "Booked for Sten Exempelsson",
        "by phone": "by phone",
        "withdraw": "Withdraw the time",
        "withdrawn": "Withdrawn",
        "give back": "Let it be free again",
        "free": "Free",
        "make": "Make times",
        "make them": "Make the times",
        "what for": "Training at home with a physiotherapist",
        "overlap": "This overlaps other times",
        "move": "Move times when somebody is ill",
        "show": "Show the times",
        "offer": "Offer the times",
        "waiting": "Waiting for the patient's answer",
        "another": "Book another or cancel",
        "closed": "Tuesday 1 December",
    },
}
DAY = "/care/times?day=2026-12-01"


@pytest.fixture(params=["sv", "en"])
def words(request):
    return {**WORDS[request.param], "language": request.param}


@pytest.fixture(params=SCREENS)
def nour(request, arrive, own_site, words):
    """Nour, who trains with patients at home, and works with this screen."""
    visit = arrive(own_site, viewport=request.param, **STILL)
    visit.sign_in("Nour Exempel")
    visit.speak(words["language"])
    return visit


def link(visit, name):
    visit.page.get_by_role("link", name=re.compile(re.escape(name))).first.click()
    visit.page.wait_for_load_state()
    _look(visit)


def press(visit, name):
    visit.page.get_by_role("button", name=name, exact=True).click()
    visit.page.wait_for_load_state()
    _look(visit)


def _look(visit):
    """Every page on the way fits the screen and can be perceived."""
    assert page_faults(visit) == [], visit.path
    assert axe_faults(visit.page) == [], visit.path


def clock(written, words):
    return written.replace(".", ":") if words["language"] == "en" else written


def test_a_patient_who_calls_is_booked(nour, words):
    link(nour, words["times"])
    link(nour, words["book"])
    link(nour, words["sten"])
    link(nour, words["kind"])
    nour.page.locator('input[name="from"]').fill("2026-12-02")
    nour.page.locator("main form button").click()
    nour.page.wait_for_load_state()
    link(nour, clock("09.00–09.45", words))
    assert "Birgit" in nour.page.locator("#support").input_value()
    nour.page.locator("#message").fill("Ring på dörren")
    press(nour, words["book it"])

    assert words["booked"] in nour.text
    assert words["by phone"] in nour.text


def test_a_time_is_withdrawn_and_given_back(nour, words):
    nour.go(DAY)
    _look(nour)
    link(nour, clock("09.00–09.45", words))
    press(nour, words["withdraw"])
    assert words["withdrawn"] in nour.text
    link(nour, clock("09.00–09.45", words))
    press(nour, words["give back"])

    assert words["withdrawn"] not in nour.text


def test_times_are_made_and_what_overlaps_is_said(nour, words):
    link(nour, words["times"])
    link(nour, words["make"])
    page = nour.page
    page.locator("#day").fill("2026-12-04")
    page.locator("#role").select_option(label="Nour Exempel")
    page.get_by_label(words["what for"]).check()
    page.locator("#mode").select_option(value="home-visit")
    page.locator("#begins").fill("10:00")
    page.locator("#ends").fill("12:00")
    page.locator("#length").fill("60")
    press(nour, words["make them"])
    assert clock("10.00–11.00", words) in nour.text
    assert clock("11.00–12.00", words) in nour.text

    nour.page.go_back()
    nour.page.locator("#begins").fill("10:30")
    press(nour, words["make them"])

    assert words["overlap"] in nour.text
    assert nour.page.locator("#begins").input_value() == "10:30"
    assert nour.page.get_by_label(words["what for"]).is_checked()


def test_the_times_of_whoever_is_ill_are_moved(nour, words):
    link(nour, words["times"])
    link(nour, words["move"])
    nour.page.locator("#role").select_option(label="Nour Exempel")
    nour.page.locator("#day").fill("2026-12-01")
    press(nour, words["show"])
    assert "Sten Exempelsson" in nour.text
    press(nour, words["offer"])

    assert words["waiting"] in nour.text
    link(nour, words["another"])
    assert nour.page.locator("h1").inner_text() == "Sten Exempelsson"
    nour.go("/care/times/patterns")
    _look(nour)
    assert words["closed"] in nour.text


def test_the_week_is_a_list_and_on_a_wide_screen_a_table_too(nour, words):
    nour.go("/care/times/week?day=2026-12-01")
    _look(nour)

    wide = nour.page.viewport_size["width"] > 1000
    table = nour.page.get_by_role("heading", name=words["table"])
    assert table.is_visible() == wide
    link(nour, words["closed"])
    assert nour.page.locator("h1").inner_text() == words["closed"]


def test_everything_is_done_with_the_keyboard_alone(arrive, own_site):
    visit = arrive(own_site, **STILL)
    visit.sign_in("Nour Exempel")
    visit.speak("sv")
    visit.go(DAY)
    link(visit, "09.00–09.45")

    button = visit.page.get_by_role("button", name="Dra in tiden")
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        if button.evaluate("(one) => one === document.activeElement"):
            break
    visit.enter()

    assert "Indragen" in visit.text


def test_two_at_the_desk_want_the_same_time(arrive, own_site):
    both = [arrive(own_site, **STILL) for _ in range(2)]
    for visit in both:
        visit.sign_in("Nour Exempel")
        visit.speak("sv")
        visit.go("/care/times/book")
        link(visit, "Exempelsson, Sten")
        link(visit, "Träning hemma med fysioterapeut")
        visit.page.locator('input[name="from"]').fill("2026-12-02")
        visit.page.locator("main form button").click()
        visit.page.wait_for_load_state()
        link(visit, "09.00–09.45")
    first, second = both
    press(first, "Boka tiden")
    second.page.locator("#message").fill("Hon hinner inte före nio")

    second.page.get_by_role("button", name="Boka tiden").click()
    second.page.wait_for_load_state()
    _look(second)

    assert "Någon annan har den tiden nu." in second.text
    assert second.page.locator("#message").input_value() == "Hon hinner inte före nio"
    press(second, "Boka tiden")
    assert "Bokad för Sten Exempelsson" in second.text


def test_without_script_the_day_can_be_read_and_a_time_withdrawn(arrive, own_site):
    visit = arrive(own_site, java_script_enabled=False)
    visit.sign_in("Nour Exempel")
    visit.go(DAY)
    visit.page.get_by_role("link", name="09.00–09.45").click()

    visit.page.get_by_role("button", name="Dra in tiden").click()

    assert "Indragen" in visit.text
