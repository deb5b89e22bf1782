"""Promise: pushes are quick to encrypt and sign, and no push service slows the others down.

Four times as many in a second and core as npm's web-push 3.6.7 in the same run. Among services
that hang, drip, flood and redirect, the healthy one keeps four fifths of its speed.
"""

import json
import multiprocessing
import queue
import random
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from app.push import sealing
from app.push.cards import Phone
from app.push.content import Outcome, Reached
from app.push.payload import SIZE
from app.push.sending import Sender
from app.push.vapid import Vapid, new_key
from bench.figures import Figure
from tests.browser.site import ROOT, SECRET_KEY
from tests.servers import push_service
from tests.servers.push_service import Browser, PushService, running_push_service

TIMES, KEPT = 4, 0.8
SECONDS, ROUNDS = 3.0, 5
THREADS, HEALTHY, SICK = 16, 3000, 75
FAULTS = {
    "hangs": push_service.hangs,
    "drips": push_service.drips,
    "floods": push_service.floods,
    "redirects": push_service.answers(307, Location="https://127.0.0.1:9/"),
}
SUBJECT = "mailto:it@example.org"
MESSAGE = b"x" * SIZE


def measure(_folder: Path) -> Iterator[Figure]:
    yield from _encrypting()
    yield from _among_the_sick()


def _encrypting() -> Iterator[Figure]:
    key = new_key()
    vapid = Vapid(key, SUBJECT)
    service = PushService("https://push.example.org", "", lambda: datetime.now(UTC))
    browser = service.subscribe(vapid.public_key)
    sender = _sender(vapid, ())
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_ours(sender, vapid, browser))
        theirs.append(_theirs(browser, vapid.public_key, key))
    sender.close()
    yield Figure("pushes encrypted and signed", median(ours), "a second")
    yield Figure("the same by npm web-push 3.6.7", median(theirs), "a second")
    times = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    yield Figure("pushes beside npm web-push", times, "times", at_least=TIMES)


def _ours(sender: Sender, vapid: Vapid, browser: Browser) -> float:
    reached, began, made = _reached(browser), time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        vapid.header("https://push.example.org", now=datetime.now(UTC))
        sender._encrypted(reached, MESSAGE)
        made += 1
    return made / (time.perf_counter() - began)


def _theirs(browser: Browser, public_key: str, private_key: str) -> float:
    asked = {
        "subscription": browser.subscription(),
        "publicKey": public_key,
        "privateKey": private_key,
        "length": SIZE,
        "seconds": SECONDS,
    }
    done = subprocess.run(
        ["node", "tools/other_pushes.mjs", json.dumps(asked)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(done.stdout)


def _among_the_sick() -> Iterator[Figure]:
    vapid = Vapid(new_key(), SUBJECT)
    with ExitStack() as stack:
        healthy = stack.enter_context(_elsewhere(vapid, None))
        sick = [stack.enter_context(_elsewhere(vapid, name)) for name in FAULTS]
        kept = []
        for _ in range(ROUNDS):
            alone = _speed(vapid, healthy, [])
            among = _speed(vapid, healthy, sick)
            kept.append(among / alone)
        yield Figure("pushes to a healthy service alone", alone, "a second")
        yield Figure("its speed among four sick ones", median(kept), "of it", at_least=KEPT)


@contextmanager
def _elsewhere(vapid: Vapid, fault: str | None) -> Iterator[dict[str, Any]]:
    """Run a push service in a process of its own, and return where, and a browser there."""
    ours, theirs = multiprocessing.Pipe()
    said = (theirs, vapid.public_key, fault)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=said)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join()


def _serve(told: Connection, public_key: str, fault: str | None) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_push_service(Path(folder)) as service,
    ):
        browser = service.subscribe(public_key)
        if fault:
            service.fault = lambda: FAULTS[fault]
        vouches = Path(service.ca_file).read_text(encoding="ascii")
        certificate = vouches[vouches.index("-----BEGIN CERTIFICATE") :]
        subscription = browser.subscription()
        told.send({"origin": service.origin, "ca": certificate, "subscription": subscription})
        told.recv()


def _speed(vapid: Vapid, healthy: dict[str, Any], sick: list[dict[str, Any]]) -> float:
    """Return how many messages a second the healthy one takes, among what is for the others."""
    services = [healthy, *sick]
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write("".join(one["ca"] for one in services))
        file.flush()
        sender = _sender(vapid, tuple(one["origin"] for one in services), ca_file=file.name)
    waiting = [_phone(vapid, healthy)] * HEALTHY
    waiting += [_phone(vapid, one) for one in sick for _ in range(SICK)]
    random.Random(6).shuffle(waiting)  # noqa: S311  # the same order each time
    due: queue.SimpleQueue[Phone] = queue.SimpleQueue()
    for phone in waiting:
        due.put(phone)
    taken = threading.Semaphore(0)
    began = time.perf_counter()
    for _ in range(THREADS):
        work = (sender, due, healthy["origin"], taken)
        threading.Thread(target=_send_all, args=work, daemon=True).start()
    for _ in range(HEALTHY):
        taken.acquire()
    speed = HEALTHY / (time.perf_counter() - began)
    sender.close()
    return speed


def _send_all(
    sender: Sender, due: "queue.SimpleQueue[Phone]", healthy: str, taken: threading.Semaphore
) -> None:
    """Send until nothing is left. What a healthy service had no room for goes last in the row."""
    while not due.empty():
        phone = due.get()
        answer = sender.send(
            phone, MESSAGE, ttl_seconds=60, urgent=False, topic="bench", now=datetime.now(UTC)
        )
        if answer.outcome is Outcome.ACCEPTED and phone.origin == healthy:
            taken.release()
        elif phone.origin == healthy:
            due.put(phone)


def _sender(vapid: Vapid, hosts: tuple[str, ...], *, ca_file: str = "") -> Sender:
    how = {"hosts": hosts, "ca_file": ca_file, "threads": THREADS}
    return Sender(secret_key=SECRET_KEY, vapid=vapid, **how)


def _phone(vapid: Vapid, service: dict[str, Any]) -> Phone:
    said = service["subscription"]
    reached = Reached(said["endpoint"], said["keys"]["p256dh"], said["keys"]["auth"])
    sealed = sealing.close(reached, secret_key=SECRET_KEY)
    ids = (uuid.uuid4() for _ in range(3))
    nothing_yet = (None,) * 4
    return Phone(*ids, sealed, service["origin"], vapid.key_id, *nothing_yet)


def _reached(browser: Browser) -> Reached:
    said = browser.subscription()
    return Reached(said["endpoint"], said["keys"]["p256dh"], said["keys"]["auth"])
