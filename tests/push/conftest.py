import uuid

import pytest

from app.base import clock
from app.push import sealing, sending
from app.push.cards import Phone
from app.push.content import Reached
from app.push.vapid import Vapid
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.servers.push_service import running_push_service

TOPIC = "the-topic"


@pytest.fixture
def service(tmp_path):
    """A push service on this computer."""
    with running_push_service(tmp_path, now=lambda: clock.now()) as running:  # noqa: PLW0108  # tests put another there
        yield running


@pytest.fixture
def vapid():
    return Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)


@pytest.fixture
def sender(service, vapid):
    """What sends to that service, and to no other."""
    made = sending.Sender(
        secret_key=SETTINGS.secret_key,
        vapid=vapid,
        hosts=(service.origin,),
        ca_file=service.ca_file,
        threads=8,
    )
    yield made
    made.close()


@pytest.fixture
def at_service(app, service, sender, monkeypatch):
    """The application, with that service as the only one on its list."""
    monkeypatch.setitem(app.config, "PUSH_HOSTS", (service.origin,))
    monkeypatch.setitem(app.extensions, "push_sender", sender)
    return service


@pytest.fixture
def on_own_phone(browse):
    """Return a browser of a person's own."""

    def came(person):
        browser = browse(person)
        browser.press("/own-phone", answer="yes", back="/")
        return browser

    return came


@pytest.fixture
def turn_on(at_service, vapid):
    """Subscribe at the service and tell the application, as push.js does; return the browser."""

    def turned_on(client, browser=None):
        browser = browser or at_service.subscribe(vapid.public_key)
        answer = tell(client, "/push/subscriptions", browser.subscription())
        assert answer.get_json() == {"kept": True}
        return browser

    return turned_on


def tell(client, address, said):
    headers = {"X-CSRFToken": client.keys()["csrf_token"]}
    return client.post(address, json=said, headers=headers)


def show(client, pushed):
    """Tell that a push was shown, as the service worker does, from whatever browser."""
    address = pushed.said()["notification"]["navigate"].removeprefix(SETTINGS.public_url)
    return client.post(f"{address}/shown")


@pytest.fixture
def phone(service, vapid):
    """Return a phone whose browser has subscribed at the service."""

    def subscribed(browser=None, key_id=None):
        browser = browser or service.subscribe(vapid.public_key)
        said = browser.subscription()
        reached = Reached(said["endpoint"], said["keys"]["p256dh"], said["keys"]["auth"])
        sealed = sealing.close(reached, secret_key=SETTINGS.secret_key)
        ids = (uuid.uuid4() for _ in range(3))
        nothing_yet = (None,) * 4
        return Phone(*ids, sealed, service.origin, key_id or vapid.key_id, *nothing_yet)

    return subscribed


@pytest.fixture
def send(sender):
    def sent(phone, message=b"Hej", now=TUESDAY_MORNING, **said):
        how = {"ttl_seconds": 3600, "urgent": False, "topic": TOPIC, **said}
        return sender.send(phone, message, now=now, **how)

    return sent
