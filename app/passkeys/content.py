"""What is said of passkeys, for forms and for tables."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 60


class Purpose(StrEnum):
    """What a challenge was made for. One made for one thing does not do for the other."""

    MAKE = "make"
    SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Site:
    """The one site that passkeys are made for: its host, and its address in the browser."""

    host: str
    origin: str


@dataclass(frozen=True)
class Answer:
    """What was asked, and what an authenticator answered, as JSON that nobody has checked yet."""

    asked: bytes
    credential: str
