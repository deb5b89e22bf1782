"""The key by which push services know us again (VAPID, RFC 8292)."""

import base64
import hashlib
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LIFE = timedelta(hours=12)
"""How long a signature holds. Push services take at most 24 hours."""
KEY_BYTES = 32
ID_LENGTH = 16
ORIGINS_REMEMBERED = 64


class Vapid:
    """One key, and the signatures made with it: one per push service, made anew half-way."""

    def __init__(self, private_key: str, subject: str) -> None:
        self._private_key = private_key
        self._subject = subject
        self._signed = lru_cache(maxsize=ORIGINS_REMEMBERED)(self._sign)

    @cached_property
    def public_key(self) -> str:
        """Return what a browser is given to subscribe with."""
        return _written(_public(_read(self._private_key)))

    @cached_property
    def key_id(self) -> str:
        """Return a short name for this key. What was made with another reaches nobody."""
        return hashlib.sha256(self.public_key.encode()).hexdigest()[:ID_LENGTH]

    def header(self, origin: str, *, now: datetime) -> str:
        """Return what shows one push service that it is we who send."""
        half = LIFE.total_seconds() / 2
        return self._signed(origin, int(now.timestamp() // half * half))

    def _sign(self, origin: str, from_second: int) -> str:
        from py_vapid import Vapid02  # of no use to whoever answers pages

        until = from_second + int(LIFE.total_seconds())
        claims = {"sub": self._subject, "aud": origin, "exp": until}
        signed: dict[str, str] = Vapid02.from_raw(self._private_key.encode()).sign(claims)
        return signed["Authorization"]


def new_key() -> str:
    """Return a new private key as the settings want it: its number, in base64url."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(KEY_BYTES, "big"))


def _read(private_key: str) -> EllipticCurvePrivateKey:
    number = base64.urlsafe_b64decode(private_key.rstrip("=") + "=")
    return derive_private_key(int.from_bytes(number, "big"), SECP256R1())


def _public(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
