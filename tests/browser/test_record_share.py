"""Maj writes down what Agda has decided; Lena reads just that; Agda takes it back."""

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults
from tests.browser.test_share import follow, press

REVIEW = "2027-03-01"


@pytest.fixture
def maj(arrive, own_site):
    return signed_in(arrive, own_site, "Maj Påhittad")


@pytest.fixture
def lena(arrive, own_site):
    return signed_in(arrive, own_site, "Lena Fantasia-Berg")


@pytest.fixture
def agda(arrive, own_site):
    return signed_in(arrive, own_site, "Agda Fantasia")


def signed_in(arrive, site, name):
    visit = arrive(site, reduced_motion="reduce")
    visit.sign_in(name)
    visit.speak("sv")
    return visit


def look_through(visit):
    assert page_faults(visit) == []
    assert axe_faults(visit.page) == []


def test_it_is_written_down_answered_by_code_read_and_taken_back(maj, lena, agda):
    follow(maj, "Vem Agda delar med")
    look_through(maj)
    assert "Bevaka rätt, förvalta egendom, sörja för person" in maj.text
    end_what_lena_has(maj)
    code = write_down(maj)

    lena.go("/helping")
    lena.page.get_by_label("Koden").fill(code)
    press(lena, "Svara på inbjudan")
    press(lena, "Öppna planen för Agda")
    lena.go("/appointments")
    assert "Besök på Hjärtmottagningen" in lena.text
    assert lena.page.goto(lena.address + "/contract").status == 404

    agda.go("/sharing")
    look_through(agda)
    assert "Antecknat av Maj Påhittad, Vårdcentralen Norrskenet." in agda.text
    lena.go("/appointments")
    of_lena(agda).click()
    press(agda, "Sluta dela")
    assert lena.page.reload().status == 404
    assert agda.complaints == []


def end_what_lena_has(maj):
    of_lena(maj).click()
    maj.page.get_by_role("heading", name="Agda och Lena Fantasia-Berg").wait_for()
    look_through(maj)
    press(maj, "Avsluta nu")


def of_lena(visit):
    """Return the link to what Lena sees."""
    heading = visit.page.get_by_role("heading", name="Lena")
    return visit.page.locator("section.card", has=heading).get_by_role("link")


def write_down(maj):
    """Write down what Agda says of Lena, and return the code on the letter."""
    follow(maj, "Anteckna vad patienten har bestämt")
    look_through(maj)
    maj.page.get_by_label("Någon annan, som får en kod på papper").check()
    maj.page.get_by_label("Om det är någon annan, vad heter personen?").fill("Lena")
    maj.page.get_by_label("Son eller dotter").check()
    maj.page.get_by_label("Vilken dag bestämde patienten det?").fill("2026-11-23")
    maj.page.get_by_label("Vilka var med?").fill("Agda och Maj, hemma hos Agda")
    press(maj, "Titta hur det blir")
    assert "Skriv när ni går igenom det på nytt." in maj.text
    maj.page.get_by_label("När går ni igenom det på nytt?").fill(REVIEW)
    press(maj, "Titta hur det blir")
    look_through(maj)
    press(maj, "Ja, det stämmer")
    follow(maj, "Visa brevet")
    look_through(maj)
    assert "Agda" not in maj.page.locator("article.letter").inner_text()
    return maj.page.locator("article.letter .code").nth(1).inner_text()


def test_mona_reads_as_what_she_is_here(arrive, own_site):
    mona = signed_in(arrive, own_site, "Mona Testman")
    mona.go("/helping")
    press(mona, "Öppna planen för Agda")

    assert "Du är här som god man." in mona.text
    assert "Du kan inte samtycka till vård eller behandling." in mona.text
    look_through(mona)
    assert mona.page.goto(mona.address + "/contract").status == 404


def test_a_representative_is_written_down_on_a_page_that_fits(maj):
    follow(maj, "Vem Agda delar med")
    follow(maj, "Anteckna en företrädare")

    look_through(maj)
