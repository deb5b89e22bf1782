"""Made-up worlds for the figures: two units, their patients and what they answer, as time goes."""

import random
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.base.db import engine_for
from app.contracts.content import Status
from app.follow_up import figures_actions
from app.follow_up.content import AnsweredBy, Reply
from tests.conftest import Patterns, _new_database, _on_server
from tests.follow_up.made import answered, patient, role_id, unit_id

MONTHS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
SETS = (("vgr-5", 1), ("skr-7", 1))
QUESTIONS = (1, 2, 3)
STARTS = (*[date(2026, 1, 1)] * 6, date(2026, 9, 15), date(2026, 10, 30))
ENDS = (*[None] * 8, date(2026, 9, 29), date(2026, 10, 31))
STATUSES = (*[Status.ACTIVE] * 12, Status.PAUSED, Status.ENDED)
SINCE = (None, date(2026, 8, 5), date(2026, 11, 2))
LIKELY = {
    "nearly all yes": [30, 1, 1, 1, 1],
    "half yes": [4, 1, 1, 1, 1],
    "nearly none yes": [1, 10, 10, 5, 5],
}


@dataclass(frozen=True)
class World:
    """How many patients each kind of care has, how they answer, and chance for all the rest."""

    at_clinic: int
    at_other: int
    at_both: int
    answering: list[float]
    replies: str
    whole_sheets: bool
    seed: int


WORLDS = st.builds(
    World,
    at_clinic=st.integers(0, 50),
    at_other=st.integers(0, 25),
    at_both=st.integers(0, 25),
    answering=st.lists(
        st.sampled_from([0.05, 0.2, 0.5, 0.8, 1]), min_size=len(MONTHS), max_size=len(MONTHS)
    ),
    replies=st.sampled_from(sorted(LIKELY)),
    whole_sheets=st.booleans(),
    seed=st.integers(0, 10_000),
)


def inhabit(session: Session, world: World, *, steady: bool = False) -> list[uuid.UUID]:
    """Add the patients of a world. In a steady one nobody comes, goes or stops."""
    chance = random.Random(world.seed)  # noqa: S311  # made-up people
    clinic, other = unit_id(session, "clinic"), unit_id(session, "other")
    leads = {"clinic": role_id(session, "sam"), "other": role_id(session, "stella")}

    def one(*units: uuid.UUID) -> uuid.UUID:
        terms = {} if steady else {"status_since": chance.choice(SINCE)}
        return patient(
            session,
            *units,
            lead=leads.get(chance.choice(["clinic", "other", "none"])),
            status=Status.ACTIVE if steady else chance.choice(STATUSES),
            in_care=(STARTS[0], None) if steady else (chance.choice(STARTS), chance.choice(ENDS)),
            **terms,
        )

    return [
        *(one(clinic) for _ in range(world.at_clinic)),
        *(one(other) for _ in range(world.at_other)),
        *(one(clinic, other) for _ in range(world.at_both)),
    ]


def let_answer(session: Session, world: World, patients: list[uuid.UUID]) -> None:
    """Let them answer in each month: some twice, some with guardians, some another set."""
    chance = random.Random(world.seed + 1)  # noqa: S311
    for month, answering in zip(MONTHS, world.answering, strict=True):
        for patient_id in patients:
            times = chance.choice([1, 1, 2]) if chance.random() < answering else 0
            for _ in range(times):
                on = month + timedelta(days=chance.randrange(28))
                answer(session, world, patient_id, on, chance=chance)


def answer(
    session: Session, world: World, patient_id: uuid.UUID, on: date, *, chance: random.Random
) -> None:
    """Let one patient answer on a day, every question or some."""
    asked = QUESTIONS if world.whole_sheets else chance.sample(QUESTIONS, chance.choice([1, 3, 3]))
    name, version = chance.choices(SETS, [8, 1])[0]
    written = datetime.combine(on, time(chance.randrange(7, 20)), UTC)
    answered(
        session,
        patient_id,
        on,
        {one: chance.choices(list(Reply), LIKELY[world.replies])[0] for one in asked},
        question_set=name,
        version=version,
        by=chance.choices(list(AnsweredBy), [8, 1, 1])[0],
        recorded_at=chance.choice([None, written]),
    )


House = Callable[[], "contextmanager[Engine]"]


@pytest.fixture
def house(patterns: Patterns, one_app: Flask, tmp_path: Path) -> Callable[[], object]:
    """Return what gives the application a database of its own, as often as it is asked to."""

    @contextmanager
    def another() -> Iterator[Engine]:
        url, remove = _copy(patterns, tmp_path)
        engine = one_app.extensions["engine"] = engine_for(url)
        try:
            yield engine
        finally:
            engine.dispose()
            remove()

    return another


def _copy(patterns: Patterns, folder: Path) -> tuple[str, Callable[[], None]]:
    name = f"world_{uuid.uuid4().hex}"
    if patterns.kind == "sqlite":
        copy = folder / name
        shutil.copy(patterns.inhabited.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}", copy.unlink
    server, _, pattern = patterns.inhabited.rpartition("/")
    url = _new_database(f"{server}/postgres", name, like=pattern)
    return url, lambda: _on_server(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    with Session(engine.execution_options(writes=True)) as session:
        yield session
        session.commit()


def count(engine: Engine, *, now: datetime) -> None:
    """Do what the worker does each minute."""
    with writing(engine) as session:
        figures_actions.count_ended_months(session, now=now)
