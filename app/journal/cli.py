import click

from app.base import db
from app.base.cli import Commands
from app.journal import queries
from app.journal.queries import Head

commands = Commands("journal", help="The journal of what happened and who looked.")


def _kept_head(_context: click.Context, _option: click.Parameter, given: str | None) -> Head | None:
    """Read what verify printed: a row's number and fingerprint, such as 1200:9f3c…"""
    if given is None:
        return None
    number, _, fingerprint = given.partition(":")
    if not number.isdecimal() or not fingerprint:
        raise click.BadParameter("should be a number and a fingerprint with a colon between")
    return Head(int(number), fingerprint)


@commands.command()
@click.option("--kept", callback=_kept_head, help="What verify printed earlier, kept elsewhere.")
def verify(kept: Head | None) -> None:
    """Find every row that was edited, removed or moved."""
    faults = list(queries.faults(db.session(), expected=kept))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    newest = queries.head(db.session())
    click.echo("The journal is whole.")
    if newest:
        click.echo(f"Keep elsewhere: {newest.number}:{newest.fingerprint}")
