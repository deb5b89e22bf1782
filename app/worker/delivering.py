"""Messages leave the house: taken in hand a few at a time, and sent by several threads at once."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from flask import Flask

from app.base import clock
from app.base.db import AWAY, note_away, session, transaction
from app.base.log import log
from app.reminders import arrival_rules as rules
from app.reminders import delivery_queries
from app.reminders.bundling import bundle
from app.reminders.carrying import Carrier
from app.reminders.claiming import LEASE_SECONDS, Claim, claim, give_back
from app.reminders.marking import mark

SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_TO_FINISH = 8.0
"""Whoever stops a worker waits ten. What is not sent by then is left to the lease."""
HANDFULS = 2
"""How many messages each thread has in hand: the one it sends, and the next."""


class Deliverer:
    """The sending of one worker.

    Each message is noted in a transaction of its own as soon as it has been sent. A worker that
    is killed leaves at most one message for each of its threads that is sent once more.
    """

    def __init__(self, app: Flask, carrier: Carrier, *, threads: int) -> None:
        self._app, self._carrier, self._threads = app, carrier, threads
        self._claims: queue.SimpleQueue[Claim | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._under_way = 0
        self._stopping = threading.Event()
        self._senders = [self._thread(self._send_all) for _ in range(threads)]
        self._looker: threading.Thread | None = None
        # SQLite lets one write at a time, and is unfair to those who wait for it.
        sqlite = app.extensions["engine"].dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if sqlite else nullcontext()

    def start(self) -> None:
        """Look for what is due every other second, until stopped."""
        self._looker = self._thread(self._look)

    def stop(self) -> None:
        """Take nothing more in hand, finish what is being sent, and give back the rest."""
        self._stopping.set()
        until = time.monotonic() + SECONDS_TO_FINISH
        if self._looker:
            self._looker.join(max(0.0, until - time.monotonic()))
        self._give_back()
        for _ in self._senders:
            self._claims.put(None)
        for sender in self._senders:
            sender.join(max(0.0, until - time.monotonic()))

    def run_dry(self) -> bool:
        """Send everything that is due now. Say whether the database was there all along."""
        try:
            while self._round():
                pass
            self._wait_for_room(self._threads * HANDFULS)
        except AWAY as error:
            note_away(error)
            return False
        return True

    def _look(self) -> None:
        while not self._stopping.is_set():
            try:
                more = self._round()
            except AWAY as error:
                note_away(error)
                more = False
            if not more:
                self._stopping.wait(SECONDS_BETWEEN_LOOKS)

    def _round(self) -> bool:
        """Bundle some of what is due and take some messages in hand. Say whether there was any."""
        with self._app.app_context():
            if not delivery_queries.is_due(session(), now=clock.now()):
                return False
            with self._turn, transaction() as db:
                told = bundle(db, clock.now(), by=self._carrier.ways)
            room = self._wait_for_room(self._threads)
            with self._turn, transaction() as db:
                taken = claim(db, clock.now(), room, lease_seconds=LEASE_SECONDS)
        self._hand_out(taken)
        return bool(told or taken)

    def _wait_for_room(self, least: int) -> int:
        """Wait until so many more may be taken in hand, and return how many may."""
        most = self._threads * HANDFULS
        with self._changed:
            self._changed.wait_for(
                lambda: most - self._under_way >= least or self._stopping.is_set()
            )
            return most - self._under_way

    def _hand_out(self, taken: Sequence[Claim]) -> None:
        with self._changed:
            self._under_way += len(taken)
        for one in taken:
            self._claims.put(one)

    def _send_all(self) -> None:
        while (one := self._claims.get()) is not None:
            try:
                self._send(one)
            except AWAY as error:
                note_away(error)
            except Exception as error:
                # Another message can be sent all the same, and this one is due again.
                log.error("unexpected", extra={"kind": type(error).__name__, "page": "worker"})
            finally:
                with self._changed:
                    self._under_way -= 1
                    self._changed.notify_all()

    def _send(self, one: Claim) -> None:
        """Send one message, unless it has waited so long that the lease may end meanwhile."""
        now = clock.now()
        if now > one.until - rules.LONGEST_SENDING:
            return
        with self._app.app_context():
            answer = self._carrier.carry(one, now=now)
            with self._turn, transaction() as db:
                mark(db, one, answer, clock.now())

    def _give_back(self) -> None:
        left = list[Claim]()
        while not self._claims.empty():
            if one := self._claims.get():
                left.append(one)
        if left:
            with self._app.app_context(), self._turn, transaction() as db:
                give_back(db, left, now=clock.now())

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread
