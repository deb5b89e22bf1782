"""Promise: listing free times costs the same for a unit with 100 slots and with 100,000.

The pages of days and of times are drawn in turn for a clinic with few slots and one with many,
on each database. What counts is how much longer the many take, and that no more is asked.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text
from sqlmodel import Session

from app.base import clock
from app.base.db import engine_for
from app.slots.content import Mode
from app.slots.models import Slot, SlotKind
from bench.crowd import Clinic, invite, move_in, writing
from bench.figures import Figure
from bench.places import application, databases
from bench.queries import counting

FEW, MANY = 100, 100_000
RUNS, AT_MOST = 41, 1.5
AT_ONCE = 5_000
A_DAY, STEP = timedelta(days=1), timedelta(minutes=5)
PER_DAY, APART = 8, timedelta(seconds=75)


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls:
        for kind, url in urls.items():
            app = application(url)
            pages = {count: _pages(app, url, count=count) for count in (FEW, MANY)}
            _know_the_tables(url)
            yield from _figures(kind, app, pages)
            app.extensions["engine"].dispose()


def _figures(
    kind: str, app: Flask, pages: dict[int, tuple[FlaskClient, dict[str, str]]]
) -> Iterator[Figure]:
    for name in ("days", "times", "details"):
        took: dict[int, list[float]] = {FEW: [], MANY: []}
        for _run in range(RUNS):
            for count, (browser, addresses) in pages.items():
                took[count].append(_seconds(browser, addresses[name]))
        longer = median(took[MANY]) / median(took[FEW])
        yield Figure(
            f"{name} with {MANY:,} slots beside {FEW}, {kind}", longer, "times", at_most=AT_MOST
        )
        more = _asked(app, *pages[MANY], name) - _asked(app, *pages[FEW], name)
        yield Figure(f"more questions for {name}, {kind}", more, "queries", at_most=0)


def _seconds(browser: FlaskClient, address: str) -> float:
    began = time.perf_counter()
    assert FlaskClient.open(browser, address).status_code == 200, address
    return time.perf_counter() - began


def _asked(app: Flask, browser: FlaskClient, addresses: dict[str, str], name: str) -> int:
    with counting(app.extensions["engine"]) as asked:
        _seconds(browser, addresses[name])
    return len(asked)


def _pages(app: Flask, url: str, *, count: int) -> tuple[FlaskClient, dict[str, str]]:
    """Make a clinic with this many slots, and return where a patient of it reads them."""
    clinic = move_in(url, patients=1)
    (patient_id,) = clinic.patients
    with writing(url) as session:
        (first, *_rest), first_id = _make(session, clinic, count=count)
    time_id = invite(url, clinic)[patient_id]
    browser = app.test_client()
    browser.press(f"/demo/people/{patient_id}")
    book = f"/appointments/{time_id}/book"
    return browser, {
        "days": book,
        "times": f"{book}/days/{clock.local_day(first)}",
        "details": f"{book}/slots/{first_id}",
    }


def _make(session: Session, clinic: Clinic, *, count: int) -> tuple[list[datetime], uuid.UUID]:
    """Make the slots: a few each day, and then all the others, while patients may still book."""
    midnight = clock.moment(clock.local_day(clock.now()) + A_DAY, 0)
    eight, then = timedelta(hours=8), midnight + FEW // PER_DAY * 2 * A_DAY
    few = [
        midnight + eight + number // PER_DAY * A_DAY + number % PER_DAY * STEP
        for number in range(FEW)
    ]
    starts = [*few, *(then + number * APART for number in range(count - FEW))]
    ids = [uuid.uuid4() for _ in starts]
    said = {"unit_id": clinic.unit_id, "mode": Mode.VISIT, "seat": 1}
    for at in range(0, count, AT_ONCE):
        made = list(zip(ids, starts, strict=True))[at : at + AT_ONCE]
        session.connection().execute(
            insert(Slot),
            [
                {
                    **said,
                    "id": slot_id,
                    "starts_at": starts_at,
                    "ends_at": starts_at + STEP,
                    "released_at": midnight - 2 * A_DAY,
                    "made_at": midnight - 2 * A_DAY,
                }
                for slot_id, starts_at in made
            ],
        )
        session.connection().execute(
            insert(SlotKind),
            [
                {"kind_id": clinic.kind_id, "starts_at": starts_at, "slot_id": slot_id}
                for slot_id, starts_at in made
            ],
        )
    return starts, ids[0]


def _know_the_tables(url: str) -> None:
    """Let the database count its rows, as it does by itself before long."""
    engine = engine_for(url)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
