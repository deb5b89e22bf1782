"""A passkey is made by somebody who has just shown who they are, with a finger on it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.journal.models import Happening, JournalEntry
from app.passkeys.models import Challenge, Passkey
from tests.conftest import TUESDAY_MORNING
from tests.passkeys.authenticator import Authenticator

MAKE, OPTIONS = "/passkeys", "/passkeys/options"
A_SECOND = timedelta(seconds=1)


def test_it_is_kept_under_a_name_with_its_public_half_only(make, session, people):
    phone = make("ann")

    kept = session.exec(select(Passkey)).one()

    assert (kept.person_id, kept.name) == (people["ann"], "My phone")
    assert (kept.credential_id, kept.sign_count) == (phone.credential_id, 0)
    noted = select(JournalEntry.actor_id).where(
        JournalEntry.happening == Happening.PASSKEY_ADDED.value
    )
    assert session.exec(noted).all() == [people["ann"]]


def test_the_phone_is_asked_to_keep_it_and_to_see_a_finger(browse, ask):
    options = ask(browse("ann"), OPTIONS)

    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["rp"]["id"] == "localhost"
    assert "19590226" not in str(options)


def test_several_can_be_made_and_each_phone_once(make, browse, ask, session):
    first = make("ann")
    make("ann")

    excluded = ask(browse("ann"), OPTIONS)["excludeCredentials"]

    assert len(session.exec(select(Passkey)).all()) == len(excluded) == 2
    browser = browse("ann")
    again = browser.press(MAKE, credential=first.make(ask(browser, OPTIONS)))
    assert again.status_code == 422


@pytest.mark.parametrize(
    "lie",
    [
        {"verifies_user": False},
        {"origin": "https://evil.example.com"},
        {"host": "evil.example.com"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:8000"},
    ],
    ids=str,
)
def test_what_another_site_or_no_finger_made_is_refused(browse, ask, session, lie):
    browser = browse("ann")

    refused = browser.press(MAKE, credential=Authenticator(**lie).make(ask(browser, OPTIONS)))

    assert refused.status_code == 422
    assert "No passkey was made" in refused.text
    assert 'href="tel:1177"' in refused.text
    assert session.exec(select(Passkey)).all() == []


@pytest.mark.parametrize(
    "credential", ["", "{", "null", "[]", "{}", '{"id": 1}', '"x"', "\x00", "9" * 3000]
)
def test_what_is_no_answer_at_all_is_refused(browse, ask, session, credential):
    browser = browse("ann")
    ask(browser, OPTIONS)

    assert browser.press(MAKE, credential=credential).status_code == 422


def test_an_answer_without_a_question_or_to_another_one_is_refused(browse, ask, session):
    browser = browse("ann")
    never_asked = Authenticator().make({"challenge": "AAAA"})
    to_sign_in = Authenticator().make(ask(browser))

    assert browser.press(MAKE, credential=never_asked).status_code == 422
    assert browser.press(MAKE, credential=to_sign_in).status_code == 422
    assert session.exec(select(Passkey)).all() == []


def test_a_question_is_forgotten_when_it_is_answered_and_gets_too_old(browse, ask, now, session):
    browser, phone = browse("ann"), Authenticator()
    credential = phone.make(ask(browser, OPTIONS))
    now(TUESDAY_MORNING + timedelta(minutes=5))

    assert browser.press(MAKE, credential=credential).status_code == 422
    assert session.exec(select(Challenge)).all() == []


def test_a_replayed_answer_is_refused(browse, ask, session):
    browser, phone = browse("ann"), Authenticator()
    credential = phone.make(ask(browser, OPTIONS))
    assert browser.press(MAKE, credential=credential).status_code == 303
    passkey = session.exec(select(Passkey)).one()
    browser.press(f"/passkeys/{passkey.id}/remove")

    assert browser.press(MAKE, credential=credential).status_code == 422


@pytest.mark.parametrize(
    ("later", "asked_again"),
    [
        pytest.param(timedelta(minutes=5), False, id="just in time"),
        pytest.param(timedelta(minutes=5) + A_SECOND, True, id="a second too late"),
    ],
)
def test_who_showed_who_they_are_long_ago_is_asked_again(browse, now, later, asked_again):
    browser = browse("ann")

    now(TUESDAY_MORNING + later)

    page = browser.get("/passkeys/new")
    assert (page.location == "/sign-in/again?next=/passkeys/new") is asked_again
    options = browser.press(OPTIONS)
    assert (options.status_code == 403) is asked_again
    assert (browser.press(MAKE).status_code == 303) is asked_again


def test_showing_it_again_gives_a_new_reference_on_the_same_device(browse, now, session, people):
    browser = browse("ann")
    with browser.session_transaction() as cookie:
        before = cookie["_user_id"]
    now(TUESDAY_MORNING + timedelta(minutes=6))

    browser.press(f"/demo/people/{people['ann']}")

    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    assert browser.get("/passkeys/new").status_code == 200
    assert browser.get("/devices").text.count('aria-labelledby="device-') == 1


def test_one_removes_ones_own_and_nobody_elses(make, browse, session):
    make("ann")
    passkey_id = session.exec(select(Passkey.id)).one()

    assert browse("carl").press(f"/passkeys/{passkey_id}/remove").status_code == 404
    assert browse("ann").press(f"/passkeys/{passkey_id}/remove").status_code == 303
    session.expire_all()
    assert session.exec(select(Passkey)).all() == []


def test_a_name_may_be_anything_and_is_shown_as_it_is(browse, ask):
    browser = browse("ann")
    credential = Authenticator().make(ask(browser, OPTIONS))

    browser.press(MAKE, credential=credential, name="  <b>Mammas</b>\n telefon " + "x" * 90)

    text = browser.get("/passkeys").text
    assert "&lt;b&gt;Mammas&lt;/b&gt; telefon xxx" in text
