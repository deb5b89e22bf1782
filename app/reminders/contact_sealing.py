"""Addresses and phone numbers as they lie in the database: closed with a key of the operator's."""

from cryptography.fernet import InvalidToken

from app.base.sealing import cipher

PURPOSE = "contact point"


def close(address: str, *, secret_key: str) -> str:
    """Return an address or number that only the operator's key opens again."""
    return cipher(PURPOSE, secret_key).encrypt(address.encode()).decode()


def opened(sealed: str, *, secret_key: str) -> str | None:
    """Return what was closed, or nothing: it was given up, or closed with another key."""
    try:
        return cipher(PURPOSE, secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
