"""A key is made by a command, and the settings take it."""

import base64
import secrets

import pytest

from app.base import settings
from app.base.settings import SettingsError
from app.push.vapid import Vapid
from tools import first_settings

DEMO = {"MODE": "demo", "SECRET_KEY": "only-for-the-tests-of-nasta-steg"}
HERE = "https://127.0.0.1:8443"


def test_the_command_prints_a_key_that_the_settings_take(one_app):
    printed = one_app.test_cli_runner().invoke(args=["push", "key"]).output.strip()

    read = settings.read({**DEMO, "VAPID_PRIVATE_KEY": printed})
    public = Vapid(read.vapid_private_key, "mailto:it@example.org").public_key
    assert len(base64.urlsafe_b64decode(public + "=")) == 65


def test_a_fresh_checkout_gets_a_key_and_whom_to_write_to(monkeypatch, tmp_path):
    place = tmp_path / ".env"
    monkeypatch.setattr(first_settings, "SETTINGS", place)
    monkeypatch.setenv("SETTINGS_FILE", str(place))

    first_settings.main()

    read = settings.load()
    assert Vapid(read.vapid_private_key, read.vapid_subject).public_key
    assert read.vapid_subject.startswith("mailto:")


def test_the_largest_number_there_is_makes_a_key(monkeypatch):
    monkeypatch.setattr(secrets, "randbelow", lambda below: below - 1)

    key = first_settings._push_key()

    assert Vapid(key, "").public_key
    assert settings.read({**DEMO, "VAPID_PRIVATE_KEY": key}).vapid_private_key == key


@pytest.mark.parametrize(
    "number", [0, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551, 2**256 - 1]
)
def test_a_number_that_is_no_key_stops_the_start(number):
    written = base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")

    with pytest.raises(SettingsError, match="VAPID_PRIVATE_KEY"):
        settings.read({**DEMO, "VAPID_PRIVATE_KEY": written})


@pytest.mark.parametrize(
    "subject", ["it@example.org", "mailto:it@localhost", "mailto:", "https://localhost", "tel:112"]
)
def test_whom_nobody_can_write_to_stops_the_start(subject):
    with pytest.raises(SettingsError, match="VAPID_SUBJECT"):
        settings.read({**DEMO, "VAPID_SUBJECT": subject})


@pytest.mark.parametrize(
    "hosts",
    [
        "https://push.example.org",
        "10.0.0.1",
        "localhost",
        "*.push.apple.com",
        "a.example:8443",
        ".",
    ],
)
def test_what_is_no_push_service_stops_the_start(hosts):
    with pytest.raises(SettingsError, match="PUSH_HOSTS"):
        settings.read({**DEMO, "PUSH_HOSTS": hosts, "PUSH_CA_FILE": "ca.pem"})


def test_a_service_on_this_computer_is_for_the_demo_and_needs_somebody_to_vouch_for_it():
    assert settings.read({**DEMO, "PUSH_HOSTS": HERE, "PUSH_CA_FILE": "ca.pem"}).push_hosts == (
        HERE,
    )
    production = {
        "SECRET_KEY": DEMO["SECRET_KEY"],
        "DATABASE_URL": "sqlite:////srv/it",
        "PUBLIC_URL": "https://nastasteg.example.org",
        "VAPID_PRIVATE_KEY": "k" * 43,
        "VAPID_SUBJECT": "mailto:it@example.org",
        "PUSH_HOSTS": HERE,
        "PUSH_CA_FILE": "ca.pem",
    }
    for said in ({**DEMO, "PUSH_HOSTS": HERE}, production):
        with pytest.raises(SettingsError, match="PUSH_HOSTS"):
            settings.read(said)


def test_push_libraries_are_not_loaded_to_answer_pages(programs_of_python):
    loaded = programs_of_python("import sys; from app import create_app; print(*sys.modules)")

    assert not {"pywebpush", "http_ece", "urllib3", "requests"} & set(loaded.split())


@pytest.fixture
def programs_of_python():
    import subprocess
    import sys

    def run(program):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=settings.ROOT,
        )
        return done.stdout

    return run
