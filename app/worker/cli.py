import signal
import threading
import uuid
from collections.abc import Callable
from functools import partial

import click
from flask import Flask, current_app

from app.base import clock
from app.base.cli import Commands, stop_in_another_mode
from app.base.db import AWAY, lacks_tables, note_away, session, transaction
from app.follow_up import figures_actions
from app.push import queries as push
from app.reminders import delivery_queries
from app.reminders.carrying import carrier
from app.worker import actions
from app.worker.delivering import Deliverer, note_unexpected

SECONDS_BETWEEN_ROUNDS = 60
SECONDS_BETWEEN_TRIES = 2
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
    carries = carrier(app.config, threads=threads)
    deliverer = Deliverer(app, carries, threads=threads, stopping=stopping)
    if once:
        done = _may_begin(app) and _round(app, stopping) and deliverer.run_dry()
        deliverer.stop()
        raise SystemExit(0 if done else 1)
    while not _may_begin(app) and not stopping.wait(SECONDS_BETWEEN_TRIES):
        pass
    if not stopping.is_set():
        deliverer.start()
    while not stopping.is_set():
        _round(app, stopping)
        stopping.wait(SECONDS_BETWEEN_ROUNDS)
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


def _may_begin(app: Flask) -> bool:
    """Say whether the database is there. One that was made for another mode stops the worker."""
    try:
        with app.app_context(), transaction() as db:
            stop_in_another_mode(db)
    except AWAY as error:
        note_away(error)
        return False
    return True


def _round(app: Flask, stopping: threading.Event) -> bool:
    """Do what is due, one part after the other. Say whether all of it could be done.

    What is wrong with one part is not to keep the others, and is met again next round.
    """
    done = True
    for part in PARTS:
        if stopping.is_set():
            return done
        # What is remembered through a request, such as which day it is, ends with the part.
        with app.app_context():
            done = _is_done(partial(part, stopping)) and done
    return done


def _is_done(part: Callable[[], None]) -> bool:
    try:
        part()
    except AWAY as error:
        note_away(error)
        return False
    except click.ClickException:
        raise
    except Exception as error:
        if lacks_tables(error):
            raise
        note_unexpected(error)
        return False
    return True


def _sweep(_stopping: threading.Event) -> None:
    with transaction() as db:
        stop_in_another_mode(db)
        actions.sweep(db, now=clock.now())


def _report_late(_stopping: threading.Event) -> None:
    actions.report_late(session(), now=clock.now())


def _count_months(_stopping: threading.Event) -> None:
    with transaction() as db:
        figures_actions.count_ended_months(db, now=clock.now())


def _go_on(stopping: threading.Event) -> None:
    """Ask those who wait next. What is wrong with one offer keeps no other."""
    for offer_id in actions.offers_over(session(), now=clock.now()):
        if not stopping.is_set():
            _is_done(partial(_goes_on, offer_id))


def _goes_on(offer_id: uuid.UUID) -> None:
    with transaction() as db:
        actions.go_on(db, offer_id, now=clock.now())


def _make_slots(stopping: threading.Event) -> None:
    while not stopping.is_set() and _makes_slots():
        pass


def _plan_reminders(stopping: threading.Event) -> None:
    while not stopping.is_set() and _plans_reminders():
        pass


def _makes_slots() -> bool:
    """Make some slots in a transaction of their own. Say whether there may be more to make."""
    with transaction() as db:
        return actions.make_slots(db, now=clock.now()) > 0


def _plans_reminders() -> bool:
    """Plan for some patients in a transaction of their own. Say whether there may be more."""
    with transaction() as db:
        return actions.plan_reminders(db, now=clock.now()) > 0


PARTS = (_sweep, _report_late, _count_months, _go_on, _make_slots, _plan_reminders)
