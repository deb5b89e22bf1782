"""Only addresses of the browsers' own push services are taken, and only keys that are keys."""

import base64
import random
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.base import settings
from app.push import rules
from app.push.content import Fault, Reached

HOSTS = tuple(settings.PUSH_HOSTS.split())
HERE = "https://127.0.0.1:8443"
RIGHT = (
    "https://fcm.googleapis.com/fcm/send/dpH5lCsTSSM:APA91bHqjZxM0VImWWqDRN7U0a3AycjUf4O",
    "https://fcm.googleapis.com/wp/dpH5lCsTSSM:APA91",
    "https://jmt17.google.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABcMq-_~.x",
    "https://web.push.apple.com/QGEkHqIj3mQ7x0JkP9Zj",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2f7S%2bs%3d",
    "https://web.push.apple.com:443/Q",
    "https://web.push.apple.com/" + "a" * (2048 - 27),
)
HOSTILE = (
    "",
    "/",
    "fcm.googleapis.com/fcm/send/a",
    "//fcm.googleapis.com/fcm/send/a",
    "http://fcm.googleapis.com/fcm/send/a",
    "HTTPS://fcm.googleapis.com/fcm/send/a",
    "ftp://fcm.googleapis.com/fcm/send/a",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/1",
    "javascript:alert(1)",
    "data:text/plain,hej",
    "https:fcm.googleapis.com/a",
    "https:/fcm.googleapis.com/a",
    "https:///fcm.googleapis.com/a",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com?a",
    "https://fcm.googleapis.com#a",
    "https://fcm.googleapis.com:80/a",
    "https://fcm.googleapis.com:8443/a",
    "https://fcm.googleapis.com:0443/a",
    "https://fcm.googleapis.com:/a",
    "https://fcm.googleapis.com:443:443/a",
    "https://user@fcm.googleapis.com/a",
    "https://user:word@fcm.googleapis.com/a",
    "https://fcm.googleapis.com@127.0.0.1/a",
    "https://fcm.googleapis.com:443@169.254.169.254/a",
    "https://127.0.0.1/a",
    "https://127.0.0.1:8443/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0177.0.0.1/a",
    "https://[::1]/a",
    "https://[::ffff:169.254.169.254]/a",
    "https://localhost/a",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://10.0.0.1/a",
    "https://192.168.0.1/a",
    "https://example.org/a",
    "https://evil-fcm.googleapis.com/a",
    "https://fcm.googleapis.com.evil.example/a",
    "https://fcm.googleapis.com./a",
    "https://.fcm.googleapis.com/a",
    "https://x.fcm.googleapis.com/a",
    "https://push.apple.com/a",
    "https://evilpush.apple.com/a",
    "https://web.push.apple.com.evil.example/a",
    "https://notify.windows.com/a",
    "https://evilnotify.windows.com/a",
    "https://a..notify.windows.com/a",
    "https://googleapis.com/a",
    "https://storage.googleapis.com/a",
    "https://FCM.googleapis.com/a",
    "https://fcm\u3002googleapis\u3002com/a",
    "https://fcm.g\u043e\u043egleapis.com/a",
    "https://fcm.googleapis.com\\@evil.example/a",
    "https://evil.example\\.push.apple.com/a",
    "https://evil.example#.push.apple.com/a",
    "https://evil.example?.push.apple.com/a",
    "https://evil.example/.push.apple.com/a",
    "https://fcm.googleapis.com%2eevil.example/a",
    "https://fcm.googleapis.com%00.evil.example/a",
    "https://fcm.googleapis.com/a#b",
    "https://fcm.googleapis.com/a b",
    "https://fcm.googleapis.com/a\r\nHost: evil.example",
    "https://fcm.googleapis.com/a\n",
    "https://fcm.googleapis.com/a\x00",
    "https://fcm.googleapis.com/å",
    " https://fcm.googleapis.com/a",
    "\thttps://fcm.googleapis.com/a",
    "https://fcm.google\tapis.com/a",
    "https://web.push.apple.com/" + "a" * (2049 - 27),
    "https://" + "a" * 64 + ".push.apple.com/a",
)
INSIDE = (
    "0.0.0.0",  # noqa: S104  # an address that must not be connected to
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "2a00:1450:4001:80b::200a%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "fcm.googleapis.com",
    "8.8.8.8.8",
)


def written(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_keys():
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": written(raw), "auth": written(secrets.token_bytes(16))}


@pytest.mark.parametrize("endpoint", RIGHT, ids=lambda one: one[:60])
def test_what_browsers_give_is_taken(endpoint):
    keys = new_keys()

    read = rules.read_subscription({"endpoint": endpoint, "keys": keys}, HOSTS)

    assert read == Reached(endpoint, keys["p256dh"], keys["auth"])


@pytest.mark.parametrize("endpoint", HOSTILE, ids=lambda one: repr(one)[:60])
def test_what_leads_elsewhere_is_not(endpoint):
    read = rules.read_subscription({"endpoint": endpoint, "keys": new_keys()}, HOSTS)

    assert read is Fault.ADDRESS


def test_so_many_are_tried():
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "",
        1,
        {},
        {"endpoint": RIGHT[0]},
        {"endpoint": RIGHT[0], "keys": []},
        {"endpoint": RIGHT[0], "keys": {}},
        {"endpoint": RIGHT[0], "keys": {"p256dh": 1, "auth": 2}},
        {"endpoint": [RIGHT[0]], "keys": {"p256dh": "a", "auth": "b"}},
        {"endpoint": {}, "keys": {"p256dh": None, "auth": "b"}},
    ],
)
def test_what_is_no_subscription_is_said_to_be_none(said):
    assert rules.read_subscription(said, HOSTS) is Fault.UNREADABLE


def test_one_service_on_this_computer_can_be_written_out():
    hosts = (HERE,)

    assert rules.origin_of(f"{HERE}/push/1", hosts) == HERE
    for other in ("https://127.0.0.1:8444/push/1", f"{HERE}1/push", HERE, f"{HERE}@evil.example/"):
        assert rules.origin_of(other, hosts) is None


def test_twenty_thousand_keys_are_taken_or_refused_and_nothing_else():
    chance = random.Random(6)  # noqa: S311  # the same cases each time
    good = new_keys()
    taken = 0
    for _ in range(20_000):
        keys = {name: _spoilt(value, chance) for name, value in good.items()}
        read = rules.read_subscription({"endpoint": RIGHT[0], "keys": keys}, HOSTS)
        if isinstance(read, Reached):
            taken += 1
            assert len(rules.decoded(read.p256dh)) == 65
            assert len(rules.decoded(read.auth)) == 16
        else:
            assert read in (Fault.KEYS, Fault.UNREADABLE)

    assert 0 < taken < 10_000


def test_points_beside_the_curve_are_refused():
    chance = random.Random(7)  # noqa: S311  # the same cases each time
    for _ in range(500):
        raw = b"\x04" + chance.randbytes(64)
        assert not rules.is_point(written(raw))
    for first in (0, 2, 3, 5, 6, 7, 255):
        raw = rules.decoded(new_keys()["p256dh"])
        assert not rules.is_point(written(bytes([first]) + raw[1:]))


@pytest.mark.parametrize("length", [0, 1, 15, 17, 32])
def test_a_secret_has_sixteen_bytes(length):
    assert not rules.is_secret(written(bytes(length)))
    assert rules.is_secret(written(bytes(16)))


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_open_internet_is_never_connected_to(address):
    assert not rules.is_outside(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "142.250.74.138", "17.188.143.1", "2a00:1450:4001:80b::200a"]
)
def test_what_is_can_be(address):
    assert rules.is_outside(address)


def _spoilt(value, chance):
    """Return a key as it is, or with something about it that a program could get wrong."""
    alphabet = "ABCxyz019-_=+/ \n\x00å🙂%"
    way = chance.randrange(10)
    place = chance.randrange(len(value))
    return {
        0: value,
        1: value[:place],
        2: value + chance.choice(alphabet),
        3: value[:place] + chance.choice(alphabet) + value[place + 1 :],
        4: value[:place] + chance.choice(alphabet) + value[place:],
        5: "".join(chance.choice(alphabet) for _ in range(place)),
        6: written(chance.randbytes(chance.randrange(100))),
        7: value + "=" * chance.randrange(4),
        8: chance.choice([None, 7, [], {}, True, "", value.encode().hex()]),
        9: value * chance.randrange(60),
    }[way]
