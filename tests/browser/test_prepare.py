"""Before a meeting, on a phone: what matters and what to ask, read and answered by staff.

In both languages, with scripts and without.
"""

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import NARROW, TWICE_AS_LARGE, page_faults

STEN, NURSE = "Sten Exempelsson", "Ylva Påhittad"
SAID = {
    "sv": {
        "before": "Inför nästa möte",
        "save": "Spara det som är viktigt",
        "keep": "Spara frågan",
        "change": "Ändra det du har skrivit",
        "empty": "Skriv något här först.",
        "you": "Du · 24 november",
        "take back": "Ta tillbaka frågan",
        "answer": "Svara",
        "send": "Skicka svaret",
        "from": "Svar från Ylva Påhittad",
        "for time": "Skriv en fråga till den här tiden",
    },
    "en": {
        "before": "Before the next meeting",
        "save": "Save what matters",
        "keep": "Keep the question",
        "change": "Change what you have written",
        "empty": "Write something here first.",
        "you": "You · 24 November",
        "take back": "Take the question back",
        "answer": "Answer",
        "send": "Send the answer",
        "from": "Answered by Ylva Påhittad",
        "for time": "Write a question for this time",
    },
}


@pytest.fixture(params=["sv", "en"])
def said(request):
    """What the pages say in one language, and which one that is."""
    return {**SAID[request.param], "language": request.param}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def come(request, arrive, own_site, said):
    """Return what lets somebody sign in with a phone, and speak the language."""

    def as_person(name):
        visit = arrive(own_site, java_script_enabled=request.param, reduced_motion="reduce")
        visit.sign_in(name)
        visit.speak(said["language"])
        return visit

    return as_person


def press(visit, words):
    visit.page.locator("main").get_by_role("button", name=words).first.click()
    visit.page.wait_for_load_state()


def follow(visit, words):
    visit.page.locator("main").get_by_role("link", name=words).first.click()
    visit.page.wait_for_load_state()


def write(visit, field, words):
    visit.page.locator(f"#{field}").fill(words)


def open_plan(visit, name):
    visit.go("/care")
    visit.page.get_by_role("button", name=name).click()
    visit.page.wait_for_load_state()


def test_what_is_written_before_a_meeting_is_answered_after_it(come, said):
    sten = come(STEN)
    follow(sten, said["before"])
    write(sten, "matters-words", "Att kunna gå till sjön.\n\nOch att sova.")
    press(sten, said["save"])
    write(sten, "question-words", "Får jag köra bil?")
    press(sten, said["keep"])
    write(sten, "question-words", "Den här tar jag tillbaka.")
    press(sten, said["keep"])
    sten.page.locator("li", has_text="Den här tar jag").get_by_role("button").click()
    sten.page.wait_for_load_state()

    assert "Och att sova." in sten.text
    assert said["you"] in sten.text.replace("\u00a0", " ")
    assert "Den här tar jag tillbaka." not in sten.text

    ylva = come(NURSE)
    open_plan(ylva, "Exempelsson, Sten")
    ylva.go("/prepare")
    assert ylva.text.index("Att kunna gå") < ylva.text.index("Får jag köra bil?")
    ylva.page.locator("summary", has_text=said["answer"]).click()
    press(ylva, said["send"])
    assert said["empty"] in ylva.text
    ylva.page.locator("textarea").first.fill("Ja, från mars.\n\nRing mig först.")
    press(ylva, said["send"])

    sten.go("/prepare")
    assert "Ja, från mars." in sten.text
    assert said["from"] in sten.text
    assert said["take back"] not in sten.text
    assert sten.complaints == []


def test_a_question_is_written_for_one_time(come, said):
    sten = come(STEN)
    sten.go("/appointments")
    sten.page.locator('main a[href^="/appointments/"]').first.click()
    sten.page.wait_for_load_state()
    follow(sten, said["for time"])
    press(sten, said["keep"])
    assert said["empty"] in sten.text
    write(sten, "words", "Ska jag fasta?")
    press(sten, said["keep"])

    assert sten.path.startswith("/prepare")
    asked = sten.page.locator("li", has_text="Ska jag fasta?")
    assert asked.locator('a[href^="/appointments/"]').count() == 1


@pytest.fixture(params=["a narrow phone", "large text", "light", "dark", "in English"])
def strict(request, arrive, own_site):
    """Return what lets somebody come whose phone shows less than most, or whom axe goes along."""
    narrow = {"viewport": {"width": NARROW, "height": 640}} if "narrow" in request.param else {}
    scheme = "dark" if request.param == "dark" else "light"

    def as_person(name):
        visit = arrive(own_site, reduced_motion="reduce", color_scheme=scheme, **narrow)
        if request.param == "large text":
            with_debugger = visit.context.new_cdp_session(visit.page)
            with_debugger.send("Page.enable")
            with_debugger.send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
        visit.sign_in(name)
        visit.speak("en" if request.param == "in English" else "sv")
        return visit

    fits = request.param in ("a narrow phone", "large text")
    return as_person, page_faults if fits else lambda visit: axe_faults(visit.page)


LONG = "https://exempel.se/ett-mycket-langt-ord-som-aldrig-tar-slut-och-inte-far-plats-pa-en-rad"


def test_every_page_fits_and_is_perceived(strict):
    come, look = strict
    faults = {}
    sten = come(STEN)
    sten.go("/prepare")
    faults["empty"] = look(sten)
    for field in ("matters", "question", "question"):
        write(sten, f"{field}-words", f"{LONG} {field}")
        sten.page.locator(f"form:has(#{field}-words) button.button").click()
        sten.page.wait_for_load_state()
    sten.page.locator("form:has(#question-words) button.button").click()
    sten.page.wait_for_load_state()
    sten.page.locator("summary").first.click()
    faults["written and refused"] = look(sten)
    sten.go("/appointments")
    sten.page.locator('main a[href^="/appointments/"]').first.click()
    sten.page.wait_for_load_state()
    faults["time"] = look(sten)
    sten.go(f"{sten.path}/ask")
    faults["ask"] = look(sten)
    ylva = come(NURSE)
    open_plan(ylva, "Exempelsson, Sten")
    ylva.go("/prepare")
    ylva.page.locator("summary").first.click()
    faults["staff"] = look(ylva)
    ylva.page.locator("textarea").first.fill(LONG)
    ylva.page.locator("details[open] button.button").click()
    ylva.page.wait_for_load_state()
    faults["answered"] = look(ylva)

    assert {page: found for page, found in faults.items() if found} == {}
