"""Who has proven who they are at a provider is let in, and only as who they are here."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import col, select

from app.base.providers import NUMBER_CLAIM
from app.journal.models import Happening, JournalEntry
from app.oidc.models import EIdentity, ProviderSession
from app.people.models import Person, SignInSession
from app.people.sessions import Way
from tests.conftest import TUESDAY_MORNING
from tests.oidc.conftest import ANN, ANNS_NUMBER, at_provider
from tests.servers.oidc_provider import ACR, CLIENT_ID


def happenings(session):
    return session.exec(select(JournalEntry.happening).order_by(col(JournalEntry.number))).all()


def test_ann_is_let_in_as_ann(app, travel):
    browser = app.test_client()

    back = travel(browser=browser)

    assert (back.status_code, back.location) == (303, "/own-phone?next=/")
    assert "Ann Exempelsson" in browser.get("/").text


def test_what_the_provider_is_asked_for_leaves_nothing_to_chance(app, people):
    address = app.test_client().get("/sign-in/with/bankid").location

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    claims = json.loads(asked.pop("claims"))["id_token"]
    secrets = {asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert asked == {
        "response_type": "code",
        "response_mode": "query",
        "client_id": CLIENT_ID,
        "redirect_uri": "http://localhost/sign-in/with/bankid/answer",
        "scope": "openid",
        "code_challenge_method": "S256",
        "prompt": "login",
        "max_age": "60",
        "acr_values": ACR,
        "ui_locales": "sv",
    }
    assert claims["acr"] == {"essential": True, "values": [ACR]}
    assert claims["auth_time"] == claims[NUMBER_CLAIM] == {"essential": True}
    assert len(secrets) == 3
    assert min(map(len, secrets)) == 43


def test_no_secret_of_a_try_is_used_again(app, people):
    browser = app.test_client()

    first, second = (browser.get("/sign-in/with/bankid").location for _ in range(2))

    one, other = (parse_qs(urlsplit(address).query) for address in (first, second))
    assert [name for name in ("state", "nonce", "code_challenge") if one[name] == other[name]] == []


def test_the_number_links_once_and_is_kept_so_that_nobody_can_read_it(travel, session, people):
    travel()

    identity = session.exec(select(EIdentity)).one()
    assert (identity.subject, identity.person_id) == (ANN["sub"], people["ann"])
    assert ANNS_NUMBER not in identity.number_hash
    assert happenings(session)[-2:] == [Happening.E_IDENTITY_LINKED, Happening.SIGNED_IN]


def test_from_then_on_the_subject_alone_says_who_it_is(app, travel, provider, session):
    travel()
    del provider.person[NUMBER_CLAIM]
    browser = app.test_client()

    travel(browser=browser)

    assert "Ann Exempelsson" in browser.get("/").text
    assert len(session.exec(select(EIdentity)).all()) == 1
    assert happenings(session).count(Happening.E_IDENTITY_LINKED) == 1


def test_a_number_that_changes_here_takes_nobody_elsewhere(app, travel, session, people):
    travel()
    ann, carl = session.get(Person, people["ann"]), session.get(Person, people["carl"])
    ann.identity_number, carl.identity_number = "191212121212", None
    ann.identity_kind, carl.identity_kind = "personnummer", "none"
    session.flush()
    carl.identity_number, carl.identity_kind = ANNS_NUMBER, "personnummer"
    session.commit()
    browser = app.test_client()

    travel(browser=browser)

    assert "Ann Exempelsson" in browser.get("/").text


@pytest.mark.parametrize("written", ["19590226-2806", "19590226+2806", ANNS_NUMBER])
def test_a_number_is_known_however_the_provider_writes_it(travel, provider, written):
    provider.person[NUMBER_CLAIM] = written

    assert travel().status_code == 303


def test_what_the_token_leaves_out_is_asked_for(app, travel, provider):
    provider.userinfo[NUMBER_CLAIM] = provider.person.pop(NUMBER_CLAIM)
    browser = app.test_client()

    travel(browser=browser)

    assert "Ann Exempelsson" in browser.get("/").text
    assert provider.asked.count("/userinfo") == 1


def test_somebody_with_a_protected_identity_comes_in_the_same_way(app, travel, session, people):
    session.get(Person, people["ann"]).protected_identity = True
    session.commit()
    browser = app.test_client()

    travel(browser=browser)

    assert "Ann Exempelsson" in browser.get("/").text


def test_the_sign_in_says_how_and_when_ann_showed_who_she_is(travel, provider, session):
    provider.lies.claims["auth_time"] = int(TUESDAY_MORNING.timestamp()) - 20

    travel()

    row = session.exec(select(SignInSession)).one()
    assert row.way is Way.E_IDENTITY
    assert row.authenticated_at == TUESDAY_MORNING - timedelta(seconds=20)
    assert session.exec(select(ProviderSession)).one().sign_in_id == row.id


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/contract", "/contract"),
        ("//evil.example.com", "/"),
        ("https://evil.example.com/", "/"),
        ("/\\evil.example.com", "/"),
        ("/contract?a=b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_is_led_to_a_page_of_ours_and_nowhere_else(travel, wanted, led):
    assert travel(back=wanted).location == f"/own-phone?next={led}"


def test_a_new_key_of_the_provider_is_asked_for_when_it_is_met(app, travel, provider, now):
    travel()
    provider.change_key("RSA")
    now(TUESDAY_MORNING + timedelta(minutes=2))

    assert travel().status_code == 303
    assert provider.asked.count("/keys") == 2


def test_what_the_provider_says_of_itself_is_asked_for_once_an_hour(app, travel, provider, now):
    for minutes in (0, 30, 60, 61):
        now(TUESDAY_MORNING + timedelta(minutes=minutes))
        assert travel().status_code == 303

    assert provider.asked.count("/.well-known/openid-configuration") == 2
    assert provider.asked.count("/keys") == 2


def test_each_provider_is_a_way_in_with_its_own_name(app, people):
    page = app.test_client().get("/sign-in?next=/contract", headers={"Accept-Language": "en"}).text

    assert "English bankid" in page
    assert 'href="/sign-in/with/siths?next=/contract"' in page


def test_signing_in_again_proves_anew_who_one_is(app, travel, session, now):
    browser = app.test_client()
    travel(browser=browser)
    now(TUESDAY_MORNING + timedelta(minutes=4))

    travel(browser=browser, back="/contract")

    rows = session.exec(select(SignInSession).order_by(col(SignInSession.began_at))).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert rows[1].authenticated_at == TUESDAY_MORNING + timedelta(minutes=4)


def test_leaving_for_the_provider_changes_nothing_here(app, session, people):
    before = happenings(session)

    at_provider(app.test_client().get("/sign-in/with/bankid").location)

    assert happenings(session) == before
    assert session.exec(select(SignInSession)).all() == []
