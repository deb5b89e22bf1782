"""The application as on a Tuesday morning in the weeks that the demo people live in.

A weekday at half past nine, when clinics answer the phone. Time goes on from there, in all the
programs that are told the same distance to the real clock.
"""

import os
from datetime import timedelta

from app import create_app
from app.base import clock

AHEAD = "TESTS_CLOCK_AHEAD_SECONDS"

_real = clock.now
_ahead = timedelta(seconds=float(os.environ.get(AHEAD, "0")))
clock.now = lambda: _real() + _ahead

__all__ = ["create_app"]
