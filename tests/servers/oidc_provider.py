"""An identity provider of our own on loopback: real requests, real keys, and lies on demand.

It runs in a thread of the tests, so that a test can hear what it was asked and tell it to lie.
"""

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "nasta-steg", "only-for-the-tests"
ACR = "http://id.elegnamnden.se/loa/1.0/loa3"
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
PATHS = {
    "authorization_endpoint": "/authorize",
    "token_endpoint": "/token",
    "jwks_uri": "/keys",
    "userinfo_endpoint": "/userinfo",
}


@dataclass
class Lies:
    """What the provider does otherwise than it should. Nothing, until a test says so."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are another than the true one; None leaves one out."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    """What is added to the address that the browser is sent back to."""
    sign: Callable[[dict[str, Any]], str] | None = None
    silent_at: str | None = None
    """The path where a question is never answered."""
    raw: dict[str, bytes] = field(default_factory=dict)
    """Whole HTTP answers, by path, sent instead of the true ones."""
    drip_at: str | None = None
    """The path where the answer comes one byte at a time and never ends."""


@dataclass
class OidcProvider:
    """The provider, who is about to sign in there, and what it has been asked."""

    issuer: str
    now: Callable[[], datetime]
    person: dict[str, Any] = field(default_factory=dict)
    """What is said of whoever signs in: sub, and a claim with a number."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    lies: Lies = field(default_factory=Lies)
    asked: list[str] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    """The parameters of the browsers that were sent here."""
    shows_page: bool = False
    """Whether somebody has to press on a page of the provider's, as people with browsers do."""
    released: threading.Event = field(default_factory=threading.Event)
    key: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.change_key()

    def change_key(self, kind: str = "EC") -> None:
        """Sign with a new key, under a new name, from now on."""
        parameters = {"kid": secrets.token_hex(4), "use": "sig"}
        if kind == "EC":
            self.key = ECKey.generate_key("P-256", parameters)
        else:
            self.key = RSAKey.generate_key(2048, parameters)

    @property
    def algorithm(self) -> str:
        return "ES256" if self.key.key_type == "EC" else "RS256"

    def metadata(self) -> dict[str, Any]:
        endpoints = {name: self.issuer + path for name, path in PATHS.items()}
        return {
            "issuer": self.issuer,
            **endpoints,
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            "claims_parameter_supported": True,
            "authorization_response_iss_parameter_supported": True,
            **self.lies.metadata,
        }

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        named = {"alg": self.algorithm, "kid": self.key.kid, **header}
        return jwt.encode(named, claims, self.key, algorithms=[named["alg"]])

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "acr": ACR,
            "nonce": asked["nonce"],
            "sid": asked["state"][:8],
            "at_hash": _half_hash(access_token),
            **self.person,
            **self.lies.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return self.lies.sign(kept) if self.lies.sign else self.signed(kept)

    def logout_token(self, **claims: Any) -> str:
        now = int(self.now().timestamp())
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {LOGGED_OUT: {}},
            **claims,
        }
        return self.signed({name: value for name, value in said.items() if value is not None})

    def unsigned(self, claims: dict[str, Any]) -> str:
        """Sign nothing (alg none), which no one may believe."""
        return f"{_base64({'alg': 'none'})}.{_base64(claims)}."

    def signed_with_public_key(self, claims: dict[str, Any]) -> str:
        """Take the published key for a shared secret, as confused libraries have done."""
        text = f"{_base64({'alg': 'HS256', 'kid': self.key.kid})}.{_base64(claims)}"
        secret = self.key.as_pem(private=False)
        return f"{text}.{_base64url(hmac.digest(secret, text.encode(), 'sha256'))}"

    def signed_by_stranger(self, claims: dict[str, Any]) -> str:
        """Sign with a key of nobody's, under the name of the right one."""
        stranger = ECKey.generate_key("P-256", {"kid": self.key.kid})
        header = {"alg": "ES256", "kid": self.key.kid}
        return jwt.encode(header, claims, stranger)

    def signed_by_key_it_brings(self, claims: dict[str, Any]) -> str:
        """Sign with a stranger's key and bring that key along, as if that made it right."""
        stranger = ECKey.generate_key("P-256", {"kid": self.key.kid})
        header = {"alg": "ES256", "kid": self.key.kid, "jwk": stranger.as_dict(private=False)}
        return jwt.encode(header, claims, stranger)

    def come_back(self, asked: dict[str, str]) -> str:
        """Let the person sign in, and return the address that their browser is sent to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        given = {"code": code, "state": asked["state"], "iss": self.issuer, **self.lies.answer}
        kept = {name: value for name, value in given.items() if value is not None}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Give tokens for a code, once, to the client that has the verifier for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {expected}":
            return None
        challenge = _base64url(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        access_token = secrets.token_urlsafe(16)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "id_token": self.id_token(asked, access_token),
        }


@contextmanager
def running_oidc_provider(now: Callable[[], datetime]) -> Iterator[OidcProvider]:
    """Run a provider until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    provider = OidcProvider(f"http://127.0.0.1:{server.server_address[1]}", now)
    server.provider = provider
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the provider."""

    def do_GET(self) -> None:  # the name that the server asks for
        self._answer("")

    def do_POST(self) -> None:  # the name that the server asks for
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def log_message(self, *_args: object) -> None:
        """Say nothing: a test hears what it wants to hear from the provider."""

    def _answer(self, body: str) -> None:
        provider: OidcProvider = self.server.provider
        parts = urlsplit(self.path)
        provider.asked.append(parts.path)
        try:
            if parts.path == provider.lies.silent_at:
                provider.released.wait()
            elif parts.path == provider.lies.drip_at:
                self._drip()
            elif raw := provider.lies.raw.get(parts.path):
                self.wfile.write(raw)
            else:
                self._speak(provider, parts.path, dict(parse_qsl(parts.query)), body)
        except (BrokenPipeError, ConnectionResetError):
            """Whoever asked did not wait, which is what they should do."""

    def _speak(self, provider: OidcProvider, path: str, query: dict[str, str], body: str) -> None:
        if path == "/.well-known/openid-configuration":
            self._send(provider.metadata())
        elif path == PATHS["jwks_uri"]:
            self._send({"keys": [provider.key.as_dict(private=False)]})
        elif path == PATHS["authorization_endpoint"]:
            provider.requests.append(query)
            if provider.shows_page:
                self._show(provider.come_back(query))
            else:
                self.send_response(303)
                self.send_header("Location", provider.come_back(query))
                self.end_headers()
        elif path == PATHS["token_endpoint"]:
            form = {name: values[0] for name, values in parse_qs(body).items()}
            said = provider.exchange(form, self.headers.get("Authorization", ""))
            self._send(said or {"error": "invalid_grant"}, status=200 if said else 400)
        elif path == PATHS["userinfo_endpoint"]:
            self._send({"sub": provider.person["sub"], **provider.userinfo})
        else:
            self._send({"error": "not_found"}, status=404)

    def _send(self, said: dict[str, Any], *, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _show(self, onward: str) -> None:
        page = (
            '<!DOCTYPE html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">'
            f'<h1>Provider</h1><p><a href="{html.escape(onward)}">It is me</a></p></html>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def _drip(self) -> None:
        """Answer so slowly that each single wait is short, and the whole never ends."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while not self.server.provider.released.is_set():
            self.wfile.write(b" ")
            time.sleep(0.05)


def _half_hash(access_token: str) -> str:
    return _base64url(hashlib.sha256(access_token.encode()).digest()[:16])


def _base64(said: dict[str, Any]) -> str:
    return _base64url(json.dumps(said).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
