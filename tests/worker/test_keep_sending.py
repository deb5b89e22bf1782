"""What is wrong with one thing stops nothing else: the worker sends on, and says so in the log."""

import json
import time

import pytest
from sqlmodel import Session, select

from app.base.db import transaction
from app.push.content import Answer, Outcome
from app.push.sending import Sender
from app.push.vapid import Vapid
from app.reminders.bundling import bundle
from app.reminders.carrying import Carrier
from app.reminders.claiming import claim
from app.reminders.content import DeliveryState
from app.reminders.models import Delivery
from app.worker import delivering
from app.worker.delivering import Deliverer
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.reminders.due import phone, reminder
from tests.servers.push_service import running_push_service
from tests.worker.refusing import refusing


@pytest.fixture
def service(tmp_path):
    with running_push_service(tmp_path, now=lambda: TUESDAY_MORNING) as running:
        yield running


@pytest.fixture
def deliverer(app, service):
    vapid = Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)
    sender = Sender(
        secret_key=SETTINGS.secret_key,
        vapid=vapid,
        hosts=(service.origin,),
        ca_file=service.ca_file,
        threads=1,
    )
    carrier = Carrier("https://nastasteg.example.org", SETTINGS.secret_key, sender=sender)
    made = Deliverer(app, carrier, threads=1)
    yield made
    made.stop()
    sender.close()


@pytest.fixture
def due(session, people, service):
    """Let somebody have a phone at the service, and something to be told now."""
    vapid = Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)

    def to(key):
        browser = service.subscribe(vapid.public_key)
        keys = browser.subscription()["keys"]
        phone(
            session,
            people[key],
            endpoint=browser.endpoint,
            keys=(keys["p256dh"], keys["auth"]),
            key_id=vapid.key_id,
        )
        return reminder(session, people[key])

    return to


def unexpected(lines):
    told = [json.loads(line) for line in lines]
    return {one["kind"] for one in told if one["message"] == "unexpected"}


def wait_for(found):
    deadline = time.monotonic() + 10
    while not found() and time.monotonic() < deadline:
        time.sleep(0.05)
    return found()


def test_what_cannot_be_bundled_keeps_nothing_else_and_is_told_when_it_can(
    app, engine, people, service, deliverer, due, lines, monkeypatch
):
    monkeypatch.setattr(delivering, "SECONDS_BETWEEN_LOOKS", 0.1)
    due("ann")
    with app.app_context(), transaction() as db:
        bundle(db, TUESDAY_MORNING)
    due("carl")

    with refusing(engine, "UPDATE", "reminder", recipient_id=people["carl"]):
        deliverer.start()
        sent = wait_for(lambda: len(service.pushed) == 1)
        told = wait_for(lambda: unexpected(lines))

    assert sent
    assert told == {"IntegrityError"}
    assert wait_for(lambda: len(service.pushed) == 2)


def test_what_became_of_others_is_kept_though_one_cannot_be(
    app, engine, session, people, deliverer, due, lines
):
    for key in ("ann", "carl"):
        due(key)
    with app.app_context(), transaction() as db:
        bundle(db, TUESDAY_MORNING)
        claims = {one.recipient_id: one for one in claim(db, TUESDAY_MORNING, 2)}
    taken = {
        key: delivering._Sent(claims[people[key]], Answer(Outcome.ACCEPTED))
        for key in ("ann", "carl")
    }

    with refusing(engine, "UPDATE", "delivery", recipient_id=people["carl"]), app.app_context():
        deliverer._sent.put(taken["carl"])
        deliverer._note(taken["ann"])

    with Session(engine) as looking:
        kept = {one.recipient_id: one.state for one in looking.exec(select(Delivery))}
    assert kept == {
        people["ann"]: DeliveryState.ACCEPTED,
        people["carl"]: DeliveryState.WAITING,
    }
    assert unexpected(lines) == {"IntegrityError"}
