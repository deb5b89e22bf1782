"""Tries are counted once for all processes, and nobody gets one more by asking at once."""

import threading
from datetime import timedelta

import pytest
from limits import RateLimitItemPerHour
from limits.strategies import FixedWindowRateLimiter
from sqlmodel import select

from app.base import db, limits
from app.base.db import engine_for
from app.base.limits import OurDatabase, Tally
from tests.conftest import TUESDAY_MORNING

AN_HOUR = timedelta(hours=1)
A_SECOND = timedelta(seconds=1)
FIVE = RateLimitItemPerHour(5)


@pytest.fixture
def limiter(app):
    with app.app_context():
        yield FixedWindowRateLimiter(OurDatabase())


def test_so_many_are_let_through_and_no_more(limiter):
    assert [limiter.hit(FIVE, "door", "somebody") for _ in range(7)] == [True] * 5 + [False] * 2


def test_each_door_and_each_asker_is_counted_apart(limiter):
    for _ in range(6):
        limiter.hit(FIVE, "door", "somebody")

    assert not limiter.test(FIVE, "door", "somebody")
    assert limiter.test(FIVE, "door", "somebody else")
    assert limiter.test(FIVE, "another door", "somebody")


@pytest.mark.parametrize(
    ("later", "let_through"),
    [pytest.param(AN_HOUR - A_SECOND, False, id="within"), pytest.param(AN_HOUR, True, id="after")],
)
def test_the_count_begins_anew_after_its_hour(limiter, now, later, let_through):
    for _ in range(6):
        limiter.hit(FIVE, "door", "somebody")

    now(TUESDAY_MORNING + later)

    assert limiter.hit(FIVE, "door", "somebody") is let_through


def test_asking_at_once_from_several_places_gives_nobody_more(app, database_url):
    """Each thread has an application context and so connections of its own, as processes have."""
    ready, let_through = threading.Barrier(8), []

    def ask():
        with app.app_context():
            limiter = FixedWindowRateLimiter(OurDatabase())
            ready.wait()
            let_through.extend(limiter.hit(FIVE, "door", "somebody") for _ in range(3))

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert sorted(let_through) == [False] * 19 + [True] * 5


def test_another_machine_on_the_same_database_sees_the_count(app, limiter, database_url):
    for _ in range(6):
        limiter.hit(FIVE, "door", "somebody")
    elsewhere = engine_for(database_url)
    ours, app.extensions["engine"] = app.extensions["engine"], elsewhere

    with app.app_context():
        refused = not FixedWindowRateLimiter(OurDatabase()).test(FIVE, "door", "somebody")

    app.extensions["engine"] = ours
    elsewhere.dispose()
    assert refused


def test_a_count_can_be_taken_back_and_what_has_expired_is_dropped(limiter, session, now):
    limiter.hit(FIVE, "door", "somebody")
    limiter.hit(FIVE, "door", "somebody else")
    limiter.clear(FIVE, "door", "somebody")
    assert len(session.exec(select(Tally)).all()) == 1

    with db.transaction() as writing:
        limits.forget_before(writing, TUESDAY_MORNING + AN_HOUR + A_SECOND)

    session.expire_all()
    assert session.exec(select(Tally)).all() == []
