"""A message reaches the browser it is for, and no push service holds us up or leads us astray."""

import json
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from app.push import lanes, transport
from app.push.content import Outcome
from app.push.vapid import Vapid, new_key
from tests.conftest import TUESDAY_MORNING
from tests.push.conftest import TOPIC
from tests.servers import push_service
from tests.servers.push_service import answers, running_push_service


def test_the_browser_opens_what_was_sent(service, phone, send, vapid):
    answer = send(phone(), "Nästa steg".encode(), ttl_seconds=7200, urgent=True)

    assert answer.outcome is Outcome.ACCEPTED
    [pushed] = service.pushed
    assert pushed.message.decode() == "Nästa steg"
    assert (pushed.headers["TTL"], pushed.headers["Urgency"]) == ("7200", "high")
    assert pushed.headers["Topic"] == TOPIC
    assert pushed.claims["aud"] == service.origin
    assert pushed.claims["sub"] == "mailto:it@example.org"


@pytest.mark.parametrize(
    ("asked", "sent"), [(-5, "0"), (0, "0"), (172800, "172800"), (172801, "172800")]
)
def test_a_push_waits_two_days_at_most(service, phone, send, asked, sent):
    send(phone(), ttl_seconds=asked)

    assert service.pushed[0].headers["TTL"] == sent
    assert service.pushed[0].headers["Urgency"] == "normal"


def test_one_signature_serves_six_hours(service, phone, send):
    moments = [timedelta(), timedelta(hours=1), timedelta(hours=6), timedelta(hours=12)]
    for later in moments:
        send(phone(), now=TUESDAY_MORNING + later)

    signed = [pushed.headers["Authorization"] for pushed in service.pushed]
    assert len(set(signed)) == 3
    for pushed, later in zip(service.pushed, moments, strict=True):
        left = pushed.claims["exp"] - (TUESDAY_MORNING + later).timestamp()
        assert timedelta(hours=6).total_seconds() <= left <= timedelta(hours=12).total_seconds()


def test_connections_are_kept(service, phone, send):
    ours = phone()
    for _ in range(20):
        send(ours)

    assert len(service.pushed) == 20
    assert service.connections == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (202, Outcome.ACCEPTED),
        (400, Outcome.BAD),
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (413, Outcome.BAD),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
def test_each_answer_means_something(service, phone, send, status, outcome):
    service.fault = lambda: answers(status)

    answer = send(phone())

    assert (answer.outcome, answer.status, answer.tried) == (outcome, status, True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_anywhere(service, phone, send, tmp_path, status):
    with running_push_service(tmp_path) as elsewhere:
        service.fault = lambda: answers(status, Location=f"{elsewhere.origin}/stolen")

        answer = send(phone())

        assert answer.outcome is Outcome.BAD
        assert elsewhere.connections == 0


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "REQUESTS_CA_BUNDLE"])
def test_the_environment_has_no_say(service, phone, send, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(phone()).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("written", "wish"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(seconds=1)),
        ("999999999", timedelta(hours=6)),
        ("Tue, 24 Nov 2026 08:35:00 GMT", timedelta(minutes=5)),
        ("Mon, 23 Nov 2026 08:35:00 GMT", timedelta(seconds=1)),
        ("soon", None),
        ("-1", None),
        ("٣", None),
    ],
)
def test_when_to_come_back_is_heard(service, phone, send, written, wish):
    service.fault = lambda: answers(503, Retry_After=written.encode().decode("latin-1"))

    assert send(phone()).retry_after == wish


def test_who_asks_for_rest_is_left_alone(service, phone, send):
    service.fault = lambda: answers(429, Retry_After="60")
    send(phone())
    service.fault = lambda: None

    again = send(phone())

    assert (again.outcome, again.tried) == (Outcome.LATER, False)
    assert timedelta(seconds=55) < again.retry_after <= timedelta(seconds=60)
    assert service.pushed == []


@pytest.mark.parametrize(
    "fault",
    [
        push_service.hangs,
        push_service.drips,
        push_service.resets,
        push_service.babbles,
    ],
)
def test_what_gives_no_answer_is_tried_later(service, phone, send, monkeypatch, fault):
    monkeypatch.setattr(transport, "SECONDS", 1.0)
    service.fault = lambda: fault
    began = time.monotonic()

    answer = send(phone())

    assert (answer.outcome, answer.tried) == (Outcome.LATER, True)
    assert time.monotonic() - began < 2


def test_a_flood_is_not_drunk(service, phone, send):
    service.fault = lambda: push_service.floods

    answer = send(phone())

    assert answer.outcome is Outcome.ACCEPTED
    service.fault = lambda: None
    assert send(phone()).outcome is Outcome.ACCEPTED
    assert service.connections == 2


def test_a_service_whose_certificate_nobody_vouches_for_gets_nothing(
    service, phone, send, tmp_path, sender
):
    with running_push_service(tmp_path) as impostor:
        sender._hosts = (impostor.origin,)
        browser = impostor.subscribe("key")

        assert send(phone(browser)).outcome is Outcome.LATER
        assert impostor.pushed == impostor.refused == []


def test_a_phone_of_another_key_is_not_asked_and_the_operator_is_told_once(
    service, phone, send, lines
):
    others = phone(key_id=Vapid(new_key(), "mailto:it@example.org").key_id)

    answers_given = {(one.outcome, one.tried) for one in (send(others), send(others))}

    assert answers_given == {(Outcome.LATER, True)}
    assert service.connections == 0
    (line,) = map(json.loads, lines)
    assert (line["message"], line["at"]) == ("phone has other keys", service.origin)


def test_a_program_with_another_secret_key_ends_no_phone(service, phone, sender, send, lines):
    sender._secret_key = "another secret key, as long as it has to be"

    assert send(phone()).outcome is Outcome.LATER

    assert service.connections == 0
    assert json.loads(lines[0])["message"] == "phone has other keys"


def test_a_service_that_is_not_on_the_list_any_more_is_not_asked(service, phone, send, sender):
    ours = phone()
    sender._hosts = ("fcm.googleapis.com",)

    answer = send(ours)

    assert (answer.outcome, answer.tried) == (Outcome.BAD, False)
    assert service.connections == 0


def test_a_forgotten_phone_is_gone(service, phone, send):
    browser = service.subscribe("key")
    service.expire(browser)

    assert send(phone(browser)).outcome is Outcome.GONE


def test_the_operator_is_told_once_and_never_whose_phone(service, phone, send, lines):
    service.fault = lambda: answers(403)
    ours = phone()
    for _ in range(3):
        send(ours)

    [line] = lines
    assert "push service refuses us" in line
    assert service.origin in line
    assert "/push/" not in line


def test_no_line_of_any_log_has_the_address_of_a_phone(
    service, phone, send, lines, caplog, capfd, monkeypatch
):
    monkeypatch.setattr(transport, "SECONDS", 0.5)
    faults = [push_service.hangs, push_service.babbles, push_service.resets, answers(500)]
    caplog.set_level(0)
    for fault in faults:
        service.fault = lambda fault=fault: fault
        send(phone())

    written = "".join([*lines, caplog.text, *capfd.readouterr()])
    assert "/push/" not in written


def test_names_that_lead_inside_are_not_connected_to(service, phone, send, sender, monkeypatch):
    found = [(2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_args, **_more: found)
    sender._hosts = ("push.example.org",)
    browser = service.subscribe("key")
    browser.endpoint = "https://push.example.org/push/1"

    assert send(phone(browser)).outcome is Outcome.LATER
    assert service.connections == 0


def test_a_hanging_service_takes_few_threads_from_the_others(
    service, phone, vapid, sender, tmp_path
):
    with running_push_service(tmp_path, now=service.now) as hanging:
        hanging.fault = lambda: push_service.hangs
        sender._hosts = (service.origin, hanging.origin)
        sender._transport._addresses._here = frozenset(sender._hosts)
        sender._transport._context.load_verify_locations(hanging.ca_file)
        healthy, sick = phone(), phone(hanging.subscribe(vapid.public_key))
        how = {"ttl_seconds": 60, "urgent": False, "topic": TOPIC, "now": TUESDAY_MORNING}
        with ThreadPoolExecutor(8) as threads:
            waiting = [threads.submit(sender.send, sick, b"Hej", **how) for _ in range(40)]
            sent = [threads.submit(_until_tried, sender, healthy, **how) for _ in range(40)]
            began = time.monotonic()
            assert {one.result().outcome for one in sent} == {Outcome.ACCEPTED}
            assert time.monotonic() - began < 5
            without_answer = wait(waiting, timeout=lanes.LONGEST_WAIT + 0.5).not_done
            hanging.released.set()

        assert len(without_answer) == lanes.NARROW


def _until_tried(sender, phone, **how):
    """Send as the worker does: what there was no room for comes back in a while."""
    while not (answer := sender.send(phone, b"Hej", **how)).tried:
        time.sleep(0.05)
    return answer
