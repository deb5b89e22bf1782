"""The code of a letter: how it is made, written, read and hashed."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from app.base.words import printable

SIGNS = "0123456789ACDEFGHJKMNPQRTVWXY"
"""Of signs that look alike, one is in use and the other is read as it."""
READ_AS = str.maketrans("OILZSBU", "011258V")
LENGTH, GROUP = 18, 3
"""29 signs in 18 places are 87 bits."""
DIGITS = 4
BETWEEN = re.compile(r"[\s\u00ad\u2010-\u2015\u2212._-]+")
LONGEST_TYPED = 80
WORK, BLOCK, SHARE = 2**14, 8, 1
"""What hashing costs (scrypt): 16 MiB and some tens of milliseconds."""


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def new_digits() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def in_groups(code: str) -> str:
    """Write a code so that it can be read aloud and typed: three signs at a time."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Return what somebody typed, pasted or scanned, without what makes no difference."""
    return BETWEEN.sub("", typed[:LONGEST_TYPED]).upper().translate(READ_AS)


def kept(typed: str) -> str:
    """Return what somebody typed, to be shown to them again."""
    return printable(typed[:LONGEST_TYPED])


def read_digits(typed: str) -> str:
    return BETWEEN.sub("", typed[:LONGEST_TYPED])


def hash_of_code(code: str, *, secret_key: str) -> str:
    """Return the one hash by which a code is found again. Without the key it cannot be tried."""
    return _hash(code, salt=f"activation code {secret_key}")


def hash_of_digits(digits: str, *, code: str) -> str:
    """Return a hash of the digits that says nothing to whoever does not have the code."""
    return _hash(digits, salt=f"activation digits {code}")


@dataclass(frozen=True)
class HashedLetter:
    """What somebody typed from a letter, as it is kept: the code, and the digits given apart."""

    code: str
    digits: str


def hashed(code: str, digits: str, *, secret_key: str) -> HashedLetter:
    """Hash both, whatever was typed, so that a code that exists takes no longer than another."""
    return HashedLetter(
        hash_of_code(code, secret_key=secret_key), hash_of_digits(digits, code=code)
    )


def _hash(words: str, *, salt: str) -> str:
    mixed = hashlib.sha256(salt.encode()).digest()
    return hashlib.scrypt(words.encode(), salt=mixed, n=WORK, r=BLOCK, p=SHARE, dklen=32).hex()
