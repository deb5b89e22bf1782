"""Bringing the database to the form this version of the application needs."""

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.base import db, installation
from app.base.db import transaction
from app.base.installation import MIGRATIONS

if TYPE_CHECKING:
    from alembic.config import Config


class Commands(AppGroup):
    """A group of commands that says what to do about a database without tables."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except DBAPIError as error:
            if not db.lacks_tables(error):
                raise
            raise click.ClickException(installation.NOT_MADE) from error


def stop_in_another_mode(reading: Session) -> None:
    """Stop a command on a database that was made for another mode, or for another version."""
    if fault := installation.fault(reading, current_app.config["MODE"]):
        raise click.ClickException(fault)


commands = Commands("db", help="The database's form.")


def alembic_config(url: str) -> "Config":
    from alembic.config import Config  # heavy, and of no use to whoever answers pages

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


@commands.command()
def upgrade() -> None:
    """Bring the database to the newest form. Doing it again changes nothing."""
    from alembic import command

    url = current_app.extensions["engine"].url.render_as_string(hide_password=False)
    mode = current_app.config["MODE"]
    try:
        with transaction() as writing:
            installation.refuse_another_mode(writing, mode)
        command.upgrade(alembic_config(url), "head")
        with transaction() as writing:
            installation.claim(writing, mode)
    except installation.WrongDatabaseError as error:
        raise click.ClickException(str(error)) from error
    click.echo("The database is up to date.")


@commands.command()
@click.argument("name")
def revise(name: str) -> None:
    """Write a new migration called NAME from what the tables say and the database does not."""
    from alembic import command

    url = current_app.extensions["engine"].url.render_as_string(hide_password=False)
    command.revision(alembic_config(url), name, autogenerate=True)
