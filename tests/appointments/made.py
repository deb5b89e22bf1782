"""Times for the tests of rules, which ask no database."""

import uuid
from datetime import UTC, datetime

from app.appointments.cards import Time
from app.base import clock
from app.base.words import Words

UNIT = uuid.UUID(int=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(day, shown):
    """Return the moment when the clocks show this, such as at(day, "10.45")."""
    hour, _, minute = shown.partition(".")
    return clock.moment(day, int(hour) * 60 + int(minute))


def time(what, state="booked", **said):
    """Return a time at the clinic."""
    return Time(
        id=uuid.uuid4(),
        changed_at=said.pop("changed_at", LONG_AGO),
        state=state,
        what=Words("sv", {"sv": what}),
        unit_id=UNIT,
        **said,
    )


def booked(what, starts_at, ends_at=None, **said):
    return time(what, starts_at=starts_at, ends_at=ends_at, **said)
