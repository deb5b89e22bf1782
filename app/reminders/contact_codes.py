"""The code that shows whose an address or a number is."""

import hashlib
import hmac
import re
import secrets
import uuid

DIGITS = 6
BETWEEN = re.compile(r"\D+", re.ASCII)
LONGEST_TYPED = 40


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_code(typed: str) -> str:
    return BETWEEN.sub("", typed[:LONGEST_TYPED])


def hash_of_code(code: str, *, point_id: uuid.UUID, secret_key: str) -> str:
    """Return how a code is kept. Without the operator's key it cannot be tried."""
    said = b"contact code" + point_id.bytes + code.encode()
    return hmac.new(secret_key.encode(), said, hashlib.sha256).hexdigest()
