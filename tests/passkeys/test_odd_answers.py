"""Odd answers and names from a browser are refused or tidied, and never break a page."""

import pytest

from tests.passkeys.authenticator import Authenticator


@pytest.mark.parametrize("credential", ["[" * 50_000, '{"a":' * 9_000, "null", "[]", "7", "\x00"])
def test_an_answer_that_is_none_is_refused(app, ask, credential):
    browser = app.test_client()
    ask(browser)

    refused = browser.post(
        "/passkeys/sign-in",
        data={**browser.keys(), "credential": credential},
        content_type="multipart/form-data",
    )

    assert refused.status_code == 422


def test_rubbish_from_one_address_keeps_nobody_else_there_out(app, ask, make):
    phone = make("ann")
    stranger = app.test_client()
    for _try in range(25):
        assert stranger.press("/passkeys/sign-in", credential="{}").status_code == 422

    ann = app.test_client()
    signed = phone.show(ask(ann))

    assert ann.press("/passkeys/sign-in", credential=signed).status_code == 303


def test_a_name_is_kept_without_signs_that_nobody_sees(browse, ask):
    ann = browse("ann")
    credential = Authenticator().make(ask(ann, "/passkeys/options"))

    made = ann.press("/passkeys", credential=credential, name="My\x00 \u202ered\n phone")

    assert made.status_code == 303
    assert "My red phone" in ann.get("/passkeys").text
