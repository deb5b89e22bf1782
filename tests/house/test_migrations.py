"""The migrations and the tables say the same, on both databases, up and down."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Date, Integer, MetaData, Table, inspect, text
from sqlmodel import Session, select
from sqlmodel.sql.sqltypes import UTCDateTime

from app.base.cli import alembic_config
from app.base.columns import Document
from app.base.db import engine_for
from app.base.words import Words
from app.people.models import Notice
from app.people.sessions import NoticeKind
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care.content import Sent
from app.self_care.models import Sending
from app.tables import METADATA
from tests.conftest import TUESDAY_MORNING

BESIDE_THE_MODELS = ("slots_stand_apart",)
"""What PostgreSQL alone can say, so that the models do not. tests/slots tries what it does."""


@pytest.fixture
def as_the_models_say(patterns, engine, tmp_path):
    """Return what can be seen in a database made from the models, without the migrations."""
    if patterns.kind == "sqlite":
        beside = engine_for(f"sqlite:///{tmp_path / 'models.sqlite'}")
        METADATA.create_all(beside)
        yield inspect(beside)
        beside.dispose()
        return
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA models"))
        connection.execute(text("SET LOCAL search_path TO models"))
        METADATA.create_all(connection, checkfirst=False)
        yield inspect(connection)


def _conditions(seen, table):
    checks = {check["name"]: check["sqltext"] for check in seen.get_check_constraints(table)}
    indexes = {
        index["name"]: (index["column_names"], bool(index["unique"]), _where(index))
        for index in seen.get_indexes(table)
        if index["name"] not in BESIDE_THE_MODELS
    }
    return checks, indexes


def _where(index):
    options = index.get("dialect_options", {})
    return [str(options[name]) for name in sorted(options) if name.endswith("_where")]


def test_the_migrations_make_exactly_the_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("kind", [Document(Words), UTCDateTime(), Date()])
def test_a_column_of_another_type_is_noticed(engine, kind):
    other = MetaData()
    Table("installation", other, Column("id", Integer, primary_key=True), Column("mode", kind))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, other)

    changed = [change[0] for changes in found if isinstance(changes, list) for change in changes]
    assert "modify_type" in changed


def test_the_migrations_make_the_checks_and_the_conditions_of_the_tables(engine, as_the_models_say):
    made = inspect(engine)

    for table in METADATA.tables:
        assert _conditions(made, table) == _conditions(as_the_models_say, table), table


def test_down_and_up_again_leaves_the_same(engine):
    config = alembic_config(engine.url.render_as_string(hide_password=False))
    before = set(inspect(engine).get_table_names())

    command.downgrade(config, "base")
    with engine.connect() as connection:
        left = set(inspect(connection).get_table_names())
    command.upgrade(config, "head")

    assert left == {"alembic_version"}
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == before


def test_what_people_are_told_survives_the_way_down_and_up(engine, people):
    config = alembic_config(engine.url.render_as_string(hide_password=False))
    with Session(engine) as session:
        for kind in NoticeKind:
            notice = Notice(person_id=people["ann"], kind=kind, happened_at=TUESDAY_MORNING)
            session.add(notice)
        session.commit()
        before = session.exec(select(Notice).where(Notice.kind != NoticeKind.CALENDAR_MADE)).all()
        before = sorted(map(repr, before))

    command.downgrade(config, "0015")
    command.upgrade(config, "head")

    with Session(engine) as session:
        assert sorted(map(repr, session.exec(select(Notice)).all())) == before


def test_what_is_asked_and_what_names_it_survive_the_way_down_and_up(engine, people):
    config = alembic_config(engine.url.render_as_string(hide_password=False))
    with Session(engine) as session:
        for kind in RequestKind:
            asked = Request(
                patient_id=people["ann"],
                kind=kind,
                subject=Words.from_json({"sv": "Våren", "en": "Spring"}),
                words="Varför?",
                asked_at=TUESDAY_MORNING,
            )
            session.add(asked)
        session.flush()
        sending = {"first_on": TUESDAY_MORNING.date(), "last_on": TUESDAY_MORNING.date()}
        reading = session.exec(select(Request.id).where(Request.kind == RequestKind.READING)).one()
        session.add(
            Sending(
                patient_id=people["ann"],
                request_id=reading,
                sent_at=TUESDAY_MORNING,
                document=Sent(routines=[]),
                **sending,
            )
        )
        session.commit()
        before = session.exec(select(Request).where(Request.kind != RequestKind.LOOK)).all()
        before = sorted(map(repr, before))

    command.downgrade(config, "0017")
    command.upgrade(config, "head")

    with Session(engine) as session:
        assert sorted(map(repr, session.exec(select(Request)).all())) == before
        assert session.exec(select(Sending.request_id)).one() == reading


def test_a_second_upgrade_changes_nothing(engine):
    command.upgrade(alembic_config(engine.url.render_as_string(hide_password=False)), "head")
