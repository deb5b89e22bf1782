"""A patient with a phone books a time, changes it and cancels it, whatever the phone can do."""

import sqlite3
from datetime import date

import pytest
from sqlmodel import Session, select

from app.appointments.models import Appointment
from app.base.db import engine_for
from app.base.words import Words
from app.people.models import Person
from app.slots.content import Holding, Mode
from app.slots.models import SlotHolder
from tests.appointments.made import at
from tests.browser.checkers import axe_faults
from tests.browser.test_fit import NARROW, TWICE_AS_LARGE, page_faults
from tests.slots.made import make_kind, make_slot

STEN = "Sten Exempelsson"
TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)
GUARANTEE = "räknas inte väntetiden därefter i vårdgarantin"
MOST_KEYS = 80


@pytest.fixture
def database(own_site):
    return own_site.log.parent / "demo.sqlite"


@pytest.fixture
def session(database):
    engine = engine_for(f"sqlite:///{database}")
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def slots(session):
    """Free times at the clinic that has invited Sten to have his eyesight tested."""
    eyes = session.exec(select(Appointment).where(Appointment.key == "synundersokning")).one()
    kind = make_kind(session, unit="ogonmottagningen", message_allowed=True)
    eyes.kind_id = kind.id
    room = Words("sv", {"sv": "Rum 4", "en": "Room 4"})
    starts = [at(TUESDAY, "9.00"), at(TUESDAY, "13.15"), at(WEDNESDAY, "10.00")]
    made = [make_slot(session, kind, start, mode=Mode.VISIT, place=room) for start in starts]
    session.commit()
    return made


@pytest.fixture(params=["with a finger", "with the keys", "without scripts"])
def sten(request, arrive, own_site, slots):
    scripts = request.param != "without scripts"
    visit = arrive(own_site, java_script_enabled=scripts, reduced_motion="reduce")
    visit.press = _press_with_keys if request.param == "with the keys" else _press
    visit.sign_in(STEN)
    visit.speak("sv")
    return visit


@pytest.fixture
def count(database):
    """Return what counts rows in the server's database."""

    def rows(table, where):
        with sqlite3.connect(database) as connection:
            found = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608  # words of our own
            return found.fetchone()[0]

    return rows


def test_a_time_is_booked_changed_and_cancelled(sten, count):
    others = count("slot_holder", "1 = 1")
    sten.press(sten, "Tider")
    sten.press(sten, "Undersökning av din syn")
    sten.press(sten, "Boka en tid")
    assert _heading(sten) == "Boka en tid"
    sten.press(sten, "Tisdag 1 december")
    assert "kl. 09.00–09.30" in _plain(sten.text)
    sten.press(sten, "13.15")
    assert _heading(sten) == "Stämmer det här?"
    assert "Tiden är din till kl. 09." in _plain(sten.text)
    sten.press(sten, "Inga trappor")
    sten.press(sten, "Boka tisdag 1 december")

    assert _heading(sten) == "Tiden är bokad"
    assert "Tisdag 1 december" in sten.text
    assert "Inga trappor" not in sten.text
    assert "Birgit är med" in sten.text

    sten.press(sten, "Ändra tiden")
    assert "Den är kvar tills du har tagit en ny." in sten.text
    sten.press(sten, "Onsdag 2 december")
    sten.press(sten, "10.00")
    sten.press(sten, "Byt till onsdag 2 december")

    assert _heading(sten) == "Tiden är bokad"
    assert "Onsdag 2 december" in sten.text
    assert count("slot_holder", "1 = 1") == others + 1

    sten.press(sten, "Avboka tiden")
    assert _heading(sten) == "Avboka tiden"
    assert GUARANTEE not in sten.text
    sten.press(sten, "Ja, avboka tiden")

    assert _heading(sten) == "Tiden är avbokad"
    assert count("slot_holder", "1 = 1") == others
    assert sten.complaints == []


def test_an_invitation_is_said_no_to_knowing_what_follows(sten, count):
    sten.press(sten, "Tider")
    sten.press(sten, "Undersökning av din syn")
    sten.press(sten, "Tacka nej")
    assert GUARANTEE in sten.text
    sten.press(sten, "Ja, jag tackar nej")

    assert _heading(sten) == "Tiden är avbokad"
    assert count("journal_entry", "happening = 'appointments:cancelled'") == 1


def test_who_was_too_slow_chooses_another_and_writes_nothing_twice(sten, slots, session):
    _fill_in(sten)
    sten.page.locator("#message").fill("Jag kommer med färdtjänst.")
    _let_somebody_else_have(session, slots[0])
    sten.press(sten, "Boka tisdag 1 december")

    assert _heading(sten) == "Den tiden är inte ledig längre"
    assert sten.page.locator("#message").input_value() == "Jag kommer med färdtjänst."
    sten.press(sten, "13.15")
    sten.press(sten, "Boka tiden jag har valt")

    assert _heading(sten) == "Tiden är bokad"
    assert "Jag kommer med färdtjänst." in sten.text
    assert "kl. 13.15" in _plain(sten.text)


@pytest.fixture(params=["a narrow phone", "large text", "light", "dark", "in English"])
def strict(request, arrive, own_site, slots):
    """Somebody whose phone shows less than most, or whose pages axe looks through."""
    narrow = {"viewport": {"width": NARROW, "height": 640}} if "narrow" in request.param else {}
    scheme = "dark" if request.param == "dark" else "light"
    visit = arrive(own_site, reduced_motion="reduce", color_scheme=scheme, **narrow)
    if request.param == "large text":
        with_debugger = visit.context.new_cdp_session(visit.page)
        with_debugger.send("Page.enable")
        with_debugger.send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
    look = page_faults if request.param in ("a narrow phone", "large text") else _axe
    visit.sign_in(STEN)
    visit.speak("en" if request.param == "in English" else "sv")
    return visit, look


def test_every_page_on_the_way_fits_and_is_perceived(strict, slots, session):
    visit, look = strict
    faults = {}

    def see(name):
        faults[name] = look(visit)

    path = _invitation(session)
    for page in ("", "/book", "/book?from=2026-12-30", "/book/days/2026-12-01"):
        visit.go(path + page)
        see(page)
    visit.go(path + "/book/days/2026-12-03")
    see("a day without times")
    visit.page.locator("button.day").first.click()
    visit.page.wait_for_url("**/slots/*")
    visit.page.locator("summary").click()
    see("details")
    _let_somebody_else_have(session, slots[0])
    visit.page.locator("main form button.button").click()
    visit.page.wait_for_selector("fieldset input[type=radio]")
    see("too late")
    visit.page.locator("fieldset input[type=radio]").first.check()
    visit.page.locator("main form button.button").click()
    visit.page.wait_for_url("**/receipt")
    see("receipt")
    for page in ("/change", "/cancel", "/book", f"/change/slots/{slots[0].id}"):
        visit.go(path + page)
        see("booked" + page)
    visit.go(path + "/cancel")
    visit.page.locator("main form button.button").click()
    visit.page.wait_for_url("**/receipt")
    see("cancelled")

    assert {page: found for page, found in faults.items() if found} == {}


@pytest.fixture
def phone(arrive, own_site, slots):
    # What a service worker passes on cannot be lost on the way here.
    visit = arrive(own_site, reduced_motion="reduce", service_workers="block")
    visit.press = _press
    visit.sign_in(STEN)
    visit.speak("sv")
    return visit


def test_two_presses_are_one_booking(phone, count):
    _fill_in(phone)

    phone.page.get_by_role("button", name="Boka tisdag").dblclick(no_wait_after=True)
    phone.page.wait_for_url("**/receipt")

    assert _heading(phone) == "Tiden är bokad"
    assert count("journal_entry", "happening = 'appointments:booked'") == 1


def test_an_answer_that_was_lost_on_the_way_is_given_again(phone, count):
    _fill_in(phone)
    lost = []

    def lose_the_first_answer(route):
        answer = route.fetch(max_redirects=0)
        lost.append(answer.status)
        # As if nothing had come back: the browser stays on the page.
        route.fulfill(status=204)

    phone.page.route("**/book", lose_the_first_answer, times=1)
    phone.page.get_by_role("button", name="Boka tisdag").press("Enter")
    phone.page.wait_for_timeout(300)
    assert lost == [303]
    assert _heading(phone) == "Stämmer det här?"

    phone.page.get_by_role("button", name="Boka tisdag").click()
    phone.page.wait_for_url("**/receipt")

    assert _heading(phone) == "Tiden är bokad"
    assert count("journal_entry", "happening = 'appointments:booked'") == 1


def test_back_after_booking_leads_nowhere_else(phone, count):
    _fill_in(phone)
    _press(phone, "Boka tisdag 1 december")
    phone.page.go_back()

    if phone.page.get_by_role("button", name="Boka tisdag").count():
        _press(phone, "Boka tisdag 1 december")
        assert _heading(phone) == "Tiden är bokad"
    else:
        assert _heading(phone) == "Tiden är redan bokad"
    assert count("journal_entry", "happening = 'appointments:booked'") == 1


def _fill_in(visit):
    """Go all the way to the last button, for the first time on Tuesday."""
    for words in ("Tider", "Undersökning av din syn", "Boka en tid", "Tisdag 1 december", "09.00"):
        visit.press(visit, words)


def _invitation(session):
    eyes = session.exec(select(Appointment.id).where(Appointment.key == "synundersokning")).one()
    # The server waits for whoever holds the database.
    session.rollback()
    return f"/appointments/{eyes}"


def _let_somebody_else_have(session, slot):
    """Let another patient be in a slot, whoever it is kept for."""
    session.rollback()
    folke = session.exec(select(Person.id).where(Person.given_name == "Folke")).one()
    holder = session.get(SlotHolder, slot.id) or SlotHolder(slot_id=slot.id)
    holder.holding, holder.held_for_id = Holding.BOOKING, slot.id
    holder.patient_id, holder.until, holder.since = folke, None, slot.starts_at
    session.add(holder)
    session.commit()


def _press(visit, words):
    """Press the first link, button or box that says this, and wait for what comes of it."""
    box = visit.page.locator("label", has_text=words)
    if box.count():
        box.first.click()
        return
    with visit.page.expect_navigation():
        visit.page.locator("a, button").filter(has_text=words, visible=True).first.click()


def _press_with_keys(visit, words):
    """Press Tab until this has the focus, and then the key that presses it."""
    for _key in range(MOST_KEYS):
        visit.page.keyboard.press("Tab")
        here = visit.page.evaluate(
            """() => {
              const one = document.activeElement;
              const label = one.labels && one.labels[0];
              return {text: (label || one).innerText || "", box: Boolean(label)};
            }"""
        )
        if words in here["text"].replace("\u00a0", " "):
            if here["box"]:
                visit.page.keyboard.press("Space")
                return
            with visit.page.expect_navigation():
                visit.enter()
            return
    raise AssertionError(f"no key leads to {words}")


def _axe(visit):
    return axe_faults(visit.page)


def _heading(visit):
    return visit.page.get_by_role("heading", level=1).inner_text()


def _plain(text):
    return text.replace("\u00a0", " ")
