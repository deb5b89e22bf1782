import signal
import threading

import click
from flask.cli import AppGroup
from sqlalchemy.exc import InterfaceError, OperationalError

from app.base import clock
from app.base.db import transaction
from app.base.log import log
from app.worker import actions

SECONDS_BETWEEN_ROUNDS = 60

commands = AppGroup("worker", help="The work that nobody waits for.")


@commands.command()
@click.option("--once", is_flag=True, help="Do one round and stop, for cron.")
def run(*, once: bool) -> None:
    """Go round and do what is due, until told to stop."""
    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: stopping.set())
    while True:
        done = _round()
        if once:
            raise SystemExit(0 if done else 1)
        if stopping.wait(SECONDS_BETWEEN_ROUNDS):
            return


def _round() -> bool:
    """Do what is due. A database that is away is met again next round."""
    try:
        with transaction() as db:
            actions.sweep(db, now=clock.now())
    except (OperationalError, InterfaceError) as error:
        log.error("database away", extra={"kind": type(error).__name__})
        return False
    return True
