"""The worker outlives a database that is away, and says why in the log."""

import json
import signal
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from app.base.once import OnceKey
from app.reminders.models import ReminderPlan
from tests.conftest import TUESDAY_MORNING
from tests.worker.refusing import refusing


@pytest.fixture
def run_once(app):
    """Return what one round of the worker answers. The signals are ours again afterwards."""
    ours = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    yield lambda: app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    for told, handler in ours.items():
        signal.signal(told, handler)


def test_a_round_is_done(run_once):
    assert run_once().exit_code == 0


def test_waiting_in_vain_for_a_connection_is_met_again_next_round(app, engine, run_once, lines):
    narrow = create_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    app.extensions["engine"] = narrow
    with narrow.connect():
        refused = run_once()
    done = run_once()
    narrow.dispose()

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert isinstance(refused.exception, SystemExit)
    (told,) = map(json.loads, lines)
    assert (told["message"], told["kind"], told["why"]) == ("database away", "TimeoutError", None)


def test_a_database_without_tables_is_told_apart(engine, run_once, lines, patterns):
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE once_key"))

    answer = run_once()

    assert answer.exit_code == 1
    if patterns.kind == "sqlite":
        assert json.loads(lines[0])["why"] == "SQLITE_ERROR"
    else:
        assert "flask --app app db upgrade" in answer.output


def test_a_part_of_a_round_that_fails_keeps_no_other(session, people, engine, run_once, lines):
    long_ago = TUESDAY_MORNING - timedelta(days=31)
    session.add(OnceKey(key=uuid.uuid4(), question="old", sent_at=long_ago))
    session.merge(ReminderPlan(patient_id=people["ann"], plan_again_at=TUESDAY_MORNING))
    session.commit()

    with refusing(engine, "DELETE", "once_key", question="old"):
        answer = run_once()

    assert answer.exit_code == 1
    told = [json.loads(line) for line in lines]
    assert ("unexpected", "IntegrityError") in [(one["message"], one.get("kind")) for one in told]
    session.expire_all()
    assert session.get(ReminderPlan, people["ann"]).plan_again_at > TUESDAY_MORNING
