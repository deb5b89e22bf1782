"""Letters and phones with passkeys, for the tests of every room that lets people in."""

import pytest

from app.activation import actions
from app.base import clock, db
from app.journal.actions import OPERATOR
from tests.pages import CSRF
from tests.passkeys.authenticator import Authenticator


@pytest.fixture
def letter_for(app, people):
    """Make a letter for somebody, and return it."""

    def make(person):
        with app.app_context(), db.transaction() as writing:
            return actions.invite(
                writing,
                people[person],
                life=app.config["INVITATION_LIFE"],
                secret_key=app.config["SECRET_KEY"],
                by=OPERATOR,
                now=clock.now(),
            )

    return make


@pytest.fixture
def enter(app):
    """Send a code and digits from a browser nobody has signed in with, and return its answer."""

    def send(code, digits, *, address="192.0.2.1", browser=None):
        browser = browser or app.test_client()
        return browser.post(
            "/activate",
            data={**browser.keys(), "code": code, "digits": digits},
            environ_base={"REMOTE_ADDR": address},
        )

    return send


@pytest.fixture
def ask():
    """Ask for something to sign, in this browser, and return the options."""

    def asked(browser, path="/passkeys/challenge"):
        token = CSRF.search(browser.get("/about").text).group(1)
        answer = browser.post(path, data={"csrf_token": token})
        assert answer.status_code == 200, answer.status
        return answer.get_json()

    return asked


@pytest.fixture
def make(browse, ask):
    """Let a person make a passkey, and return the phone that holds it."""

    def made_by(person, **traits):
        browser, phone = browse(person), Authenticator(**traits)
        credential = phone.make(ask(browser, "/passkeys/options"))
        answer = browser.press("/passkeys", credential=credential, name="My phone")
        assert answer.status_code == 303, answer.text
        return phone

    return made_by
