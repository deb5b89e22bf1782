"""An e-mail address or a number is used when a code that was sent there has come back."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.base.other_ways import Gateway, MailServer
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from app.reminders import contact_sealing, unsubscribing
from app.reminders.content import Channel
from app.reminders.models import ContactPoint
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.overview.read import words_on
from tests.pages import CSRF
from tests.servers.mail_server import running_mail_server
from tests.servers.sms_gateway import TOKEN, running_gateway

EMAIL = "/settings/reminders/email"
SMS = "/settings/reminders/text-messages"
TO = "ann@example.org"
ENGLISH = {"Accept-Language": "en"}
KEY = SETTINGS.secret_key


@pytest.fixture
def server(app, tmp_path, monkeypatch):
    """A mail server that the operator has set up."""
    with running_mail_server(tmp_path) as server:
        at = MailServer("smtp", "127.0.0.1", server.port, "", "", "no-reply@example.org")
        monkeypatch.setitem(app.config, "MAIL_SERVER", at)
        yield server


@pytest.fixture
def gateway(app, tmp_path, monkeypatch):
    """A gateway for text messages that the operator has set up."""
    with running_gateway(tmp_path) as gateway:
        monkeypatch.setenv("SSL_CERT_FILE", gateway.authority)
        monkeypatch.setitem(app.config, "GATEWAY", Gateway(gateway.url, TOKEN, "NastaSteg"))
        yield gateway


@pytest.fixture
def points(session, people):
    """Return what Ann has given, the first given first."""

    def of_ann():
        session.expire_all()
        whose = ContactPoint.person_id == people["ann"]
        return session.exec(select(ContactPoint).where(whose).order_by(ContactPoint.made_at)).all()

    return of_ann


def code_in(server):
    return re.search(r"\d{6}", server.received[-1].letter.get_content()).group()


def confirmed(browser, server, address=TO):
    browser.press(f"{EMAIL}/address", address=address)
    return browser.press(f"{EMAIL}/code", code=code_in(server))


def test_an_address_is_in_use_when_the_code_has_come_back(browse, server, points):
    ann = browse("ann")

    ann.press(f"{EMAIL}/address", address=TO)
    waiting = words_on(ann.get(EMAIL))
    ann.press(f"{EMAIL}/code", code=code_in(server))

    assert server.received[0].recipients == [TO]
    assert f"We sent a code of six digits to {TO}. It works until 10:00." in waiting
    (point,) = points()
    assert (point.confirmed_at, point.code_hash) == (TUESDAY_MORNING, None)
    assert f"Turned on {TO}" in words_on(ann.get(EMAIL))
    assert "E-mail On since 24 November" in words_on(ann.get("/settings/reminders"))


def test_what_is_kept_says_neither_the_address_nor_the_code(browse, server, points):
    ann = browse("ann")
    ann.press(f"{EMAIL}/address", address=TO)

    (point,) = points()

    kept = repr(dict(point))
    assert TO not in kept
    assert code_in(server) not in kept
    assert contact_sealing.opened(point.sealed, secret_key=KEY) == TO


def test_the_letter_with_the_code_says_nothing_of_anybody(browse, server):
    browse("ann").press(f"{EMAIL}/address", address=TO)

    letter = server.received[0].letter
    said = f"{letter['Subject']} {letter.get_content()}"
    assert [word for word in ("Ann", "Sam", "Mottagningen", "care") if word in said] == []
    assert re.search(r"\d", letter["Subject"]) is None
    assert letter["List-Unsubscribe"] is None


def test_a_number_is_in_use_when_the_code_has_come_back(browse, gateway, points):
    ann = browse("ann")

    ann.press(f"{SMS}/address", address="070-174 06 05")
    code = re.search(r"\d{6}", gateway.received[0]["text"]).group()
    ann.press(f"{SMS}/code", code=code)

    assert gateway.received[0]["to"] == "+46701740605"
    (point,) = points()
    assert (point.channel, point.confirmed_at) == (Channel.SMS, TUESDAY_MORNING)


@pytest.mark.parametrize("written", ["", "ann", "ann@", "a b@example.org", "ann@exämple.org\u200b"])
def test_what_is_no_address_is_refused_and_sent_nothing(browse, server, points, written):
    answer = browse("ann").press(f"{EMAIL}/address", address=written)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (points(), server.received) == ([], [])


@pytest.mark.parametrize("written", ["112", "031-390 06 60", "+4670", "hello", "+15551234567"])
def test_what_is_no_mobile_number_is_refused_and_sent_nothing(browse, gateway, points, written):
    answer = browse("ann").press(f"{SMS}/address", address=written)

    assert answer.status_code == 422
    assert (points(), gateway.received) == ([], [])


def test_a_wrong_code_is_refused_and_after_five_the_right_one_too(browse, server, points):
    ann = browse("ann")
    ann.press(f"{EMAIL}/address", address=TO)
    right = code_in(server)
    wrong = "000000" if right != "000000" else "111111"

    answers = [ann.press(f"{EMAIL}/code", code=wrong).status_code for _time in range(5)]
    after = ann.press(f"{EMAIL}/code", code=right)

    assert answers == [422] * 5
    assert after.status_code == 422
    assert "Get a new one below" in after.text
    assert points()[0].confirmed_at is None


def test_the_fifth_try_may_still_be_right(browse, server, points):
    ann = browse("ann")
    ann.press(f"{EMAIL}/address", address=TO)
    right = code_in(server)
    for _time in range(4):
        ann.press(f"{EMAIL}/code", code="1")

    ann.press(f"{EMAIL}/code", code=f" {right[:3]} {right[3:]} ")

    assert points()[0].confirmed_at == TUESDAY_MORNING


@pytest.mark.parametrize(("minutes", "status"), [(29, 303), (30, 422)])
def test_a_code_works_for_half_an_hour(browse, server, now, minutes, status):
    ann = browse("ann")
    ann.press(f"{EMAIL}/address", address=TO)
    now(TUESDAY_MORNING + timedelta(minutes=14))
    ann.get("/about")
    ann.get(EMAIL)
    now(TUESDAY_MORNING + timedelta(minutes=28))
    ann.get(EMAIL)

    now(TUESDAY_MORNING + timedelta(minutes=minutes))

    assert ann.press(f"{EMAIL}/code", code=code_in(server)).status_code == status


def test_five_codes_are_sent_in_a_day_and_the_next_day_more(browse, server, now):
    ann = browse("ann")

    answers = [ann.press(f"{EMAIL}/address", address=TO).status_code for _time in range(6)]
    now(TUESDAY_MORNING + timedelta(days=1, minutes=1))
    next_day = browse("ann").press(f"{EMAIL}/address", address=TO).status_code

    assert answers == [303] * 5 + [422]
    assert next_day == 303
    assert len(server.received) == 6


def test_only_the_last_code_works(browse, server, points):
    ann = browse("ann")
    ann.press(f"{EMAIL}/address", address="wrong@example.org")
    first = code_in(server)

    ann.press(f"{EMAIL}/address", address=TO)

    assert ann.press(f"{EMAIL}/code", code=first).status_code in (422, 303)
    given_up, waiting = points()
    assert (given_up.ended_at, given_up.sealed) == (TUESDAY_MORNING, "")
    assert contact_sealing.opened(waiting.sealed, secret_key=KEY) == TO


def test_the_old_address_is_used_until_the_new_one_is_confirmed(browse, server, points):
    ann = browse("ann")
    confirmed(ann, server)

    ann.press(f"{EMAIL}/address", address="new@example.org")
    meanwhile = [point.ended_at for point in points()]
    ann.press(f"{EMAIL}/code", code=code_in(server))

    assert meanwhile == [None, None]
    in_use = [point for point in points() if point.confirmed_at and not point.ended_at]
    assert [contact_sealing.opened(one.sealed, secret_key=KEY) for one in in_use] == [
        "new@example.org"
    ]


def test_what_is_given_up_is_forgotten(browse, server, points):
    ann = browse("ann")
    confirmed(ann, server)

    ann.press(f"{EMAIL}/end")

    (point,) = points()
    assert (point.sealed, point.ended_at) == ("", TUESDAY_MORNING)
    assert TO not in ann.get(EMAIL).text


def test_when_the_letter_cannot_be_sent_the_page_says_so(browse, server, points):
    server.answers["RCPT"] = "550 no such mailbox"
    ann = browse("ann")

    ann.press(f"{EMAIL}/address", address=TO)

    assert "The code could not be sent just now." in words_on(ann.get(EMAIL))


def test_nobody_confirms_what_somebody_else_has_given(browse, server, points):
    browse("ann").press(f"{EMAIL}/address", address=TO)

    answer = browse("carl").press(f"{EMAIL}/code", code=code_in(server))

    assert answer.status_code == 422
    assert points()[0].confirmed_at is None


@pytest.mark.parametrize("page", [EMAIL, SMS])
def test_where_the_operator_sends_none_the_page_says_so(browse, points, page):
    ann = browse("ann")

    assert "Everything is told in Nästa steg all the same." in words_on(ann.get(page))
    assert ann.press(f"{page}/address", address=TO).status_code == 404
    assert ann.press(f"{page}/code", code="123456").status_code == 404
    assert points() == []


def test_to_somebody_protected_nothing_is_sent_and_the_page_says_why(
    browse, server, session, people, points
):
    person = session.get(Person, people["ann"])
    person.protected_identity = True
    session.add(person)
    session.commit()
    ann = browse("ann")

    assert "Your personal details are protected." in words_on(ann.get(EMAIL))
    assert ann.press(f"{EMAIL}/address", address=TO).status_code == 404
    assert (points(), server.received) == ([], [])


def test_staff_at_work_have_no_address_here(sees, server):
    sam = sees("staff:sam", "ann")

    assert sam.get(EMAIL).status_code == 404
    assert sam.press(f"{EMAIL}/address", address=TO).status_code == 404


def test_no_address_number_or_code_is_in_the_log(browse, server, lines):
    confirmed(browse("ann"), server)

    code, log = code_in(server), "\n".join(lines)
    assert TO not in log
    assert re.search(rf"\b{code}\b", log) is None


def test_it_is_in_the_journal_without_the_address(browse, server, session):
    ann = browse("ann")
    confirmed(ann, server)
    ann.press(f"{EMAIL}/end")

    rows = session.exec(select(JournalEntry).order_by(JournalEntry.number)).all()
    told = [(row.happening, row.details) for row in rows if "contact" in row.happening]
    assert told == [
        (Happening.CONTACT_POINT_CONFIRMED, {"channel": "email"}),
        (Happening.CONTACT_POINT_ENDED, {"channel": "email"}),
    ]


@pytest.fixture
def address(browse, server, points):
    """The address in a message to Ann by which it is unsubscribed from."""
    confirmed(browse("ann"), server)
    return "/unsubscribe/" + unsubscribing.token(points()[0].id, secret_key=KEY)


def test_to_open_the_address_in_a_message_ends_nothing(app, address, points):
    page = app.test_client().get(address, headers=ENGLISH)

    assert "Do you want to stop these messages?" in page.text
    assert [words for words in ("Ann", TO) if words in page.text] == []
    assert points()[0].ended_at is None


def test_a_press_there_ends_it_without_signing_in(app, address, points):
    browser = app.test_client()
    token = CSRF.search(browser.get(address, headers=ENGLISH).text).group(1)

    answer = browser.post(address, data={"csrf_token": token}, headers=ENGLISH)

    assert answer.status_code == 200
    assert "Nothing more is sent" in answer.text
    assert (points()[0].sealed, points()[0].ended_at) == ("", TUESDAY_MORNING)


def test_one_press_in_a_mail_program_ends_it(app, address, points):
    answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert points()[0].ended_at == TUESDAY_MORNING


def test_again_it_is_as_ended(app, address, session):
    for _twice in range(2):
        answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "Nothing more is sent" in app.test_client().get(address, headers=ENGLISH).text
    ended = [
        row
        for row in session.exec(select(JournalEntry))
        if row.happening == Happening.CONTACT_POINT_ENDED
    ]
    assert len(ended) == 1


@pytest.mark.parametrize(
    "change", [lambda one: one[:-1], lambda one: one[:-1] + "x", lambda _: "no"]
)
def test_an_address_that_we_have_not_made_is_nothing(app, address, change):
    path = "/unsubscribe/" + change(address.rpartition("/")[2])

    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path).status_code == 404
