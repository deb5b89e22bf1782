"""Without a network one reads whom to call, and the phone holds nothing about anybody."""

import pytest

from tests.browser.storage import CACHED, NOTHING, STORED

PERSONAL = ("Sten", "Exempelsson", "Nour", "fysioterapeut", "1 december", "031-390", "bryggan")


@pytest.fixture
def sten(arrive, own_site):
    """Sten, who has been here and whose phone has had time to keep what it keeps."""
    visit = arrive(own_site)
    visit.sign_in("Sten Exempelsson")
    visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    for path in ("/appointments", "/contract", "/contacts", "/"):
        visit.go(path)
    return visit


def test_without_a_network_one_reads_whom_to_call(sten, own_site):
    assert "Nour" in sten.text
    own_site.stop()

    for path in ("/", "/contract", "/there-is-nothing-here"):
        sten.go(path)

        numbers = sten.page.locator('main a[href^="tel:"]')
        assert {link.get_attribute("href") for link in numbers.all()} >= {"tel:1177", "tel:112"}
        assert "Du är inte uppkopplad" in sten.text
        assert "Nour" not in sten.page.locator("html").inner_text()


def test_without_a_network_the_phone_speaks_the_language_of_the_page_before(sten, own_site):
    sten.speak("en")
    sten.page.wait_for_load_state()
    sten.page.wait_for_timeout(300)
    own_site.stop()

    sten.go("/contacts")

    assert sten.language == "en"
    assert "You have no connection" in sten.text


def test_the_phone_keeps_public_pages_only(sten, own_site, arrive):
    kept = sten.page.evaluate(CACHED)
    stranger = arrive(own_site)

    assert kept
    for one in kept:
        answer = stranger.context.request.get(own_site.address + one["path"], max_redirects=0)
        assert answer.ok, one["path"]
        assert "no-store" not in answer.headers["cache-control"], one["path"]
        assert [word for word in PERSONAL if word in one["text"]] == [], one["path"]


def test_the_phone_stores_nothing_else(sten):
    assert sten.page.evaluate(STORED) == NOTHING


def test_nothing_is_kept_after_signing_out_either(sten, own_site):
    sten.page.get_by_role("button", name="Logga ut").click()
    sten.page.wait_for_url("**/sign-in")

    kept = sten.page.evaluate(CACHED)
    own_site.stop()
    sten.page.go_back()

    assert [word for one in kept for word in PERSONAL if word in one["text"]] == []
    assert [word for word in PERSONAL if word in sten.page.locator("html").inner_text()] == []
