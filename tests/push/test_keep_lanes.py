"""How many pushes go to one service at once follows how it answers."""

import queue
import threading
import time

import pytest

from app.push import lanes
from app.push.lanes import Lanes

APPLE, MOZILLA = "https://web.push.apple.com", "https://updates.push.services.mozilla.com"


@pytest.fixture
def clock(monkeypatch):
    """The time that lanes go by. Call it with seconds to let them pass."""
    passed = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: passed[0])

    def let_pass(seconds):
        passed[0] += seconds

    return let_pass


@pytest.fixture
def ours():
    return Lanes(16)


def _fill(ours, origin, count):
    """Enter in so many threads that all stay there, one after the other."""
    entered = queue.SimpleQueue()

    def enter():
        entered.put(ours.enter(origin))
        threading.Event().wait()

    found = []
    for _ in range(count):
        threading.Thread(target=enter, daemon=True).start()
        found.append(entered.get(timeout=5))
    return found


def test_a_new_service_gets_few_at_once_and_nobody_waits_for_it(ours, clock):
    entered = _fill(ours, APPLE, lanes.NARROW + 1)

    assert entered == [0.0] * lanes.NARROW + [lanes.COME_BACK]
    assert ours.enter(MOZILLA) == 0.0


def test_quick_answers_widen_to_three_quarters_of_the_threads(ours, clock):
    for _ in range(50):
        assert ours.enter(APPLE) == 0.0
        ours.leave(APPLE, answered=True)

    assert _fill(ours, APPLE, 12) == [0.0] * 12


def test_one_that_hangs_keeps_two(ours, clock):
    for _ in range(50):
        ours.enter(APPLE)
        ours.leave(APPLE, answered=True)
    _fill(ours, APPLE, 2)
    clock(lanes.SLOW_SECONDS + 0.1)

    assert ours.enter(APPLE) == lanes.COME_BACK


def test_five_misses_in_a_row_close_it_and_each_time_for_longer(ours, clock):
    waits = []
    for _ in range(3):
        while not (wait := ours.enter(APPLE)):
            ours.leave(APPLE, answered=False)
        waits.append(wait)
        clock(wait)

    assert waits == [2.0, 4.0, 8.0]


def test_it_is_closed_for_five_minutes_at_most(ours, clock):
    for _ in range(30):
        while not (wait := ours.enter(APPLE)):
            ours.leave(APPLE, answered=False)
        clock(wait)

    assert wait == lanes.LONGEST_CLOSED


def test_an_answer_forgives_what_was_missed(ours, clock):
    for _ in range(4):
        ours.enter(APPLE)
        ours.leave(APPLE, answered=False)
    ours.enter(APPLE)
    ours.leave(APPLE, answered=True)
    for _ in range(4):
        assert ours.enter(APPLE) == 0.0
        ours.leave(APPLE, answered=False)

    assert ours.enter(APPLE) == 0.0


@pytest.mark.parametrize(("wish", "closed"), [(30.0, 30.0), (7200.0, lanes.LONGEST_WISH)])
def test_what_a_service_wishes_is_kept_within_an_hour(ours, clock, wish, closed):
    ours.enter(APPLE)
    ours.leave(APPLE, answered=False, wish=wish)

    assert ours.enter(APPLE) == closed
    clock(closed)
    assert ours.enter(APPLE) == 0.0


def test_lanes_that_nobody_uses_are_forgotten(ours, clock):
    for number in range(200):
        origin = f"https://wns{number}.notify.windows.com"
        ours.enter(origin)
        ours.leave(origin, answered=True)

    assert len(ours._lanes) == lanes.MOST_LANES
