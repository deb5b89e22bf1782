"""What the operator decides is read once, and everything wrong with it is told at once."""

import pytest
from flask import Flask

from app.base import settings
from app.base.settings import SettingsError

PRODUCTION = {
    "SECRET_KEY": "s" * 32,
    "DATABASE_URL": "postgresql+psycopg://nasta-steg@localhost/nasta-steg",
    "PUBLIC_URL": "https://nastasteg.example.com",
    "VAPID_PRIVATE_KEY": "k" * 43,
    "VAPID_SUBJECT": "mailto:it@example.com",
}
MAY_BE_LEFT_OUT = (
    "MODE", "PORT", "SUPPORT_PHONE", "SESSION_IDLE_MINUTES", "SESSION_HOURS", "TRUSTED_PROXIES",
    "PSEUDO_LANGUAGE", "SESSION_BORROWED_IDLE_MINUTES", "SESSION_BORROWED_HOURS",
    "SESSION_STAFF_IDLE_MINUTES", "SESSION_STAFF_HOURS", "STEP_UP_MINUTES", "INVITATION_DAYS",
    "TRIES_PER_CODE", "TRIES_PER_ADDRESS", "NOT_SHARED", "AGE_RULES",
)  # fmt: skip
DEMO = {"MODE": "demo", "SECRET_KEY": "s" * 32}


@pytest.fixture
def place(monkeypatch, tmp_path):
    """The settings file of this test, and an environment without any of ours."""
    for name in (*PRODUCTION, *MAY_BE_LEFT_OUT):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SETTINGS_FILE", str(tmp_path / "settings"))
    return tmp_path / "settings"


def faults_of(values):
    with pytest.raises(SettingsError) as refused:
        settings.read(values)
    return refused.value.faults


def faults_of_file():
    with pytest.raises(SettingsError) as refused:
        settings.load()
    return refused.value.faults


def test_every_missing_setting_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        settings.read({})

    assert refused.value.faults == [
        "SECRET_KEY is missing.",
        "DATABASE_URL is missing.",
        "PUBLIC_URL is missing.",
        "VAPID_PRIVATE_KEY is missing.",
        "VAPID_SUBJECT is missing.",
    ]
    assert str(refused.value).startswith("Nästa steg cannot start:\n  - SECRET_KEY is missing.\n")


@pytest.mark.parametrize("name", PRODUCTION)
def test_a_blank_setting_is_a_missing_one(name):
    assert faults_of({**PRODUCTION, name: "  "}) == [f"{name} is missing."]


def test_production_is_what_happens_when_nothing_is_said():
    read = settings.read(PRODUCTION)

    assert read.mode == "production"
    assert not read.demo
    assert read.https
    assert (read.support_phone, read.session_idle_minutes, read.session_hours) == ("1177", 15, 12)
    assert (read.session_borrowed_idle_minutes, read.session_borrowed_hours) == (5, 1)
    assert (read.session_staff_idle_minutes, read.session_staff_hours) == (15, 10)
    assert (read.step_up_minutes, read.invitation_days) == (5, 21)
    assert (read.tries_per_code, read.tries_per_address) == (5, 100)
    assert (read.trusted_proxies, read.pseudo_language, read.not_shared) == (0, False, ())


def test_a_demo_needs_a_secret_and_nothing_more(tmp_path):
    read = settings.read(DEMO)

    assert read.demo
    assert not read.https
    assert read.database_url == f"sqlite:///{settings.ROOT / 'instance' / 'nasta-steg.sqlite'}"
    assert read.public_url == "http://127.0.0.1:8000"
    assert (read.vapid_private_key, read.vapid_subject) == ("", "")


def test_a_demo_is_at_the_port_it_is_given():
    assert settings.read({**DEMO, "PORT": "8123"}).public_url == "http://127.0.0.1:8123"


def test_even_a_demo_needs_a_secret():
    assert faults_of({"MODE": "demo"}) == ["SECRET_KEY is missing."]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("MODE", "Demo", "MODE is 'Demo'; it must be production or demo."),
        ("SECRET_KEY", "s" * 31, "SECRET_KEY must be at least 32 characters."),
        ("PUBLIC_URL", "http://nastasteg.example.com", "PUBLIC_URL must begin with https://"),
        ("PUBLIC_URL", "nastasteg.example.com", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "ftp://nastasteg.example.com", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "https://", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "https://[half", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "https://nastasteg.example.com/app", "PUBLIC_URL must be an address"),
        ("VAPID_PRIVATE_KEY", "k" * 42, "VAPID_PRIVATE_KEY is not a key"),
        ("VAPID_PRIVATE_KEY", "k" * 44, "VAPID_PRIVATE_KEY is not a key"),
        ("VAPID_PRIVATE_KEY", "k" * 42 + "+", "VAPID_PRIVATE_KEY is not a key"),
        (
            "SESSION_IDLE_MINUTES",
            "a quarter",
            "SESSION_IDLE_MINUTES must be a whole number from 1 to 1440.",
        ),
        (
            "SESSION_IDLE_MINUTES",
            "-1",
            "SESSION_IDLE_MINUTES must be a whole number from 1 to 1440.",
        ),
        ("SESSION_HOURS", "1.5", "SESSION_HOURS must be a whole number from 1 to 720."),
        (
            "SESSION_IDLE_MINUTES",
            "0",
            "SESSION_IDLE_MINUTES must be a whole number from 1 to 1440.",
        ),
        ("SESSION_IDLE_MINUTES", "1441", "SESSION_IDLE_MINUTES must be a whole number"),
        ("SESSION_HOURS", "0", "SESSION_HOURS must be a whole number"),
        ("SESSION_HOURS", "721", "SESSION_HOURS must be a whole number"),
        ("SESSION_HOURS", "9" * 5000, "SESSION_HOURS must be a whole number"),
        ("SESSION_HOURS", "²", "SESSION_HOURS must be a whole number"),
        ("SESSION_BORROWED_IDLE_MINUTES", "0", "SESSION_BORROWED_IDLE_MINUTES must be a whole"),
        ("SESSION_BORROWED_HOURS", "25", "SESSION_BORROWED_HOURS must be a whole number"),
        ("SESSION_STAFF_IDLE_MINUTES", "1441", "SESSION_STAFF_IDLE_MINUTES must be a whole"),
        ("SESSION_STAFF_HOURS", "721", "SESSION_STAFF_HOURS must be a whole number"),
        ("STEP_UP_MINUTES", "61", "STEP_UP_MINUTES must be a whole number from 1 to 60."),
        ("INVITATION_DAYS", "91", "INVITATION_DAYS must be a whole number from 1 to 90."),
        ("TRIES_PER_CODE", "21", "TRIES_PER_CODE must be a whole number from 1 to 20."),
        ("TRIES_PER_ADDRESS", "4", "TRIES_PER_ADDRESS must be a whole number from 5 to 1000."),
        ("TRUSTED_PROXIES", "11", "TRUSTED_PROXIES must be a whole number"),
        ("PSEUDO_LANGUAGE", "Yes", "PSEUDO_LANGUAGE is 'Yes'; it must be no or yes."),
        ("PSEUDO_LANGUAGE", "1", "PSEUDO_LANGUAGE is '1'; it must be no or yes."),
        ("DATABASE_URL", "foo", "DATABASE_URL must be an address like sqlite:///"),
        ("DATABASE_URL", "mysql://me@host/nasta-steg", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "postgres://me@host/nasta-steg", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "postgresql://me@host/nasta-steg", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "postgresql+psycopg://me@host", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "postgresql+psycopg://me@host:x/it", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "sqlite://", "DATABASE_URL must be an address"),
        ("DATABASE_URL", "sqlite:///", "DATABASE_URL must be an address"),
        ("TRUSTED_PROXIES", "yes", "TRUSTED_PROXIES must be a whole number from 0 to 10."),
    ],
)
def test_a_wrong_setting_is_named(name, value, fault):
    faults = faults_of({**PRODUCTION, name: value})

    assert faults[0].startswith(fault)
    assert {fault.split()[0] for fault in faults} == {name}


def test_all_wrong_settings_are_named_at_once():
    faults = faults_of({**PRODUCTION, "SECRET_KEY": "short", "SESSION_HOURS": "x", "MODE": "test"})

    assert [fault.split()[0] for fault in faults] == ["MODE", "SECRET_KEY", "SESSION_HOURS"]


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("SECRET_KEY", "s" * 33, "secret_key", "s" * 33),
        (
            "PUBLIC_URL",
            "https://nastasteg.example.com/",
            "public_url",
            "https://nastasteg.example.com",
        ),
        ("PUBLIC_URL", "https://example.com:8443", "public_url", "https://example.com:8443"),
        ("VAPID_PRIVATE_KEY", "-_" * 21 + "k=", "vapid_private_key", "-_" * 21 + "k="),
        ("SUPPORT_PHONE", "031-390 06 60", "support_phone", "031-390 06 60"),
        ("SESSION_IDLE_MINUTES", "30", "session_idle_minutes", 30),
        ("SESSION_HOURS", " 8 ", "session_hours", 8),
        ("SESSION_IDLE_MINUTES", "1", "session_idle_minutes", 1),
        ("SESSION_IDLE_MINUTES", "1440", "session_idle_minutes", 1440),
        ("SESSION_HOURS", "720", "session_hours", 720),
        ("TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("TRUSTED_PROXIES", "0", "trusted_proxies", 0),
        ("DATABASE_URL", "sqlite:////srv/it", "database_url", "sqlite:////srv/it"),
        ("PSEUDO_LANGUAGE", "yes", "pseudo_language", True),
        ("PSEUDO_LANGUAGE", "no", "pseudo_language", False),
    ],
)
def test_a_right_setting_is_read(name, value, field, read):
    assert getattr(settings.read({**PRODUCTION, name: value}), field) == read


def test_settings_stand_in_a_file(place):
    place.write_text(
        "# What we run here\n"
        "MODE=demo\n"
        "\n"
        f'SECRET_KEY="{"s" * 40}"  # not a real one\n'
        "SUPPORT_PHONE=031-390 06 60\n",
        encoding="utf-8",
    )

    read = settings.load()

    assert (read.mode, read.secret_key, read.support_phone) == ("demo", "s" * 40, "031-390 06 60")


def test_the_environment_wins_over_the_file(place, monkeypatch):
    place.write_text(f"MODE=demo\nSECRET_KEY={'s' * 40}\nSESSION_HOURS=8\n", encoding="utf-8")
    monkeypatch.setenv("SESSION_HOURS", "4")

    assert settings.load().session_hours == 4


def test_without_a_file_the_environment_is_all(place, monkeypatch, tmp_path):
    monkeypatch.delenv("SETTINGS_FILE")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    assert not (tmp_path / ".env").exists()
    assert settings.load() == settings.read(PRODUCTION)


def test_a_file_that_is_named_has_to_be_there(place):
    assert faults_of_file() == [
        f"The settings file {place} cannot be read: No such file or directory."
    ]


def test_a_folder_is_no_settings_file(place):
    place.mkdir()

    assert faults_of_file() == [f"The settings file {place} cannot be read: Is a directory."]


def test_a_settings_file_is_text_in_utf_8(place):
    place.write_bytes("SUPPORT_PHONE=Växeln".encode("latin-1"))

    assert faults_of_file() == [f"The settings file {place} is not text in UTF-8."]


def test_an_empty_value_in_the_file_is_a_missing_one(place):
    place.write_text("MODE=demo\nSECRET_KEY=\n", encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert refused.value.faults == ["SECRET_KEY is missing."]


def test_half_written_lines_are_named_by_number(place):
    place.write_text(
        f'MODE=demo\nSECRET_KEY={"s" * 40}\nSUPPORT_PHONE\nSESSION_HOURS=8\nPUBLIC_URL="http://x\n',
        encoding="utf-8",
    )

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert refused.value.faults == [
        "settings, line 3: this line cannot be read as NAME=value.",
        "settings, line 5: this line cannot be read as NAME=value.",
    ]


@pytest.mark.parametrize(
    ("values", "name", "secure"),
    [(PRODUCTION, "__Host-next-step", True), (DEMO, "next-step", False)],
)
def test_cookies_are_for_https_alone_where_there_is_https(values, name, secure):
    app = Flask(__name__)

    settings.apply(app, settings.read(values))

    assert app.config["SESSION_COOKIE_NAME"] == name
    assert app.config["SESSION_COOKIE_SECURE"] is secure
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
