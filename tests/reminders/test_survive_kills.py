"""Workers are killed while they send, and every reminder arrives: none is lost."""

import time

import pytest

from app.reminders.content import ReminderState
from tests.reminders.killing import fail_now_and_then, kill_and_count, make_due, utc_now, workers
from tests.servers.push_service import hangs, running_push_service

REMINDERS, KILLS = 300, 6


def test_nothing_is_lost_when_workers_are_killed(database_url, people, tmp_path):
    with running_push_service(tmp_path) as service:
        make_due(database_url, service, reminders=REMINDERS, now=utc_now())
        fail_now_and_then(service, share=0.15)

        with workers(database_url, service, count=2) as found:
            end = kill_and_count(
                database_url, service, found, reminders=REMINDERS, kills=KILLS, seconds=90
            )
            stopped = found.stop()

    assert end.lost == 0
    assert end.duplicates <= KILLS
    assert end.states == {"accepted": REMINDERS}
    assert end.told[ReminderState.TOLD] == REMINDERS
    assert ReminderState.WAITING not in end.told
    assert stopped < 10
    assert b"Somebody" not in b"".join(found.log)
    assert service.origin.encode() + b"/" not in b"".join(found.log)


@pytest.mark.parametrize("said", [(), ("--once",)])
def test_a_worker_stops_within_ten_seconds_while_a_push_service_hangs(
    database_url, people, tmp_path, said
):
    with running_push_service(tmp_path) as service:
        make_due(database_url, service, reminders=3, now=utc_now())
        service.fault = lambda: hangs

        with workers(database_url, service, count=1, said=said) as found:
            deadline = time.monotonic() + 30
            while not service.connections and time.monotonic() < deadline:
                time.sleep(0.05)
            took = found.stop()

    assert service.connections
    assert took < 10
