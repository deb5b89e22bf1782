"""Messages leave the house: taken in hand a few at a time, and sent by several threads at once."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask

from app.base import clock
from app.base.db import AWAY, note_away, session, transaction
from app.base.log import log
from app.push.content import Answer
from app.reminders import arrival_rules as rules
from app.reminders import delivery_queries
from app.reminders.bundling import bundle
from app.reminders.carrying import Carrier
from app.reminders.claiming import LEASE_SECONDS, Claim, claim, give_back
from app.reminders.marking import mark_all

SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_TO_FINISH = 6.0
"""Whoever stops a worker waits ten seconds. What is not sent by then is left to the lease."""
HANDFULS = 16
"""How many messages each thread has in hand: the one it sends, and the next ones."""
REFILLED_BY = 4
"""How many of each thread's are taken in hand together: asking costs the same for one."""
Waiting = TypeVar("Waiting")


@dataclass
class _Sent:
    """One message that was sent, and whether what became of it is kept."""

    claim: Claim
    answer: Answer
    kept: bool = False


class Deliverer:
    """The sending of one worker.

    What became of a message is kept before its thread sends the next one. A worker that is killed
    leaves at most one message for each of its threads that is sent once more.
    """

    def __init__(
        self,
        app: Flask,
        carrier: Carrier,
        *,
        threads: int,
        stopping: threading.Event | None = None,
    ) -> None:
        self._app, self._carrier, self._threads = app, carrier, threads
        self._claims: queue.SimpleQueue[Claim | None] = queue.SimpleQueue()
        self._sent: queue.SimpleQueue[_Sent] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._under_way = 0
        self._stopping = stopping or threading.Event()
        self._senders = [self._thread(self._send_all) for _ in range(threads)]
        self._looker: threading.Thread | None = None
        # One write at a time: SQLite has no other way, and keeping many at once takes less.
        self._turn = threading.Lock()

    def start(self) -> None:
        """Look for what is due every other second, until stopped."""
        self._looker = self._thread(self._look)

    def stop(self) -> None:
        """Take nothing more in hand, finish what is being sent, and give back the rest."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        until = time.monotonic() + SECONDS_TO_FINISH
        if self._looker:
            self._looker.join(max(0.0, until - time.monotonic()))
        try:
            self._give_back()
        except AWAY as error:
            note_away(error)
        for _ in self._senders:
            self._claims.put(None)
        for sender in self._senders:
            sender.join(max(0.0, until - time.monotonic()))

    def run_dry(self) -> bool:
        """Send everything that is due now, or until told to stop. Say whether it could be done."""
        try:
            while not self._stopping.is_set() and self._round():
                pass
            self._wait_for_room(self._threads * HANDFULS)
        except AWAY as error:
            note_away(error)
            return False
        except Exception as error:
            note_unexpected(error)
            return False
        return True

    def _look(self) -> None:
        while not self._stopping.is_set():
            try:
                more = self._round()
            except AWAY as error:
                note_away(error)
                more = False
            except Exception as error:
                # What is wrong with one thing that is due is not to keep everything else for ever.
                note_unexpected(error)
                more = False
            if not more:
                self._stopping.wait(SECONDS_BETWEEN_LOOKS)

    def _round(self) -> bool:
        """Bundle some of what is due and take some messages in hand. Say whether there was any."""
        with self._app.app_context():
            if not delivery_queries.is_due(session(), now=clock.now()):
                return False
            told = self._bundle()
            room = self._wait_for_room(self._threads * REFILLED_BY)
            if self._stopping.is_set():
                return False
            with self._turn, transaction() as db:
                taken = claim(db, clock.now(), room, lease_seconds=LEASE_SECONDS)
        self._hand_out(taken)
        return bool(told or taken)

    def _bundle(self) -> int:
        """Bundle some of what is due. What cannot be bundled keeps nothing that is made already."""
        try:
            with self._turn, transaction() as db:
                return bundle(db, clock.now(), by=self._carrier.ways)
        except AWAY:
            raise
        except Exception as error:
            note_unexpected(error)
            return 0

    def _wait_for_room(self, least: int) -> int:
        """Wait until so many more may be taken in hand, and return how many may."""
        most = self._threads * HANDFULS
        with self._changed:
            while most - self._under_way < least and not self._stopping.is_set():
                self._changed.wait(SECONDS_BETWEEN_LOOKS)
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
                note_unexpected(error)
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
            self._note(_Sent(one, self._carrier.carry(one, now=now)))

    def _note(self, sent: _Sent) -> None:
        """Note what was sent, together with what other threads have sent meanwhile.

        Each thread waits until its own is kept, so that none is ahead by more than one message.
        """
        self._sent.put(sent)
        with self._turn:
            if sent.kept:
                return
            together = _all_in(self._sent)
            try:
                self._keep(together)
            except AWAY:
                raise
            except Exception as error:
                note_unexpected(error)
                self._keep_each(together)

    def _keep_each(self, together: Sequence[_Sent]) -> None:
        """Keep what can be kept. What cannot is tried again when its lease has ended."""
        for one in together:
            try:
                self._keep([one])
            except AWAY as error:
                note_away(error)
            except Exception as error:
                note_unexpected(error)

    def _keep(self, together: Sequence[_Sent]) -> None:
        """Keep what became of these in one transaction. A database that is away is met again."""
        try:
            with transaction() as db:
                mark_all(db, [(one.claim, one.answer) for one in together], clock.now())
        except AWAY:
            for one in together:
                self._sent.put(one)
            raise
        for one in together:
            one.kept = True

    def _give_back(self) -> None:
        if left := [one for one in _all_in(self._claims) if one]:
            with self._app.app_context(), self._turn, transaction() as db:
                give_back(db, left, now=clock.now())

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread


def note_unexpected(error: Exception) -> None:
    """Log that something is wrong that nobody thought of: its kind, and nothing of anybody."""
    log.error("unexpected", extra={"kind": type(error).__name__, "page": "worker"})


def _all_in(waiting: queue.SimpleQueue[Waiting]) -> list[Waiting]:
    """Take everything that waits just now."""
    found = []
    with suppress(queue.Empty):
        while True:
            found.append(waiting.get_nowait())
    return found
