"""Signing in by an identity provider, with a real browser that goes there and comes back."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.base.providers import NUMBER_CLAIM
from tests.browser.checkers import axe_faults
from tests.browser.conftest import ON_TUESDAY
from tests.browser.site import Site, running, settings
from tests.browser.test_fit import NARROW, TOO_WIDE
from tests.browser.test_perceive import STILL
from tests.browser.tuesday import AHEAD
from tests.browser.visit import HEIGHT, Visit
from tests.servers.oidc_provider import (
    ACR,
    CLIENT_ID,
    CLIENT_SECRET,
    OidcProvider,
    running_oidc_provider,
)

STENS_NUMBER = "195802232636"
NAMES = {"sv": "BankID", "en": "BankID (Swedish e-ID)"}
HEADINGS = {
    "sv": {"sign_in": "Logga in", "away": "BankID svarar inte just nu"},
    "en": {
        "sign_in": "Sign in",
        "away": "BankID (Swedish e-ID) does not answer right now",
    },
}


@pytest.fixture
def provider(tuesday) -> Iterator[OidcProvider]:
    """A provider that lives on the same Tuesday as the site. Sten is about to sign in there."""
    ahead = timedelta(seconds=float(tuesday[AHEAD]))
    with running_oidc_provider(lambda: datetime.now(UTC) + ahead) as provider:
        provider.person = {"sub": "sten", NUMBER_CLAIM: STENS_NUMBER}
        provider.shows_page = True
        yield provider


@pytest.fixture
def own_site(inhabited_database, tuesday, tmp_path, provider) -> Iterator[Site]:
    """A server that has been told of the provider."""
    copy = tmp_path / "demo.sqlite"
    shutil.copy(inhabited_database, copy)
    told = {
        "WEB_CONCURRENCY": "1",
        "OIDC_PROVIDERS": "bankid",
        "OIDC_BANKID_FOR": "patients",
        "OIDC_BANKID_NAME_SV": NAMES["sv"],
        "OIDC_BANKID_NAME_EN": NAMES["en"],
        "OIDC_BANKID_ISSUER": provider.issuer,
        "OIDC_BANKID_CLIENT_ID": CLIENT_ID,
        "OIDC_BANKID_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_BANKID_ACR_VALUES": ACR,
    }
    environment = settings(f"sqlite:///{copy}", **tuesday, **told)
    with running(environment, tmp_path, application=ON_TUESDAY) as site:
        yield site
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture(params=["sv", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def visit(arrive: Callable[..., Visit], own_site: Site, language: str) -> Visit:
    return arrive(own_site, locale={"sv": "sv-SE", "en": "en-GB"}[language])


def heading(visit: Visit) -> str:
    return visit.page.locator("h1").inner_text()


def complaints_of_us(visit: Visit, provider: OidcProvider) -> list[str]:
    """Return what went wrong here. That the browser asked the provider is what it should do."""
    there = f"asked somebody else: {provider.issuer}/authorize"
    return [one for one in visit.complaints if not one.startswith(there)]


def sign_in(visit: Visit, language: str, path: str) -> None:
    visit.go(path)
    visit.page.get_by_role("link", name=NAMES[language]).focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("link", name="It is me").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(visit.address + "/**")


def come_in(visit: Visit, language: str, path: str) -> None:
    """Sign in, and say that the phone is one's own."""
    sign_in(visit, language, path)
    visit.page.locator('button[name="answer"][value="yes"]').focus()
    visit.page.keyboard.press("Enter")


def press_break_glass(visit: Visit) -> None:
    with visit.page.expect_navigation():
        visit.page.locator("main button").click()


def test_sten_comes_back_as_himself_to_the_page_he_wanted(visit, provider, language):
    visit.go("/contract")
    assert heading(visit) == HEADINGS[language]["sign_in"]

    come_in(visit, language, visit.path)

    visit.page.wait_for_url(visit.address + "/contract")
    assert "Sten Exempelsson" in visit.page.locator("body").inner_text()
    assert provider.requests[0]["ui_locales"] == language
    assert complaints_of_us(visit, provider) == []


def test_back_after_signing_out_shows_nothing_of_him(visit, provider, language):
    come_in(visit, language, "/sign-in")
    visit.page.wait_for_url(visit.address + "/")
    visit.page.locator('form[action="/sign-out"] button').click()
    visit.page.wait_for_url("**/sign-in")

    visit.page.go_back()
    visit.page.wait_for_load_state()

    assert "Sten" not in visit.page.content()


def test_an_answer_that_is_opened_again_lets_nobody_in(visit, provider, language):
    come_in(visit, language, "/sign-in")
    visit.page.wait_for_url(visit.address + "/")
    (request,) = provider.requests
    visit.page.locator('form[action="/sign-out"] button').click()
    visit.page.wait_for_url("**/sign-in")

    visit.go(f"/sign-in/with/bankid/answer?code=seen&state={request['state']}")

    assert "1177" in visit.text
    visit.go("/contract")
    assert heading(visit) == HEADINGS[language]["sign_in"]


def test_a_provider_that_is_down_is_told_of_with_a_number_to_call(visit, provider, language):
    provider.lies.raw["/.well-known/openid-configuration"] = b"HTTP/1.1 503 Down\r\n\r\n"

    visit.go("/sign-in")
    visit.page.get_by_role("link", name=NAMES[language]).click()

    assert heading(visit) == HEADINGS[language]["away"]
    assert visit.page.locator('main a[href="tel:1177"]').is_visible()


def test_a_lie_leaves_sten_outside_with_a_number_to_call(visit, provider, language):
    provider.lies.claims["aud"] = "another-client"

    sign_in(visit, language, "/sign-in")
    visit.page.wait_for_url("**/answer?**")

    assert NAMES[language] in heading(visit)
    assert visit.page.locator('main a[href="tel:1177"]').is_visible()
    assert "Sten" not in visit.page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_on_the_way_can_be_perceived_and_fit(
    arrive, own_site, provider, language, scheme
):
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    narrow = {"width": NARROW, "height": HEIGHT}
    visit = arrive(own_site, locale=locale, color_scheme=scheme, viewport=narrow, **STILL)
    provider.lies.claims["aud"] = "another-client"

    for go in (
        lambda: visit.go("/sign-in"),
        lambda: visit.go("/sign-in/break-glass/made-up"),
        lambda: press_break_glass(visit),
        lambda: sign_in(visit, language, "/sign-in"),
    ):
        go()
        assert axe_faults(visit.page) == [], visit.path
        assert visit.page.evaluate(TOO_WIDE) == [], visit.path
    assert NAMES[language] in heading(visit)
