"""Staff read how patients answer: drawn, as a table, as a file and on paper; patients their own."""

import csv
import re

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults

PERIODS = "nav.parts a"


@pytest.fixture
def ylva(arrive, site):
    """Return what lets Ylva open the figures on a screen."""

    def on(**screen):
        visit = arrive(site, reduced_motion="reduce", **screen)
        visit.sign_in("Ylva Påhittad")
        visit.speak("en")
        visit.page.get_by_role("link", name="Figures from the follow-up questions").click()
        visit.page.wait_for_url(re.compile("/care/follow-up/"))
        return visit

    return on


def test_what_is_drawn_stands_in_the_table_too(ylva):
    visit = ylva()

    cards = visit.page.locator("section.card").all()
    labels = [one.locator("svg").first.locator("text").all_text_contents()[::2] for one in cards]
    table = [row.split("\t") for row in cards[3].locator("tbody tr").all_inner_texts()]

    assert visit.page.locator("main h2").all_inner_texts() == [
        "Participation",
        "Collaboration",
        "Accessibility",
        "Coordination",
    ]
    assert labels[0] == ["50", "64", "–", "56", "60", "65", "58", "–", "68", "70", "69", "72"]
    assert labels[3][-3:] == ["≥80", "≥75", "≥77"]
    assert [row[0] for row in table[::11]] == ["November 2025", "October 2026"]
    assert " ".join(table[9][1].split()) == "at least 16 of 20 at least 80 %"
    assert table[7][1:] == ["hidden", "hidden"]
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("sv", "light", 320),
        ("sv", "light", 390),
        ("en", "dark", 390),
        ("sv", "light", 1280),
        ("en", "light", 1280),
    ],
)
def test_the_figures_can_be_read_by_everybody(ylva, language, scheme, width):
    visit = ylva(viewport={"width": width, "height": 844}, color_scheme=scheme)
    visit.speak(language)
    visit.page.locator("summary").click()

    assert axe_faults(visit.page) == []
    assert page_faults(visit) == []
    assert visit.complaints == []


def test_the_file_has_the_same_figures(ylva, tmp_path):
    visit = ylva(accept_downloads=True)

    with visit.page.expect_download() as downloading:
        visit.page.get_by_role("link", name="Save for a spreadsheet").click()
    downloading.value.save_as(tmp_path / "saved.csv")

    with (tmp_path / "saved.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter=";") if row[4] == "1"]
    assert downloading.value.suggested_filename == "figures.csv"
    assert [row[-5:] for row in rows[-3:]] == [
        ["46", "20", "43", "at least 16", "at least 80"],
        ["46", "16", "35", "at least 12", "at least 75"],
        ["46", "18", "39", "at least 14", "at least 77"],
    ]
    assert [row[-5:] for row in rows if row[0] == "2026-06"] == [["hidden"] * 5]


def test_another_period_is_chosen_by_a_link(ylva):
    visit = ylva()

    visit.page.locator(PERIODS).get_by_text("2026").click()
    visit.page.wait_for_url(re.compile("/2026$"))

    assert visit.page.locator(f"{PERIODS}[aria-current]").inner_text() == "2026"
    assert visit.page.locator("section.card").first.locator("tbody tr").count() == 10


def test_paper_has_the_drawings_and_the_tables(ylva):
    visit = ylva()
    visit.page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    visit.page.get_by_role("button", name="Print").click()
    assert visit.page.title() == "printed"

    visit.page.emulate_media(media="print")

    assert visit.page.locator("svg[role=img]").count() == 10
    assert all(one.is_visible() for one in visit.page.locator("svg[role=img], table").all())
    for left_out in ("nav", ".buttons", ".skip", "button"):
        assert not any(one.is_visible() for one in visit.page.locator(left_out).all()), left_out
    assert visit.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize(("language", "width"), [("sv", 320), ("sv", 390), ("en", 390)])
def test_a_child_and_guardians_read_answers_over_time(arrive, site, language, width):
    child, guardian = (
        arrive(site, reduced_motion="reduce", viewport={"width": width, "height": 844})
        for _reader in range(2)
    )
    child.sign_in("Signe Låtsas")
    guardian.sign_in("Ida Låtsas")
    guardian.open_plan_of("Signe")

    for visit, tables in ((child, 1), (guardian, 2)):
        visit.speak(language)
        visit.go("/follow-up/over-time")
        days = visit.page.locator("tbody time").all_inner_texts()
        assert visit.page.locator("main h2").count() == tables
        assert set(days) == {"4 november" if language == "sv" else "4 November"}
        assert axe_faults(visit.page) == []
        assert page_faults(visit) == []
        assert visit.complaints == []
