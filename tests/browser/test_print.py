"""What a patient puts on the refrigerator: one sheet of paper, with what matters most."""

import re

import pytest

from tests.browser.test_read import STEPS

PAGE = re.compile(rb"/Type\s*/Page\b")
SIZE = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
A4_POINTS = (595, 842)
WORKED_EXAMPLES = ["Agda Fantasia", "Kaarina Påhittinen", "Signe Låtsas", "Sten Exempelsson"]
GUARDIANS = {"Signe Låtsas": "Ida Låtsas"}
"""A child does not open the plan. Somebody else has it for the refrigerator."""


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", WORKED_EXAMPLES)
def test_the_contract_on_paper_is_one_sheet(visit, name, language):
    _open_sheet(visit, name, language)

    printed = visit.page.pdf(prefer_css_page_size=True)

    assert len(PAGE.findall(printed)) == 1
    assert {(round(float(x)), round(float(y))) for x, y in SIZE.findall(printed)} == {A4_POINTS}


@pytest.mark.parametrize("name", WORKED_EXAMPLES)
def test_the_sheet_says_what_when_and_whom_to_call_and_nothing_else(visit, name):
    step = STEPS[name]
    _open_sheet(visit, name, "sv")
    visit.page.emulate_media(media="print")

    sheet = " ".join(visit.text.split())

    assert step.what[0] in sheet
    assert step.when[0].split(" om ")[0] in sheet
    assert "1177" in sheet
    assert "112" in sheet
    assert visit.page.locator(".testdata").is_visible()
    for left_out in (".nav", ".top", ".skip", "button"):
        for part in visit.page.locator(left_out).all():
            assert not part.is_visible(), left_out


def test_the_sheet_names_the_same_number_as_the_screen(visit):
    visit.sign_in("Sten Exempelsson")
    visit.go("/contract/paper")

    assert STEPS["Sten Exempelsson"].number in visit.text


def test_the_plan_is_printed_without_what_paper_cannot_do(visit):
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")
    visit.go("/contract")
    visit.page.emulate_media(media="print")

    assert "Ditt patientkontrakt gäller nu." in visit.text
    for left_out in (".nav", ".parts", ".skip", "button"):
        for part in visit.page.locator(left_out).all():
            assert not part.is_visible(), left_out


def test_the_button_prints(visit):
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")
    visit.go("/contract/paper")
    visit.page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")

    visit.page.get_by_role("button", name="Skriv ut").click()

    assert visit.page.title() == "printed"


def _open_sheet(visit, name, language):
    """Open the sheet of a patient's plan, as who has it for the refrigerator."""
    visit.sign_in(GUARDIANS.get(name, name))
    if name in GUARDIANS:
        visit.open_plan_of(name.partition(" ")[0])
    visit.speak(language)
    visit.go("/contract/paper")
    assert visit.complaints == []
