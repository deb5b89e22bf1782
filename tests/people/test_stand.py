"""How long a sign-in stands, by the way in and by whose the device is."""

from datetime import timedelta

import pytest

from app.people.sessions import Allowed, Limits, Way

OWN, BORROWED, STAFF = (
    Limits(timedelta(minutes=minutes), timedelta(hours=hours))
    for minutes, hours in ((15, 12), (5, 1), (20, 10))
)
ALLOWED = Allowed(own=OWN, borrowed=BORROWED, staff=STAFF)


@pytest.mark.parametrize(
    ("way", "own", "staff", "limits"),
    [
        (Way.PASSKEY, True, False, OWN),
        (Way.PASSKEY, False, False, BORROWED),
        (Way.PASSKEY, None, False, BORROWED),
        (Way.DEMO, None, False, OWN),
        (Way.E_IDENTITY, None, True, STAFF),
        (Way.BREAK_GLASS, None, True, BORROWED),
        (Way.BREAK_GLASS, True, True, BORROWED),
        (Way.BREAK_GLASS, True, False, BORROWED),
    ],
)
def test_each_way_and_device_has_its_limits(way, own, staff, limits):
    assert ALLOWED.to(way, own=own, staff=staff) is limits
