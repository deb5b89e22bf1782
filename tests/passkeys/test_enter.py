"""A passkey opens the plan of whoever made it, once for each question."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.passkeys import rules
from app.passkeys.models import Passkey
from app.people.models import SignInSession
from app.people.sessions import Way
from tests.conftest import TUESDAY_MORNING
from tests.passkeys.authenticator import Authenticator

ENTER = "/passkeys/sign-in"


@pytest.fixture
def stranger(app):
    """A browser that nobody is signed in with."""
    return app.test_client()


def test_it_lets_in_whoever_made_it(make, ask, stranger, session, people):
    phone = make("ann")

    entered = stranger.press(ENTER, credential=phone.show(ask(stranger)), back="/contract")

    assert (entered.status_code, entered.location) == (303, "/own-phone?next=/contract")
    assert "Ann" in stranger.get("/contract").text
    row = session.exec(select(SignInSession).where(SignInSession.way == Way.PASSKEY)).one()
    assert row.person_id == people["ann"]


def test_a_counter_that_is_always_nought_works_again_and_again(make, ask, stranger):
    phone = make("ann")

    for _ in range(3):
        entered = stranger.press(ENTER, credential=phone.show(ask(stranger)))
        assert entered.status_code == 303


def test_a_counter_that_goes_backwards_is_a_copy_and_is_refused(make, ask, stranger):
    phone = make("ann", count=7)
    phone.count = 9
    assert stranger.press(ENTER, credential=phone.show(ask(stranger))).status_code == 303

    phone.count = 8
    assert stranger.press(ENTER, credential=phone.show(ask(stranger))).status_code == 422


def test_its_last_use_is_shown(make, ask, stranger, now):
    phone = make("ann")
    now(TUESDAY_MORNING + timedelta(hours=2))
    stranger.press(ENTER, credential=phone.show(ask(stranger)))

    assert "Last used today at 11:30." in stranger.get("/passkeys").text


def test_a_replayed_answer_is_refused_even_in_the_same_browser(make, ask, stranger, app):
    credential = make("ann").show(ask(stranger))
    cookie = stranger.get_cookie("next-step").value
    assert stranger.press(ENTER, credential=credential).status_code == 303

    thief = app.test_client()
    thief.set_cookie("next-step", cookie)

    assert thief.press(ENTER, credential=credential).status_code == 422


@pytest.mark.parametrize(
    "lie",
    [
        {"verifies_user": False},
        {"origin": "https://evil.example.com"},
        {"host": "evil.example.com"},
        {"origin": "https://localhost.evil.example.com"},
    ],
    ids=str,
)
def test_another_site_or_no_finger_is_refused(make, ask, stranger, lie):
    phone = make("ann")
    for name, value in lie.items():
        setattr(phone, name, value)

    refused = stranger.press(ENTER, credential=phone.show(ask(stranger)))

    assert refused.status_code == 422
    assert 'href="tel:1177"' in refused.text


def test_unknown_removed_and_wrongly_signed_are_told_the_same(make, ask, app, browse, session):
    phone, removed, forger = make("ann"), make("ann"), Authenticator()
    forger.credential_id = phone.credential_id
    gone = session.exec(select(Passkey).where(Passkey.credential_id == removed.credential_id)).one()
    browse("ann").press(f"/passkeys/{gone.id}/remove")

    answers = []
    for liar in (Authenticator(), removed, forger):
        browser = app.test_client()
        page = browser.press(ENTER, credential=liar.show(ask(browser)))
        answers.append((page.status_code, page.text.partition("<main")[2].partition("</main")[0]))

    assert {status for status, _ in answers} == {422}
    assert len({text for _, text in answers}) == 1


def test_a_passkey_answers_to_what_this_browser_was_asked(make, ask, stranger, app):
    phone, other = make("ann"), app.test_client()
    elsewhere = phone.show(ask(other))
    ask(stranger)

    assert stranger.press(ENTER, credential=elsewhere).status_code == 422


def test_it_leads_back_to_a_page_of_ours_and_nowhere_else(make, ask, stranger):
    phone = make("ann")

    entered = stranger.press(
        ENTER, credential=phone.show(ask(stranger)), back="https://evil.example.com"
    )

    assert entered.location == "/own-phone?next=/"


def test_what_is_asked_names_nobody(make, ask, stranger):
    make("ann")

    options = ask(stranger)

    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://nastasteg.example.com", "nastasteg.example.com"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_passkeys_belong_to_the_exact_host_and_never_to_a_number(address, host):
    assert rules.site_of(address) == host
