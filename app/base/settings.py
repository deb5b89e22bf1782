"""What the operator decides, read once at start from the environment and a settings file."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import click
from dotenv.parser import parse_stream
from flask import Flask

from app.base import other_ways, providers
from app.base.other_ways import Gateway, MailServer
from app.base.providers import IdentityProvider
from app.base.reader import Reader

ROOT = Path(__file__).parents[2]
LARGEST_FORM = 64 * 1024
PUSH_HOSTS = """fcm.googleapis.com jmt17.google.com updates.push.services.mozilla.com
    .push.apple.com .notify.windows.com"""
"""The push services of the browsers in use. One that begins with a dot is all hosts below it."""
PUSH_HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*")
PUSH_HOST_HERE = re.compile(r"https://127\.0\.0\.1:[0-9]{2,5}")
"""A push service on this very computer, for trying out. Only in demo mode."""
VAPID_PRIVATE_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
VAPID_SUBJECT = re.compile(r"mailto:[^@\s]+@[\w-]+(\.[\w-]+)+|https://[\w-]+(\.[\w-]+)+/?")


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
    session_borrowed_idle_minutes: int
    session_borrowed_hours: int
    session_staff_idle_minutes: int
    session_staff_hours: int
    step_up_minutes: int
    invitation_days: int
    tries_per_code: int
    tries_per_address: int
    trusted_proxies: int
    pseudo_language: bool
    service_worker: bool
    not_shared: tuple[str, ...]
    age_rules: str
    identity_key: str
    identity_providers: tuple[IdentityProvider, ...]
    push_hosts: tuple[str, ...]
    push_ca_file: str
    mail_server: MailServer | None
    gateway: Gateway | None

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
        IDENTITY_KEY=settings.identity_key,
        SUPPORT_PHONE=settings.support_phone,
        PUBLIC_URL=settings.public_url,
        SERVICE_WORKER=settings.service_worker,
        INVITATION_LIFE=timedelta(days=settings.invitation_days),
        MAIL_SERVER=settings.mail_server,
        GATEWAY=settings.gateway,
        TRIES_PER_CODE=settings.tries_per_code,
        TRIES_PER_ADDRESS=settings.tries_per_address,
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
    return read(environment())


def environment() -> dict[str, str]:
    """Return what the settings file and the environment say; the environment wins.

    Without SETTINGS_FILE the file is .env, and need not be there.
    """
    if named := os.environ.get("SETTINGS_FILE", "").strip():
        return {**_file(Path(named)), **os.environ}
    own = ROOT / ".env"
    return {**(_file(own) if own.exists() else {}), **os.environ}


def read(values: Mapping[str, str]) -> Settings:
    """Return the settings, or raise a SettingsError that names every fault at once."""
    reader = Reader(values)
    demo = reader.one_of("MODE", "production", "demo") == "demo"
    settings = Settings(
        mode="demo" if demo else "production",
        secret_key=reader.secret("SECRET_KEY"),
        database_url=reader.database("DATABASE_URL", _own_database() if demo else None),
        public_url=reader.url("PUBLIC_URL", _own_address(values) if demo else None),
        vapid_private_key=reader.matching(
            "VAPID_PRIVATE_KEY", VAPID_PRIVATE_KEY, "" if demo else None
        ),
        vapid_subject=reader.checked(
            "VAPID_SUBJECT",
            "" if demo else None,
            lambda found: VAPID_SUBJECT.fullmatch(found) is not None,
            "must be an address that push services can write to, such as mailto:it@example.org",
        ),
        support_phone=reader.text("SUPPORT_PHONE", "1177"),
        session_idle_minutes=reader.whole("SESSION_IDLE_MINUTES", 15, least=1, most=24 * 60),
        session_hours=reader.whole("SESSION_HOURS", 12, least=1, most=30 * 24),
        session_borrowed_idle_minutes=reader.whole(
            "SESSION_BORROWED_IDLE_MINUTES", 5, least=1, most=24 * 60
        ),
        session_borrowed_hours=reader.whole("SESSION_BORROWED_HOURS", 1, least=1, most=24),
        session_staff_idle_minutes=reader.whole(
            "SESSION_STAFF_IDLE_MINUTES", 15, least=1, most=24 * 60
        ),
        session_staff_hours=reader.whole("SESSION_STAFF_HOURS", 10, least=1, most=30 * 24),
        step_up_minutes=reader.whole("STEP_UP_MINUTES", 5, least=1, most=60),
        invitation_days=reader.whole("INVITATION_DAYS", 21, least=1, most=90),
        tries_per_code=reader.whole("TRIES_PER_CODE", 5, least=1, most=20),
        tries_per_address=reader.whole("TRIES_PER_ADDRESS", 100, least=5, most=1000),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0, least=0, most=10),
        pseudo_language=reader.one_of("PSEUDO_LANGUAGE", "no", "yes") == "yes",
        service_worker=reader.one_of("SERVICE_WORKER", "on", "off") == "on",
        not_shared=tuple(reader.text("NOT_SHARED", "").split()),
        age_rules=reader.text("AGE_RULES", ""),
        identity_key=reader.secret("IDENTITY_KEY", ""),
        identity_providers=providers.read(reader, demo=demo),
        push_hosts=_push_hosts(reader, demo=demo),
        push_ca_file=reader.text("PUSH_CA_FILE", "") if demo else "",
        mail_server=other_ways.read_mail_server(reader),
        gateway=other_ways.read_gateway(reader),
    )
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


def _push_hosts(reader: Reader, *, demo: bool) -> tuple[str, ...]:
    """Return the push services that browsers may be reached by.

    One on this very computer is only for trying out: it is named with its port, and its
    certificate is one that PUSH_CA_FILE vouches for.
    """
    found = tuple(reader.text("PUSH_HOSTS", PUSH_HOSTS).split())
    may_be_here = demo and reader.text("PUSH_CA_FILE", "")
    for host in found:
        is_here = may_be_here and PUSH_HOST_HERE.fullmatch(host)
        if not (is_here or PUSH_HOST.fullmatch(host)):
            reader.faults.append(
                f"PUSH_HOSTS names {host!r}; it must be hosts such as fcm.googleapis.com"
                " or .push.apple.com."
            )
    return found


def _own_address(values: Mapping[str, str]) -> str:
    return f"http://127.0.0.1:{values.get('PORT', '8000')}"


def _own_database() -> str:
    return f"sqlite:///{ROOT / 'instance' / 'nasta-steg.sqlite'}"


def _file(place: Path) -> dict[str, str]:
    """Read NAME=value lines. A line that is not whole stops the start, and is named."""
    bindings = list(parse_stream(StringIO(_content(place))))
    faults = [
        f"{place.name}, line {binding.original.line}: this line cannot be read as NAME=value."
        for binding in bindings
        if binding.error or (binding.key and binding.value is None)
    ]
    if faults:
        raise SettingsError(faults)
    return {binding.key: binding.value or "" for binding in bindings if binding.key}


def _content(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        why = "is not text in UTF-8"
    raise SettingsError([f"The settings file {place} {why}."])
