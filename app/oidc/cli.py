import uuid

import click

from app.base import clock
from app.base.cli import Commands
from app.base.db import transaction
from app.oidc import actions

commands = Commands("oidc", help="Who people are at their identity providers.")


@commands.command()
@click.argument("person_id", type=click.UUID)
def unlink(person_id: uuid.UUID) -> None:
    """Forget who PERSON_ID is at their providers. Their next sign-in ties them anew."""
    with transaction() as writing:
        forgotten = actions.unlink(writing, person_id, now=clock.now())
    click.echo(f"{forgotten} e-identity(ies) forgotten.")
