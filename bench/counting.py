"""Promise: a month with ten thousand answers is counted in two seconds of processor time."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session, select

from app.exchange import actions as exchange
from app.follow_up import figures_actions
from app.follow_up.figures_models import UnitFigure
from bench import large_plan
from bench.figures import Figure
from bench.places import application, databases
from tests.follow_up.made import patient, unit_id, yes_and_no

PATIENTS, TIMES, SECONDS = 2_500, 4, 2
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls:
        for kind, url in urls.items():
            engine = application(url).extensions["engine"]
            with Session(engine.execution_options(writes=True)) as session:
                exchange.load(session, [large_plan.SMALL], now=NOW)
                _let_answer(session)
                began = time.process_time()
                figures_actions.count_ended_months(session, now=NOW)
                spent = time.process_time() - began
                assert len(session.exec(select(UnitFigure)).all()) == 5
            engine.dispose()
            yield Figure(f"counting 10,000 answers, {kind}", spent, "s CPU", at_most=SECONDS)


def _let_answer(session: Session) -> None:
    clinic = unit_id(session, "clinic")
    patients = [patient(session, clinic) for _ in range(PATIENTS)]
    for day in range(1, TIMES + 1):
        on = date(2026, 10, day)
        yes_and_no(session, patients[:-10], on, yes=PATIENTS // 2, no=PATIENTS // 2)
    session.flush()
