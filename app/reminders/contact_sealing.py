"""Addresses and phone numbers as they lie in the database: closed with a key of the operator's."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"contact point"
KEY_BYTES = 32


def close(address: str, *, secret_key: str) -> str:
    """Return an address or number that only the operator's key opens again."""
    return _cipher(secret_key).encrypt(address.encode()).decode()


def opened(sealed: str, *, secret_key: str) -> str | None:
    """Return what was closed, or nothing: it was given up, or closed with another key."""
    try:
        return _cipher(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _cipher(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return Fernet(urlsafe_b64encode(derived.derive(secret_key.encode())))
