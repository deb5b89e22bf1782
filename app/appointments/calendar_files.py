"""Times as calendars read them: iCalendar (RFC 5545), written by the library of that name.

No attendees and no organizer: nobody is named, and no calendar writes to anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import CLASS, STATUS, TRANSP, Calendar, Event, Timezone, vDuration

from app.appointments import rules
from app.appointments.cards import Time
from app.appointments.content import State
from app.base import clock

PRODUCT = "-//Nasta steg//Times//SV"
FETCH_EVERY = timedelta(hours=1)
STOCKHOLM = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19970330T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""The clocks here as every calendar understands them: one rule for spring and one for autumn.

The library can write them from its own tables, as lists of days, which Outlook does not read.
"""


@dataclass(frozen=True)
class Entry:
    """A time, and what a calendar says of it."""

    time: Time
    title: str
    where: str = ""
    more: str = ""


def file_of(entry: Entry) -> bytes:
    """Write one time, to be put into a calendar; or taken out of it, when it is cancelled."""
    cancelled = entry.time.state is State.CANCELLED
    return _written(_calendar("CANCEL" if cancelled else "PUBLISH"), [entry])


def feed_of(entries: Iterable[Entry], *, name: str) -> bytes:
    """Write all that a calendar of this name shows, the same whenever nothing has changed."""
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", FETCH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(FETCH_EVERY))
    return _written(calendar, entries)


def _calendar(method: str) -> Calendar:
    """Begin a calendar. The library's own beginning gives it a name at random, new each time."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", method)
    return calendar


def _written(calendar: Calendar, entries: Iterable[Entry]) -> bytes:
    calendar.add_component(Timezone.from_ical(STOCKHOLM))
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    time = entry.time
    start, end = _as_written(rules.start_of(time), rules.end_of(time) or rules.start_of(time))
    return Event.new(
        uid=str(time.id),
        sequence=time.sequence,
        stamp=time.changed_at,
        last_modified=time.changed_at,
        start=start,
        end=end,
        summary=entry.title,
        location=entry.where or None,
        description=entry.more or None,
        status=_status(time),
        classification=CLASS.PRIVATE,
        transparency=_transparency(time),
    )


def _as_written(*moments: datetime) -> list[datetime]:
    """Return moments as the clocks here show them.

    In the night to winter time the clocks show an hour twice, and a calendar takes it as the
    first of the two. What is in the second is written in UTC.
    """
    shown = [clock.local(moment) for moment in moments]
    return list(moments) if any(moment.fold for moment in shown) else shown


def _status(time: Time) -> STATUS:
    if time.state is State.CANCELLED:
        return STATUS.CANCELLED
    if time.state is State.INVITATION and time.answer_by:
        return STATUS.TENTATIVE
    return STATUS.CONFIRMED


def _transparency(time: Time) -> TRANSP:
    """Keep the hours taken, unless the time was cancelled."""
    return TRANSP.TRANSPARENT if time.state is State.CANCELLED else TRANSP.OPAQUE
