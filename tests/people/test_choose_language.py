"""A chosen language follows the person, or stays in the browser of a visitor."""

import pytest
from sqlmodel import select

from app.people.models import Person


def test_a_chosen_language_follows_the_person(browse, session, people):
    browser = browse("ann")

    chosen = browser.press("/language", language="sv", back="/contract")

    assert (chosen.status_code, chosen.location) == (303, "/contract")
    assert session.exec(select(Person.language).where(Person.id == people["ann"])).one() == "sv"
    assert '<html lang="sv">' in browse("ann").get("/").text
    assert '<html lang="sv">' in browse("carl").get("/").text
    browse("carl").press("/language", language="en")
    assert '<html lang="sv">' in browse("ann").get("/").text


def test_a_visitors_language_stays_in_the_browser(app):
    browser = app.test_client()

    browser.press("/language", language="en", back="https://evil.example.com")

    assert browser.get_cookie("language").value == "en"
    assert browser.get_cookie("language").http_only
    assert '<html lang="en">' in browser.get("/about", headers={"Accept-Language": "sv"}).text


@pytest.mark.parametrize("language", ["", "fi", "qps", "sv-SE", "SV"])
def test_a_language_we_do_not_speak_is_refused(browse, session, people, language):
    refused = browse("ann").press("/language", language=language)

    assert refused.status_code == 422
    assert session.exec(select(Person.language).where(Person.id == people["ann"])).one() == "en"


def test_a_form_for_language_cannot_lead_away(browse):
    led = browse("ann").press("/language", language="sv", back="//evil.example.com")

    assert led.location == "/"
