"""A database that cannot answer is told apart by its own short name for why."""

import json

import pytest
from sqlalchemy import text

from app.base import db


@pytest.fixture
def why(engine, lines):
    """Return what the log says of why the database refused the last of these statements."""

    def refused(*statements):
        *before, last = map(text, statements)
        with engine.connect() as connection:
            for statement in before:
                connection.execute(statement)
            with pytest.raises(db.AWAY) as error:
                connection.execute(last)
        db.note_away(error.value)
        return json.loads(lines[-1])["why"]

    return refused


def test_a_locked_database_says_so(engine, why, patterns):
    with engine.execution_options(writes=True).connect() as other:
        if patterns.kind == "sqlite":
            other.execute(text("SELECT 1"))
            assert why("PRAGMA busy_timeout=1", "DELETE FROM once_key") == "SQLITE_BUSY"
        else:
            other.execute(text("LOCK TABLE once_key"))
            assert why("SET lock_timeout=1", "DELETE FROM once_key") == "55P03"


def test_a_full_database_says_so(why, patterns):
    if patterns.kind == "sqlite":
        assert (
            why("PRAGMA max_page_count=1", "CREATE TABLE more AS SELECT zeroblob(99999)")
            == "SQLITE_FULL"
        )
