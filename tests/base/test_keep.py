"""A transaction is kept whole or not at all, and two at once wait for each other."""

import threading
import time
import uuid

import pytest
from sqlalchemy import event, func
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


def test_what_waits_for_the_commit_is_done_after_it(app, session):
    seen = []

    with app.app_context(), db.transaction() as writing:
        writing.add(unit("one"))
        db.after_commit(writing, lambda: seen.append(count(session)))
        assert seen == []

    assert seen == [1]


def test_what_waits_for_the_commit_is_never_done_when_it_fails(app, session):
    done = []

    def fail(_session):
        raise ValueError("the disk is full")

    def write():
        with app.app_context(), db.transaction() as writing:
            event.listen(writing, "before_commit", fail)
            writing.add(unit("one"))
            db.after_commit(writing, lambda: done.append("one"))

    with pytest.raises(ValueError, match="the disk is full"):
        write()

    assert done == []
    assert count(session) == 0


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
