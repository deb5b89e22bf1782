"""What one push service answers, and what a browser gives us to reach it by."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class End(StrEnum):
    """Why nothing is pushed to a phone any more."""

    GONE = "gone"
    REFUSED = "refused"
    REPLACED = "replaced"
    TURNED_OFF = "turned-off"


class Fault(StrEnum):
    """Why what a browser gave us cannot be used."""

    UNREADABLE = "unreadable"
    ADDRESS = "address"
    KEYS = "keys"


class Outcome(StrEnum):
    """What became of one push.

    accepted: the push service has it. gone: this browser is not there any more. refused: the
    service refuses us, which is for the operator to look at. later: it may work another time.
    bad: this message will never be taken.
    """

    ACCEPTED = "accepted"
    GONE = "gone"
    REFUSED = "refused"
    LATER = "later"
    BAD = "bad"


@dataclass(frozen=True)
class Answer:
    """What became of one push, and how long to wait before the next try.

    tried: false when nothing was sent, since the push service is left alone for a while.
    """

    outcome: Outcome
    retry_after: timedelta | None = None
    tried: bool = True
    status: int | None = None


@dataclass(frozen=True)
class Reached:
    """Where a browser is reached, and the keys that only it can open a message with."""

    endpoint: str
    p256dh: str
    auth: str
