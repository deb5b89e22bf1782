from pathlib import Path

import click

from app.base import clock
from app.base.cli import Commands, stop_in_another_mode
from app.base.db import transaction
from app.exchange import actions

commands = Commands("contracts", help="Patient contracts as files.")


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def load(files: tuple[Path, ...]) -> None:
    """Load contracts, people, units and times from FILES: all of them, or nothing."""
    try:
        with transaction(patient=True) as db:
            stop_in_another_mode(db)
            changed = actions.load(db, files, now=clock.now())
    except actions.FaultyFilesError as error:
        click.echo(str(error), err=True)
        click.echo(f"{len(error.faults)} fault(s). Nothing was loaded.", err=True)
        raise SystemExit(1) from error
    click.echo(f"{changed} change(s)." if changed else "Nothing was new.")
