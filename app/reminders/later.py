"""When somebody can be reminded instead: a few moments to choose among, and one of their own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.base import clock
from app.reminders.usual import EVENING, MORNING

OWN = "own"
"""What is chosen when the moment is written by hand."""
A_DAY = timedelta(days=1)


def until(useless_at: datetime, *, now: datetime) -> Mapping[str, datetime]:
    """Return until when something can be put off while it is of use still."""
    today = clock.local_day(now)
    moments = {
        "hour": now + timedelta(hours=1),
        "evening": clock.moment(today, EVENING),
        "morning": clock.moment(today + A_DAY, MORNING),
    }
    return {name: at for name, at in moments.items() if now < at < useless_at}


def before(starts_at: datetime, *, now: datetime) -> Mapping[str, datetime]:
    """Return when somebody can be reminded of a time that is still to come."""
    day = clock.local_day(starts_at)
    moments = {
        "week": clock.moment(day - 7 * A_DAY, EVENING),
        "day-before": clock.moment(day - A_DAY, EVENING),
        "same-morning": clock.moment(day, MORNING),
        "two-hours": starts_at - timedelta(hours=2),
        "one-hour": starts_at - timedelta(hours=1),
    }
    return {name: at for name, at in moments.items() if now < at < starts_at}
