"""The patient looks back, prints and sends; staff read what was sent, and the patient sees it."""

import re
import shutil
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

import app.tables  # noqa: F401  # every table, since some point at others
from app.base.db import engine_for
from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.people.models import Person
from app.self_care.content import Outcome
from tests.browser.checkers import axe_faults
from tests.browser.site import ON_TUESDAY, running, settings
from tests.browser.test_fit import TWICE_AS_LARGE, page_faults
from tests.browser.test_print import A4_POINTS, PAGE, SIZE
from tests.self_care.recorded import (
    LOWER,
    PAIN,
    TUESDAY,
    UPPER,
    a_correction,
    a_pause,
    a_routine,
    an_entry,
    many_entries,
    moment,
)

A_DAY = timedelta(days=1)
STEN, YLVA = "Sten Exempelsson", "Ylva Påhittad"
WORDS = {
    "sv": {
        "look": "Titta tillbaka",
        "day": "Tisdag 24 november",
        "send": "Skicka till min mottagning",
        "week": "Den här veckan",
        "through": "Titta igenom det",
        "yes": "Ja, skicka till min mottagning",
        "unread": "Ingen har läst det än",
        "read": "Läst av",
        "print": "Skriv ut",
        "file": "Spara som fil",
    },
    "en": {
        "look": "Look back",
        "day": "Tuesday 24 November",
        "send": "Send to my clinic",
        "week": "This week",
        "through": "Look through it",
        "yes": "Yes, send to my clinic",
        "unread": "Nobody has read it yet",
        "read": "Read by",
        "print": "Print",
        "file": "Keep it as a file",
    },
}
PATHS = (
    "/self-care/history",
    "/self-care/history/week/2026-11-24",
    "/self-care/history/month/2026-11-24",
    "/self-care/send",
    "/self-care/send?first=&last=2026-11-25",
    "/self-care/send/2026-11-01/2026-11-24",
    "/self-care/send/2026-11-01/2026-11-24/preview?chosen=yes",
    "/self-care/send/2026-11-01/2026-11-24/preview",
    "/self-care/sent",
)


def write_down(site):
    """Let Sten have written down three weeks, with everything that can stand there."""
    with _database(site) as session:
        people = {one.key: one.id for one in session.exec(select(Person))}
        sten, birgit = people["sten"], people["birgit"]
        pressure = a_routine(
            session,
            sten,
            key="measured",
            what=Words("sv", {"sv": "Mäta blodtryck", "en": "Measure blood pressure"}),
            measures=[UPPER, LOWER, PAIN],
            read_when=Words("sv", {"sv": "Ylva läser värdena vid samtalen."}),
        )
        walk = a_routine(
            session,
            sten,
            key="walked",
            what=Words("sv", {"sv": "Långpromenaden till hjälpmedelscentralen och tillbaka"}),
            kind=SelfCareKind.OWN_ACTIVITY,
            measures=[],
        )
        for number in range(20):
            day = TUESDAY - number * A_DAY
            an_entry(session, pressure, 130 + number, 80 + number % 7, number % 11, on=day)
            an_entry(session, walk, on=day, outcome=Outcome.SKIPPED, slot="08:00", words="Regn.")
        entry = an_entry(session, pressure, "140.5", 85, 3, at=9 * 60, by_id=birgit)
        a_correction(session, pressure, entry, 410, 85, replaced_at=moment(24, 9, 10))
        a_pause(session, sten, TUESDAY - 3 * A_DAY, TUESDAY - 2 * A_DAY)


@contextmanager
def _database(site):
    engine = engine_for(f"sqlite:///{site.log.parent / 'demo.sqlite'}")
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def diary(inhabited_database, tuesday, tmp_path_factory):
    """A site where Sten has written things down, which these tests only read."""
    folder = tmp_path_factory.mktemp("diary")
    shutil.copy(inhabited_database, folder / "demo.sqlite")
    environment = settings(f"sqlite:///{folder / 'demo.sqlite'}", **tuesday)
    with running(environment, folder, application=ON_TUESDAY) as site:
        write_down(site)
        yield site
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture
def reader(arrive, diary):
    """Sten, with his phone."""

    def signed_in(language="sv", site=diary, **wishes):
        visit = arrive(site, reduced_motion="reduce", **wishes)
        visit.sign_in(STEN)
        visit.speak(language)
        return visit

    return signed_in


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_drawing_shows_as_many_numbers_as_its_table(reader, language):
    visit = reader(language)
    visit.go("/self-care/history/month/2026-11-24")

    assert visit.page.locator("h1").inner_text() == WORDS[language]["look"]
    assert WORDS[language]["day"] in visit.text
    figures = visit.page.locator("figure").all()
    assert len(figures) == 2
    for figure in figures:
        drawing = figure.get_by_role("img")
        numbers = [
            cell for cell in figure.locator("td").all_inner_texts() if re.search(r"\d", cell)
        ]
        box = drawing.bounding_box()
        marks = drawing.locator(".chart__mark").all()
        assert drawing.is_visible()
        assert len(marks) == len(numbers) > 20
        for mark in marks:
            drawn = mark.bounding_box()
            assert box["x"] <= drawn["x"]
            assert drawn["x"] + drawn["width"] <= box["x"] + box["width"]
    assert visit.complaints == []


def test_a_higher_number_stands_higher_and_a_later_day_farther_along(reader):
    visit = reader()
    visit.go("/self-care/history/week/2026-11-17")

    marks = [
        one.bounding_box()
        for one in visit.page.get_by_role("img").first.locator(".chart__mark").all()[:7]
    ]
    upper = [int(row) for row in visit.page.locator("figure").first.locator("tr td:nth-of-type(1)")
             .all_inner_texts()]  # fmt: skip

    assert upper == sorted(upper)
    assert [box["y"] for box in marks] == sorted((box["y"] for box in marks), reverse=True)
    assert [box["x"] for box in marks] == sorted((box["x"] for box in marks), reverse=True)


def test_a_screen_reader_is_told_what_the_drawing_is(reader):
    visit = reader("en")
    visit.go("/self-care/history/week/2026-11-24")

    drawing = visit.page.get_by_role("img", name=re.compile("drawing of the numbers.*Upper"))

    assert drawing.count() == 1


@pytest.mark.parametrize(("language", "scheme"), [("sv", "light"), ("sv", "dark"), ("en", "light")])
def test_axe_finds_nothing(reader, language, scheme):
    visit = reader(language, color_scheme=scheme)

    assert _faults(visit, lambda visit: axe_faults(visit.page)) == {}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_fits_a_narrow_phone(reader, language):
    visit = reader(language, viewport={"width": 320, "height": 640})

    assert _faults(visit) == {}


def test_every_page_fits_large_text(reader):
    visit = reader()
    with_debugger = visit.context.new_cdp_session(visit.page)
    with_debugger.send("Page.enable")
    with_debugger.send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})

    assert _faults(visit) == {}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_prints_on_a4(reader, language):
    visit = reader(language)
    visit.go("/self-care/history/week/2026-11-24")
    visit.page.emulate_media(media="print")

    printed = visit.page.pdf(prefer_css_page_size=True)

    assert len(PAGE.findall(printed)) <= 3
    assert {(round(float(x)), round(float(y))) for x, y in SIZE.findall(printed)} == {A4_POINTS}
    assert visit.page.get_by_role("img").first.is_visible()
    assert visit.page.locator("table").first.is_visible()
    assert visit.page.locator(".top__whose").inner_text() == STEN
    for left_out in (".nav", ".parts", ".press", ".skip", ".buttons", "button"):
        for part in visit.page.locator(left_out).all():
            assert not part.is_visible(), left_out


def test_the_button_prints(reader):
    visit = reader()
    visit.go("/self-care/history")
    visit.page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")

    visit.page.get_by_role("button", name="Skriv ut").click()

    assert visit.page.title() == "printed"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_kept_as_a_file(reader, language):
    visit = reader(language, accept_downloads=True)
    visit.go("/self-care/history")

    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("link", name=WORDS[language]["file"]).click()

    assert waiting.value.suggested_filename == "anteckningar.csv"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "file"
        waiting.value.save_as(place)
        lines = place.read_bytes()
    assert lines.startswith(b"\xef\xbb\xbf")
    assert lines.count(b"\r\n") == 42


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_sent_is_read_and_the_patient_sees_that_it_was(
    arrive, own_site, reader, language, script
):
    said = WORDS[language]
    write_down(own_site)
    patient = reader(language, own_site, java_script_enabled=script)
    patient.go("/self-care/history")
    patient.page.get_by_role("link", name=said["send"]).click()
    patient.page.get_by_role("link", name=said["week"]).click()
    patient.page.locator('input[type="checkbox"]').nth(1).uncheck()
    patient.page.get_by_role("button", name=said["through"]).click()
    preview = patient.page.locator("section.card").first.inner_text()
    assert "Regn." not in patient.text
    assert "Ylva läser värdena vid samtalen." in patient.text
    patient.page.get_by_role("button", name=said["yes"]).click()
    receipt = patient.path
    assert patient.page.locator("h2").first.inner_text() == said["unread"]

    staff = arrive(own_site, java_script_enabled=script, reduced_motion="reduce")
    staff.sign_in(YLVA)
    staff.speak(language)
    staff.go("/care/requests")
    staff.page.locator('main a[href^="/care/requests/"]').first.click()
    staff.page.locator('main a[href^="/care/sent/"]').click()
    assert staff.page.locator("section.card").first.inner_text() == preview
    assert "Regn." not in staff.text
    assert axe_faults(staff.page) == [] if script else True
    assert page_faults(staff) == [] if script else True
    staff.page.locator("textarea").fill("Det ser jag på när vi ringer.")
    staff.page.locator('form[action$="/read"] button').click()
    assert staff.path == "/care/requests"

    patient.go(receipt)
    assert f"{said['read']} {YLVA}" in patient.page.locator("h2").first.inner_text()
    assert "Det ser jag på när vi ringer." in patient.text
    if script:
        assert axe_faults(patient.page) == []
        assert page_faults(patient) == []
    assert patient.complaints + staff.complaints == []


def test_much_is_turned_over_page_by_page(own_site, reader):
    write_down(own_site)
    with _database(own_site) as session:
        sten = session.exec(select(Person.id).where(Person.key == "sten")).one()
        routine = a_routine(session, sten, key="often", what="Mäta ofta")
        many_entries(session, routine, 400, last=TUESDAY - 30 * A_DAY)
    visit = reader("sv", own_site)
    visit.go("/self-care/history")

    seen = [visit.page.locator(".notes .lines > li").count()]
    while (further := visit.page.get_by_role("link", name="Tidigare", exact=True)).count():
        further.click()
        seen.append(visit.page.locator(".notes .lines > li").count())

    assert seen == [200, 200, 41]


def _faults(visit, look_for=page_faults):
    found = {}
    for path in PATHS:
        visit.go(path)
        found[path] = look_for(visit)
    return {path: faults for path, faults in found.items() if faults}
