"""One try to sign in, between the moment the browser leaves and the moment it comes back."""

import hmac
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import session

from app.oidc.refusals import NotFinishedError, StaleError

PLACE = "attempt"
LONGEST = timedelta(minutes=10)
SECRET_BYTES = 32


@dataclass(frozen=True)
class Attempt:
    """What only this browser and we know of one try. It lies in the browser's signed cookie.

    number: what it is claimed by, so that its answer is used once, whoever copied the cookie.
    """

    number: uuid.UUID
    provider: str
    state: str
    nonce: str
    verifier: str
    back: str
    began_at: datetime


def begin(provider: str, *, back: str, now: datetime) -> Attempt:
    """Make a new try, which takes the place of an earlier one in this browser."""
    state, nonce, verifier = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
    attempt = Attempt(uuid.uuid4(), provider, state, nonce, verifier, back, now)
    session[PLACE] = [str(attempt.number), provider, state, nonce, verifier, back, now.timestamp()]
    return attempt


def take(provider: str, given: Mapping[str, str], *, now: datetime) -> Attempt:
    """Return the try that an answer belongs to, and forget it: there is one answer to a try."""
    attempt = _read(session.pop(PLACE, None))
    state = given.get("state", "").encode()
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), state):
        raise StaleError("state")
    if attempt.provider != provider:
        raise StaleError("another provider")
    if now - attempt.began_at > LONGEST:
        raise StaleError("too old")
    if "error" in given or "code" not in given:
        raise NotFinishedError("error" if "error" in given else "no code")
    return attempt


def _read(kept: Any) -> Attempt | None:  # noqa: ANN401  # whatever an earlier version put there
    try:
        number, provider, state, nonce, verifier, back, began = kept
        return Attempt(
            uuid.UUID(number),
            provider,
            state,
            nonce,
            verifier,
            back,
            datetime.fromtimestamp(began, UTC),
        )
    except (TypeError, ValueError, AttributeError):
        return None
