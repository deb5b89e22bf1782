"""Whoever signs out at the provider is signed out here, and nobody else can bring that about."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.journal.models import Happening, JournalEntry
from app.oidc.models import ProviderSession
from app.people import actions as people_actions
from app.people.models import SignInSession
from tests.conftest import TUESDAY_MORNING
from tests.oidc.conftest import ANN
from tests.servers.oidc_provider import LOGGED_OUT

NOW = int(TUESDAY_MORNING.timestamp())
PATH = "/sign-in/with/bankid/logged-out"


@pytest.fixture
def ann(app, travel):
    """A browser where Ann has signed in by her provider."""
    browser = app.test_client()
    travel(browser=browser)
    return browser


@pytest.fixture
def tell(app):
    """Return what tells the application something, as a provider's server does."""

    def send(token, path=PATH):
        return app.test_client().post(path, data={"logout_token": token})

    return send


def sid_of(session):
    return session.exec(select(ProviderSession.sid)).first()


def test_her_sign_in_ends_with_her_session_there(ann, tell, provider, session):
    told = tell(provider.logout_token(sid=sid_of(session)))

    assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
    assert ann.get("/").status_code == 303
    newest = select(JournalEntry.happening).order_by(col(JournalEntry.number).desc())
    assert session.exec(newest).first() == Happening.SIGNED_OUT


def test_all_her_sign_ins_end_when_the_provider_names_only_her(app, ann, tell, travel, provider):
    other = app.test_client()
    travel(browser=other)

    tell(provider.logout_token(sub=ANN["sub"]))

    assert (ann.get("/").status_code, other.get("/").status_code) == (303, 303)


def test_only_the_session_that_is_named_ends(app, ann, tell, travel, provider, session):
    first = sid_of(session)
    other = app.test_client()
    travel(browser=other)

    tell(provider.logout_token(sub=ANN["sub"], sid=first))

    assert (ann.get("/").status_code, other.get("/").status_code) == (303, 200)


def test_a_session_of_somebody_else_ends_nothing(ann, tell, provider, session):
    assert tell(provider.logout_token(sid="another")).status_code == 200
    assert tell(provider.logout_token(sub="another")).status_code == 200
    assert tell(provider.logout_token(sub="another", sid=sid_of(session))).status_code == 200

    assert ann.get("/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://evil.example.com"}, id="another issuer"),
        pytest.param({"aud": "another-client"}, id="another audience"),
        pytest.param({"aud": ["nasta-steg", "another-client"]}, id="us and another audience"),
        pytest.param({"aud": None}, id="no audience"),
        pytest.param({"iat": NOW - 61}, id="too old"),
        pytest.param({"iat": NOW + 61}, id="from the future"),
        pytest.param({"iat": None}, id="without a moment"),
        pytest.param({"exp": NOW - 61}, id="run out"),
        pytest.param({"exp": None}, id="never running out"),
        pytest.param({"events": None}, id="no event"),
        pytest.param({"events": {}}, id="another event"),
        pytest.param({"events": [LOGGED_OUT]}, id="events as a list"),
        pytest.param({"events": {LOGGED_OUT: True}}, id="an event without an object"),
        pytest.param({"nonce": "n"}, id="an ID token in disguise"),
        pytest.param({"jti": None}, id="no number"),
        pytest.param({"jti": 7}, id="a number that is no text"),
        pytest.param({"sub": None}, id="about nobody"),
        pytest.param({"sub": None, "sid": ""}, id="about an empty session"),
        pytest.param({"sub": None, "sid": 7}, id="about no text"),
    ],
)
def test_a_token_that_is_not_what_it_must_be_ends_nothing(ann, tell, provider, claims):
    token = provider.logout_token(**{"sub": ANN["sub"], **claims})

    told = tell(token)

    assert (told.status_code, told.json) == (400, {"error": "invalid_request"})
    assert told.headers["Cache-Control"] == "no-store"
    assert ann.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_what_is_no_token_ends_nothing(ann, tell, token):
    assert tell(token).status_code == 400

    assert ann.get("/").status_code == 200


@pytest.mark.parametrize("sign", ["unsigned", "signed_by_stranger", "signed_with_public_key"])
def test_a_token_of_somebody_else_ends_nothing(ann, tell, provider, sign):
    claims = {
        "iss": provider.issuer,
        "aud": "nasta-steg",
        "iat": NOW,
        "exp": NOW + 60,
        "jti": "1",
        "sub": ANN["sub"],
        "events": {LOGGED_OUT: {}},
    }

    assert tell(getattr(provider, sign)(claims)).status_code == 400
    assert ann.get("/").status_code == 200


def test_the_same_token_counts_once(app, ann, tell, travel, provider):
    token = provider.logout_token(sub=ANN["sub"])
    assert tell(token).status_code == 200
    travel(browser=ann)

    assert tell(token).status_code == 400

    assert ann.get("/").status_code == 200


def test_one_provider_cannot_end_what_another_began(ann, tell, staff_provider):
    token = staff_provider.logout_token(sub=ANN["sub"])

    assert tell(token).status_code == 400
    assert tell(token, "/sign-in/with/siths/logged-out").status_code == 200
    assert ann.get("/").status_code == 200


def test_a_provider_that_nobody_has_chosen_is_not_heard(tell):
    assert tell("token", "/sign-in/with/freja/logged-out").status_code == 404


def test_what_is_swept_away_takes_its_session_along(ann, session):
    later = TUESDAY_MORNING + timedelta(days=31)

    people_actions.forget_ended(session, now=later, keep=timedelta(days=30))
    session.commit()

    assert session.exec(select(SignInSession)).all() == []
    assert session.exec(select(ProviderSession)).all() == []


def test_a_provider_that_is_away_may_tell_again(app, tell, provider, people):
    provider.lies.raw["/keys"] = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"

    assert tell(provider.logout_token(sub=ANN["sub"])).status_code == 503


@pytest.mark.parametrize("name", ["ann", "tests:ann"])
def test_an_operator_can_let_a_person_be_tied_anew(app, ann, travel, provider, name):
    provider.person["sub"] = "ann-after-her-provider-moved"
    assert travel().status_code == 403

    done = app.test_cli_runner().invoke(args=["oidc", "unlink", name])

    assert done.output == "1 e-identity(ies) forgotten.\n"
    assert travel().status_code == 303


def test_nobody_else_is_untied(app, ann):
    done = app.test_cli_runner().invoke(args=["oidc", "unlink", "nobody"])

    assert done.exit_code == 1
    assert "0 people are called nobody." in done.output
