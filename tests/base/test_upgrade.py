"""The database is brought to the newest form, and never to another's."""

import shutil
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app import create_app
from app.base import cli
from app.base.cli import MIGRATIONS
from app.base.installation import Installation
from app.tables import METADATA
from tests.conftest import SETTINGS


@pytest.fixture
def run(engine):
    """Return what a command answers when the application runs in this mode on this database."""

    def in_mode(mode, *command, url=None):
        app = create_app(replace(SETTINGS, mode=mode, database_url=url or SETTINGS.database_url))
        if url is None:
            app.extensions["engine"].dispose()
            app.extensions["engine"] = engine
        answer = app.test_cli_runner().invoke(args=command)
        if url is not None:
            app.extensions["engine"].dispose()
        return answer

    return in_mode


def test_upgrading_again_changes_nothing(run):
    first, second = run("demo", "db", "upgrade"), run("demo", "db", "upgrade")

    assert (first.exit_code, first.output) == (0, "The database is up to date.\n")
    assert (second.exit_code, second.output) == (0, "The database is up to date.\n")


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_new_database_is_made_for_one_mode_alone(run, tmp_path, mode):
    url, other = f"sqlite:///{tmp_path / 'new'}", {"demo": "production", "production": "demo"}[mode]

    made, taken = run(mode, "db", "upgrade", url=url), run(other, "db", "upgrade", url=url)

    assert made.exit_code == 0
    assert taken.exit_code == 1
    assert f"This database was made for {mode}, and MODE is {other}." in taken.output


def test_a_demo_database_is_refused_in_production(run, session):
    refused = run("production", "db", "upgrade")

    assert refused.exit_code == 1
    assert "This database was made for demo, and MODE is production." in refused.output
    assert session.exec(select(Installation.mode)).all() == ["demo"]


def test_a_database_of_another_mode_keeps_its_form(run, tmp_path):
    url = f"sqlite:///{tmp_path / 'older'}"
    run("demo", "db", "upgrade", url=url)
    command.downgrade(cli.alembic_config(url), "0007")

    refused = run("production", "db", "upgrade", url=url)

    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0007"
    engine.dispose()
    assert "Nothing was done." in refused.output


def test_a_new_migration_says_what_the_tables_say_and_the_database_does_not(
    run, engine, monkeypatch, tmp_path
):
    shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    monkeypatch.setattr(cli, "MIGRATIONS", tmp_path / "migrations")
    METADATA.tables["once_key"].drop(engine)

    written = run("demo", "db", "revise", "what is missing")

    assert written.exit_code == 0
    (new,) = (tmp_path / "migrations" / "versions").glob("*_what_is_missing.py")
    assert "op.create_table('once_key'" in new.read_text()
    assert "journal_entry" not in new.read_text()


@pytest.mark.parametrize("kind", ["no tables", "another fault"])
def test_a_command_on_a_database_without_tables_says_what_to_do(one_app, engine, kind):
    group = cli.Commands("tests")
    question = {"no tables": "SELECT * FROM nowhere", "another fault": "SELECT nothing"}[kind]

    @group.command()
    def ask():
        with engine.connect() as connection:
            connection.execute(text(question))

    answer = one_app.test_cli_runner().invoke(group, ["ask"])

    assert answer.exit_code == 1
    assert ("Run: flask --app app db upgrade" in answer.output) is (kind == "no tables")
    assert isinstance(answer.exception, SystemExit if kind == "no tables" else DBAPIError)
