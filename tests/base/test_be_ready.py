"""Whoever watches over the application is told whether it can be used, and nothing personal."""

import pytest
from sqlalchemy import create_engine, text

from app.base import installation

UPGRADE = "The database is not in the form this version needs. Run: flask --app app db upgrade"


@pytest.fixture
def change(engine):
    """Return what changes the database behind the application's back."""

    def run(statement):
        with engine.begin() as connection:
            connection.execute(text(statement))

    return run


def test_a_ready_application_says_which_engine_answers_and_nothing_more(app, patterns):
    told = app.test_client().get("/healthz").json

    assert told["status"] == "ok"
    database = told["database"]
    assert database.pop("engine") == patterns.kind
    assert int(database.pop("version").split(".")[0]) >= 3
    assert database == ({} if patterns.kind == "postgresql" else {"journal_mode": "wal"})


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE alembic_version SET version_num = '0001'", id="an older form"),
        pytest.param("UPDATE alembic_version SET version_num = '9999'", id="a newer form"),
        pytest.param("DELETE FROM alembic_version", id="no form"),
        pytest.param("DROP TABLE alembic_version", id="no tables"),
        pytest.param("DELETE FROM installation", id="made for nothing"),
    ],
)
def test_a_database_in_another_form_is_not_ready(app, change, statement):
    change(statement)

    answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "why": UPGRADE}


def test_a_database_made_for_another_mode_is_not_ready(app, monkeypatch):
    monkeypatch.setitem(app.config, "MODE", "production")

    answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json["why"] == "This database was made for demo, and MODE is production."


def test_a_database_that_is_away_is_not_ready_and_is_told_as_data(app, engine):
    app.extensions["engine"] = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    answer = app.test_client().get("/healthz")
    app.extensions["engine"].dispose()

    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "why": "The database does not answer."}


def test_the_newest_form_is_read_once(app, monkeypatch, tmp_path):
    assert app.test_client().get("/healthz").status_code == 200

    monkeypatch.setattr(installation, "MIGRATIONS", tmp_path / "nowhere")

    assert app.test_client().get("/healthz").status_code == 200
