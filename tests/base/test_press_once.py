"""One press has one effect, however often its form is sent."""

import threading
import uuid

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, func, select

from app.base.once import OnceKey
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from tests.pages import StrictClient

READ = "/contract/read"


@pytest.fixture
def form():
    """Return the fields of a form that was just drawn in this browser."""

    def drawn_in(browser, **fields):
        return {**browser.keys(), **fields}

    return drawn_in


@pytest.fixture
def times_read(session):
    """Return how often somebody has said that they have read."""
    said = select(func.count()).where(JournalEntry.happening == Happening.CHANGES_READ.value)
    return lambda: session.exec(said).one()


def test_a_form_sent_twice_works_once_and_leads_to_the_same_page(browse, form, times_read):
    browser = browse("ann")
    fields = form(browser, number="1")

    first, second = (browser.post(READ, data=fields) for _ in range(2))

    assert (first.status_code, first.location) == (303, "/")
    assert (second.status_code, second.location) == (303, "/")
    assert times_read() == 1


def test_a_form_sent_again_after_signing_in_anew_works_once(browse, people, form, times_read):
    browser = browse("ann")
    before = form(browser, number="1")
    browser.post(READ, data=before)
    browser.press(f"/demo/people/{people['ann']}")

    again = browser.post(READ, data=form(browser, number="1", once=before["once"]))

    assert (again.status_code, again.location) == (303, "/")
    assert times_read() == 1


def test_a_phone_that_adds_when_it_was_written_asks_the_same(browse, form, times_read):
    browser = browse("ann")
    fields = form(browser, number="1")
    browser.post(READ, data=fields)

    again = browser.post(READ, data={**fields, "happened": "2026-11-24T08:30:30Z"})

    assert (again.status_code, again.location) == (303, "/")
    assert times_read() == 1


def test_two_forms_work_twice(browse, form, times_read):
    browser = browse("ann")

    browser.post(READ, data=form(browser, number="1"))
    browser.post(READ, data=form(browser, number="1"))

    assert times_read() == 2


def test_a_form_sent_twice_at_the_same_moment_works_once(app, browse, form, times_read):
    browser = browse("ann")
    fields, cookie = form(browser, number="1"), browser.get_cookie("next-step").value
    ready, answers = threading.Barrier(3), []

    def send():
        copy = StrictClient(app, use_cookies=True)
        copy.set_cookie("next-step", cookie)
        ready.wait()
        answer = copy.post(READ, data=fields)
        answers.append((answer.status_code, answer.location))

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert answers == [(303, "/")] * 3
    assert times_read() == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        pytest.param(READ, {"number": "2"}, id="another answer"),
        pytest.param(READ, {"number": "1", "more": ""}, id="a field more"),
        pytest.param(READ, {}, id="a field less"),
        pytest.param("/requests", {"number": "1"}, id="another address"),
    ],
)
def test_the_same_key_with_another_question_is_refused(browse, form, times_read, path, fields):
    browser = browse("ann")
    keys = form(browser)
    browser.post(READ, data={**keys, "number": "1"})

    refused = browser.post(path, data={**keys, **fields})

    assert refused.status_code == 422
    assert "Something in the form is not right" in refused.text
    assert times_read() == 1


def test_somebody_elses_key_is_refused(browse, form, times_read):
    ann, carl = browse("ann"), browse("carl")
    fields = form(ann, number="1")
    ann.post(READ, data=fields)

    refused = carl.post(READ, data={**form(carl, number="1"), "once": fields["once"]})

    assert refused.status_code == 422
    assert times_read() == 1


@pytest.mark.parametrize("key", [None, "", "1", "not-a-key", str(uuid.UUID(int=7))[:-1]])
def test_a_form_without_a_key_is_refused(browse, form, times_read, key):
    browser = browse("ann")
    fields = {**form(browser, number="1"), "once": key}

    refused = browser.post(READ, data={name: value for name, value in fields.items() if value})

    assert refused.status_code == 400
    assert "We could not understand what was sent" in refused.text
    assert times_read() == 0


@pytest.mark.parametrize("token", [None, "x", "ImRlYWRiZWVmIg.aaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_form_that_is_not_ours_is_refused_on_our_own_page(browse, form, times_read, token):
    browser = browse("ann")
    fields = {**form(browser, number="1"), "csrf_token": token}

    refused = browser.post(READ, data={name: value for name, value in fields.items() if value})

    assert refused.status_code == 400
    assert "We could not understand what was sent" in refused.text
    assert "Nothing was changed." in refused.text
    assert times_read() == 0


def test_a_refused_form_keeps_nothing_and_can_be_sent_again(browse, form, session, people):
    browser = browse("ann")
    keys = form(browser)
    kept = select(Person.language).where(Person.id == people["ann"])

    refused = browser.post("/language", data={**keys, "language": "xx"})

    assert refused.status_code == 422
    assert session.exec(kept).one() == "en"
    assert session.exec(select(OnceKey).where(OnceKey.key == uuid.UUID(keys["once"]))).all() == []
    assert browser.post("/language", data={**keys, "language": "sv"}).status_code == 303
    assert session.exec(kept).one() == "sv"


@pytest.fixture
def full_disk():
    """No transaction can be kept, as when the disk is full."""

    def fail(_session):
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(Session, "before_commit", fail)
    yield
    event.remove(Session, "before_commit", fail)


def test_the_language_stays_when_the_choice_could_not_be_kept(browse, form, request):
    browser = browse("ann")
    fields = form(browser, language="sv")
    request.getfixturevalue("full_disk")

    refused = browser.post("/language", data=fields)

    assert refused.status_code == 503
    assert browser.get_cookie("language") is None


def test_the_same_form_again_leads_to_the_same_page_and_sets_no_cookie(browse, form):
    browser = browse("ann")
    fields = form(browser, language="sv")

    first, second = (browser.post("/language", data=fields) for _ in range(2))

    assert first.location == second.location
    assert any(cookie.startswith("language=") for cookie in first.headers.getlist("Set-Cookie"))
    assert not any(
        cookie.startswith("language=") for cookie in second.headers.getlist("Set-Cookie")
    )


def test_pressing_sign_out_twice_answers_the_same(app, browse, form):
    browser = browse("ann")
    fields, cookie = form(browser), browser.get_cookie("next-step").value
    first = browser.post("/sign-out", data=fields)
    impatient = app.test_client()
    impatient.set_cookie("next-step", cookie)

    second = impatient.post("/sign-out", data=fields)

    assert (first.status_code, first.location) == (303, "/sign-in")
    assert (second.status_code, second.location) == (303, "/sign-in")


def test_neither_words_nor_who_sent_them_are_kept(browse, form, session, people):
    browser = browse("ann")
    browser.post(READ, data=form(browser, number="1", words="Jag heter Ann"))

    kept = [str(dict(row)) for row in session.exec(select(OnceKey))]

    assert len(kept) == 2
    assert not any("Ann" in row or str(people["ann"]) in row for row in kept)
