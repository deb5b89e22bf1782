import click

from app.base import clock
from app.base.cli import Commands
from app.base.db import transaction
from app.oidc import actions
from app.people.keys import person_called

commands = Commands("oidc", help="Who people are at their identity providers.")


@commands.command()
@click.argument("person")
def unlink(person: str) -> None:
    """Forget who PERSON is at their providers. Their next sign-in ties them anew.

    PERSON is a key, or source:key.
    """
    with transaction() as writing:
        found = writing.exec(person_called(person)).all()
        if len(found) != 1:
            raise click.ClickException(f"{len(found)} people are called {person}.")
        forgotten = actions.unlink(writing, found[0].id, now=clock.now())
    click.echo(f"{forgotten} e-identity(ies) forgotten.")
