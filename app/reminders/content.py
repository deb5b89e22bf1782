"""What can be reminded of, by which way, and what becomes of it."""

from enum import StrEnum


class ReminderKind(StrEnum):
    """What somebody is reminded of."""

    TIME = "time"
    OFFER = "offer"
    NOT_HEARD = "not-heard"
    SELF_CARE = "self-care"
    FOLLOW_UP = "follow-up"
    CHANGE = "change"
    SHARE = "share"
    HELP = "help"


class ReminderState(StrEnum):
    """Where a reminder is on its way. The first is the only one that anything is sent from."""

    WAITING = "waiting"
    TOLD = "told"
    SEEN = "seen"
    CANCELLED = "cancelled"
    TOO_LATE = "too-late"


ON_ITS_WAY = (ReminderState.WAITING, ReminderState.TOLD)


class Channel(StrEnum):
    """A way to reach somebody outside the app. In the app itself everything is always told."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """What became of one message on one way to one person."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    SHOWN = "shown"
    OPENED = "opened"
    GONE = "gone"
    TOO_LATE = "too-late"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is sent."""
        return self is not DeliveryState.WAITING


class Moment(StrEnum):
    """When somebody is reminded of a time."""

    DAY_BEFORE = "day-before"
    SAME_MORNING = "same-morning"
