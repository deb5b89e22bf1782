"""When nobody has answered in time, the worker lets the next one be asked."""

import signal
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.appointments import earlier
from app.appointments.models import Offer
from tests.appointments.offered import hours, offer
from tests.appointments.test_offer_times import wait
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind, make_slot, make_time

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def run_once(app):
    ours = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    yield lambda: app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    for told, handler in ours.items():
        signal.signal(told, handler)


@pytest.fixture
def times(session, people):
    kind = make_kind(session)
    times = [
        wait(session, people, kind, who, number=number)
        for number, who in enumerate(("ann", "carl", "rut"))
    ]
    slot = make_slot(session, kind, hours(0))
    earlier.ask_next(session, slot.id, now=TUESDAY_MORNING)
    session.commit()
    return times


def asked(session):
    session.expire_all()
    return session.exec(select(Offer.appointment_id).where(col(Offer.ended_at).is_(None))).all()


def test_one_after_another_is_asked(session, now, run_once, times):
    for number, time in enumerate(times):
        now(TUESDAY_MORNING + number * AN_HOUR)
        assert run_once().exit_code == 0
        assert asked(session) == [time.id]

    now(TUESDAY_MORNING + 3 * AN_HOUR)
    assert run_once().exit_code == 0
    assert asked(session) == []
    assert len(session.exec(select(Offer)).all()) == 3


def test_nobody_is_asked_before_the_time_to_answer_has_passed(session, now, run_once, times):
    now(TUESDAY_MORNING + AN_HOUR - timedelta(microseconds=1))

    run_once()

    assert asked(session) == [times[0].id]


def test_what_care_offered_and_nobody_answered_goes_to_those_who_wait(
    session, now, run_once, people, times
):
    kind = make_kind(session, key="other")
    mine = make_time(session, kind, people["ann"], answer_by=date(2027, 1, 15))
    slots = [make_slot(session, kind, hours(number)) for number in (30, 31)]
    waiting = wait(session, people, kind, "carl", number=9)
    made = offer(session, mine, slots, until=TUESDAY_MORNING + AN_HOUR)
    now(TUESDAY_MORNING + AN_HOUR)

    run_once()

    assert session.get(Offer, made.id).ended_at == TUESDAY_MORNING + AN_HOUR
    assert waiting.id in asked(session)
