"""Sten shares a part of his plan with Birgit, who reads and books, and takes it back."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults
from tests.browser.test_offers import CHECK_UP, unit_with_times

__all__ = ["unit_with_times"]

SHARES = re.compile(r"/sharing/[0-9a-f-]{36}$")
WORDS = "Att kunna gå ner till båten själv i vår."


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def sten(request, arrive, unit_with_times):
    return signed_in(arrive, unit_with_times, "Sten Exempelsson", java_script_enabled=request.param)


@pytest.fixture
def birgit(arrive, unit_with_times):
    return signed_in(arrive, unit_with_times, "Birgit Exempelsson")


def signed_in(arrive, site, name, **wishes):
    visit = arrive(site, reduced_motion="reduce", **wishes)
    visit.sign_in(name)
    visit.speak("sv")
    return visit


def press(visit, name):
    """Press a button and wait for the page it leads to."""
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name=name).first.click()


def follow(visit, name):
    with visit.page.expect_navigation():
        visit.page.get_by_role("link", name=name).first.click()


def fill_in(sten, *ticked):
    for label in ticked:
        sten.page.get_by_label(label).check()
    press(sten, "Titta hur det blir")
    assert SHARES.search(urlsplit(sten.page.url).path)


def look_through(visit):
    assert page_faults(visit) == []


def test_it_is_shared_read_narrowed_and_taken_back(sten, birgit):
    sten.go("/sharing/new")
    look_through(sten)
    fill_in(sten, "Birgit Exempelsson", "Min man, fru eller partner", "Boka, ändra och avboka")
    look_through(sten)
    press(sten, "Se planen som Birgit ser den")
    assert "Så här ser Birgit din plan." in sten.text
    assert WORDS not in sten.text
    look_through(sten)
    assert sten.page.get_by_role("navigation").get_by_role("link", name="Planen").count() == 0
    follow(sten, "Sluta")
    press(sten, "Ja, dela det här")
    assert "Du delar med Birgit" in sten.text

    birgit.go("/")
    follow(birgit, "Personer du hjälper")
    look_through(birgit)
    press(birgit, "Öppna planen för Sten")
    assert "Du ser planen för Sten. Du är Birgit." in birgit.text
    look_through(birgit)
    book(birgit)
    assert WORDS not in birgit.text
    assert birgit.page.goto(birgit.address + "/contract").status == 404

    birgit.go("/appointments")
    sten.go("/sharing")
    look_through(sten)
    follow(sten, "Titta, ändra eller sluta dela")
    follow(sten, "Ändra")
    sten.page.get_by_label("Dina tider", exact=True).uncheck()
    sten.page.get_by_label("Boka, ändra och avboka").uncheck()
    press(sten, "Titta hur det blir")
    press(sten, "Ja, dela det här")
    assert birgit.page.reload().status == 404

    press(sten, "Sluta dela")
    assert "Du delar inte med någon nu." in sten.text
    birgit.go("/")
    assert "Sten delar inte längre planen med dig." in birgit.text
    look_through(birgit)
    assert sten.complaints == []


def book(birgit):
    """Book the first free time for Sten, as Birgit."""
    birgit.go("/appointments")
    follow(birgit, CHECK_UP)
    follow(birgit, "Boka en tid")
    look_through(birgit)


def test_with_a_code_somebody_new_is_invited(sten, birgit):
    sten.go("/sharing/new")
    sten.page.get_by_label("Någon annan", exact=True).first.check()
    sten.page.get_by_label("Vad kallar du personen?").fill("Birgit")
    fill_in(sten, "Min man, fru eller partner")
    press(sten, "Ja, dela det här")
    look_through(sten)
    code = sten.page.locator(".code").inner_text()

    birgit.go("/helping")
    birgit.page.get_by_label("Koden").fill(code.lower())
    press(birgit, "Svara på inbjudan")

    assert birgit.page.get_by_role("button", name="Öppna planen för Sten").is_visible()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_has_nothing_to_say(arrive, unit_with_times, language):
    sten = signed_in(arrive, unit_with_times, "Sten Exempelsson")
    sten.speak(language)
    for path in ("/sharing", "/sharing/new", "/sharing/single", "/helping"):
        sten.go(path)
        assert axe_faults(sten.page) == []
        assert page_faults(sten) == []
