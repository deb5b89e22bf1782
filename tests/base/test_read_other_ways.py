"""The operator's mail server and gateway are read whole, or named with what is wrong."""

import pytest

from app.base import settings
from app.base.other_ways import Gateway, MailServer
from app.base.settings import SettingsError

DEMO = {"MODE": "demo", "SECRET_KEY": "s" * 32}
SENDER = "no-reply@nastasteg.example.org"
MAIL = {"SMTP_URL": "smtps://mail.example.org", "MAIL_FROM": SENDER}
SMS = {"SMS_URL": "https://sms.example.org/v1?a=b", "SMS_TOKEN": "t0ken", "SMS_SENDER": "NastaSteg"}


def faults_of(values):
    with pytest.raises(SettingsError) as caught:
        settings.read({**DEMO, **values})
    return caught.value.faults


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", ("smtp", "mail.example.org", 25, "", "")),
        ("smtps://mail.example.org/", ("smtps", "mail.example.org", 465, "", "")),
        (
            "smtp+starttls://it:a%2Fb%40c@mail.example.org:2525",
            ("smtp+starttls", "mail.example.org", 2525, "it", "a/b@c"),
        ),
        ("smtp://it:secret@127.0.0.1", ("smtp", "127.0.0.1", 25, "it", "secret")),
        ("smtp://it:secret@[::1]:26", ("smtp", "::1", 26, "it", "secret")),
    ],
)
def test_a_mail_server_is_read(url, server):
    read = settings.read({**DEMO, **MAIL, "SMTP_URL": url})

    assert read.mail_server == MailServer(*server, SENDER)


def test_a_gateway_is_read():
    read = settings.read({**DEMO, **SMS})

    assert read.gateway == Gateway("https://sms.example.org/v1?a=b", "t0ken", "NastaSteg")


def test_without_them_there_is_no_other_way():
    read = settings.read(DEMO)

    assert (read.mail_server, read.gateway) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "https://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://[half",
        "smtps://mail.example.org/path",
        "smtp://it:secret@mail.example.org",
    ],
)
def test_what_is_no_mail_server_is_named(url):
    (fault,) = faults_of({**MAIL, "SMTP_URL": url})

    assert fault.startswith("SMTP_URL must be an address like smtp+starttls://")
    assert "secret" not in fault


@pytest.mark.parametrize(
    "url",
    [
        "http://sms.example.org",
        "https://",
        "https://user:secret@sms.example.org",
        "https://sms.example.org/#part",
        "https://sms.example.org:port",
        "ftp://sms.example.org",
    ],
)
def test_what_is_no_gateway_is_named(url):
    (fault,) = faults_of({**SMS, "SMS_URL": url})

    assert fault.startswith("SMS_URL must be an address like https://")
    assert "secret" not in fault


def test_a_gateway_on_the_machine_itself_needs_no_encryption():
    read = settings.read({**DEMO, **SMS, "SMS_URL": "http://127.0.0.1:8025/messages"})

    assert read.gateway.url == "http://127.0.0.1:8025/messages"


@pytest.mark.parametrize(
    ("name", "values"), [("MAIL_FROM", MAIL), ("SMS_TOKEN", SMS), ("SMS_SENDER", SMS)]
)
def test_what_belongs_to_it_must_be_there(name, values):
    assert faults_of({**values, name: ""}) == [f"{name} is missing."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "no-reply"),
        ("MAIL_FROM", "Us <no-reply@example.org>"),
        ("SMS_TOKEN", "two words"),
        ("SMS_TOKEN", "å"),
        ("SMS_SENDER", "No"),
        ("SMS_SENDER", "TwelveLetter"),
        ("SMS_SENDER", "Nästa"),
    ],
)
def test_what_cannot_be_sent_is_named(name, value):
    (fault,) = faults_of({**MAIL, **SMS, name: value})

    assert fault.startswith(f"{name} must be")
