"""Nothing that SQLite has acknowledged is ever lost."""

import importlib.util
import sqlite3
import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.base import sqlite
from app.base.db import engine_for


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'folder' / 'test.sqlite'}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 10), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 49, 9), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_write_ahead_is_only_for_libraries_without_the_reset_bug(version, mode):
    assert sqlite.journal_mode(version) == mode


def test_every_connection_is_set_up_the_safe_way(engine):
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
        }

    assert found == {
        "journal_mode": sqlite.journal_mode(sqlite.library_version()).lower(),
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
    }


def test_a_reference_to_nothing_is_refused(engine):
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE b (a_id INTEGER REFERENCES a (id))"))

        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO b VALUES (1)"))


def test_a_write_transaction_has_the_lock_from_its_beginning(engine, tmp_path):
    impatient = create_engine(
        engine.url, module=sqlite.MODULE, connect_args={"timeout": 0, "isolation_level": None}
    )
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER)"))

    with engine.execution_options(writes=True).connect() as holder, impatient.connect() as other:
        assert holder.execute(text("SELECT count(*) FROM a")).scalar_one() == 0

        with pytest.raises(OperationalError, match="locked"):
            other.execute(text("INSERT INTO a VALUES (1)"))

    impatient.dispose()


def test_a_reading_connection_holds_no_lock(engine):
    with engine.connect() as reader, engine.execution_options(writes=True).begin() as writer:
        reader.execute(text("SELECT 1"))
        writer.execute(text("CREATE TABLE a (id INTEGER)"))


def test_without_the_newer_library_pythons_own_serves(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    found = importlib.util.spec_from_file_location("without_pysqlite3", sqlite.__file__)
    module = importlib.util.module_from_spec(found)

    found.loader.exec_module(module)

    assert module.MODULE is sqlite3
    assert module.library_version() == sqlite3.sqlite_version_info
