"""A provider that lies is not believed, and what a person reads of it says nothing of anybody."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.base.log import log
from app.base.providers import NUMBER_CLAIM
from app.people.models import SignInSession
from tests.conftest import TUESDAY_MORNING
from tests.oidc.conftest import ANNS_NUMBER, ON_ONE_DATABASE, at_provider

pytestmark = ON_ONE_DATABASE

NOW = int(TUESDAY_MORNING.timestamp())
NOT_TRUSTED = "Vi kunde inte lita på svaret från Svenska bankid"
STALE = "Den här inloggningen är inte öppen längre"


def is_refused(response, session, title):
    assert response.status_code == 403
    assert f"<h1>{title}</h1>" in response.text
    assert "1177" in response.text
    assert not any(word in response.text for word in ("Ann", ANNS_NUMBER, "ann-at-provider"))
    return session.exec(select(SignInSession)).all() == []


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://evil.example.com"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"aud": "another-client"}, id="another audience"),
        pytest.param({"aud": ["nasta-steg", "another-client"]}, id="us and another audience"),
        pytest.param({"aud": []}, id="nobody as audience"),
        pytest.param({"aud": None}, id="no audience"),
        pytest.param({"azp": "another-client"}, id="for another party"),
        pytest.param({"nonce": "of-another-sign-in"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"nonce": ""}, id="an empty nonce"),
        pytest.param({"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}, id="too weak"),
        pytest.param({"acr": None}, id="no word of how strong"),
        pytest.param({"acr": ["http://id.elegnamnden.se/loa/1.0/loa3"]}, id="a list of strengths"),
        pytest.param({"auth_time": None}, id="no moment of authentication"),
        pytest.param({"auth_time": NOW - 61}, id="authenticated before we asked"),
        pytest.param({"auth_time": NOW + 61}, id="authenticated in the future"),
        pytest.param({"auth_time": True}, id="a moment that is no number"),
        pytest.param({"auth_time": "now"}, id="a moment that is a text"),
        pytest.param({"auth_time": float("nan")}, id="a moment that is not a number"),
        pytest.param({"exp": NOW - 61}, id="run out"),
        pytest.param({"exp": None}, id="never running out"),
        pytest.param({"iat": NOW - 61}, id="issued before we asked"),
        pytest.param({"iat": NOW + 61}, id="issued in the future"),
        pytest.param({"iat": None}, id="never issued"),
        pytest.param({"nbf": NOW + 120}, id="not valid yet"),
        pytest.param({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, id="for another access token"),
        pytest.param({"sub": None}, id="no subject"),
        pytest.param({"sub": ""}, id="an empty subject"),
        pytest.param({"sub": 7}, id="a subject that is no text"),
        pytest.param({"sub": "a\x00"}, id="a subject with a sign nobody can see"),
        pytest.param({"sub": "a" * 256}, id="a subject without end"),
    ],
)
def test_a_token_that_says_something_else_is_refused(travel, provider, session, claims):
    provider.lies.claims.update(claims)

    assert is_refused(travel(), session, NOT_TRUSTED)


@pytest.mark.parametrize("within", [NOW - 60, NOW + 60])
def test_clocks_may_differ_by_a_minute(travel, provider, within):
    provider.lies.claims.update(auth_time=within, iat=within)

    assert travel().status_code == 303


@pytest.mark.parametrize(
    "sign", ["unsigned", "signed_with_public_key", "signed_by_stranger", "signed_by_key_it_brings"]
)
def test_a_token_that_is_not_signed_by_the_provider_is_refused(travel, provider, session, sign):
    provider.lies.sign = getattr(provider, sign)

    assert is_refused(travel(), session, NOT_TRUSTED)


def test_an_allowed_key_with_an_algorithm_that_is_not_is_refused(travel, provider, session):
    provider.change_key("RSA")
    provider.lies.sign = lambda claims: provider.signed(claims, alg="RS512")

    assert is_refused(travel(), session, NOT_TRUSTED)


def test_a_token_of_a_key_that_nobody_has_published_is_refused(travel, provider, session):
    provider.lies.sign = lambda claims: provider.signed(claims, kid="another")

    assert is_refused(travel(), session, NOT_TRUSTED)


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "..", "x" * 10_000])
def test_what_is_no_token_is_refused(travel, provider, session, token):
    provider.lies.sign = lambda _claims: token

    assert is_refused(travel(), session, NOT_TRUSTED)


@pytest.mark.parametrize("issuer", ["https://evil.example.com", None])
def test_an_answer_that_names_another_issuer_is_refused(travel, provider, session, issuer):
    provider.lies.answer["iss"] = issuer

    assert is_refused(travel(), session, NOT_TRUSTED)
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example.com"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://[half"},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        {"token_endpoint_auth_methods_supported": None},
    ],
)
def test_a_provider_that_says_something_wrong_of_itself_is_refused(
    travel, provider, session, metadata
):
    provider.lies.metadata.update(metadata)

    assert is_refused(travel(), session, NOT_TRUSTED)


def test_userinfo_about_somebody_else_is_refused(travel, provider, session):
    provider.userinfo = {"sub": "somebody-else", NUMBER_CLAIM: provider.person.pop(NUMBER_CLAIM)}

    assert is_refused(travel(), session, NOT_TRUSTED)


def test_an_answer_counts_once(app, provider, session, people):
    browser = app.test_client()
    path = at_provider(browser.get("/sign-in/with/bankid").location)
    assert browser.get(path).status_code == 303
    browser.press("/sign-out")

    again = browser.get(path)

    assert again.status_code == 403
    assert f"<h1>{STALE}</h1>" in again.text
    assert browser.get("/").status_code == 303


def test_an_answer_counts_once_even_with_a_copied_cookie(app, provider, session, people):
    browser, thief = app.test_client(), app.test_client()
    path = at_provider(browser.get("/sign-in/with/bankid").location)
    thief.set_cookie("next-step", browser.get_cookie("next-step").value)
    browser.get(path)

    stolen = thief.get(path)

    assert f"<h1>{STALE}</h1>" in stolen.text
    assert len(session.exec(select(SignInSession)).all()) == 1
    assert provider.asked.count("/token") == 1


def test_an_answer_in_another_browser_is_refused(app, provider, session, people):
    path = at_provider(app.test_client().get("/sign-in/with/bankid").location)

    assert is_refused(app.test_client().get(path), session, STALE)


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_an_answer_to_another_question_is_refused(app, provider, session, people, state):
    browser = app.test_client()
    browser.get("/sign-in/with/bankid")

    assert is_refused(
        browser.get("/sign-in/with/bankid/answer", query_string={"code": "x", "state": state}),
        session,
        STALE,
    )
    assert "/token" not in provider.asked


def test_an_answer_of_one_provider_is_none_of_another(app, provider, session, people):
    browser = app.test_client()
    path = at_provider(browser.get("/sign-in/with/bankid").location)

    assert is_refused(browser.get(path.replace("bankid", "siths")), session, STALE)


@pytest.mark.parametrize(("minutes", "status"), [(10, 303), (11, 403)])
def test_an_answer_is_waited_for_ten_minutes(app, provider, people, now, minutes, status):
    browser = app.test_client()
    address = browser.get("/sign-in/with/bankid").location

    now(TUESDAY_MORNING + timedelta(minutes=minutes))

    assert browser.get(at_provider(address)).status_code == status


def test_a_code_that_the_provider_does_not_know_lets_nobody_in(app, provider, session, people):
    browser = app.test_client()
    path = at_provider(browser.get("/sign-in/with/bankid").location)
    provider.codes.clear()

    assert is_refused(browser.get(path), session, NOT_TRUSTED)


def test_whoever_stops_at_the_provider_is_not_signed_in(travel, provider, session):
    provider.lies.answer = {"error": "access_denied", "code": None, "iss": provider.issuer}

    assert is_refused(travel(), session, "Inloggningen avbröts")


def test_a_provider_that_nobody_has_chosen_does_not_exist(app, people):
    for path in ("/sign-in/with/freja", "/sign-in/with/freja/answer"):
        assert app.test_client().get(path).status_code == 404


def test_a_refusal_is_logged_without_a_word_about_anybody(travel, provider, caplog, monkeypatch):
    monkeypatch.setattr(log, "propagate", True)
    provider.lies.claims["nonce"] = "of-another-sign-in"

    travel()

    lines = [record for record in caplog.records if record.message == "sign-in refused"]
    said = {(line.provider, line.kind, line.why) for line in lines}
    assert said == {("bankid", "NotBelievedError", "nonce")}


def test_changing_language_on_the_refusal_leads_to_where_one_begins_again(travel, provider):
    provider.lies.claims["nonce"] = "of-another-sign-in"

    assert 'name="back" value="/sign-in"' in travel().text


def test_it_is_said_in_english_too(app, travel, provider):
    provider.lies.claims["nonce"] = "of-another-sign-in"
    browser = app.test_client()
    browser.press("/language", language="en")

    page = travel(browser=browser).text

    assert "<h1>We could not trust the answer from English bankid</h1>" in page
    assert "You are not signed in." in page
