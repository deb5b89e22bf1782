import click
from flask import current_app, url_for

from app.base import clock
from app.base.db import transaction
from app.break_glass import actions
from app.break_glass.actions import RoleError
from app.people.cli import commands

__all__ = ["commands"]


@commands.command("break-glass")
@click.argument("role_key")
def break_glass(role_key: str) -> None:
    """Print an address that lets one member of staff in, once, within ten minutes.

    ROLE_KEY is the key of a care role, or source:key. For when no provider answers.
    """
    try:
        with transaction() as writing:
            token = actions.make(writing, role_key, now=clock.now())
    except RoleError as error:
        raise click.ClickException(str(error)) from error
    with current_app.test_request_context():
        path = url_for("break_glass.show", token=token)
    click.echo(current_app.config["PUBLIC_URL"] + path)
