"""How somebody came in, and how long a sign-in stands. Values in, a value out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Way(StrEnum):
    """How somebody showed who they are. The list is closed, and every sign-in names one."""

    DEMO = "demo"
    ACTIVATION_CODE = "activation-code"
    PASSKEY = "passkey"
    E_IDENTITY = "e-identity"
    BREAK_GLASS = "break-glass"
    CONFIRMED_BY_OTHER = "confirmed-by-other"


WAYS_TO_WORK = frozenset({Way.DEMO, Way.E_IDENTITY, Way.BREAK_GLASS})
"""The ways in that somebody has at work. A nurse who comes in otherwise is a patient here."""


class Standing(StrEnum):
    """What a sign-in is worth now. A locked one is opened by showing once more who one is."""

    LIVE = "live"
    LOCKED = "locked"
    ENDED = "ended"


class NoticeKind(StrEnum):
    """What a person is told about their ways to sign in, and to be read without signing in."""

    DEVICE_ADDED = "device-added"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    ENDED_BY_STAFF = "ended-by-staff"
    CALENDAR_MADE = "calendar-made"


@dataclass(frozen=True)
class Limits:
    """How long a sign-in may rest and last, and whether rest locks it or ends it."""

    idle: timedelta
    longest: timedelta
    locks: bool = True


@dataclass(frozen=True)
class Allowed:
    """The limits of this installation: one's own phone, a borrowed one, and at work."""

    own: Limits
    borrowed: Limits
    staff: Limits

    def to(self, way: Way, *, own: bool | None, staff: bool) -> Limits:
        """Return the limits of one sign-in. What nobody has answered is taken as borrowed."""
        if way is Way.BREAK_GLASS:
            return self.borrowed
        if staff:
            return self.staff
        if own or (own is None and way is Way.DEMO):
            return self.own
        return self.borrowed


def standing(
    limits: Limits,
    *,
    began_at: datetime,
    seen_at: datetime,
    locked_at: datetime | None,
    now: datetime,
) -> Standing:
    if now - began_at > limits.longest:
        return Standing.ENDED
    if locked_at is None and now - seen_at <= limits.idle:
        return Standing.LIVE
    return Standing.LOCKED if limits.locks else Standing.ENDED
