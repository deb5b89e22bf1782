"""A transaction is kept whole or not at all, and two at once wait for each other."""

import threading
import time
import uuid

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from app.base import db
from app.people.models import Unit

WRITERS = 4


def unit(key):
    return Unit(source="tests", key=key, name="Mottagningen")


def count(session):
    return session.exec(select(func.count(Unit.id))).one()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_kept_when_something_goes_wrong(app, session, error):
    def fail_halfway():
        with app.app_context(), db.transaction() as writing:
            writing.add(unit("one"))
            writing.flush()
            assert count(writing) == 1
            raise error

    with pytest.raises(error):
        fail_halfway()

    assert count(session) == 0


def test_everything_is_kept_when_nothing_goes_wrong(app, session):
    with app.app_context(), db.transaction() as writing:
        writing.add(unit("one"))
        writing.add(unit("two"))

    assert count(session) == 2


def test_writers_at_the_same_moment_all_succeed(app, session):
    ready, refused = threading.Barrier(WRITERS), []

    def write():
        with app.app_context():
            ready.wait()
            try:
                with db.transaction() as writing:
                    count(writing)
                    time.sleep(0.02)  # Long enough for the others to have read the same.
                    writing.add(unit(uuid.uuid4().hex))
            except Exception as error:
                refused.append(error)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert refused == []
    assert count(session) == WRITERS


def test_what_is_read_is_what_was_written_last(app, engine):
    with app.app_context():
        reading = db.session()
        assert count(reading) == 0

        with Session(engine) as other:
            other.add(unit("one"))
            other.commit()

        assert count(reading) == 1
        assert db.session() is reading


def test_no_connection_stays_behind_after_a_page(app, engine, browse):
    assert browse("ann").get("/").status_code == 200

    assert engine.pool.checkedout() == 0


def test_the_health_page_says_which_engine_answers_and_nothing_more(app, patterns):
    told = app.test_client().get("/healthz").json

    assert told["status"] == "ok"
    database = told["database"]
    assert database.pop("engine") == patterns.kind
    assert int(database.pop("version").split(".")[0]) >= 3
    assert database == ({} if patterns.kind == "postgresql" else {"journal_mode": "wal"})
