import json

import click
from flask import current_app

from app.base import clock, installation
from app.base.cli import Commands
from app.base.db import session, transaction
from app.demo import actions, links, queries

NOT_FOR_DEMO = "This database was not made for the demo (MODE=demo when it was new)."

commands = Commands("demo", help="The made-up people of the worked examples.")


@commands.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
def load(*, if_empty: bool) -> None:
    """Load the demo people, with their times laid around today."""
    _refuse_in_production()
    if actions.is_loaded(session()) or (if_empty and actions.is_inhabited(session())):
        click.echo("There are people here already; nothing was loaded.")
        return
    try:
        with transaction() as db:
            changed = actions.load(db, now=clock.now())
    except actions.NotForDemoError as error:
        raise click.ClickException(NOT_FOR_DEMO) from error
    click.echo(f"{changed} change(s).")


@commands.command("links")
def show_links() -> None:
    """Print a one-time sign-in address for each person, as JSON."""
    _refuse_in_production()
    if not installation.is_for_demo(session()):
        raise click.ClickException(NOT_FOR_DEMO)
    address, secret_key = current_app.config["PUBLIC_URL"], current_app.config["SECRET_KEY"]
    found = {
        one.key if one.source == actions.SOURCE else f"{one.source}:{one.key}": (
            f"{address}/demo/links/{links.token_for(one.id, secret_key=secret_key)}"
        )
        for one in queries.everybody(session())
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _refuse_in_production() -> None:
    if not current_app.config["DEMO"]:
        raise click.ClickException("There is no demo in production (MODE=production).")
