"""How many pushes may be under way to each push service at once.

One that hangs must not hold all threads while the others wait behind it. So each service has a
lane. It begins narrow, widens with each quick answer, and narrows with each slow or missing one;
after some misses in a row, or when the service asks for it, it is closed for a while.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

NARROW = 4
SLOW_SECONDS = 1.0
WIDTH_WHEN_SLOW = 2
MISSES_TO_WAIT_FOR = 2
MISSES_BEFORE_CLOSED = 5
SHORTEST_CLOSED, LONGEST_CLOSED = 2.0, 300.0
LONGEST_WISH = 3600.0
COME_BACK = 0.5
"""Seconds until it is worth trying again where there is no room now."""
LONGEST_WAIT = 0.5
MOST_LANES = 64


@dataclass
class Lane:
    """One push service: how many at once, since when each is under way, how it has gone."""

    width: int
    since: dict[int, float] = field(default_factory=dict)
    quick: bool = False
    misses: int = 0
    times_closed: int = 0
    closed_until: float = 0.0

    def has_room(self, now: float) -> bool:
        width = min(self.width, WIDTH_WHEN_SLOW) if self.is_stalled(now) else self.width
        return len(self.since) < width

    def goes_well(self, now: float) -> bool:
        return self.quick and self.misses < MISSES_TO_WAIT_FOR and not self.is_stalled(now)

    def is_stalled(self, now: float) -> bool:
        """Say whether something under way has been so for longer than a quick answer takes."""
        return any(now - began > SLOW_SECONDS for began in self.since.values())


class Lanes:
    """The lanes of all push services, shared by all threads that send."""

    def __init__(self, threads: int) -> None:
        self._widest = max(1, threads * 3 // 4)
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._changed = threading.Condition()

    def enter(self, origin: str) -> float:
        """Enter a service's lane and return 0, or return in how many seconds to come back.

        Where all goes well one waits a moment for room. Where it does not, nobody waits.
        """
        end = time.monotonic() + LONGEST_WAIT
        with self._changed:
            while True:
                now, lane = time.monotonic(), self._lane(origin)
                if now < lane.closed_until:
                    return lane.closed_until - now
                if lane.has_room(now):
                    lane.since[threading.get_ident()] = now
                    return 0.0
                if now >= end or not lane.goes_well(now):
                    return COME_BACK
                self._changed.wait(end - now)

    def leave(self, origin: str, *, answered: bool, wish: float | None = None) -> None:
        """Leave a lane. answered: the service did its work. wish: the seconds it asks to rest."""
        with self._changed:
            now, lane = time.monotonic(), self._lane(origin)
            took = now - lane.since.pop(threading.get_ident())
            if answered:
                self._widen(lane, took)
            else:
                self._narrow(lane, now)
            if wish is not None:
                lane.closed_until = max(lane.closed_until, now + min(wish, LONGEST_WISH))
            self._changed.notify_all()

    def _widen(self, lane: Lane, took: float) -> None:
        lane.misses = lane.times_closed = 0
        if took > SLOW_SECONDS:
            lane.width, lane.quick = min(lane.width, WIDTH_WHEN_SLOW), False
        else:
            lane.width, lane.quick = min(lane.width + 1, self._widest), True

    def _narrow(self, lane: Lane, now: float) -> None:
        lane.width, lane.misses = max(1, lane.width // 2), lane.misses + 1
        if lane.misses >= MISSES_BEFORE_CLOSED and now >= lane.closed_until:
            closed = min(SHORTEST_CLOSED * 2**lane.times_closed, LONGEST_CLOSED)
            lane.closed_until = now + closed
            lane.times_closed += 1

    def _lane(self, origin: str) -> Lane:
        """Return a service's lane. What was used longest ago and is empty is forgotten."""
        lane = self._lanes.setdefault(origin, Lane(min(NARROW, self._widest)))
        self._lanes.move_to_end(origin)
        oldest = next(iter(self._lanes))
        if len(self._lanes) > MOST_LANES and not self._lanes[oldest].since:
            del self._lanes[oldest]
        return lane
