"""Every page can be perceived by everybody: axe finds nothing, whoever reads and however."""

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_read import STEPS

STILL = {"reduced_motion": "reduce"}
OUTSIDE = (
    "/demo",
    "/about",
    "/offline",
    "/sign-in",
    "/sign-in/break-glass/an-address",
    "/sign-in/number",
    "/sign-in/number/wait",
    "/activate",
    "/there-is-nothing-here",
)


@pytest.mark.parametrize("name", STEPS)
def test_axe_finds_nothing_on_any_page_of_a_patient(arrive, site, name):
    visit = arrive(site, color_scheme="light", **STILL)
    visit.sign_in(name)
    visit.speak("sv")

    assert _faults(visit) == {}
    assert visit.complaints == []


@pytest.mark.parametrize("name", ["Sten Exempelsson", "Agda Fantasia"])
@pytest.mark.parametrize(
    ("language", "scheme"),
    [pytest.param("sv", "dark", id="dark"), pytest.param("en", "light", id="English")],
)
def test_axe_finds_nothing_in_the_dark_or_in_english(arrive, site, name, language, scheme):
    visit = arrive(site, color_scheme=scheme, **STILL)
    visit.sign_in(name)
    visit.speak(language)

    assert _faults(visit) == {}


def test_axe_finds_nothing_where_one_writes_down_and_is_asked_again(arrive, own_site):
    visit = arrive(own_site, color_scheme="light", **STILL)
    visit.sign_in("Sten Exempelsson")
    visit.go("/self-care")
    visit.page.get_by_role("link", name="Skriv upp något").first.click()
    visit.page.get_by_label("Övre trycket").fill("120/80")
    asked = _faults_after(visit, "Skriv upp")
    visit.page.get_by_label("Övre trycket").fill("120")
    written = _faults_after(visit, "Skriv upp")
    visit.page.get_by_role("link", name="Ändra").first.click()
    visit.page.get_by_label("Övre trycket").fill("121")
    changed = _faults_after(visit, "Spara")
    visit.page.get_by_role("link", name="Ändra").first.click()

    assert (asked, written, changed, axe_faults(visit.page)) == ([], [], [], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_for_everybody(arrive, site, scheme):
    visit = arrive(site, color_scheme=scheme, **STILL)

    for path in OUTSIDE:
        visit.go(path)
        assert axe_faults(visit.page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_staff_and_people_close_work(arrive, site, scheme):
    for name in ("Ylva Påhittad", "Birgit Exempelsson"):
        visit = arrive(site, color_scheme=scheme, **STILL)
        visit.sign_in(name)

        assert _faults(visit) == {}, name


def test_staff_with_a_plan_open_meet_no_fault(arrive, site):
    visit = arrive(site, **STILL)
    visit.sign_in("Ylva Påhittad")
    visit.page.get_by_role("button", name="Exempelsson, Sten").click()
    visit.page.wait_for_selector(".who")

    assert _faults(visit) == {}


def test_colours_forced_by_the_reader_leave_the_page_whole(arrive, site):
    visit = arrive(site, forced_colors="active", reduced_motion="reduce")
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")

    button = visit.page.locator("section.call a.button")
    border = button.evaluate("(drawn) => getComputedStyle(drawn).borderTopStyle")

    assert axe_faults(visit.page) == []
    assert "1 december" in visit.text
    assert border == "solid"


def test_nothing_moves_for_a_reader_who_wants_it_still(arrive, site):
    visit = arrive(site, reduced_motion="reduce")
    visit.sign_in("Sten Exempelsson")

    moving = visit.page.evaluate("() => document.getAnimations().length")
    glides = visit.page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior")

    assert moving == 0
    assert glides == "auto"


def _faults_after(visit, button) -> list[str]:
    """Press a button, and return what axe finds on the page that answers."""
    visit.page.get_by_role("button", name=button).first.click()
    visit.page.wait_for_load_state()
    return axe_faults(visit.page)


def _faults(visit) -> dict[str, list[str]]:
    found = {path: axe_faults(visit.page) for path in visit.pages()}
    return {path: faults for path, faults in found.items() if faults}
