"""The address in a message by which it is unsubscribed from: it says nothing of who that is."""

import hashlib
import hmac
import re
import uuid

PATH = "/unsubscribe/"
TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")
PURPOSE = b"unsubscribe"


def token(point_id: uuid.UUID, *, secret_key: str) -> str:
    """Return what stands for one contact point in an address, and nobody else can make."""
    return point_id.hex + _signature(point_id, secret_key)


def read_token(written: str, *, secret_key: str) -> uuid.UUID | None:
    """Return which contact point it is, if we made this."""
    found = TOKEN.fullmatch(written)
    if found is None:
        return None
    point_id = uuid.UUID(found[1])
    signed = hmac.compare_digest(found[2], _signature(point_id, secret_key))
    return point_id if signed else None


def _signature(point_id: uuid.UUID, secret_key: str) -> str:
    signed = hmac.new(secret_key.encode(), PURPOSE + point_id.bytes, hashlib.sha256)
    return signed.hexdigest()[:32]
