"""Times are offered, taken, refused and waited for on a phone, while staff sit at a second one."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base.content import HERE
from app.base.db import engine_for
from app.base.words import Words
from app.journal.actions import Actor
from app.journal.models import Role
from app.people.models import Person, Unit
from app.slots import actions, queries
from app.slots.content import Mode
from app.slots.models import BookingRules, Slot, VisitKind
from tests.browser.phones import press
from tests.conftest import TUESDAY_MORNING

CHECK_UP = "Återbesök efter stroke"
MOST_KEYS = 60
DAYS = (6, 7, 8, 9, 10)
"""Monday to Friday of the week after: a free time each, at ten."""


@pytest.fixture
def unit_with_times(own_site):
    """Let Sten's stroke clinic have free times. He may book one, and has another one late."""
    engine = engine_for(f"sqlite:///{own_site.log.parent / 'demo.sqlite'}")
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        _furnish(session)
        session.commit()
    engine.dispose()
    return own_site


def _furnish(session):
    sten = session.exec(select(Person).where(Person.key == "sten")).one()
    unit = session.exec(select(Unit).where(Unit.key == "strokemottagningen")).one()
    name = Words("sv", {"sv": CHECK_UP, "en": "Check-up after a stroke"})
    kind = VisitKind(unit_id=unit.id, key="check-up", name=name)
    session.add(kind)
    session.merge(BookingRules(unit_id=unit.id))
    session.flush()
    ten = TUESDAY_MORNING.replace(hour=9, minute=0)
    for day in (*DAYS, 28):
        begins = ten + timedelta(days=day)
        slot = Slot(
            unit_id=unit.id,
            place=Words("sv", {"sv": "Rum 9", "en": "Room 9"}),
            mode=Mode.VISIT,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=30),
            released_at=TUESDAY_MORNING,
            made_at=TUESDAY_MORNING,
        )
        assert actions.add(session, slot, kind_ids=[kind.id])
    by, late = Actor(sten.id, Role.PATIENT), queries.slot_for(session, slot.id, kind_id=kind.id)
    for what in (name, Words("sv", {"sv": "Uppföljning"})):
        time = Appointment(
            patient_id=sten.id,
            source=HERE,
            key=str(uuid.uuid4()),
            state=State.OPEN_INVITATION,
            what=what,
            answer_by=(ten + timedelta(days=40)).date(),
            unit_id=unit.id,
            kind_id=kind.id,
            change=WayToChange.ONLINE,
            changed_at=TUESDAY_MORNING,
        )
        session.add(time)
        session.flush()
    kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    assert booking.book(session, time, late, **kept, by=by, now=TUESDAY_MORNING)


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def sten(request, arrive, unit_with_times):
    visit = arrive(unit_with_times, java_script_enabled=request.param, reduced_motion="reduce")
    visit.sign_in("Sten Exempelsson")
    return visit


@pytest.fixture
def ylva(arrive, unit_with_times):
    visit = arrive(unit_with_times)
    visit.sign_in("Ylva Påhittad")
    return visit


def open_time(ylva, what):
    """Open Sten's plan, then one of his times, and from there the page to offer from."""
    ylva.go("/care")
    press(ylva, re.compile("Exempelsson, Sten"))
    ylva.go("/appointments")
    ylva.page.get_by_role("link", name=what).first.click()
    ylva.page.get_by_role("link", name="Erbjud tider").click()


def offer(ylva, *days):
    """Tick these days' times, and offer them."""
    for day in days:
        ylva.page.locator(f'p:has-text("{day}") + label input').check()
    press(ylva, "Erbjud de här tiderna")
    ylva.page.get_by_text("Väntar på svar").wait_for()


def test_an_offer_is_made_and_taken(sten, ylva):
    open_time(ylva, CHECK_UP)
    offer(ylva, "Tisdag 1 december", "Torsdag 3 december")

    sten.go("/")
    assert "2 tider att välja bland" in sten.text
    assert "Sparas åt dig till torsdag 26 november kl. 16.00." in sten.text
    sten.page.get_by_role("link", name="Titta och svara").click()
    assert "Ylva Påhittad har valt ut de här tiderna åt dig" in sten.text
    sten.page.get_by_role("link", name=re.compile("Torsdag 3 december")).click()
    press(sten, "Ja, jag tar den här tiden")

    sten.page.wait_for_url(re.compile(r"/offers/[0-9a-f-]{36}$"))
    assert sten.page.locator("h1").inner_text() == "Tiden är din"
    assert "Torsdag 3 december" in sten.text
    ylva.page.reload()
    assert "Tagen" in ylva.text
    assert "Tisdag 1 december" in ylva.text
    sten.go("/appointments")
    assert "att välja bland" not in sten.text
    assert sten.complaints == []


def test_none_of_these_comes_back_and_one_press_offers_others(sten, ylva):
    open_time(ylva, CHECK_UP)
    offer(ylva, "Måndag 30 november", "Tisdag 1 december")
    sten.go("/")
    sten.page.get_by_role("link", name="Titta och svara").click()
    sten.page.get_by_role("link", name="Ingen av tiderna passar mig").click()

    press(sten, "Skicka, och släpp de här tiderna")
    assert "Kryssa i eller skriv något" in sten.text
    assert ["422" in complaint for complaint in sten.complaints] == [True]
    sten.complaints.clear()
    sten.page.get_by_label("Torsdag").check()
    sten.page.get_by_label("Fredag").check()
    sten.page.get_by_label("Inte före").select_option("9")
    sten.page.get_by_label("Vill du berätta mer?").fill("Birgit kan inte på förmiddagen.")
    press(sten, "Skicka, och släpp de här tiderna")
    assert sten.page.locator("h1").inner_text() == "Du har tackat nej"
    assert "Birgit kan inte på förmiddagen." in sten.text

    ylva.go("/care/requests")
    ylva.page.get_by_role("link", name=re.compile(CHECK_UP)).click()
    assert "Birgit kan inte på förmiddagen." in ylva.text
    ylva.page.get_by_role("link", name="Vad som skulle passa, och tider att erbjuda").click()
    nearest = ylva.page.locator("section", has_text="Närmast det som skulle passa")
    assert nearest.locator("li").first.inner_text().startswith("Torsdag 3 december")
    nearest.get_by_role("button").click()
    ylva.page.get_by_text("Väntar på svar").wait_for()

    sten.go("/")
    assert "5 tider att välja bland" in sten.text
    assert sten.complaints == []


def test_an_earlier_time_is_waited_for_asked_about_and_taken(sten, ylva):
    open_time(ylva, CHECK_UP)
    offer(ylva, "Onsdag 2 december", "Torsdag 3 december")
    sten.go("/appointments")
    sten.page.get_by_role("link", name="Uppföljning").first.click()
    sten.page.get_by_role("link", name="Jag vill ha en tidigare tid").click()
    sten.page.get_by_label(re.compile("3 dagar innan")).check()
    sten.page.get_by_label("Onsdag").check()
    press(sten, "Fråga mig när en tid blir ledig")
    sten.page.get_by_role("heading", name="Du väntar på en tidigare tid").wait_for()

    press(ylva, "Ta tillbaka erbjudandet")
    ylva.page.get_by_text("Mottagningen tog tillbaka det").wait_for()
    ylva.go("/care/waiting")
    assert "Sten Exempelsson: Har frågan nu" in ylva.text

    sten.go("/")
    sten.page.get_by_role("link", name="Titta och svara").click()
    assert "du har sagt att du vill ha en tidigare tid" in sten.text
    assert "Tiden du har: tisdag 22 december" in sten.text
    sten.page.get_by_role("link", name=re.compile("Onsdag 2 december")).click()
    assert "När du tar den nya kan någon annan få den." in sten.text
    press(sten, "Ja, jag tar den här tiden")

    assert sten.page.locator("h1").inner_text() == "Tiden är din"
    assert "Onsdag 2 december" in sten.text
    ylva.go("/care/waiting")
    assert "Ingen väntar på en tidigare tid." in ylva.text
    assert sten.complaints == []


def test_help_to_book_is_asked_for_and_answered(sten, ylva):
    sten.go("/appointments")
    sten.page.get_by_role("link", name=CHECK_UP).first.click()
    sten.page.get_by_role("link", name="Hjälp mig boka").click()
    sten.page.get_by_label("Vill du berätta mer?").fill("070-174 06 01")
    press(sten, "Be dem ringa mig")
    assert "Begärt, inte bokat än" in sten.text

    ylva.go("/care/requests")
    ylva.page.get_by_role("link", name=re.compile(CHECK_UP)).click()
    ylva.page.locator("#words").fill("Vi ringer dig i dag.")
    press(ylva, "Skicka svaret")

    sten.go("/")
    assert "Vi ringer dig i dag." in sten.text
    assert sten.complaints == []


def test_an_offer_is_taken_with_the_keys_alone(arrive, unit_with_times, ylva):
    open_time(ylva, CHECK_UP)
    offer(ylva, "Tisdag 1 december", "Torsdag 3 december")
    sten = arrive(unit_with_times, reduced_motion="reduce")
    sten.sign_in("Sten Exempelsson")
    sten.go("/")

    for words, there in (
        ("Titta och svara", "/offers/"),
        ("Torsdag 3 december", "/slots/"),
        ("Ja, jag tar den här tiden", "/offers/"),
    ):
        before = sten.page.url
        _tab_to(sten, words)
        sten.enter()
        sten.page.wait_for_url(lambda url, was=before, part=there: url != was and part in url)

    assert sten.page.locator("h1").inner_text() == "Tiden är din"


def test_no_page_is_wider_than_the_phone(arrive, unit_with_times, ylva):
    open_time(ylva, CHECK_UP)
    offer(ylva, "Tisdag 1 december", "Torsdag 3 december")
    sten = arrive(unit_with_times, viewport={"width": 320, "height": 640})
    sten.sign_in("Sten Exempelsson")
    too_wide = "() => document.documentElement.scrollWidth > window.innerWidth"
    for visit, first in ((sten, "/appointments"), (ylva, "/care/waiting")):
        visit.page.set_viewport_size({"width": 320, "height": 640})
        paths = [path for path in visit.pages(first) if visit.page.evaluate(too_wide)]
        assert paths == []


def _tab_to(visit, words):
    """Press Tab until what has the focus says this."""
    for _key in range(MOST_KEYS):
        visit.page.keyboard.press("Tab")
        if words in visit.page.evaluate("() => document.activeElement.innerText || ''"):
            return
    raise AssertionError(words)
