import click
from flask.cli import AppGroup

from app.base import db
from app.journal import queries

commands = AppGroup("journal", help="The journal of what happened and who looked.")


@commands.command()
def verify() -> None:
    """Find every row that was edited, removed or moved."""
    faults = list(queries.faults(db.session()))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo("The journal is whole.")
