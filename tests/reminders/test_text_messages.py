"""Text messages are as neutral as a push, go to Swedish mobile phones, and leak to no one else."""

import time
from datetime import timedelta

import pytest

from app.base.other_ways import Gateway
from app.push.content import Outcome
from app.reminders import text_messages
from app.reminders.neutral import Message
from app.reminders.text_messages import Texter, swedish_mobile
from tests.conftest import TUESDAY_MORNING
from tests.servers.sms_gateway import TOKEN, running_gateway

SITE = "https://nastasteg.example.org"
IN_TEN_MINUTES = "Tue, 24 Nov 2026 08:40:00 GMT"
NUMBER = "+46701740605"


@pytest.fixture
def gateway(tmp_path):
    with running_gateway(tmp_path) as gateway:
        yield gateway


def send(one_app, gateway, language="en", tells=None):
    texter = Texter(Gateway(gateway.url, TOKEN, "NastaSteg"), trust=gateway.authority)
    with one_app.app_context():
        return texter.send(NUMBER, Message("3f2c", language, tells, SITE))


def test_it_is_handed_over_as_the_gateway_wants_it(one_app, gateway):
    answer = send(one_app, gateway)

    assert answer.outcome is Outcome.ACCEPTED
    assert gateway.received == [
        {
            "from": "NastaSteg",
            "to": NUMBER,
            "text": f"Nästa steg: There is something for you. {SITE}",
        }
    ]
    (asked,) = gateway.asked
    assert asked["Authorization"] == f"Bearer {TOKEN}"
    assert asked["Content-Type"] == "application/json"
    assert asked["Idempotency-Key"] == "3f2c"
    assert asked["path"] == "/messages"


def test_it_is_in_the_persons_language_and_fits_in_one_message(one_app, gateway):
    send(one_app, gateway, "sv", TUESDAY_MORNING)

    text = gateway.received[0]["text"]
    assert text.startswith("Nästa steg: Det finns något för dig: tisdag 24 november 09.30. ")
    assert len(text) <= 160


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "after"),
    [
        (429, {"Retry-After": "120"}, Outcome.LATER, timedelta(seconds=120)),
        (503, {"Retry-After": IN_TEN_MINUTES}, Outcome.LATER, timedelta(minutes=10)),
        (503, {"Retry-After": "soon"}, Outcome.LATER, None),
        (500, {}, Outcome.LATER, None),
        (401, {}, Outcome.REFUSED, None),
        (403, {}, Outcome.REFUSED, None),
        (400, {}, Outcome.BAD, None),
        (302, {"Location": "https://127.0.0.1:1/elsewhere"}, Outcome.REFUSED, None),
    ],
)
def test_what_the_gateway_says_decides_whether_it_is_tried_again(
    one_app, gateway, status, headers, outcome, after
):
    gateway.status, gateway.headers = status, headers

    answer = send(one_app, gateway)

    assert (answer.outcome, answer.retry_after, answer.status) == (outcome, after, status)
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("bad", "outcome"), [("hangs", Outcome.LATER), ("drips", Outcome.ACCEPTED)]
)
def test_a_gateway_that_never_ends_holds_nobody_up(one_app, gateway, monkeypatch, bad, outcome):
    monkeypatch.setattr(text_messages, "DEADLINE_SECONDS", 0.7)
    setattr(gateway, bad, True)
    began = time.monotonic()

    answer = send(one_app, gateway)

    assert answer.outcome is outcome
    assert time.monotonic() - began < 4


def test_nothing_is_told_to_a_gateway_that_nobody_vouches_for(one_app, gateway):
    texter = Texter(Gateway(gateway.url, TOKEN, "NastaSteg"))

    with one_app.app_context():
        answer = texter.send(NUMBER, Message("3f2c", "en", None, SITE))

    assert answer.outcome is Outcome.LATER
    assert gateway.asked == []


@pytest.mark.parametrize(
    "written", ["070-174 06 05", "+46 70 174 06 05", "0046701740605", "(070) 1740605"]
)
def test_a_swedish_mobile_number_is_read_however_it_is_written(written):
    assert swedish_mobile(written) == NUMBER


@pytest.mark.parametrize(
    "written",
    ["08-465 004 26", "+47 912 34 567", "070-174 06 0", "070-174 06 055", "0900-1234567", ""],
)
def test_no_other_number_is_taken(written):
    assert swedish_mobile(written) is None
