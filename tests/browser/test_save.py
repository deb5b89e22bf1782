"""The next step opens from one's own phone without a network, says its age, and goes in time."""

import re

import pytest

from tests.browser.network import (
    call_it_own,
    keep_here,
    network,
    open_browser,
    press,
    site_here,
)
from tests.browser.storage import CACHED, DATABASES, KEPT, NOTHING, SEALED, STORED
from tests.browser.test_go_offline import PERSONAL

__all__ = ["network", "open_browser", "site_here"]

SAVED_TODAY = re.compile(r"Sparat i dag (09|10)\.\d\d")


@pytest.fixture
def sten(arrive, site_here):
    visit = arrive(site_here, timezone_id="Europe/Stockholm")
    call_it_own(visit, "Sten Exempelsson")
    keep_here(visit)
    return visit


def test_the_next_step_opens_without_a_network_and_says_its_age(sten, network):
    network.away()

    sten.go("/")

    sten.page.get_by_text(SAVED_TODAY).wait_for()
    assert "Du är inte uppkopplad" in sten.text
    assert "1 december" in sten.text
    assert "Nour" in sten.text
    numbers = {
        link.get_attribute("href") for link in sten.page.locator('main a[href^="tel:"]').all()
    }
    assert {"tel:1177", "tel:112"} < numbers
    for path in ("/contract", "/contacts"):
        sten.go(path)
        sten.page.get_by_text(SAVED_TODAY).wait_for()


def test_its_age_grows_and_after_seven_days_it_is_gone(sten, network):
    network.away()
    now = sten.page.evaluate("Date.now() / 1000")
    day = 24 * 60 * 60

    for days, words in ((1, "Sparat i går"), (3, "Sparat i tisdags"), (6.9, "Sparat tisdag")):
        sten.page.clock.set_fixed_time(now + days * day)
        sten.go("/")
        sten.page.get_by_text(words).wait_for()
    sten.page.clock.set_fixed_time(now + 7.01 * day)
    sten.go("/")

    sten.wait_until(SEALED, wanted=False)
    assert "Nour" not in sten.text


def test_what_is_kept_cannot_be_read_without_its_key(sten):
    kept = sten.page.evaluate(KEPT)

    assert [one["extractable"] for one in kept if one["extractable"] is not None] == [False]
    assert [word for one in kept for word in PERSONAL if word in one["text"]] == []
    cached = sten.page.evaluate(CACHED)
    assert [word for one in cached for word in PERSONAL if word in one["text"]] == []


def test_it_opens_when_the_browser_was_closed(open_browser, site_here, network):
    with open_browser(site_here) as visit:
        call_it_own(visit, "Sten Exempelsson")
        keep_here(visit)
    network.away()

    with open_browser(site_here) as visit:
        visit.go("/")

        visit.page.get_by_text(SAVED_TODAY).wait_for()
        assert "1 december" in visit.text


def test_signing_out_leaves_nothing_of_anybody(sten):
    press(sten, "Logga ut")
    sten.page.wait_for_url("**/sign-in")

    assert sten.page.evaluate(STORED) == NOTHING
    cached = sten.page.evaluate(CACHED)
    assert [word for one in cached for word in PERSONAL if word in one["text"]] == []


def test_signing_out_without_a_network_wipes_at_once_and_is_told_later(sten, network):
    network.away()

    press(sten, "Logga ut")

    sten.page.get_by_role("heading", name="Du är inte uppkopplad").wait_for()
    assert sten.page.evaluate(DATABASES) == []
    assert "Nour" not in sten.text
    network.back()
    sten.go("/")
    sten.page.wait_for_url("**/sign-in")


def test_somebody_else_who_signs_in_finds_nothing(sten, network):
    sten.sign_in("Agda Fantasia")
    sten.wait_until(DATABASES, [])
    network.away()

    sten.go("/")

    assert "Du är inte uppkopplad" in sten.text
    assert [word for word in PERSONAL if word in sten.text] == []


def test_a_phone_that_was_ended_elsewhere_is_wiped_when_it_hears_of_it(sten, site_here, arrive):
    other = arrive(site_here)
    other.sign_in("Sten Exempelsson")
    other.go("/devices")
    for _button in range(2):
        ends = other.page.get_by_role("button", name=re.compile("^Avsluta"))
        if ends.count():
            ends.first.click()
            other.page.wait_for_load_state()

    sten.go("/")

    sten.page.wait_for_url("**/sign-in")
    sten.wait_until(DATABASES, [])


def test_a_phone_that_is_called_borrowed_is_wiped(sten):
    sten.go("/own-phone")
    press(sten, "Nej, den är inte min")
    sten.page.wait_for_url(sten.address + "/")

    sten.wait_until(DATABASES, [])


def test_who_keeps_nothing_any_more_has_nothing_there(sten, network):
    sten.go("/saved")
    press(sten, "Spara inget här längre")
    sten.wait_until(SEALED, wanted=False)
    network.away()

    sten.go("/")

    assert "Nour" not in sten.text
