"""Whoever watches over the worker can ask what is late, and is told nothing of anybody."""

import json
import signal
from datetime import timedelta

import pytest

from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import reminder

TEN_MINUTES, A_SECOND = timedelta(minutes=10), timedelta(seconds=1)


@pytest.fixture
def run(app):
    """Run a command of the worker's. The signals are ours again afterwards."""
    ours = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    yield lambda *words: app.test_cli_runner().invoke(args=["worker", *words])
    for told, handler in ours.items():
        signal.signal(told, handler)


def test_nothing_is_late_for_ten_minutes(session, people, run):
    reminder(session, people["ann"], due=TUESDAY_MORNING - TEN_MINUTES)

    answer = run("late")

    assert (answer.exit_code, answer.output) == (0, "Late: 0 reminder(s), 0 message(s).\n")


def test_what_is_late_is_counted(session, people, run):
    reminder(session, people["ann"], due=TUESDAY_MORNING - TEN_MINUTES - A_SECOND)

    answer = run("late")

    assert (answer.exit_code, answer.output) == (1, "Late: 1 reminder(s), 0 message(s).\n")


def test_the_log_says_it_each_round_and_the_round_tells_it(session, people, run, lines):
    reminder(session, people["ann"], due=TUESDAY_MORNING - TEN_MINUTES - A_SECOND)

    first, second = run("run", "--once"), run("late")

    told = [json.loads(line) for line in lines]
    late = [one for one in told if one["message"] == "reminders late"]
    assert [(one["reminders"], one["messages"]) for one in late] == [(1, 0)]
    assert (first.exit_code, second.exit_code) == (0, 0)
