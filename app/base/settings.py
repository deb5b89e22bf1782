"""What the operator decides, read once at start from the environment and a settings file."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import click
from dotenv.parser import parse_stream
from flask import Flask

ROOT = Path(__file__).parents[2]
SHORTEST_SECRET = 32
LARGEST_FORM = 64 * 1024
VAPID_PRIVATE_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")


class SettingsError(click.ClickException):
    """The settings cannot be used. Every fault is named, so that one look is enough."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Nästa steg cannot start:\n" + "\n".join(f"  - {line}" for line in faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    mode: Literal["production", "demo"]
    secret_key: str
    database_url: str
    public_url: str
    vapid_private_key: str
    vapid_subject: str
    support_phone: str
    session_idle_minutes: int
    session_hours: int
    trusted_proxies: int
    pseudo_language: bool

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"


def apply(app: Flask, settings: Settings) -> None:
    """Tell Flask and its extensions what the settings mean for them."""
    app.config.update(
        MODE=settings.mode,
        DEMO=settings.demo,
        SECRET_KEY=settings.secret_key,
        SUPPORT_PHONE=settings.support_phone,
        PUBLIC_URL=settings.public_url,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-next-step" if settings.https else "next-step",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_MIN_SIZE=500,
    )


def load() -> Settings:
    """Read the settings file and the environment; the environment wins."""
    place = Path(os.environ.get("SETTINGS_FILE", ROOT / ".env"))
    return read({**_file(place), **os.environ})


def read(values: Mapping[str, str]) -> Settings:
    """Return the settings, or raise a SettingsError that names every fault at once."""
    reader = _Reader(values)
    mode = reader.mode()
    demo = mode == "demo"
    settings = Settings(
        mode=mode,
        secret_key=reader.secret("SECRET_KEY"),
        database_url=reader.text("DATABASE_URL", _own_database() if demo else None),
        public_url=reader.url("PUBLIC_URL", _own_address(values) if demo else None),
        vapid_private_key=reader.matching(
            "VAPID_PRIVATE_KEY", VAPID_PRIVATE_KEY, "" if demo else None
        ),
        vapid_subject=reader.text("VAPID_SUBJECT", "" if demo else None),
        support_phone=reader.text("SUPPORT_PHONE", "1177"),
        session_idle_minutes=reader.whole("SESSION_IDLE_MINUTES", 15),
        session_hours=reader.whole("SESSION_HOURS", 12),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0),
        pseudo_language=reader.text("PSEUDO_LANGUAGE", "no") == "yes",
    )
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


class _Reader:
    """Reads one value at a time and collects the faults."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.faults: list[str] = []

    def mode(self) -> Literal["production", "demo"]:
        found = self._values.get("MODE", "production")
        if found not in ("production", "demo"):
            self.faults.append(f"MODE is {found!r}; it must be production or demo.")
        return "demo" if found == "demo" else "production"

    def text(self, name: str, default: str | None) -> str:
        found = self._values.get(name, "").strip()
        if found:
            return found
        if default is None:
            self.faults.append(f"{name} is missing.")
        return default or ""

    def secret(self, name: str) -> str:
        return self._checked(
            name,
            None,
            lambda found: len(found) >= SHORTEST_SECRET,
            f"must be at least {SHORTEST_SECRET} characters",
        )

    def url(self, name: str, default: str | None) -> str:
        found = self._checked(
            name, default, _is_origin, "must be an address like https://nastasteg.example.com"
        )
        if found and default is None and not found.startswith("https://"):
            self.faults.append(f"{name} must begin with https:// in production.")
        return found.rstrip("/")

    def matching(self, name: str, pattern: re.Pattern[str], default: str | None) -> str:
        return self._checked(
            name,
            default,
            lambda found: pattern.fullmatch(found) is not None,
            "is not a key in the expected form (43 characters of base64url)",
        )

    def whole(self, name: str, default: int) -> int:
        found = self._checked(name, str(default), str.isdecimal, "must be a whole number")
        return int(found) if found.isdecimal() else default

    def _checked(
        self, name: str, default: str | None, holds: Callable[[str], bool], must: str
    ) -> str:
        found = self.text(name, default)
        if found and not holds(found):
            self.faults.append(f"{name} {must}.")
        return found


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # Half an IPv6 address, such as https://[::1
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def _own_address(values: Mapping[str, str]) -> str:
    return f"http://127.0.0.1:{values.get('PORT', '8000')}"


def _own_database() -> str:
    return f"sqlite:///{ROOT / 'instance' / 'nasta-steg.sqlite'}"


def _file(place: Path) -> dict[str, str]:
    """Read NAME=value lines. A line that is not whole stops the start, and is named."""
    if not place.exists():
        return {}
    with place.open(encoding="utf-8") as lines:
        bindings = list(parse_stream(lines))
    faults = [
        f"{place.name}, line {binding.original.line}: this line cannot be read as NAME=value."
        for binding in bindings
        if binding.error or (binding.key and binding.value is None)
    ]
    if faults:
        raise SettingsError(faults)
    return {binding.key: binding.value or "" for binding in bindings if binding.key}
