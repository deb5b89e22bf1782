"""A feed as a calendar reads it, for the tests of feeds."""

import re
from datetime import timedelta

from ical.calendar_stream import IcsCalendarStream

from tests.conftest import SETTINGS

PAGE, NEW, TITLES, END = (
    "/appointments/calendar",
    "/appointments/calendar/new",
    "/appointments/calendar/titles",
    "/appointments/calendar/end",
)
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
AN_HOUR, FIVE_MINUTES = timedelta(hours=1), timedelta(minutes=5)
ADDRESS = re.compile(r'readonly\s+translate="no">([^<]+)</textarea>')
PLACES = ("Mottagningen", "Exempelgatan", "Staden", "031", "Sam", "Visit")
"""What tells where, with whom, or that it has to do with care."""


def shown(response):
    """Return the path of the address on the page that shows it."""
    address = ADDRESS.search(response.text).group(1)
    assert address.startswith(f"{SETTINGS.public_url}/calendar/")
    return address.removeprefix(SETTINGS.public_url)


def titles(response):
    assert response.status_code == 200
    return [event.summary for event in events(response)]


def events(response):
    (calendar,) = IcsCalendarStream.from_ics(response.text).calendars
    return calendar.events


def visit(**said):
    """Return Ann's visit as a contract file tells it, with something else said of it."""
    visit = {"key": "visit", "state": "booked", "what": {"sv": "Besök", "en": "Visit"}}
    return {
        **visit,
        "on": "2026-12-01",
        "at": "10.00-10.45",
        "role": "sam",
        "mode": "visit",
        **said,
    }
