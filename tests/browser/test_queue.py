"""What is written without a network waits, is seen to wait, and goes once, in order, as oneself."""

import re

import pytest
from sqlmodel import Session, col, select

from app.appointments.models import Appointment
from app.base.db import engine_for
from app.follow_up.models import FollowUp
from app.preparing.models import Question
from app.self_care.models import Entry
from tests.browser.checkers import axe_faults
from tests.browser.network import (
    READY,
    call_it_own,
    keep_here,
    network,
    open_browser,
    press,
    site_here,
)
from tests.browser.storage import DATABASES

__all__ = ["network", "open_browser", "site_here"]

WAITING = '[data-part="waiting"]'
ON_TUESDAY = "2026-11-24T08:30:30Z"


@pytest.fixture
def sten(arrive, site_here):
    visit = arrive(site_here, timezone_id="Europe/Stockholm")
    call_it_own(visit, "Sten Exempelsson")
    return visit


@pytest.fixture
def asked(network):
    """Return the words of all questions there are, in the order they were asked."""
    return lambda: _all(network, select(Question.words).order_by(col(Question.asked_at)))


@pytest.fixture
def written(network):
    """Return how many entries there are about what is done at home."""
    return lambda: len(_all(network, select(Entry.id)))


def _all(network, question):
    engine = engine_for(network.database_url)
    with Session(engine) as session:
        found = list(session.exec(question).all())
    engine.dispose()
    return found


def ask(visit, words):
    visit.page.get_by_label("Vad vill du fråga?").fill(words)
    press(visit, "Spara frågan")


def waits(visit, words):
    visit.page.locator(WAITING).get_by_text(words).wait_for()


def test_three_things_wait_survive_and_arrive_once_and_in_order(sten, network, asked, written):
    keep_here(sten)
    before = written()
    sten.go("/prepare")
    network.away()

    ask(sten, "Första frågan")
    waits(sten, "1 väntar på att skickas")
    ask(sten, "Andra frågan")
    waits(sten, "2 väntar på att skickas")
    assert axe_faults(sten.page) == []
    sten.page.clock.set_fixed_time(ON_TUESDAY)
    sten.go("/")
    waits(sten, "2 väntar på att skickas")
    sten.page.get_by_role("button", name="Klart").first.click()
    waits(sten, "3 väntar på att skickas")
    assert axe_faults(sten.page) == []
    assert (asked(), written()) == ([], before)
    network.back()
    press(sten, "Skicka nu")

    waits(sten, "Allt är skickat")
    assert asked() == ["Första frågan", "Andra frågan"]
    assert written() == before + 1
    sten.go("/")
    assert sten.page.locator(WAITING).count() == 0
    assert (len(asked()), written()) == (2, before + 1)


def test_they_go_by_themselves_when_a_page_opens_again(sten, network, asked):
    sten.go("/prepare")
    network.away()
    ask(sten, "Kan jag bada?")
    waits(sten, "1 väntar på att skickas")

    network.back()
    sten.go("/contacts")

    waits(sten, "Allt är skickat")
    assert asked() == ["Kan jag bada?"]


def test_they_wait_while_the_browser_is_closed(open_browser, site_here, network, asked):
    with open_browser(site_here) as visit:
        call_it_own(visit, "Sten Exempelsson")
        visit.go("/prepare")
        network.away()
        ask(visit, "Kan jag bada?")
        waits(visit, "1 väntar på att skickas")

    with open_browser(site_here) as visit:
        visit.go("/")
        waits(visit, "1 väntar på att skickas")
        network.back()
        visit.go("/sign-in")
        waits(visit, "1 väntar på att skickas")
        assert asked() == []
        visit.sign_in("Sten Exempelsson")
        waits(visit, "Allt är skickat")

    assert asked() == ["Kan jag bada?"]


def test_two_pages_at_once_send_it_once(sten, network, asked):
    sten.go("/prepare")
    network.away()
    ask(sten, "Kan jag bada?")
    waits(sten, "1 väntar på att skickas")
    network.back()

    others = [sten.context.new_page() for _page in range(3)]
    for page in others:
        page.goto(sten.address + "/contacts", wait_until="commit")
    press(sten, "Skicka nu")
    waits(sten, re.compile("Allt är skickat"))

    for page in others:
        page.wait_for_load_state()
    assert asked() == ["Kan jag bada?"]


def test_another_person_sends_nothing_of_the_first_ones(sten, network, asked):
    sten.go("/prepare")
    network.away()
    ask(sten, "Stens hemlighet")
    waits(sten, "1 väntar på att skickas")
    network.back()
    sten.context.clear_cookies()

    sten.sign_in("Agda Fantasia")
    sten.go("/own-phone")
    press(sten, "Ja, den är min")
    sten.page.wait_for_url(sten.address + "/")

    sten.wait_until(DATABASES, [])
    sten.go("/prepare")
    assert sten.page.locator(WAITING).count() == 0
    assert asked() == []


def test_what_is_refused_keeps_its_words_until_it_is_thrown_away(sten, network, asked):
    sten.go("/prepare")
    network.away()
    ask(sten, "o" * 3000)
    waits(sten, "1 väntar på att skickas")
    network.back()
    press(sten, "Skicka nu")

    waits(sten, "Togs inte emot")
    waits(sten, "Dina ord finns kvar här")
    waits(sten, "o" * 3000)
    assert asked() == []
    press(sten, re.compile("^Kasta"))
    sten.page.locator(WAITING).get_by_text("o" * 3000).wait_for(state="detached")


def test_leaving_asks_before_it_throws_away_what_waits(sten, network, asked):
    sten.go("/prepare")
    network.away()
    ask(sten, "Kan jag bada?")
    waits(sten, "1 väntar på att skickas")
    sten.page.reload()
    waits(sten, "1 väntar på att skickas")
    network.back()
    sten.go("/contacts")
    waits(sten, "Allt är skickat")
    sten.go("/prepare")
    network.away()
    ask(sten, "Och simma?")
    waits(sten, "1 väntar på att skickas")

    press(sten, "Logga ut")
    dialog = sten.page.get_by_role("dialog", name="Allt är inte skickat än")
    dialog.get_by_role("button", name="Stanna kvar").click()
    assert sten.page.evaluate(DATABASES) == ["nasta-steg"]
    press(sten, "Logga ut")
    dialog.get_by_role("button", name="Kasta det och logga ut").click()

    sten.page.get_by_role("heading", name="Du är inte uppkopplad").wait_for()
    assert sten.page.evaluate(DATABASES) == []
    assert asked() == ["Kan jag bada?"]


def test_answers_to_the_follow_up_questions_wait_too(sten, network):
    before = len(_all(network, select(FollowUp.id)))
    sten.go("/follow-up/answer")
    sten.page.locator("input[type=radio]").first.check()
    sten.page.locator("textarea").first.fill("Mer tid.")
    network.away()

    press(sten, "Skicka mina svar")

    waits(sten, "1 väntar på att skickas")
    waits(sten, "Mer tid.")
    network.back()
    press(sten, "Skicka nu")
    waits(sten, "Allt är skickat")
    assert len(_all(network, select(FollowUp.id))) == before + 1


def test_a_borrowed_phone_keeps_no_words(arrive, site_here, network):
    visit = arrive(site_here)
    visit.sign_in("Sten Exempelsson")
    visit.go("/own-phone")
    press(visit, "Nej, den är inte min")
    visit.page.wait_for_url(visit.address + "/")
    visit.page.evaluate(READY)
    visit.go("/prepare")
    network.away()

    ask(visit, "Stens hemlighet")

    visit.page.get_by_role("heading", name="Du är inte uppkopplad").wait_for()
    assert visit.page.evaluate(DATABASES) == []


def test_a_booking_never_waits_and_gives_the_number_at_once(sten, network):
    before = _all(network, select(Appointment.id).where(Appointment.state == "booked"))
    sten.go("/appointments")
    sten.page.get_by_role("link", name="Undersökning av din syn").first.click()
    sten.page.get_by_role("link", name="Boka en tid").click()
    sten.page.locator("main a.day").first.click()
    sten.page.locator("main button.day").first.click()
    sten.page.wait_for_url("**/book/slots/*")
    network.away()

    press(sten, re.compile("^Boka "))

    told = sten.page.get_by_role("alert")
    told.get_by_text("Det här behöver nät").wait_for()
    assert told.locator('a[href^="tel:"]').count() == 1
    assert sten.page.evaluate(DATABASES) == []
    network.back()
    press(sten, re.compile("^Boka "))
    sten.page.wait_for_url("**/receipt")
    after = _all(network, select(Appointment.id).where(Appointment.state == "booked"))
    assert len(after) == len(before) + 1
