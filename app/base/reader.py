"""Reads the operator's values one at a time, and collects everything that is wrong with them."""

import base64
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_SECRET = 32
WHOLE = re.compile(r"[0-9]{1,9}")
P_256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DATABASES = ("sqlite:///", "postgresql+psycopg://")


class Reader:
    """The values, and the faults that were found among those that have been asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.faults: list[str] = []

    def one_of(self, name: str, default: str, other: str) -> str:
        """Return one of two words. A blank setting is the first."""
        found = self.text(name, default)
        if found not in (default, other):
            self.faults.append(f"{name} is {found!r}; it must be {default} or {other}.")
        return found

    def text(self, name: str, default: str | None) -> str:
        found = self._values.get(name, "").strip()
        if found:
            return found
        if default is None:
            self.faults.append(f"{name} is missing.")
        return default or ""

    def secret(self, name: str, default: str | None = None) -> str:
        return self.checked(
            name,
            default,
            lambda found: len(found) >= SHORTEST_SECRET,
            f"must be at least {SHORTEST_SECRET} characters",
        )

    def url(self, name: str, default: str | None) -> str:
        found = self.checked(
            name, default, _is_origin, "must be an address like https://nastasteg.example.com"
        )
        if found and default is None and not found.startswith("https://"):
            self.faults.append(f"{name} must begin with https:// in production.")
        return found.rstrip("/")

    def database(self, name: str, default: str | None) -> str:
        return self.checked(
            name,
            default,
            _is_database,
            "must be an address like sqlite:////var/lib/nasta-steg/nasta-steg.sqlite"
            " or postgresql+psycopg://name@host/database; no other databases are known here",
        )

    def matching(self, name: str, pattern: re.Pattern[str], default: str | None) -> str:
        return self.checked(
            name,
            default,
            lambda found: pattern.fullmatch(found) is not None and _is_on_the_curve(found),
            "is not a key in the expected form (43 characters of base64url)",
        )

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        found = self.checked(
            name,
            str(default),
            lambda found: WHOLE.fullmatch(found) is not None and least <= int(found) <= most,
            f"must be a whole number from {least} to {most}",
        )
        return int(found) if WHOLE.fullmatch(found) else default

    def checked(
        self, name: str, default: str | None, holds: Callable[[str], bool], must: str
    ) -> str:
        found = self.text(name, default)
        if found and not holds(found):
            self.faults.append(f"{name} {must}.")
        return found


def _is_on_the_curve(key: str) -> bool:
    """Say whether a private key is a number that the curve P-256 has."""
    number = int.from_bytes(base64.urlsafe_b64decode(key.rstrip("=") + "="), "big")
    return 0 < number < P_256_ORDER


def _is_database(address: str) -> bool:
    try:
        place = make_url(address).database
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return False
    return address.startswith(DATABASES) and bool(place)


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # Half an IPv6 address, such as https://[::1
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")
