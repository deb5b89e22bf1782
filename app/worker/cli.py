import signal
import threading

import click

from app.base import clock
from app.base.cli import Commands, stop_in_another_mode
from app.base.db import AWAY, note_away, transaction
from app.follow_up import figures_actions
from app.worker import actions

SECONDS_BETWEEN_ROUNDS = 60

commands = Commands("worker", help="The work that nobody waits for.")


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
            stop_in_another_mode(db)
            actions.sweep(db, now=clock.now())
            figures_actions.count_ended_months(db, now=clock.now())
            over = actions.offers_over(db, now=clock.now())
        for offer_id in over:
            with transaction() as db:
                actions.go_on(db, offer_id, now=clock.now())
        while _makes_slots():
            pass
        while _plans_reminders():
            pass
    except AWAY as error:
        note_away(error)
        return False
    return True


def _makes_slots() -> bool:
    """Make some slots in a transaction of their own. Say whether there may be more to make."""
    with transaction() as db:
        return actions.make_slots(db, now=clock.now()) > 0


def _plans_reminders() -> bool:
    """Plan for some patients in a transaction of their own. Say whether there may be more."""
    with transaction() as db:
        return actions.plan_reminders(db, now=clock.now()) > 0
