"""Each day the worker makes the slots that patients may book from that day on."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from app.slots.models import Slot, SlotHolder, WeekPattern
from app.worker import actions
from tests.conftest import TUESDAY_MORNING
from tests.exchange.conftest import load
from tests.exchange.test_unit_times import WITH_TIMES, starts

__all__ = ["load"]

ENDLESS = WITH_TIMES.replace("        until: 2026-12-17\n", "")


@pytest.fixture
def a_week_later(app, now):
    now(TUESDAY_MORNING + timedelta(days=7))
    return lambda: app.test_cli_runner().invoke(args=["worker", "run", "--once"])


def test_a_round_makes_what_is_missing(load, session, a_week_later):
    load(ENDLESS)
    before = starts(session)

    answer = a_week_later()

    assert answer.exit_code == 0
    assert starts(session) == [*before, "29 Dec 09.00", "29 Dec 10.00"]
    a_week_later()
    assert starts(session) == [*before, "29 Dec 09.00", "29 Dec 10.00"]


def test_many_patterns_are_made_some_at_a_time(load, session, monkeypatch, a_week_later):
    monkeypatch.setattr(actions, "PATTERNS_AT_A_TIME", 1)
    more = ENDLESS.index("      - key: sam"), ENDLESS.index("    closed:")
    block = ENDLESS[more[0] : more[1]]
    afternoon = block.replace("key: sam", "key: later").replace("09.00", "13.00")
    load(ENDLESS.replace(block, block + afternoon.replace("11.00", "15.00")))

    a_week_later()

    assert len(set(session.exec(select(WeekPattern.made_until)))) == 1
    assert session.exec(select(WeekPattern.made_until)).first() is not None


def test_what_is_made_is_not_free_when_somebody_has_a_time_then(load, session, a_week_later):
    text = ENDLESS.replace("on: 2026-12-01\n        at: 10", "on: 2026-12-29\n        at: 10")
    load(text)
    held = select(func.count()).select_from(SlotHolder)
    assert session.exec(held).one() == 0

    a_week_later()

    slot = session.exec(
        select(Slot.starts_at).join(SlotHolder, col(SlotHolder.slot_id) == Slot.id)
    ).one()
    assert f"{slot:%d %H}" == "29 09"
