"""Ann is the patient, Rut her sister, Sam staff at her clinic. Carl must see nothing of hers,
and nor must Stella, who works at another clinic."""

import json
import logging
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from app import create_app
from app.base import clock, installation
from app.base.cli import alembic_config
from app.base.db import engine_for
from app.base.log import log
from app.base.settings import Settings
from app.exchange import actions as exchange
from app.people.models import Person
from tests.pages import StrictClient
from tests.servers.postgresql import running_postgresql
from tests.ways_in import ask, enter, letter_for, make

__all__ = ["ask", "enter", "letter_for", "make"]

FILES = Path(__file__).parent / "files"
TUESDAY_MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
"""Half past nine by the clocks in Sweden."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it
ROOM_FOR_POSTGRESQL = 4 * 1024**3
"""Bytes."""

SETTINGS = Settings(
    mode="demo",
    secret_key="only-for-the-tests-of-nasta-steg",
    database_url="sqlite:///unused",
    public_url="http://localhost",
    vapid_private_key="only-for-the-tests-of-nasta-steg-0123456789",
    vapid_subject="mailto:it@example.org",
    support_phone="1177",
    session_idle_minutes=15,
    session_hours=12,
    session_borrowed_idle_minutes=5,
    session_borrowed_hours=1,
    session_staff_idle_minutes=15,
    session_staff_hours=10,
    step_up_minutes=5,
    invitation_days=21,
    tries_per_code=5,
    tries_per_address=20,
    trusted_proxies=0,
    pseudo_language=True,
    service_worker=True,
    not_shared=(),
    age_rules="",
    identity_key="",
    identity_providers=(),
    push_hosts=("push.example.org",),
    push_ca_file="",
    mail_server=None,
    gateway=None,
)


# The same cases each time, so that a change is never refused for what it did not do. To look for
# others: --hypothesis-profile=default.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A server in a folder of its own: pytest clears away the folders of runs beside this one."""
    with (
        tempfile.TemporaryDirectory(prefix="nasta-steg-", dir=_fast_folder()) as folder,
        running_postgresql(Path(folder)) as url,
    ):
        yield url


def _fast_folder() -> Path | None:
    """Return the folder that is kept in memory where it has room, or None.

    Making a database for each test is most of what PostgreSQL takes time for, and is ten times
    faster there.
    """
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_FOR_POSTGRESQL
    return IN_MEMORY if has_room else None


@dataclass(frozen=True)
class Patterns:
    """Databases in their newest form, which each test gets a copy of: one empty, one with Ann."""

    kind: str
    empty: str
    inhabited: str
    people: dict[str, uuid.UUID]


@pytest.fixture(scope="session")
def sqlite_patterns(tmp_path_factory: pytest.TempPathFactory) -> Patterns:
    folder = tmp_path_factory.mktemp("patterns")
    return _patterns("sqlite", *(f"sqlite:///{folder / name}" for name in ("empty", "inhabited")))


@pytest.fixture(scope="session")
def postgresql_patterns(postgresql: str) -> Patterns:
    made = (_new_database(postgresql, name) for name in ("empty", "inhabited"))
    return _patterns("postgresql", *made)


def _patterns(kind: str, empty: str, inhabited: str) -> Patterns:
    for url in (empty, inhabited):
        command.upgrade(alembic_config(url), "head")
        _mark_as_demo(url)
    return Patterns(kind, empty, inhabited, _move_in(inhabited))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def patterns(request: pytest.FixtureRequest) -> Patterns:
    """The patterns of one kind of database. Tests that use them run once for each kind."""
    kept: Patterns = request.getfixturevalue(f"{request.param}_patterns")
    return kept


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, patterns: Patterns, tmp_path: Path
) -> Iterator[str]:
    """A database for this test alone; with Ann and the others where the test asks for people."""
    pattern = patterns.inhabited if "people" in request.fixturenames else patterns.empty
    if patterns.kind == "sqlite":
        copy = tmp_path / "test.sqlite"
        shutil.copy(pattern.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    server = pattern.rpartition("/")[0] + "/postgres"
    name = f"test_{uuid.uuid4().hex}"
    yield _new_database(server, name, like=pattern.rpartition("/")[2])
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def one_app() -> Flask:
    app = create_app(SETTINGS)
    app.extensions["engine"].dispose()
    app.test_client_class = StrictClient
    app.config["SERVER_NAME"] = None
    return app


@pytest.fixture
def app(one_app: Flask, engine: Engine) -> Flask:
    """The application, with a database of its own for this test."""
    one_app.extensions["engine"] = engine
    return one_app


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """What a test looks into the database with, and writes to it with."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Time stands still. Call it with a moment to let it stand still there."""

    def stand_still(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand_still(TUESDAY_MORNING)
    return stand_still


class Kept(logging.Handler):
    """Keeps the lines of the log just as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(log.handlers[0].formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines(one_app: Flask) -> Iterator[list[str]]:
    """Everything that was written to the log, a line of text each."""
    kept = Kept()
    log.addHandler(kept)
    yield kept.lines
    log.removeHandler(kept)


@pytest.fixture
def people(patterns: Patterns) -> dict[str, uuid.UUID]:
    """Everybody in ann.yaml, by key; staff as staff:key."""
    return patterns.people


@pytest.fixture
def in_english(session: Session, people: dict[str, uuid.UUID]) -> None:
    """Everybody in ann.yaml speaks English, also those who speak Swedish there."""
    for person in session.exec(select(Person)):
        person.language = "en"
    session.commit()


@pytest.fixture
def born(session, people):
    """Let Ann be born on a day."""

    def on(day):
        ann = session.get(Person, people["ann"])
        ann.born_on = day
        session.add(ann)
        session.commit()

    return on


@pytest.fixture
def browse(app: Flask, people: dict[str, uuid.UUID]) -> Callable[[str], FlaskClient]:
    """Return a browser where this person is signed in."""

    def as_person(key: str) -> FlaskClient:
        browser = app.test_client()
        browser.press(f"/demo/people/{people[key]}")
        return browser

    return as_person


@pytest.fixture
def sees(browse: Callable[[str], FlaskClient], people: dict[str, uuid.UUID]):
    """Return a browser where a member of staff has opened a patient's plan."""

    def staff_sees(staff: str, patient: str) -> FlaskClient:
        browser = browse(staff)
        browser.press(f"/care/patients/{people[patient]}")
        return browser

    return staff_sees


def _mark_as_demo(url: str) -> None:
    engine = engine_for(url)
    with Session(engine.execution_options(writes=True)) as session:
        installation.claim(session, "demo")
        session.commit()
    engine.dispose()


@pytest.fixture
def tell(session: Session, people: dict[str, uuid.UUID], tmp_path: Path) -> Callable[..., None]:
    """Load ann.yaml once more, with something else said of one patient and of the clinic."""

    def tell_of(patient: str, *, now: datetime = TUESDAY_MORNING, **said: Any) -> None:
        file = yaml.load((FILES / "ann.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  # makes texts and nothing else
        places = {
            "person": file["people"][patient],
            "clinic": file["units"]["clinic"],
            **{key: file["staff"][key] for key in ("sam", "tora")},
        }
        contract = next(one for one in file["contracts"] if one["patient"] == patient)
        contract.pop("version", None)
        for name, value in said.items():
            place = places.get(name, contract)
            place.update(value if name in places else {name: value})
            for empty in [one for one in place if place[one] is None]:
                del place[empty]
        told = tmp_path / "told.yaml"
        # JSON is YAML, and never written with anchors.
        told.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
        exchange.load(session, [told], now=now)
        session.commit()

    return tell_of


def _move_in(url: str) -> dict[str, uuid.UUID]:
    engine = engine_for(url)
    with Session(engine.execution_options(writes=True)) as session:
        exchange.load(session, [FILES / "ann.yaml"], now=TUESDAY_MORNING)
        session.commit()
        people = dict(session.exec(select(Person.key, Person.id)).all())
    engine.dispose()
    return people


def _new_database(server: str, name: str, *, like: str = "template1") -> str:
    # Copying its files is faster than writing every page of it to the log.
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY")
    return server.rpartition("/")[0] + f"/{name}"


def _on_server(server: str, statement: str) -> None:
    engine = engine_for(server)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
