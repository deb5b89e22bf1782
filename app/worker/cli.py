import signal
import threading

import click
from flask import Flask, current_app

from app.base import clock
from app.base.cli import Commands, stop_in_another_mode
from app.base.db import AWAY, note_away, session, transaction
from app.follow_up import figures_actions
from app.push import queries as push
from app.reminders import delivery_queries
from app.reminders.carrying import carrier
from app.worker import actions
from app.worker.delivering import Deliverer

SECONDS_BETWEEN_ROUNDS = 60
THREADS = 4

commands = Commands("worker", help="The work that nobody waits for.")


@commands.command()
@click.option("--once", is_flag=True, help="Do one round and stop, for cron.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=THREADS,
    show_default=True,
    help="How many messages are sent at once.",
)
def run(*, once: bool, threads: int) -> None:
    """Go round and do what is due, until told to stop."""
    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: stopping.set())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # threads have none
    done = _round(app)
    deliverer = Deliverer(app, carrier(app.config, threads=threads), threads=threads)
    if once:
        done = done and deliverer.run_dry()
        deliverer.stop()
        raise SystemExit(0 if done else 1)
    deliverer.start()
    while not stopping.wait(SECONDS_BETWEEN_ROUNDS):
        _round(app)
    deliverer.stop()


@commands.command()
def late() -> None:
    """Say how much should have been told or sent by now, and which push services refuse us.

    Exit code 1 if there is any.
    """
    now = clock.now()
    found = delivery_queries.late(session(), now=now)
    refusing = push.services_that_refuse(session(), now=now)
    click.echo(f"Late: {found.reminders} reminder(s), {found.messages} message(s).")
    for origin in refusing:
        click.echo(f"Refused us within the last hour: {origin}")
    raise SystemExit(1 if found or refusing else 0)


def _round(app: Flask) -> bool:
    """Do what is due. A database that is away is met again next round."""
    try:
        # What is remembered through a request, such as which day it is, ends with the round.
        with app.app_context():
            _work()
    except AWAY as error:
        note_away(error)
        return False
    return True


def _work() -> None:
    with transaction() as db:
        stop_in_another_mode(db)
        actions.sweep(db, now=clock.now())
        actions.report_late(db, now=clock.now())
        figures_actions.count_ended_months(db, now=clock.now())
        over = actions.offers_over(db, now=clock.now())
    for offer_id in over:
        with transaction() as db:
            actions.go_on(db, offer_id, now=clock.now())
    while _makes_slots():
        pass
    while _plans_reminders():
        pass


def _makes_slots() -> bool:
    """Make some slots in a transaction of their own. Say whether there may be more to make."""
    with transaction() as db:
        return actions.make_slots(db, now=clock.now()) > 0


def _plans_reminders() -> bool:
    """Plan for some patients in a transaction of their own. Say whether there may be more."""
    with transaction() as db:
        return actions.plan_reminders(db, now=clock.now()) > 0
