"""Addresses of phones as they lie in the database: closed with a key of the operator's."""

import json
from dataclasses import asdict

from cryptography.fernet import InvalidToken

from app.base.sealing import cipher
from app.push.content import Reached

PURPOSE = "push subscription"


def close(reached: Reached, *, secret_key: str) -> str:
    """Return an address and its keys so that only the operator's key opens them again."""
    return cipher(PURPOSE, secret_key).encrypt(json.dumps(asdict(reached)).encode()).decode()


def opened(sealed: str, *, secret_key: str) -> Reached | None:
    """Return what was closed, or nothing: it is forgotten, or was closed with another key."""
    try:
        found = cipher(PURPOSE, secret_key).decrypt(sealed.encode())
    except InvalidToken:
        return None
    return Reached(**json.loads(found))
