"""Workers that are real programs, killed again and again, and a push service that counts."""

import os
import random
import secrets
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.base.db import engine_for
from app.people.models import Device, Person
from app.push import sealing
from app.push.content import Reached
from app.push.models import PushSubscription
from app.push.vapid import Vapid
from app.reminders.content import DeliveryState, ReminderKind, ReminderState
from app.reminders.models import Delivery, Reminder
from tests.conftest import SETTINGS
from tests.servers.push_service import PushService, answers, resets

ROOT = Path(__file__).parents[2]
A_DAY = timedelta(days=1)


@dataclass
class Workers:
    """Some workers at one database, each sending one message at a time."""

    environment: dict[str, str]
    count: int
    program: tuple[str, ...] = ("-m", "tests.reminders.quick_worker")
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    log: list[bytes] = field(default_factory=list)

    def fill(self) -> None:
        """Start as many as there should be."""
        while len(self.running) < self.count:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, *self.program],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            )

    def kill_one(self) -> None:
        """Kill one of them in the middle of whatever it does."""
        killed = self.running.pop(0)
        killed.send_signal(signal.SIGKILL)
        self.log.append(killed.communicate()[1])

    def stop(self) -> float:
        """Stop all of them as an operator does, and return how many seconds it took."""
        began = time.monotonic()
        for one in self.running:
            one.send_signal(signal.SIGTERM)
        for one in self.running:
            self.log.append(one.communicate(timeout=20)[1])
        self.running.clear()
        return time.monotonic() - began


@contextmanager
def workers(
    url: str, service: PushService, *, count: int, said: tuple[str, ...] = ()
) -> Iterator[Workers]:
    found = Workers(environment(url, service), count)
    found.program += said
    found.fill()
    try:
        yield found
    finally:
        for one in found.running:
            one.kill()
            one.communicate()


def environment(url: str, service: PushService, **said: str) -> dict[str, str]:
    """Return the settings of a worker that knows this push service and no other."""
    return {
        "PATH": os.environ["PATH"],
        "SETTINGS_FILE": os.devnull,
        "MODE": "demo",
        "SECRET_KEY": SETTINGS.secret_key,
        "DATABASE_URL": url,
        "VAPID_PRIVATE_KEY": SETTINGS.vapid_private_key,
        "VAPID_SUBJECT": SETTINGS.vapid_subject,
        "PUSH_HOSTS": service.origin,
        "PUSH_CA_FILE": service.ca_file,
        **said,
    }


def make_due(url: str, service: PushService, *, reminders: int, now: datetime) -> None:
    """Let so many people have a phone at the service, and something to be reminded of now."""
    vapid = Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)
    engine = engine_for(url)
    with Session(engine.execution_options(writes=True)) as session:
        made = [list(_one(service, vapid, now)) for _ in range(reminders)]
        for rows in zip(*made, strict=True):
            session.add_all(rows)
            session.flush()
        session.commit()
    engine.dispose()


def _one(service: PushService, vapid: Vapid, now: datetime) -> Iterator[object]:
    browser = service.subscribe(vapid.public_key)
    keys = browser.subscription()["keys"]
    person_id, device_id = uuid.uuid4(), uuid.uuid4()
    yield Person(id=person_id, given_name="Somebody", source="killing", key=person_id.hex)
    yield Device(id=device_id, person_id=person_id, own=True, added_at=now)
    reached = Reached(browser.endpoint, keys["p256dh"], keys["auth"])
    yield PushSubscription(
        person_id=person_id,
        device_id=device_id,
        endpoint_hash=secrets.token_hex(32),
        sealed=sealing.close(reached, secret_key=SETTINGS.secret_key),
        origin=service.origin,
        key_id=vapid.key_id,
        made_at=now,
        proved_at=now,
    )
    yield Reminder(
        recipient_id=person_id,
        patient_id=person_id,
        kind=ReminderKind.TIME,
        key=uuid.uuid4().hex,
        planned_at=now,
        due_at=now,
        useless_at=now + A_DAY,
    )


def fail_now_and_then(service: PushService, *, share: float, seed: int = 1) -> None:
    """Let this share of all messages fail, in each way that leaves the message untaken."""
    chance = random.Random(seed)  # noqa: S311  # it only chooses what goes wrong
    faults = (answers(500), answers(503, Retry_After="1"), answers(429), resets)
    service.fault = lambda: chance.choice(faults) if chance.random() < share else None


@dataclass(frozen=True)
class Outcome:
    """What had become of everything in the end."""

    pushed: int
    duplicates: int
    lost: int
    states: Counter[str]
    told: Counter[str]


def kill_and_count(
    url: str, service: PushService, found: Workers, *, reminders: int, kills: int, seconds: float
) -> Outcome:
    """Kill a worker each time that some more have been pushed, until everything is over."""
    end, each = time.monotonic() + seconds, reminders // (kills + 1)
    for killed in range(1, kills + 1):
        service.wait_for(each * killed, seconds=end - time.monotonic())
        found.kill_one()
        found.fill()
    engine = engine_for(url)
    while time.monotonic() < end and _waiting(engine):
        time.sleep(0.2)
    with Session(engine) as session:
        states = Counter(session.exec(select(Delivery.state)).all())
        told = Counter(session.exec(select(Reminder.state)).all())
    engine.dispose()
    endpoints = Counter(one.browser.endpoint for one in service.pushed)
    return Outcome(
        pushed=len(service.pushed),
        duplicates=len(service.pushed) - len(endpoints),
        lost=reminders - len(endpoints),
        states=Counter({state.value: count for state, count in states.items()}),
        told=Counter({state.value: count for state, count in told.items()}),
    )


def _waiting(engine: object) -> bool:
    with Session(engine) as session:
        waits = session.exec(
            select(Reminder.id).where(Reminder.state == ReminderState.WAITING).limit(1)
        ).first()
        goes = session.exec(
            select(Delivery.id).where(Delivery.state == DeliveryState.WAITING).limit(1)
        ).first()
    return bool(waits or goes)


def utc_now() -> datetime:
    return datetime.now(UTC)
