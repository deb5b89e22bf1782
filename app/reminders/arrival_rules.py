"""When a message is tried again, and when another way is taken."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_OBEYED = timedelta(hours=1)
"""How long a service can ask us to wait before it is tried all the same."""

LONGEST_SENDING = timedelta(seconds=15)
"""How long the sending of one message can take, with some time to spare."""

LONGEST_WAIT_FOR_A_PHONE = timedelta(hours=2)

LATE_AFTER = timedelta(minutes=10)
MANY_TRIES = 5
"""How often something is tried within a quarter of an hour when its service does not answer."""
KEPT = timedelta(days=90)


def next_try(
    now: datetime, *, tries: int, chance: float, asked: timedelta | None = None
) -> datetime:
    """Return when something is tried again that has been tried so often.

    The wait doubles, up to half an hour. chance: from 0 to 1, so that those that failed together
    do not come back together. asked: how long the service itself wants us to wait.
    """
    doubled = FIRST_WAIT * (1 << min(max(tries - 1, 0), 10))
    if asked is None:
        return now + min(doubled, LONGEST_WAIT) * (0.5 + chance)
    return now + min(asked, LONGEST_OBEYED) * (1 + chance / 4)


def other_way_at(told_at: datetime, *, useless_at: datetime) -> datetime:
    """Return when something important goes another way unless a phone has shown it by then.

    Half of the time that is left is the phone's, and never more than two hours.
    """
    return told_at + min((useless_at - told_at) / 2, LONGEST_WAIT_FOR_A_PHONE)
