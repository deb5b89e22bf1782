"""A unit's figures, for those who work there: on the page, in the drawing and in the file."""

import csv
import io
import re
import uuid
from datetime import date

import pytest
from sqlmodel import select

from app.follow_up import figures_actions
from app.follow_up.figures import Few, Figure, Told
from app.follow_up.month_tables import month_tables, months_shown
from app.people.models import CareRole
from bench.queries import counting
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.made import patient, unit_id, yes_and_no
from tests.overview.read import words_on

JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in range(6, 11))
VGR = ("vgr-5", 1)


@pytest.fixture
def clinic(session, people):
    return unit_id(session, "clinic")


@pytest.fixture
def counted(session, clinic):
    """Thirty patients who answered in five months, each in another way."""
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, JUNE, yes=5, no=2)
    yes_and_no(session, patients, JULY, yes=0, no=11)
    yes_and_no(session, patients, AUGUST, yes=8, no=7)
    yes_and_no(session, patients, SEPTEMBER, yes=15, no=2)
    yes_and_no(session, patients, OCTOBER, yes=2, no=2)
    figures_actions.count_ended_months(session, now=TUESDAY_MORNING)
    session.commit()


@pytest.fixture
def sam(browse):
    browser = browse("staff:sam")
    browser.press("/language", language="en")
    return browser


@pytest.fixture
def at_two_units(session, people):
    """Let Sam work at the other unit too."""
    role = session.exec(select(CareRole).where(CareRole.person_id == people["staff:sam"])).one()
    other = unit_id(session, "other")
    session.add(
        CareRole(person_id=role.person_id, unit_id=other, title=role.title, source="t", key="t")
    )
    session.commit()
    return other


def rows_of(browser, path):
    """Return the lines of a file of figures, without its heads."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))[1:]


def test_who_works_at_one_unit_comes_straight_to_it(sam, clinic):
    answer = sam.get("/care/follow-up")

    assert (answer.status_code, answer.location) == (303, f"/care/follow-up/{clinic}")


def test_who_works_at_several_units_chooses_one(sam, at_two_units, clinic, counted):
    text = words_on(sam.get("/care/follow-up"))

    assert "Andra kliniken Mottagningen" in text
    assert "Figures are never added up over units." in text
    assert "Another unit" in words_on(sam.get(f"/care/follow-up/{clinic}"))
    assert "There is nothing to show" in words_on(sam.get(f"/care/follow-up/{at_two_units}"))


@pytest.mark.parametrize("file", ["", "/2026", "/figures.csv", "/2026/figures.csv"])
def test_a_unit_where_one_does_not_work_does_not_exist(browse, clinic, counted, file):
    stella = browse("staff:stella")

    assert stella.get(f"/care/follow-up/{clinic}{file}").status_code == 404
    assert stella.get(f"/care/follow-up/{uuid.uuid4()}{file}").status_code == 404


@pytest.mark.parametrize("person", ["ann", "carl", "rut"])
def test_patients_see_no_figures(browse, clinic, counted, person):
    browser = browse(person)

    for path in ("", f"/{clinic}", f"/{clinic}/2026", f"/{clinic}/figures.csv"):
        assert browser.get(f"/care/follow-up{path}").status_code == 404


@pytest.mark.parametrize("year", [0, 1, 2024, 2025, 2027, 9999, 99999])
def test_a_year_without_figures_does_not_exist(sam, clinic, counted, year):
    assert sam.get(f"/care/follow-up/{clinic}/{year}").status_code == 404
    assert sam.get(f"/care/follow-up/{clinic}/{year}/figures.csv").status_code == 404


def test_the_questions_stand_under_the_four_headings(sam, clinic, counted):
    page = sam.get(f"/care/follow-up/{clinic}").text

    headings = [" ".join(one.split()) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)]
    assert headings[:4] == ["Participation", "Collaboration", "Accessibility", "Coordination"]
    assert page.count("<h3") == 5


def test_each_month_has_its_line_hidden_or_not(sam, clinic, counted):
    text = words_on(sam.get(f"/care/follow-up/{clinic}"))

    assert "June 2026 hidden 7 of 30 23 %" in text
    assert "July 2026 at most 4 of 11 at most 37 % 11 of 30 37 %" in text
    assert "August 2026 8 of 15 53 % 15 of 30 50 %" in text
    assert "September 2026 at least 13 of 17 at least 76 % 17 of 30 57 %" in text
    assert "October 2026 hidden hidden" in text
    assert "November 2025 hidden hidden" in text
    assert "November 2026 hidden" not in text


def test_what_is_drawn_is_what_stands_in_the_table(sam, clinic, counted):
    page = sam.get(f"/care/follow-up/{clinic}").text

    drawings = re.findall(r'<svg class="chart bars".*?</svg>', page, re.DOTALL)
    labels = [re.findall(r"<text[^>]*>([^<]*)</text>", one)[::2] for one in drawings]
    assert labels[:2] == [
        [*"–" * 8, "≤37", "53", "≥76", "–"],
        [*"–" * 7, "23", "37", "50", "57", "–"],
    ]
    assert [one.count("<rect") for one in drawings[:2]] == [3, 4]
    assert "Have said yes, in per cent of those who answered, by month." in drawings[0]


def test_the_file_says_the_same_as_the_page(sam, clinic, counted):
    rows = [row for row in rows_of(sam, f"/care/follow-up/{clinic}/figures.csv") if row[4] == "2"]

    asked = ["vgr-5", "1", "Participation", "2"]
    words = "Do you have a plan with health care that starts from what matters to you?"
    assert len(rows) == 12
    assert rows[-5:] == [
        ["2026-06", *asked, words, "30", "7", "23", "hidden", "hidden"],
        ["2026-07", *asked, words, "30", "11", "37", "at most 4", "at most 37"],
        ["2026-08", *asked, words, "30", "15", "50", "8", "53"],
        ["2026-09", *asked, words, "30", "17", "57", "at least 13", "at least 76"],
        ["2026-10", *asked, words, *["hidden"] * 5],
    ]


def test_the_file_tells_nobody_what_it_is_and_is_kept_nowhere(sam, clinic, counted):
    answer = sam.get(f"/care/follow-up/{clinic}/figures.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/csv"
    assert "Mottagningen" not in answer.text


def test_a_year_shows_the_months_of_it_that_have_been_counted(sam, clinic, counted):
    text = words_on(sam.get(f"/care/follow-up/{clinic}/2026"))

    assert "January 2026 hidden" in text
    assert "2025" not in text
    assert "November 2026" not in text
    assert len(rows_of(sam, f"/care/follow-up/{clinic}/2026/figures.csv")) == 5 * 10


def test_the_months_do_not_depend_on_what_is_shown():
    assert months_shown(OCTOBER, None)[0] == date(2025, 11, 1)
    assert len(months_shown(OCTOBER, None)) == 12
    assert months_shown(OCTOBER, 2026) == [date(2026, month, 1) for month in range(1, 11)]
    assert months_shown(date(2026, 1, 1), None)[0] == date(2025, 2, 1)


def test_without_figures_it_is_said_when_there_will_be_some(sam, clinic):
    text = words_on(sam.get(f"/care/follow-up/{clinic}"))

    assert "There is nothing to show for these months." in text
    assert "Save for a spreadsheet" not in text
    assert rows_of(sam, f"/care/follow-up/{clinic}/figures.csv") == []


def test_it_is_said_what_is_counted_and_how_often_the_unit_asks(sam, clinic, counted):
    text = words_on(sam.get(f"/care/follow-up/{clinic}"))

    assert "Your unit asks every 3 months" in text
    assert "Each month is counted once, a week after it has ended" in text
    assert "Where fewer than 5 persons would show, it is hidden." in text


def test_two_versions_of_a_set_are_never_mixed():
    older, newer = Figure(1, 40, 20, 10), Figure(1, 40, 22, 12)
    told = [Told(AUGUST, VGR, older), Told(SEPTEMBER, ("vgr-5", 2), newer)]

    tables = month_tables(told, [AUGUST, SEPTEMBER])

    assert [(one.asked, [cell.figure for cell in one.cells]) for one in tables] == [
        (("vgr-5", 1), [older, None]),
        (("vgr-5", 2), [None, newer]),
    ]
    assert (tables[0].heading, tables[1].heading) == ("coordination", None)


@pytest.mark.parametrize(
    ("figure", "bound"),
    [
        pytest.param(Figure(1, 40, 10, few=Few.OTHERS), 60, id="at least"),
        pytest.param(Figure(1, 40, 12, few=Few.OTHERS), 66, id="rounded down"),
        pytest.param(Figure(1, 40, 10, few=Few.YES), 40, id="at most"),
        pytest.param(Figure(1, 40, 11, few=Few.YES), 37, id="rounded up"),
        pytest.param(Figure(1, 40, 12, 6), None, id="exactly"),
    ],
)
def test_a_bound_is_rounded_so_that_it_stays_true(figure, bound):
    (table,) = month_tables([Told(AUGUST, VGR, figure)], [AUGUST])

    assert table.cells[0].bound == bound


def test_a_set_that_is_not_known_here_any_more_is_named(sam, session, clinic):
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7, version=9)
    figures_actions.count_ended_months(session, now=TUESDAY_MORNING)
    session.commit()

    text = words_on(sam.get(f"/care/follow-up/{clinic}"))

    assert "Other questions Question 1 The questions of vgr-5, version 9." in text


def test_the_page_asks_as_much_for_ten_years_as_for_none(sam, session, engine, clinic):
    with counting(engine) as empty:
        sam.get(f"/care/follow-up/{clinic}")
    patients = [patient(session, clinic) for _ in range(30)]
    for year in (2024, 2025, 2026):
        for month in range(1, 11):
            yes_and_no(session, patients, date(year, month, 1), yes=8, no=7)
    figures_actions.count_ended_months(session, now=TUESDAY_MORNING)
    session.commit()

    with counting(engine) as full:
        sam.get(f"/care/follow-up/{clinic}")

    assert len(full) == len(empty) <= 6


def test_counting_asks_as_much_for_many_answers_as_for_few(session, engine, clinic):
    patients = [patient(session, clinic) for _ in range(200)]
    yes_and_no(session, patients, SEPTEMBER, yes=1, no=0)
    yes_and_no(session, patients, OCTOBER, yes=100, no=90)
    session.flush()

    with counting(engine) as few:
        figures_actions.count_ended_months(session, now=TUESDAY_MORNING.replace(month=10))
    with counting(engine) as many:
        figures_actions.count_ended_months(session, now=TUESDAY_MORNING)

    # One more: the figures themselves, which the first month has none of.
    assert len(many) <= len(few) + 1
