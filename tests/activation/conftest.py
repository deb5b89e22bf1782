from datetime import timedelta

import pytest

from app.activation import actions
from app.base import db
from app.journal.actions import OPERATOR
from tests.conftest import SETTINGS, TUESDAY_MORNING

LIFE = timedelta(days=21)


@pytest.fixture
def letter_for(app, people):
    """Make a letter for somebody, and return it."""

    def make(person, *, now=TUESDAY_MORNING):
        with app.app_context(), db.transaction() as writing:
            return actions.invite(
                writing,
                people[person],
                life=LIFE,
                secret_key=SETTINGS.secret_key,
                by=OPERATOR,
                now=now,
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
