"""What an address or a number looks like, and the code that shows whose it is."""

import hashlib
import hmac
import re
import secrets
import uuid

from app.people.numbers import PHONE, dialable
from app.reminders.content import Channel

DIGITS = 6
LONGEST = 254
"""Signs in an e-mail address (RFC 5321)."""
EMAIL = re.compile(r"[^\s@<>\"',;:()\\\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
MOBILE = re.compile(r"\+[1-9][0-9]{7,14}")
BETWEEN = re.compile(r"\D+", re.ASCII)


def read_address(channel: Channel, typed: str) -> str | None:
    """Return an e-mail address or a phone number as it is sent to, if it can be one."""
    written = typed.strip()[:LONGEST]
    if channel is Channel.EMAIL:
        return written if EMAIL.fullmatch(written) and written.isascii() else None
    number = dialable(written) if PHONE.fullmatch(written) else ""
    return number if MOBILE.fullmatch(number) else None


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_code(typed: str) -> str:
    return BETWEEN.sub("", typed[:40])


def hash_of_code(code: str, *, point_id: uuid.UUID, secret_key: str) -> str:
    """Return how a code is kept. Without the operator's key it cannot be tried."""
    said = b"contact code" + point_id.bytes + code.encode()
    return hmac.new(secret_key.encode(), said, hashlib.sha256).hexdigest()
