"""The command that loads contract files, where others write too and where nobody should."""

import threading
from dataclasses import replace

import pytest
from sqlmodel import func, select

from app import create_app
from app.base import db, sqlite
from app.people.models import Person
from tests.conftest import FILES, SETTINGS

ANN = str(FILES / "ann.yaml")


@pytest.fixture
def run(engine):
    """Run a command of an application in a mode of its own, on the tests' database."""

    def in_mode(mode, *command):
        url = engine.url.render_as_string(hide_password=False)
        app = create_app(replace(SETTINGS, mode=mode, database_url=url))
        done = app.test_cli_runner().invoke(args=command)
        with app.app_context():
            app.extensions["engine"].dispose()
        return done

    return in_mode


@pytest.mark.parametrize("command", [("contracts", "load", ANN), ("worker", "run", "--once")])
def test_nothing_real_is_done_in_a_database_made_for_the_demo(run, session, command):
    before = session.exec(select(func.count()).select_from(Person)).one()

    refused = run("production", *command)

    assert refused.exit_code == 1
    assert "This database was made for demo, and MODE is production." in refused.output
    assert session.exec(select(func.count()).select_from(Person)).one() == before


def test_a_load_waits_longer_for_its_turn_than_a_page_does(app, run, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    began, free = threading.Event(), threading.Event()

    def write_for_long():
        with app.app_context(), db.transaction() as writing:
            writing.add(Person(given_name="Rut", family_name="Rask", source="x", key="x"))
            writing.flush()
            began.set()
            free.wait(10)

    other = threading.Thread(target=write_for_long)
    other.start()
    began.wait(10)
    threading.Timer(0.5, free.set).start()
    done = run("demo", "contracts", "load", ANN)
    other.join()

    assert done.exit_code == 0, done.output
