import click

from app.base.cli import Commands
from app.push.vapid import new_key

commands = Commands("push", help="Pushes to people's phones.")


@commands.command()
def key() -> None:
    """Print a new key for VAPID_PRIVATE_KEY. With another key every phone subscribes anew."""
    click.echo(new_key())
