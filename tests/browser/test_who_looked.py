"""Staff open three pages in one browser; the patient, and who heads the unit, read three lines."""

import re

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults

STILL = {"reduced_motion": "reduce"}
SAID = {
    "sv": {
        "looked": "Vem har tittat?",
        "nobody": "Ingen annan har tittat på din plan här.",
        "pages": ("Planen", "Kontakt"),
        "lines": [
            ("Ylva Påhittad, strokesjuksköterska", "Dina kontakter"),
            ("Ylva Påhittad, strokesjuksköterska", "Planen"),
            ("Ylva Påhittad, strokesjuksköterska", "Nästa steg"),
        ],
        "opened": "Vad personalen har öppnat",
        "ask": "Fråga om det här",
        "send": "Skicka till min mottagning",
        "asked": "En fråga om vem som har tittat: Ylva Påhittad, strokesjuksköterska",
    },
    "en": {
        "looked": "Who has looked",
        "nobody": "Nobody else has looked at your plan here.",
        "pages": ("The plan", "Contact"),
        "lines": [
            ("Ylva Påhittad, stroke nurse", "Your contacts"),
            ("Ylva Påhittad, stroke nurse", "The plan"),
            ("Ylva Påhittad, stroke nurse", "Next step"),
        ],
        "opened": "What the staff have opened",
        "ask": "Ask about this",
        "send": "Send to my clinic",
        "asked": "A question about who has looked: Ylva Påhittad, stroke nurse",
    },
}
UNIT = ", Strokemottagningen, Påhittade sjukhuset"
CLOCK = re.compile(r"\d\d[.:]\d\d")


@pytest.mark.parametrize("language", SAID)
def test_the_patient_reads_what_staff_opened_and_asks_about_it(arrive, own_site, language):
    said = SAID[language]
    sten, ylva = arrive(own_site, **STILL), arrive(own_site, **STILL)
    for visit, name in ((sten, "Sten Exempelsson"), (ylva, "Ylva Påhittad")):
        visit.sign_in(name)
        visit.speak(language)
    link(sten, said["looked"])
    assert said["nobody"] in sten.text

    ylva.page.get_by_role("button", name=re.compile("Exempelsson, Sten")).click()
    for name in said["pages"]:
        ylva.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        ylva.page.wait_for_load_state()
    link(sten, said["looked"])

    lines = [one.inner_text().split("\n") for one in sten.page.locator(".lines > li").all()]
    assert [(who.removesuffix(UNIT), what) for who, what, *_more in lines] == said["lines"]
    assert all(CLOCK.fullmatch(line[2]) for line in lines)
    look_through(sten)

    bo = arrive(own_site, **STILL)
    bo.sign_in("Bo Reserv")
    bo.speak(language)
    for name in (said["opened"], "Ylva Påhittad"):
        link(bo, name)
        look_through(bo)
    told = [one.inner_text().split("\n")[0] for one in bo.page.locator(".lines > li").all()]
    assert told == [what for _who, what in said["lines"]]
    assert "Sten Exempelsson" in bo.text

    link(sten, said["ask"])
    look_through(sten)
    sten.page.locator("#words").fill("Varför?")
    sten.page.get_by_role("button", name=said["send"]).click()
    sten.page.wait_for_load_state()
    ylva.go("/care/requests")

    assert said["asked"] in sten.text
    assert said["asked"] in ylva.text
    assert sten.complaints == ylva.complaints == bo.complaints == []


def link(visit, name):
    visit.page.get_by_role("link", name=re.compile(re.escape(name))).first.click()
    visit.page.wait_for_load_state()


def look_through(visit):
    """The page fits the screen and can be perceived."""
    assert page_faults(visit) == [], visit.path
    assert axe_faults(visit.page) == [], visit.path
