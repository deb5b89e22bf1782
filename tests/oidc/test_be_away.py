"""A provider that is down, hangs or talks nonsense holds nobody up, and one reads whom to call."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import select

from app.oidc import wire
from app.oidc.provider import Provider
from app.people.models import SignInSession
from tests.conftest import TUESDAY_MORNING
from tests.oidc.conftest import ON_ONE_DATABASE, at_provider, chosen

DISCOVERY = "/.well-known/openid-configuration"
TITLE = "Svenska bankid svarar inte just nu"
pytestmark = ON_ONE_DATABASE

EVERY_QUESTION = [DISCOVERY, "/token", "/keys"]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Wait for half a second only, so that a test does."""
    monkeypatch.setattr(wire, "SECONDS", 0.5)


def is_told(response, session):
    assert response.status_code == 503
    assert f"<h1>{TITLE}</h1>" in response.text
    assert 'href="tel:1177"' in response.text
    assert "/sign-in" in response.text
    return session.exec(select(SignInSession)).all() == []


@pytest.mark.parametrize("path", EVERY_QUESTION)
def test_a_provider_that_never_answers_is_left(travel, provider, session, path):
    provider.lies.silent_at = path
    began = time.monotonic()

    assert is_told(travel(), session)

    assert time.monotonic() - began < 3


@pytest.mark.parametrize("path", EVERY_QUESTION)
def test_a_provider_that_answers_a_byte_at_a_time_is_left(travel, provider, session, path):
    provider.lies.drip_at = path
    began = time.monotonic()

    assert is_told(travel(), session)

    assert time.monotonic() - began < 3


def test_a_provider_that_is_down_is_told_of(app, session, people):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    nowhere = chosen("bankid", f"http://127.0.0.1:{free}", "patients")
    app.extensions["oidc"]["bankid"] = Provider(nowhere)

    assert is_told(app.test_client().get("/sign-in/with/bankid"), session)


def answer(body: bytes, *, status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{more}\r\n".encode() + body


@pytest.mark.parametrize("path", EVERY_QUESTION)
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(answer(b"<html>Sorry</html>"), id="a page"),
        pytest.param(answer(b""), id="nothing"),
        pytest.param(answer(b"[]"), id="a list"),
        pytest.param(answer(b"\xff\xfe"), id="no text"),
        pytest.param(answer(b"[" * 100_000), id="too deep"),
        pytest.param(answer(b'{"a": "' + b"x" * 300_000 + b'"}'), id="too much"),
        pytest.param(answer(b"{}", status="500 Oops"), id="an error of theirs"),
        pytest.param(
            answer(b"{}", status="302 Found", more="Location: http://127.0.0.1:1/\r\n"),
            id="an answer elsewhere",
        ),
        pytest.param(
            answer(b"\x1f\x8b\x08", more="Content-Encoding: gzip\r\n"), id="compressed unasked"
        ),
        pytest.param(b"not HTTP at all\r\n\r\n", id="another language"),
    ],
)
def test_an_answer_that_cannot_be_used_is_none(travel, provider, session, path, said):
    provider.lies.raw[path] = said

    assert is_told(travel(), session)


def test_a_provider_that_was_away_is_left_alone_for_a_while(app, provider, session, now):
    provider.lies.silent_at = DISCOVERY
    browser = app.test_client()
    browser.get("/sign-in/with/bankid")
    began = time.monotonic()

    for _ in range(5):
        assert is_told(browser.get("/sign-in/with/bankid"), session)

    assert time.monotonic() - began < 0.5
    assert len(provider.asked) == 1


def test_it_is_asked_again_when_it_may_be_back(app, provider, people, now):
    provider.lies.silent_at = DISCOVERY
    browser = app.test_client()
    browser.get("/sign-in/with/bankid")
    provider.lies.silent_at = None

    now(TUESDAY_MORNING + timedelta(seconds=15))

    address = browser.get("/sign-in/with/bankid").location
    assert browser.get(at_provider(address)).status_code == 303


def test_a_made_up_code_keeps_nobody_else_out(app, provider, people):
    guesser, ann = app.test_client(), app.test_client()
    path = at_provider(guesser.get("/sign-in/with/bankid").location)
    provider.codes.clear()

    assert guesser.get(path).status_code == 403

    address = ann.get("/sign-in/with/bankid").location
    assert ann.get(at_provider(address)).status_code == 303


def test_one_that_is_away_keeps_nobody_from_another(app, provider, people):
    provider.lies.silent_at = DISCOVERY
    browser = app.test_client()
    browser.get("/sign-in/with/bankid")

    assert browser.get("/sign-in/with/siths").status_code == 303


def test_it_is_told_in_english_too(app, provider, people):
    provider.lies.raw[DISCOVERY] = answer(b"")
    browser = app.test_client()
    browser.press("/language", language="en")

    page = browser.get("/sign-in/with/bankid").text

    assert "<h1>English bankid does not answer right now</h1>" in page
    assert "Your plan and your times are safe." in page


def test_a_provider_whose_certificate_nobody_vouches_for_is_told_nothing(
    app, session, people, tmp_path
):
    with _self_signed(tmp_path) as (port, heard):
        somebody = chosen("bankid", f"https://127.0.0.1:{port}", "patients")
        app.extensions["oidc"]["bankid"] = Provider(somebody)

        assert is_told(app.test_client().get("/sign-in/with/bankid"), session)

    assert heard == []


@contextmanager
def _self_signed(folder):
    """Listen with a certificate that a server has made for itself, and keep what it is told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def listen():
            plain, _address = listener.accept()
            with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as safe:
                heard.extend(safe.recv(1))

        thread = threading.Thread(target=listen)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join()


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    place = folder / "certificate.pem"
    place.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return place
