"""Phones with a finger that Chromium makes believe they have, at a site by a name."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from app.base.db import engine_for
from app.people.models import SignInSession
from tests.browser.site import ON_TUESDAY, Site, flask, running, settings

CODE = re.compile(r"^Code: (.+)$", re.MULTILINE)
DIGITS = re.compile(r"code: (\d{4})$", re.MULTILINE)
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
STEN = "Fysioterapeuten Nour kommer hem till dig"
# The finger that Chromium believes in takes up every offer at once, which no person does.
OFFERS_NOTHING_BY_ITSELF = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"


@pytest.fixture
def programs(inhabited_database, tuesday, tmp_path):
    """The environment of a site by a name, since a browser makes no passkey for a number."""
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(inhabited_database.read_bytes())
    environment = settings(f"sqlite:///{copy}", **tuesday, WEB_CONCURRENCY="1")
    return {**environment, "PUBLIC_URL": f"http://localhost:{environment['PORT']}"}


@pytest.fixture
def here(programs, tmp_path) -> Iterator[Site]:
    with running(programs, tmp_path, application=ON_TUESDAY) as site:
        yield replace(site, address=programs["PUBLIC_URL"])
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture
def letter(programs):
    """Make a letter on the command line, and return its code and digits."""

    def made_for(key):
        said = flask(programs, "people", "invite", "demo", key, application=ON_TUESDAY)
        return CODE.search(said).group(1), DIGITS.search(said).group(1)

    return made_for


@pytest.fixture
def phone(arrive, here):
    """Return a new phone, with a finger on it, at the site."""

    def new(*, autofill=False, **wishes):
        visit = arrive(here, **wishes)
        if not autofill:
            visit.page.add_init_script(OFFERS_NOTHING_BY_ITSELF)
        visit.fingers = visit.context.new_cdp_session(visit.page)
        visit.fingers.send("WebAuthn.enable")
        added = visit.fingers.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        visit.authenticator = added["authenticatorId"]
        return visit

    return new


@pytest.fixture
def rest(programs):
    """Let every sign-in have rested for so long."""

    def rested(time):
        engine = engine_for(programs["DATABASE_URL"])
        with Session(engine.execution_options(writes=True)) as session:
            for row in session.exec(select(SignInSession)):
                row.seen_at -= time
            session.commit()
        engine.dispose()

    return rested


def press(visit, words):
    visit.page.get_by_role("button", name=words).click()


def activate(visit, code, digits, *, before_pressing=lambda: None):
    visit.go("/activate")
    visit.page.locator("#code").fill(code.lower())
    visit.page.locator("#digits").fill(digits)
    press(visit, "Öppna min plan")
    visit.page.wait_for_url(re.compile("/own-phone"))
    before_pressing()
    press(visit, "Ja, den är min")
    visit.page.wait_for_url(re.compile(r":\d+/passkeys/new$"))


def make_passkey(visit):
    press(visit, "Skapa en passnyckel")
    visit.page.wait_for_url(re.compile(r"/passkeys$"))


def sign_out(visit):
    press(visit, "Logga ut")
    visit.page.wait_for_url("**/sign-in")
