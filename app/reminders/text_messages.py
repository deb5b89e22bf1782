"""Text messages, as neutral as a push, through an operator's gateway (docs/text-messages.md)."""

import json
import re
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from app.base import clock
from app.base.other_ways import Gateway
from app.push.content import Answer, Outcome
from app.push.rules import retry_after
from app.reminders.deadline import line_to
from app.reminders.neutral import NAME, Message, line

DEADLINE_SECONDS = 10.0
MOBILE = re.compile(r"(?:\+46|0046|0)(7[02369]\d{7})")
SPACING = re.compile(r"[\s().-]")


class Texter:
    """Hands text messages over to a gateway, each within ten seconds. Follows no redirects."""

    def __init__(self, gateway: Gateway, *, trust: str | None = None) -> None:
        self._gateway = gateway
        self._tls = ssl.create_default_context(cafile=trust)

    def send(self, number: str, message: Message) -> Answer:
        parts = urlsplit(self._gateway.url)
        https = parts.scheme == "https"
        speaks = HTTPSConnection if https else HTTPConnection
        connection: HTTPConnection = speaks(parts.hostname or "", parts.port)
        tls = self._tls if https else None
        try:
            with line_to(
                connection.host, connection.port, seconds=DEADLINE_SECONDS, tls=tls
            ) as line:
                connection.sock = line
                return self._hand_over(connection, number, message)
        except (OSError, HTTPException):
            return Answer(Outcome.LATER)
        finally:
            connection.close()

    def _hand_over(self, connection: HTTPConnection, number: str, message: Message) -> Answer:
        said = {"from": self._gateway.sender, "to": number, "text": text(message)}
        connection.request(
            "POST", _path(self._gateway.url), json.dumps(said).encode(), self._headers(message)
        )
        response = connection.getresponse()
        return answer(response.status, response)

    def _headers(self, message: Message) -> Mapping[str, str]:
        return {
            "Authorization": f"Bearer {self._gateway.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": message.of,
        }


def swedish_mobile(written: str) -> str | None:
    """Return a Swedish mobile number as gateways want it, or nothing when it is none."""
    found = MOBILE.fullmatch(SPACING.sub("", written))
    return f"+46{found[1]}" if found else None


def text(message: Message) -> str:
    return f"{NAME}: {line(message)}. {message.site}"


def answer(status: int, response: HTTPResponse) -> Answer:
    """Return what a gateway's answer means. Sent on elsewhere is as refused: nobody follows."""
    if 200 <= status < 300:
        return Answer(Outcome.ACCEPTED, status=status)
    elif status in (408, 425, 429) or status >= 500:
        wish = retry_after(response.getheader("Retry-After"), now=clock.now())
        return Answer(Outcome.LATER, wish, status=status)
    elif status in (401, 403) or 300 <= status < 400:
        return Answer(Outcome.REFUSED, status=status)
    return Answer(Outcome.BAD, status=status)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
