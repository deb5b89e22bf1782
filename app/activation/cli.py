import uuid

import click
from flask import current_app, url_for

from app.activation import actions, queries, rules
from app.base import clock
from app.base.db import session, transaction
from app.journal.actions import OPERATOR
from app.people.cli import commands

__all__ = ["commands"]

NOBODY = "Nobody is known as {key} in {source}. Write SOURCE KEY as in the contract file."


@commands.command()
@click.argument("source")
@click.argument("key")
def invite(source: str, key: str) -> None:
    """Print a code and four digits that let the person called KEY in SOURCE in once."""
    person_id = _person_known_as(source, key)
    with transaction() as db:
        letter = actions.invite(
            db,
            person_id,
            life=current_app.config["INVITATION_LIFE"],
            secret_key=current_app.config["SECRET_KEY"],
            by=OPERATOR,
            now=clock.now(),
        )
    with current_app.test_request_context():
        address = current_app.config["PUBLIC_URL"] + url_for("activation.activate")
    click.echo(f"Address: {address}")
    click.echo(f"Code: {rules.in_groups(letter.code)}")
    click.echo(f"Digits, to be given apart from the code: {letter.digits}")
    click.echo(f"Until: {clock.local(letter.expires_at):%Y-%m-%d %H.%M}")


@commands.command("end-sign-ins")
@click.argument("source")
@click.argument("key")
def end_sign_ins(source: str, key: str) -> None:
    """End every sign-in of a person, and make their passkeys and letters worthless."""
    person_id = _person_known_as(source, key)
    with transaction() as db:
        actions.end_everything(db, person_id, by=OPERATOR, now=clock.now())
    click.echo("Everything that let them in has ended.")


def _person_known_as(source: str, key: str) -> uuid.UUID:
    """Return the person that a command is about, or tell the operator that there is none."""
    person_id = queries.person_known_as(session(), source, key)
    if person_id is None:
        raise click.ClickException(NOBODY.format(source=source, key=key))
    return person_id
