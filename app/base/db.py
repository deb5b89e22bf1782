"""Two ways to the database: read what is there, or keep everything done in one block."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Engine, Select, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session, create_engine

from app.base import sqlite
from app.base.log import log

CONNECT_SECONDS = 3
STATEMENT_MS = 10_000
Question = Select[*tuple[Any, ...]]
"""What the database is asked for some columns: made once, and asked with other values each time."""

AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
"""The errors that mean that the database cannot answer now, and may soon."""
NO_SUCH_TABLE = "42P01"


def init_app(app: Flask, url: str) -> None:
    app.extensions["engine"] = engine_for(url)
    app.extensions["before_commit"] = []
    app.teardown_appcontext(_close)


def engine_for(url: str) -> Engine:
    """Return an engine for SQLite or PostgreSQL, with the settings that keep data safe."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c statement_timeout={STATEMENT_MS} -c timezone=UTC",
        },
    )


def session() -> Session:
    """Return this request's session for reading. It holds no transaction open."""
    if "reading" not in g:
        engine: Engine = current_app.extensions["engine"]
        g.reading = Session(engine.execution_options(isolation_level="AUTOCOMMIT"))
    reading: Session = g.reading
    return reading


@contextmanager
def transaction(*, patient: bool = False) -> Iterator[Session]:
    """Keep everything done inside the block, or nothing of it.

    A patient one waits minutes for its turn where others wait seconds: a command, not a page.
    """
    engine: Engine = current_app.extensions["engine"]
    bound = engine.execution_options(writes=True, patient=patient)
    with Session(bound, expire_on_commit=False) as writing:
        try:
            yield writing
            for do in current_app.extensions["before_commit"]:
                do(writing)
            writing.commit()
        except BaseException:
            writing.rollback()
            raise
    for do in writing.info.pop("after_commit", ()):
        do()


def before_commit(app: Flask, do: Callable[[Session], None]) -> None:
    """Do this at the end of every transaction, in it: what it does is kept with the rest.

    It is for what follows from a change and must never be forgotten by whoever makes one.
    """
    app.extensions["before_commit"].append(do)


def after_commit(writing: Session, do: Callable[[], None]) -> None:
    """Do this when the transaction has been kept, and never if it is not.

    It is for what no rollback takes back, such as whom the browser's cookie names.
    """
    writing.info.setdefault("after_commit", []).append(do)


def note_away(error: Exception) -> None:
    """Log that the database cannot answer, and its own short name for why."""
    log.error("database away", extra={"kind": type(error).__name__, "why": _why(error)})


def lacks_tables(error: Exception) -> bool:
    """Say whether the database answered that a table is not there."""
    return _why(error) == NO_SUCH_TABLE or "no such table" in str(getattr(error, "orig", ""))


def description(reading: Session) -> dict[str, str]:
    """Say which engine answers and how it keeps its journal, for the health page."""
    bind = reading.get_bind()
    if bind.dialect.name == "sqlite":
        mode = reading.connection().execute(text("PRAGMA journal_mode")).scalar_one()
        version = ".".join(map(str, sqlite.library_version()))
        return {"engine": "sqlite", "version": version, "journal_mode": str(mode)}
    version = reading.connection().execute(text("SHOW server_version")).scalar_one()
    return {"engine": bind.dialect.name, "version": str(version).split()[0]}


def _sqlite_engine(url: str) -> Engine:
    if place := make_url(url).database:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        module=sqlite.MODULE,
        connect_args={"check_same_thread": False},
    )
    sqlite.prepare(engine)
    return engine


def _why(error: Exception) -> str | None:
    """Return SQLite's name for the error, such as SQLITE_BUSY, or PostgreSQL's five characters."""
    orig = getattr(error, "orig", None)
    return getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)


def _close(_error: BaseException | None) -> None:
    if (reading := g.pop("reading", None)) is not None:
        reading.close()
