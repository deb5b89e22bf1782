"""E-mail is as neutral as a push, goes to any mail server, and cannot be held up by one."""

import re
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from app.base.other_ways import MailServer
from app.push.content import Outcome
from app.reminders import mail
from app.reminders.mail import Mailer
from app.reminders.neutral import Message
from tests.conftest import TUESDAY_MORNING
from tests.servers.mail_server import PASSWORD, USER, running_mail_server

SITE = "https://nastasteg.example.org"
STOP = f"{SITE}/unsubscribe/{'ab' * 32}"
SENDER = "no-reply@nastasteg.example.org"
TO = "anna@example.org"


@pytest.fixture
def server(tmp_path):
    with running_mail_server(tmp_path) as server:
        yield server


def message(language="en", **said):
    return Message(
        **{"of": "3f2c", "language": language, "tells": None, "site": SITE, **said},
        unsubscribe=STOP,
    )


def send(server, scheme="smtp", *, user="", password="", what=None, trust=True):
    at = MailServer(scheme, "127.0.0.1", server.port, user, password, SENDER)
    return Mailer(at, trust=server.authority if trust else None).send(TO, what or message())


@pytest.mark.parametrize(("scheme", "safe"), [("smtp", False), ("smtp+starttls", True)])
def test_a_letter_is_handed_over(one_app, server, scheme, safe):
    with one_app.app_context():
        answer = send(server, scheme, user=USER, password=PASSWORD)

    assert answer.outcome is Outcome.ACCEPTED
    (got,) = server.received
    assert (got.sender, got.recipients) == (SENDER, [TO])
    assert server.encrypted == [safe]


def test_a_letter_is_handed_over_with_tls_from_the_start(one_app, tmp_path):
    with running_mail_server(tmp_path, wrapped=True) as server, one_app.app_context():
        assert send(server, "smtps").outcome is Outcome.ACCEPTED

        assert server.encrypted == [True]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "There is something for you"), ("sv", "Det finns något för dig")]
)
def test_it_says_that_there_is_something_and_no_more(one_app, server, language, line):
    with one_app.app_context():
        send(server, what=message(language))

    letter = server.received[0].letter
    assert letter["Subject"] == f"Nästa steg: {line}"
    assert letter.get_content().splitlines()[0] == f"{line}."
    links = re.findall(r"https?://\S+", letter.get_content())
    assert links == [SITE, STOP]
    assert letter.get_content_type() == "text/plain"
    assert letter["Message-ID"] == "<3f2c@nastasteg.example.org>"


def test_one_press_in_the_mail_program_unsubscribes(one_app, server):
    with one_app.app_context():
        send(server)

    letter = server.received[0].letter
    assert letter["List-Unsubscribe"] == f"<{STOP}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_time_is_said_only_to_those_who_chose_it(one_app, server):
    at = TUESDAY_MORNING + timedelta(days=1)
    with one_app.app_context():
        send(server, what=message(tells=at))

    assert "Wednesday 25 November 09:30" in server.received[0].letter.get_content()


@pytest.mark.parametrize(
    ("word", "said", "outcome"),
    [
        ("RCPT", "550 nobody here", Outcome.BAD),
        ("RCPT", "450 try again", Outcome.LATER),
        ("DATA", "554 no", Outcome.BAD),
        ("DATA", "451 later", Outcome.LATER),
        ("MAIL", "550 not you", Outcome.REFUSED),
        ("MAIL", "451 later", Outcome.LATER),
        ("AUTH", "535 no", Outcome.REFUSED),
        ("AUTH", "454 later", Outcome.LATER),
        ("EHLO", "421 closing", Outcome.LATER),
    ],
)
def test_what_a_server_says_decides_whether_it_is_tried_again(one_app, server, word, said, outcome):
    server.answers[word] = said

    with one_app.app_context():
        answer = send(server, user=USER, password=PASSWORD)

    assert answer.outcome is outcome
    assert server.received == []


def test_a_password_is_not_given_to_a_server_that_nobody_vouches_for(one_app, server):
    with one_app.app_context():
        answer = send(server, "smtp+starttls", user=USER, password=PASSWORD, trust=False)

    assert answer.outcome is Outcome.LATER
    assert server.received == []


def test_a_server_that_is_not_there_is_tried_again(one_app, server):
    nobody = MailServer("smtp", "127.0.0.1", 1, "", "", SENDER)

    with one_app.app_context():
        assert Mailer(nobody).send(TO, message()).outcome is Outcome.LATER


def test_a_server_that_never_answers_holds_nobody_up(one_app, server, monkeypatch):
    monkeypatch.setattr(mail, "DEADLINE_SECONDS", 0.3)
    server.hangs = "DATA"
    began = time.monotonic()

    with one_app.app_context():
        answer = send(server)

    assert answer.outcome is Outcome.LATER
    assert time.monotonic() - began < 3


def test_a_server_that_greets_drop_by_drop_is_cut_off_and_gets_nothing(one_app, monkeypatch):
    monkeypatch.setattr(mail, "DEADLINE_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        got = []

        def drip():
            line, _ = listening.accept()
            with line, suppress(OSError):
                for _ in range(12):
                    line.sendall(b"220-wait\r\n")
                    time.sleep(0.25)
                line.sendall(b"220 now\r\n")
                got.append(line.recv(100))

        server = threading.Thread(target=drip)
        server.start()
        began = time.monotonic()
        slow = MailServer("smtp", "127.0.0.1", listening.getsockname()[1], "", "", SENDER)

        with one_app.app_context():
            answer = Mailer(slow).send(TO, message())

        took = time.monotonic() - began
        server.join()
    assert answer.outcome is Outcome.LATER
    assert took < 2
    assert b"".join(got) == b""


def test_a_bad_goodbye_after_the_letter_sends_it_no_second_time(one_app, server):
    server.answers["QUIT"] = "500 what"

    with one_app.app_context():
        assert send(server).outcome is Outcome.ACCEPTED

    assert len(server.received) == 1


def test_no_address_can_write_headers(one_app, server):
    with one_app.app_context(), pytest.raises(ValueError, match=r"linefeed|newline"):
        Mailer(MailServer("smtp", "127.0.0.1", server.port, "", "", SENDER)).send(
            "anna@example.org\nBcc: carl@example.org", message()
        )

    assert server.received == []
