"""Whom a provider's answer is about, and how a number is kept so that it cannot be read back."""

import hashlib
import hmac
import re
from collections.abc import Mapping

NUMBER = re.compile(r"\d{8}[-+]?\d{4}")
FINGERPRINT = 8
"""How many signs of a key's fingerprint stand before what was hashed with it."""


def key_for_numbers(identity_key: str, secret_key: str) -> bytes:
    """Return the key that numbers are hashed with: its own, else one made from the secret key."""
    return hmac.digest((identity_key or secret_key).encode(), b"identity numbers", "sha256")


def hashed(number: str, key: bytes) -> str:
    """Return a number as it is kept: which key, and what no one without that key can make."""
    return f"{_fingerprint(key)}:{hmac.digest(key, number.encode(), 'sha256').hex()}"


def contradicts(kept: str, number: str, key: bytes) -> bool:
    """Say whether this is another number than the one that was kept.

    What was hashed with an earlier key says nothing about a number today.
    """
    comparable = kept.startswith(f"{_fingerprint(key)}:")
    return comparable and not hmac.compare_digest(kept, hashed(number, key))


def number_in(said: Mapping[str, object], claim: str) -> str | None:
    """Return the personnummer or samordningsnummer that a provider states, in twelve digits."""
    found = said.get(claim)
    if isinstance(found, str) and NUMBER.fullmatch(found):
        return re.sub(r"\D", "", found)
    return None


def text_in(said: Mapping[str, object], claim: str) -> str | None:
    found = said.get(claim)
    return found if isinstance(found, str) and found else None


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:FINGERPRINT]
