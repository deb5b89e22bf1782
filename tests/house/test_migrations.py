"""The migrations and the tables say the same, on both databases, up and down."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.base.cli import alembic_config
from app.tables import METADATA


def test_the_migrations_make_exactly_the_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, METADATA) == []


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


def test_a_second_upgrade_changes_nothing(engine):
    command.upgrade(alembic_config(engine.url.render_as_string(hide_password=False)), "head")
