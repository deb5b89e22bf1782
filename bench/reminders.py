"""Promise: what is due is sent fast, and finding it costs the same among a million rows.

What many are to be told at the same minute is bundled, claimed, encrypted, sent and marked by one
worker, beside npm web-push sending as many to the same service, when npm is there. Claiming is
measured among few rows and among many, and so is looking when nothing is due. Then workers are
killed again and again while a push service fails now and then.
"""

import json
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import insert, text
from sqlmodel import Session

from app import create_app
from app.base import clock, db, settings
from app.base.db import engine_for
from app.push.payload import SIZE
from app.push.vapid import Vapid
from app.reminders import delivery_queries
from app.reminders.bundling import bundle
from app.reminders.carrying import carrier
from app.reminders.claiming import claim
from app.reminders.content import Channel, DeliveryState
from app.reminders.models import Delivery
from app.worker.delivering import Deliverer
from bench.figures import Figure
from bench.places import databases
from tests.browser.site import flask
from tests.conftest import SETTINGS
from tests.reminders.killing import (
    environment,
    fail_now_and_then,
    kill_and_count,
    make_due,
    workers,
)
from tests.servers.certificates import make_certificate
from tests.servers.push_service import PushService, running_push_service

DUE, THREADS = 10_000, 16
FEW, MANY, CLAIMED, RUNS = 10_000, 1_000_000, 500, 9
AT_ONCE = 5_000
KILLED, KILLS, WORKERS, SHARE_OF_FAULTS = 3_000, 50, 4, 0.15
A_DAY = timedelta(days=1)
WEB_PUSH = "web-push@3.6.7"


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls, _sink(folder) as service:
        theirs = _npm(folder, service)
        for kind, url in urls.items():
            app = _application(url, service)
            yield from _all_at_once(kind, app, url, service, theirs)
            yield from _growth(kind, app, url)
            app.extensions["engine"].dispose()


def measure_kills(folder: Path) -> Iterator[Figure]:
    """Kill workers 50 times among 3,000 reminders, on each database."""
    with databases(folder) as urls:
        for kind, url in urls.items():
            with running_push_service(folder) as service:
                flask(environment(url, service), "db", "upgrade")
                make_due(url, service, reminders=KILLED, now=clock.now())
                fail_now_and_then(service, share=SHARE_OF_FAULTS)
                with workers(url, service, count=WORKERS) as found:
                    end = kill_and_count(
                        url, service, found, reminders=KILLED, kills=KILLS, seconds=1800
                    )
            name = f"of {KILLED:,} at {KILLS} kills, {kind}"
            yield Figure(f"lost {name}", end.lost, "messages", at_most=0)
            yield Figure(f"sent twice {name}", end.duplicates, "messages", at_most=KILLS)
            over = KILLED - end.states["accepted"]
            yield Figure(f"not accepted in the end {name}", over, "messages", at_most=0)


def _all_at_once(
    kind: str, app: Flask, url: str, service: PushService, theirs: float | None
) -> Iterator[Figure]:
    make_due(url, service, reminders=DUE, now=clock.now())
    took = _seconds(lambda: _bundle_all(app))
    yield Figure(f"bundled of {DUE:,} due at once, {kind}", DUE / took, "reminders per second")
    deliverer = Deliverer(app, carrier(app.config, threads=THREADS), threads=THREADS)
    sent = DUE / _seconds(deliverer.run_dry)
    deliverer.stop()
    yield Figure(f"claimed, encrypted, sent and marked, {kind}", sent, "messages per second")
    if theirs:
        name = f"the same beside npm {WEB_PUSH}'s sending alone, {kind}"
        yield Figure(name, sent / theirs, "times", at_least=2.5)


def _bundle_all(app: Flask) -> None:
    while True:
        with app.app_context(), db.transaction() as writing:
            if not bundle(writing, clock.now()):
                return


def _growth(kind: str, app: Flask, url: str) -> Iterator[Figure]:
    took = {}
    for rows in (FEW, MANY):
        _fill(url, rows)
        took[rows] = [_claim(app) for _run in range(RUNS)], [_look(app) for _run in range(RUNS)]
    for number, name in enumerate((f"claiming {CLAIMED}", "looking")):
        few, many = (median(took[rows][number]) for rows in (FEW, MANY))
        yield Figure(f"{name} among {FEW:,}, {kind}", few * 1000, "ms")
        longer = many / few
        yield Figure(f"{name} among {MANY:,} beside {FEW:,}, {kind}", longer, "times", at_most=2.5)


def _claim(app: Flask) -> float:
    """Claim some, and let it not have been."""
    with (
        app.app_context(),
        Session(app.extensions["engine"].execution_options(writes=True)) as writing,
    ):
        took = _seconds(lambda: claim(writing, clock.now(), CLAIMED))
        writing.rollback()
    return took


def _look(app: Flask) -> float:
    with app.app_context():
        return _seconds(lambda: delivery_queries.is_due(db.session(), now=clock.now() - 30 * A_DAY))


def _fill(url: str, rows: int) -> None:
    """Let there be so many messages: most have been sent, and some more than are claimed wait."""
    engine, now = engine_for(url), clock.now()
    with Session(engine.execution_options(writes=True)) as session:
        person_id = session.connection().execute(text("SELECT id FROM person LIMIT 1")).scalar()
        one = {
            "recipient_id": uuid.UUID(str(person_id)),
            "channel": Channel.PUSH,
            "important": False,
            "in_case": False,
            "tries": 0,
            "useless_at": now + A_DAY,
        }
        session.connection().execute(text("DELETE FROM delivery"))
        for first in range(0, rows, AT_ONCE):
            session.connection().execute(
                insert(Delivery),
                [{**one, **_nth(number, now)} for number in range(first, first + AT_ONCE)],
            )
        session.commit()
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _nth(number: int, now: datetime) -> dict[str, object]:
    waits = number < 2 * CLAIMED
    at = now - timedelta(seconds=number)
    return {
        "id": uuid.uuid4(),
        "message_id": uuid.uuid4(),
        "to_id": uuid.uuid4(),
        "state": DeliveryState.WAITING if waits else DeliveryState.ACCEPTED,
        "made_at": at,
        "due_at": at,
    }


def _application(url: str, service: PushService) -> Flask:
    said = environment(url, service)
    flask(said, "db", "upgrade")
    return create_app(settings.read(said))


@contextmanager
def _sink(folder: Path) -> Iterator[PushService]:
    """Run a service that only takes, in a process of its own."""
    authority, certificate = make_certificate(folder)
    with subprocess.Popen(
        [sys.executable, "-m", "bench.sink", str(certificate)], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout
        origin = f"https://127.0.0.1:{int(program.stdout.readline())}"
        yield PushService(origin, str(authority), lambda: datetime.now(UTC))
        program.terminate()


def _npm(folder: Path, service: PushService) -> float | None:
    """Return how many messages a second npm web-push sends, or nothing where npm is not."""
    if not (npm := shutil.which("npm")):
        return None
    there = folder / "npm"
    there.mkdir()
    got = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", there, WEB_PUSH],
        capture_output=True,
        check=False,
    )
    if got.returncode:
        return None
    vapid = Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)
    browsers = [service.subscribe(vapid.public_key) for _ in range(DUE // 2)]
    said = {
        "subject": SETTINGS.vapid_subject,
        "public": vapid.public_key,
        "private": SETTINGS.vapid_private_key,
        "size": SIZE,
        "subscriptions": [one.subscription() for one in browsers],
    }
    file = folder / "subscriptions.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    program = Path(__file__).parent / "web_push.mjs"
    done = subprocess.run(
        ["node", program, there, file, service.ca_file], capture_output=True, check=True
    )
    return float(done.stdout)


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
