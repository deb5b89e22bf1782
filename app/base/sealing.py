"""What is closed with the operator's key: what a browser holds for a while, and what we keep."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHOWN_FOR = timedelta(minutes=10)
KEY_BYTES = 32


def seal(said: Mapping[str, str], *, purpose: str, secret_key: str, now: datetime) -> str:
    """Close this, so that only we can open it, for the same purpose and for ten minutes."""
    written = json.dumps(dict(said)).encode()
    return cipher(purpose, secret_key).encrypt_at_time(written, _seconds(now)).decode()


def unseal(
    sealed: object, *, purpose: str, secret_key: str, now: datetime
) -> dict[str, str] | None:
    """Return what was sealed for this purpose, or nothing when it was not, or is too late."""
    if not isinstance(sealed, str):
        return None
    try:
        opened = cipher(purpose, secret_key).decrypt_at_time(
            sealed.encode(), ttl=int(SHOWN_FOR.total_seconds()), current_time=_seconds(now)
        )
    except InvalidToken:
        return None
    said: dict[str, str] = json.loads(opened)
    return said


@lru_cache(maxsize=16)
def cipher(purpose: str, secret_key: str) -> Fernet:
    """Return what encrypts for one purpose only: its key says nothing of the secret one."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
    return Fernet(urlsafe_b64encode(derived.derive(secret_key.encode())))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
