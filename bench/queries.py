"""Promise: a page asks the database a few questions, and as many for a large plan as for a small.

At most 9 for the next step, 2 more for what is new on the first page, such as how much there is to
be reminded of, 6 for a list and 10 for a form; who is asking and what they may see
included.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from app.appointments.models import Appointment
from app.base import clock
from app.exchange import actions as exchange
from app.follow_up.models import FollowUp
from app.people.models import CareRole, Person
from bench import large_plan
from bench.figures import Figure
from bench.places import application, databases

FIRST, NEXT_STEP, LISTS, FORMS = 11, 9, 6, 10
BUDGETS = {
    "/": FIRST,
    "/appointments": LISTS,
    "/appointments/one": LISTS,
    "/appointments/calendar": LISTS,
    "/care": LISTS,
    "/care/follow-up/unit": LISTS,
    "/care/not-reached": FORMS,
    "/care/times": LISTS,
    "/care/times/book": LISTS,
    "/care/times/move": LISTS,
    "/care/times/patterns": FORMS,
    "/care/times/waiting": LISTS,
    "/care/times/week": LISTS,
    "/contacts": NEXT_STEP,
    "/contract": NEXT_STEP,
    "/contract/paper": NEXT_STEP,
    "/follow-up": LISTS,
    "/follow-up/answer": FORMS,
    "/follow-up/one": FORMS,
    "/follow-up/over-time": LISTS,
    "/looked": LISTS,
    "/prepare": FORMS,
    "/reminders": FORMS,
    "/self-care": NEXT_STEP,
    "/self-care/history": LISTS,
    "/self-care/sent": LISTS,
    "/settings/reminders": FORMS,
    "/settings/reminders/time": FORMS,
}


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls:
        for kind, url in urls.items():
            app = application(url)
            small, large = _small_and_large(app, folder)
            app.extensions["engine"].dispose()
            for page, count in large.items():
                yield Figure(f"{page}, {kind}", count, "queries", at_most=BUDGETS[page])
            yield Figure(
                f"more for a plan {large_plan.TIMES} times larger, {kind}, on the page where most",
                max(large[page] - small[page] for page in BUDGETS),
                "queries",
                at_most=0,
            )


def load_small_and_large(session: Session, folder: Path) -> None:
    """Load Ann's plan and one fifty times larger."""
    for file in (large_plan.SMALL, large_plan.write(folder / "large.yaml")):
        exchange.load(session, [file], now=clock.now())
    session.commit()


def counts(app: Flask, *, patient: str, staff: str) -> dict[str, int]:
    """Return how many questions each page asks, for a patient and for somebody at their clinic."""
    engine: Engine = app.extensions["engine"]
    with Session(engine) as session:
        ids = dict(session.exec(select(Person.key, Person.id)).all())
        ones = {
            f"{page}/one": f"{page}/{_one_of(session, table, ids[patient])}"
            for page, table in (("/appointments", Appointment), ("/follow-up", FollowUp))
        }
        unit = session.exec(select(CareRole.unit_id).where(CareRole.key == staff)).one()
    reading, working = (_signed_in(app, str(ids[key])) for key in (patient, f"staff:{staff}"))
    return {
        page: _count(
            engine,
            working if page.startswith("/care") else reading,
            ones.get(page, page).replace("/unit", f"/{unit}"),
        )
        for page in BUDGETS
    }


def _one_of(
    session: Session, table: type[Appointment | FollowUp], patient_id: uuid.UUID
) -> uuid.UUID | None:
    return session.exec(select(table.id).where(table.patient_id == patient_id)).first()


def _small_and_large(app: Flask, folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    with Session(app.extensions["engine"]) as session:
        load_small_and_large(session, folder)
    small = counts(app, patient="ann", staff="sam")
    return small, counts(app, patient=large_plan.PATIENT, staff=large_plan.STAFF)


def _signed_in(app: Flask, person_id: str) -> FlaskClient:
    browser = app.test_client()
    browser.press(f"/demo/people/{person_id}")
    return browser


def _count(engine: Engine, browser: FlaskClient, path: str) -> int:
    # Past the strict client of the tests, which would spend seconds on reading the large pages.
    with counting(engine) as asked:
        assert FlaskClient.open(browser, path).status_code == 200, path
    return len(asked)


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Collect every statement that is sent to the database inside the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
