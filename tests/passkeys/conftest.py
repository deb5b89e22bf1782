import pytest

from tests.pages import CSRF
from tests.passkeys.authenticator import Authenticator


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
