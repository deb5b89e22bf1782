"""The operator's mail server and gateway for text messages, as the settings name them."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.base.reader import Reader

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
SENDER = re.compile(r"[A-Za-z][A-Za-z0-9 ]{2,10}|\+?[0-9]{3,15}")
"""What a text message can be from: 3 to 11 letters and digits, or a number."""
TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and from whom it comes."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class Gateway:
    """Where text messages are handed over, and from whom they come."""

    url: str
    token: str
    sender: str


def read_mail_server(reader: Reader) -> MailServer | None:
    """Return the operator's mail server, or nothing without SMTP_URL."""
    url = reader.checked(
        "SMTP_URL",
        "",
        lambda found: _mail_server(found, "") is not None,
        "must be an address like smtp+starttls://user:password@mail.example.org:587, smtps:// or"
        " smtp://; without encryption a password only goes to this very machine",
    )
    sender = reader.checked(
        "MAIL_FROM",
        None if url else "",
        is_address,
        "must be an e-mail address like no-reply@nastasteg.example.org",
    )
    return _mail_server(url, sender) if url else None


def read_gateway(reader: Reader) -> Gateway | None:
    """Return the operator's gateway for text messages, or nothing without SMS_URL."""
    url = reader.checked(
        "SMS_URL",
        "",
        _is_gateway,
        "must be an address like https://sms.example.org/messages;"
        " http:// only goes to this very machine",
    )
    needed = None if url else ""
    token = reader.checked(
        "SMS_TOKEN", needed, _is_token, "must be letters, digits and signs without spaces"
    )
    sender = reader.checked(
        "SMS_SENDER",
        needed,
        lambda found: SENDER.fullmatch(found) is not None,
        "must be 3 to 11 letters and digits, a letter first, or a phone number",
    )
    return Gateway(url, token, sender) if url else None


def is_address(written: str) -> bool:
    """Say whether this looks like one e-mail address. Whether it is one, only a letter shows."""
    return ADDRESS.fullmatch(written) is not None


def _mail_server(url: str, sender: str) -> MailServer | None:
    """Read the address of a mail server, or return nothing when it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        return None
    if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = port or PORTS[parts.scheme]
    return MailServer(parts.scheme, parts.hostname, port, user, password, sender)


def _is_gateway(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _readable = parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return safe and bool(parts.hostname) and parts.username is None and not parts.fragment


def _is_token(written: str) -> bool:
    return TOKEN.fullmatch(written) is not None
