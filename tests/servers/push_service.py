"""A push service of our own on loopback (RFC 8030): real TLS, real keys, and faults on demand.

It does what Google, Apple and Mozilla do: it checks the headers, verifies the signature of who
sends, and takes the message. As the browser it also opens the message, which they cannot.
"""

import base64
import contextlib
import json
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

LARGEST_MESSAGE = 4096
LONGEST_LIFE = timedelta(hours=24)
URGENCIES = ("very-low", "low", "normal", "high")


@dataclass
class Browser:
    """A browser that has subscribed: its address at the service, and the keys it opens with."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey
    secret: bytes
    application_key: str

    def subscription(self) -> dict[str, Any]:
        """Return what the browser gives the page, as PushSubscription.toJSON() does."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": _written(point), "auth": _written(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def opened(self, body: bytes) -> bytes:
        opened: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return opened


@dataclass(frozen=True)
class Pushed:
    """One message that the service has taken, opened as the browser opens it."""

    browser: Browser
    message: bytes
    headers: dict[str, str]
    length: int
    claims: dict[str, Any]

    def said(self) -> Any:
        return json.loads(self.message)


Fault = Callable[["Answering"], None]


@dataclass
class PushService:
    """The service, who has subscribed there, what it has taken, and what it does wrongly."""

    origin: str
    ca_file: str
    now: Callable[[], datetime]
    pushed: list[Pushed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why it did not take a message, in words of its own."""
    fault: Callable[[], Fault | None] = lambda: None
    """Called for each message: what to do instead of taking it, or nothing."""
    connections: int = 0
    browsers: dict[str, Browser] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)

    def subscribe(self, application_key: str) -> Browser:
        """Let a new browser subscribe for whoever has this VAPID key."""
        path = f"/push/{secrets.token_urlsafe(16)}"
        browser = Browser(
            self.origin + path,
            ec.generate_private_key(ec.SECP256R1()),
            secrets.token_bytes(16),
            application_key,
        )
        self.browsers[path] = browser
        return browser

    def expire(self, browser: Browser) -> None:
        """Forget a browser, as when somebody has taken the app away from their phone."""
        self.browsers.pop(browser.endpoint.removeprefix(self.origin))

    def wait_for(self, count: int, *, seconds: float = 10) -> list[Pushed]:
        """Return what was pushed when it is so many, or what there is when time is out."""
        end = time.monotonic() + seconds
        while len(self.pushed) < count and time.monotonic() < end:
            time.sleep(0.02)
        return list(self.pushed)


class Answering(BaseHTTPRequestHandler):
    """One connection to the service."""

    protocol_version = "HTTP/1.1"
    service: PushService

    def setup(self) -> None:
        super().setup()
        self.service.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if fault := self.service.fault():
            fault(self)
            return
        try:
            self._take(body)
        except RefusedError as error:
            self.service.refused.append(str(error))
            self.answer(error.status)

    def answer(self, status: int, *, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a test reads what was pushed."""

    def _take(self, body: bytes) -> None:
        browser = self.service.browsers.get(self.path)
        if browser is None:
            raise RefusedError(410, "no such browser")
        self._check_headers(body)
        claims = self._claims(browser)
        message = browser.opened(body)
        headers = dict(self.headers.items())
        self.service.pushed.append(Pushed(browser, message, headers, len(body), claims))
        self.answer(201, Location=f"{self.service.origin}/message/{secrets.token_hex(8)}")

    def _check_headers(self, body: bytes) -> None:
        if len(body) > LARGEST_MESSAGE:
            raise RefusedError(413, "too large")
        if not self.headers.get("TTL", "").isdigit():
            raise RefusedError(400, "no TTL")
        if self.headers.get("Content-Encoding") != "aes128gcm":
            raise RefusedError(400, "Content-Encoding")
        if self.headers.get("Urgency", "normal") not in URGENCIES:
            raise RefusedError(400, "Urgency")
        topic = self.headers.get("Topic", "t")
        if len(topic) > 32 or not topic.replace("-", "").replace("_", "").isalnum():
            raise RefusedError(400, "Topic")

    def _claims(self, browser: Browser) -> dict[str, Any]:
        """Verify who sends (RFC 8292): the key the browser subscribed for, and for this service."""
        scheme, _, said = self.headers.get("Authorization", "").partition(" ")
        parts = dict(part.strip().split("=", 1) for part in said.split(",") if "=" in part)
        if scheme != "vapid" or parts.get("k") != browser.application_key:
            raise RefusedError(403, "another key than the browser subscribed for")
        point = base64.urlsafe_b64decode(parts["k"] + "=")
        key = ECKey.import_key(
            {
                "kty": "EC",
                "crv": "P-256",
                "x": _written(point[1:33]),
                "y": _written(point[33:]),
            }
        )
        try:
            claims = dict(jwt.decode(parts["t"], key, algorithms=["ES256"]).claims)
        except Exception as error:
            raise RefusedError(401, "the signature") from error
        left = datetime.fromtimestamp(claims["exp"], UTC) - self.service.now()
        if claims["aud"] != self.service.origin or not timedelta() < left <= LONGEST_LIFE:
            raise RefusedError(403, "aud or exp")
        if "@" not in claims.get("sub", "") or "localhost" in claims["sub"]:
            raise RefusedError(403, "BadJwtToken")
        return claims


class RefusedError(Exception):
    """The service does not take a message."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def answers(status: int, *, body: bytes = b"", **headers: str) -> Fault:
    """Answer this, whatever was sent."""
    return lambda answering: answering.answer(status, body=body, **headers)


def hangs(answering: Answering) -> None:
    """Take everything and say nothing."""
    answering.service.released.wait(30)
    answering.close_connection = True


def drips(answering: Answering) -> None:
    """Answer one byte at a time, and never end."""
    with contextlib.suppress(OSError):
        answering.wfile.write(b"HTTP/1.1 201 Created\r\n")
        while not answering.service.released.wait(0.2):
            answering.wfile.write(b"x")
            answering.wfile.flush()


def floods(answering: Answering) -> None:
    """Answer with more than anybody can take."""
    with contextlib.suppress(OSError):
        answering.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 2000000000\r\n\r\n")
        while not answering.service.released.is_set():
            answering.wfile.write(b"x" * 65536)


def resets(answering: Answering) -> None:
    """Cut the connection without a word."""
    answering.connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
    )
    answering.connection.close()
    answering.close_connection = True


def babbles(answering: Answering) -> None:
    """Answer something that is not HTTP."""
    answering.wfile.write(b"\x00\xff not what you asked for\r\n\r\n")
    answering.close_connection = True


class Listening(ThreadingHTTPServer):
    """Says nothing of connections that are cut, which is what the tests are about."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that ends early is not a fault of the service's."""


@contextmanager
def running_push_service(
    folder: Path, *, now: Callable[[], datetime] | None = None
) -> Iterator[PushService]:
    """Run a service until the block ends. now: what it calls the time, for signatures."""
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = type("Handler", (Answering,), {})
    server = Listening(("127.0.0.1", 0), handler, bind_and_activate=True)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    origin = f"https://127.0.0.1:{server.server_address[1]}"
    service = PushService(origin, str(certificate), now or (lambda: datetime.now(UTC)))
    handler.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that vouches for itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"push service {secrets.token_hex(8)}")]
    )
    made = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=2))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = folder / f"push-{secrets.token_hex(4)}.pem"
    place.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return place


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
