"""The patient looks back on what they wrote down: day by day, in words and in numbers."""

import re
from datetime import date, timedelta

import html5lib
import pytest

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.self_care import history_queries
from app.self_care.content import Outcome, PauseReason
from app.self_care.history import Span, stretch_of
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.self_care.recorded import (
    PULSE,
    TUESDAY,
    a_correction,
    a_pause,
    a_routine,
    an_entry,
    many_entries,
    moment,
)

A_DAY = timedelta(days=1)


@pytest.fixture
def pressure(session, people):
    return a_routine(session, people["ann"], what=Words("en", {"en": "Measure blood pressure"}))


@pytest.fixture
def walk(session, people):
    return a_routine(
        session,
        people["ann"],
        key="walk",
        what=Words("en", {"en": "Walk to the lake"}),
        kind=SelfCareKind.OWN_ACTIVITY,
        measures=[],
    )


@pytest.fixture
def looks_back(browse):
    """Return what the page says to a patient."""

    def read(path="/self-care/history", person="ann"):
        return words_on(browse(person).get(path))

    return read


def test_what_was_written_down_is_told_day_by_day_the_newest_first(
    session, pressure, walk, looks_back
):
    an_entry(session, pressure, "141.5", 85, at=485, slot="morning", words="Slept badly.")
    an_entry(session, walk, on=TUESDAY - A_DAY, outcome=Outcome.SKIPPED)

    page = looks_back()

    assert (
        "Tuesday 24 November Measure blood pressure Assessed self-care"
        " Done at 08:05 (morning) Upper 141.5 mmHg Lower 85 mmHg Slept badly."
        " Monday 23 November Walk to the lake Own activity Skipped on purpose"
    ) in page


def test_nothing_written_down_is_said_calmly(looks_back):
    page = looks_back()

    assert "Nothing is written down here." in page


def test_what_was_undone_is_not_counted(session, pressure, looks_back):
    an_entry(session, pressure, 999, 85, undone_at=TUESDAY_MORNING)

    assert "999" not in looks_back()


def test_a_correction_tells_what_stood_there_before(session, people, pressure, looks_back):
    entry = an_entry(session, pressure, 141, 85)
    a_correction(
        session,
        pressure,
        entry,
        114,
        85,
        replaced_at=TUESDAY_MORNING,
        on=TUESDAY - A_DAY,
        by_id=people["rut"],
    )

    page = looks_back()

    assert (
        "Upper 141 mmHg Lower 85 mmHg"
        " Before 24 November 09:30 it said: Monday 23 November"
        " Done at 08:00 Upper 114 mmHg Lower 85 mmHg Written down by Rut Exempelsson"
    ) in page
    numbers = page[: page.index("Day by day")]
    assert "114" not in numbers


def test_who_wrote_it_is_told_when_it_was_somebody_else(session, people, walk, looks_back):
    an_entry(session, walk, on=TUESDAY, by_id=people["rut"])
    an_entry(session, walk, on=TUESDAY - A_DAY)

    page = looks_back()

    assert page.count("Written down by Rut Exempelsson") == 1
    assert "Written down by Ann" not in page


def test_what_was_written_down_on_another_day_says_so(session, walk, looks_back):
    an_entry(session, walk, on=TUESDAY - A_DAY, recorded_at=TUESDAY_MORNING)

    assert "Written down 24 November" in looks_back()


@pytest.mark.parametrize(
    ("first", "last", "said", "under"),
    [
        pytest.param(16, 18, "Pause 16–18 November. I am ill.", "Wednesday 18 November", id="over"),
        pytest.param(
            20, None, "Pause from 20 November. I am ill.", "Tuesday 24 November", id="goes on"
        ),
        pytest.param(
            23, 30, "Pause 23–30 November. I am ill.", "Tuesday 24 November", id="ends later"
        ),
    ],
)
def test_a_pause_is_a_calm_line(session, people, walk, looks_back, first, last, said, under):
    an_entry(session, walk, on=date(2026, 11, 10))
    a_pause(session, people["ann"], date(2026, 11, first), last and date(2026, 11, last))

    assert f"{under} {said}" in looks_back()


def test_a_pause_of_one_routine_is_named_and_one_to_come_is_not_there(
    session, people, pressure, walk, looks_back
):
    away, ill = PauseReason.AWAY, PauseReason.ILL
    a_pause(session, people["ann"], date(2026, 11, 2), date(2026, 11, 3), routine=walk, reason=away)
    a_pause(session, people["ann"], date(2026, 11, 25), reason=ill)
    a_pause(session, people["carl"], date(2026, 11, 20))

    page = looks_back()

    assert "Pause 2–3 November. I am away: Walk to the lake." in page
    assert "I am ill" not in page
    assert "I am away" not in looks_back(f"/self-care/history?routine={pressure.id}")
    assert "I am away" in looks_back(f"/self-care/history?routine={walk.id}")


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/week/2026-11-24", ["22", "23"]),
        ("/week/2026-11-23", ["22", "23"]),
        ("/week/2026-11-22", ["21"]),
        ("/month/2026-11-01", ["11", "21", "22", "23"]),
        ("/month/2026-10-31", ["10"]),
        ("", ["10", "11", "21", "22", "23"]),
    ],
)
def test_one_looks_back_on_a_week_a_month_or_everything(session, walk, looks_back, path, there):
    for name, on in {
        "23": date(2026, 11, 24),
        "22": date(2026, 11, 23),
        "21": date(2026, 11, 22),
        "11": date(2026, 11, 1),
        "10": date(2026, 10, 31),
    }.items():
        an_entry(session, walk, on=on, words=f"note-{name}")

    page = looks_back("/self-care/history" + path)

    assert sorted(re.findall(r"note-(\d+)", page)) == there


@pytest.mark.parametrize(
    ("span", "day", "first", "last"),
    [
        (Span.WEEK, date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 29)),
        (Span.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (Span.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Span.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_stretches(span, day, first, last):
    found = stretch_of(span, day)

    assert (found.first, found.last) == (first, last)
    assert stretch_of(span, found.earlier(date.min)).last == first - A_DAY
    assert found.later(last) is None
    assert stretch_of(span, found.later(last + A_DAY)).first == last + A_DAY


def test_one_looks_back_as_far_as_there_is_anything(browse, write_down):
    ann = browse("ann")
    assert "The week before" not in ann.get("/self-care/history/week/2026-11-24").text

    write_down(ann, on="2026-11-11", at="8.00")

    assert "The week before" in ann.get("/self-care/history/week/2026-11-24").text
    assert "The week before" in ann.get("/self-care/history/week/2026-11-17").text
    assert "The week before" not in ann.get("/self-care/history/week/2026-11-11").text


@pytest.mark.parametrize(
    "path",
    [
        "/year/2026-11-24",
        "/all/2026-11-24",
        "/week/soon",
        "/week/2026-11-25",
        "/week/1899-12-31",
        "?routine=none",
        "?page=0",
        "?page=10000",
    ],
)
def test_what_is_no_stretch_does_not_exist(browse, path):
    assert browse("ann").get("/self-care/history" + path).status_code == 404


def test_one_routine_alone(session, people, pressure, walk, looks_back, browse):
    an_entry(session, pressure, 141, 85)
    an_entry(session, walk, words="By the lake.")
    carls = a_routine(session, people["carl"])

    page = looks_back(f"/self-care/history/week/2026-11-24?routine={pressure.id}")

    assert "141" in page
    assert "By the lake." not in page
    other = browse("ann").get(f"/self-care/history?routine={carls.id}")
    assert other.status_code == 404


def test_a_routine_that_ended_is_looked_back_on_too(session, walk, looks_back):
    an_entry(session, walk, words="By the lake.")
    walk.ended_at = TUESDAY_MORNING
    session.commit()

    assert "By the lake." in looks_back()


def test_numbers_stand_in_a_drawing_and_in_a_table(session, people, browse):
    routine = a_routine(
        session, people["ann"], measures=[PULSE], what=Words("en", {"en": "Pulse in the morning"})
    )
    for days, number in enumerate(("70", "71.5", "-3")):
        an_entry(session, routine, number, on=TUESDAY - days * A_DAY)

    page = browse("ann").get("/self-care/history").text

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    svg = tree.find(".//{http://www.w3.org/2000/svg}svg[@role='img']")
    dots = [path for path in svg if path.get("transform")]
    assert len(dots) == 3
    assert len(svg.get("aria-labelledby").split()) == 2
    cells = [
        " ".join("".join(cell.itertext()).split())
        for cell in tree.find(".//table").iter()
        if cell.tag in ("th", "td")
    ]
    assert cells[:2] == ["Day", "Pulse"]
    assert cells[2::2] == ["24 Nov 08:00", "23 Nov 08:00", "22 Nov 08:00"]
    assert cells[3::2] == ["70", "71.5", "\N{MINUS SIGN}3"]


def test_nothing_is_judged(session, pressure, browse):
    for days in range(10):
        an_entry(session, pressure, 100 + 20 * days, 60, on=TUESDAY - days * A_DAY)

    page = browse("ann").get("/self-care/history").text
    svg = page[page.index('<svg class="chart"') : page.index("</svg>", page.index("chart"))]

    assert re.findall(r"fill=|stroke=|polyline|<line|<rect", svg) == []
    assert len(set(re.findall(r'class="(chart__mark[^"]*)"', page))) == 1


def test_much_is_read_a_page_at_a_time_and_every_entry_once(session, pressure, browse):
    many_entries(session, pressure, 450, each_day=7)
    browser = browse("ann")
    counts = []

    pages = [browser.get(f"/self-care/history?page={number}").text for number in (1, 2, 3)]
    for page in pages:
        counts.append(page.count("Assessed self-care</small>"))

    assert counts == [200, 200, 50]
    assert [("page=2" in pages[0]), ("page=3" in pages[1]), ("page=4" in pages[2])] == [
        True,
        True,
        False,
    ]
    assert "There is nothing more here." in browser.get("/self-care/history?page=4").text


def test_a_pause_stands_on_one_page_alone(session, people, pressure, browse):
    many_entries(session, pressure, 250, each_day=5)
    for starts_on in (TUESDAY - 39 * A_DAY, TUESDAY - 40 * A_DAY, TUESDAY - 200 * A_DAY):
        a_pause(session, people["ann"], starts_on, starts_on)
    browser = browse("ann")

    found = [
        browser.get(f"/self-care/history?page={number}").text.count("I am ill")
        for number in (1, 2, 3)
    ]

    assert found == [1, 2, 0]


def test_an_entry_stands_on_the_day_it_belongs_to_by_the_clocks_here(session, walk, looks_back):
    an_entry(session, walk, on=date(2026, 11, 23), at=23 * 60 + 30)

    page = looks_back("/self-care/history/week/2026-11-23")

    assert "Monday 23 November Walk to the lake Own activity Done at 23:30" in page


def test_carl_sees_nothing_of_anns(session, pressure, looks_back):
    an_entry(session, pressure, 141, 85, words="Slept badly.")

    page = looks_back(person="carl")

    assert "Slept badly." not in page
    assert "Measure blood pressure" not in page


def test_corrections_without_end_do_not_make_a_page_without_end(
    session, pressure, monkeypatch, looks_back
):
    monkeypatch.setattr(history_queries, "MOST_CORRECTIONS", 3)
    entry = an_entry(session, pressure, 141, 85)
    for minute in range(5):
        a_correction(session, pressure, entry, 100 + minute, replaced_at=moment(24, 9, minute))

    page = looks_back()

    assert re.findall(r"Upper (10\d) mmHg", page) == ["104", "103", "102"]
