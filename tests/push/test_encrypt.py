"""What we send is what RFC 8291 says, byte for byte, and only the browser can open it."""

import base64
import os
import random

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.push.content import Reached
from tests.servers.push_service import Browser

# RFC 8291, section 5 and appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
SERVER_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BROWSER_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
BROWSER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
ENCRYPTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def raw(written):
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def private(written):
    return ec.derive_private_key(int.from_bytes(raw(written), "big"), ec.SECP256R1())


@pytest.fixture
def same_chance(monkeypatch):
    """Let what is drawn by chance be what the example has."""
    import pywebpush

    drawn = private(SERVER_KEY)
    monkeypatch.setattr(pywebpush.ec, "generate_private_key", lambda *_curve: drawn)
    monkeypatch.setattr(os, "urandom", lambda _length: raw(SALT))


def test_the_example_of_the_standard_comes_out_as_it_stands_there(sender, same_chance):
    body = sender._encrypted(Reached("https://push.example.net/", BROWSER_POINT, AUTH), TEXT)

    assert body == raw(ENCRYPTED)


def test_the_browser_of_the_example_opens_it():
    browser = Browser("", private(BROWSER_KEY), raw(AUTH), "")

    assert browser.opened(raw(ENCRYPTED)) == TEXT


def test_whatever_is_sent_is_what_is_opened(sender, service):
    chance = random.Random(8291)  # noqa: S311  # the same cases each time
    for length in (1, 2, 100, 767, 768, 3993):
        browser = service.subscribe("")
        said = browser.subscription()
        message = chance.randbytes(length)

        body = sender._encrypted(
            Reached(said["endpoint"], said["keys"]["p256dh"], said["keys"]["auth"]), message
        )

        assert browser.opened(body) == message
        with pytest.raises(http_ece.ECEException):
            service.subscribe("").opened(body)
