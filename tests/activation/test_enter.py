"""A letter lets the right person in once, and nobody else ever."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.activation import rules
from app.activation.models import Invitation
from app.base.limits import Tally
from app.journal.models import Happening, JournalEntry
from app.people.models import SignInSession
from app.people.sessions import Way
from tests.conftest import TUESDAY_MORNING

A_SECOND = timedelta(seconds=1)
LIFE = timedelta(days=21)
REFUSED = "That code with those digits does not open anything"


def wrong(digits):
    return f"{(int(digits) + 1) % 10_000:04}"


def test_code_and_digits_let_the_right_person_in(app, letter_for, enter, session, people):
    letter = letter_for("ann")
    browser = app.test_client()

    entered = enter(letter.code, letter.digits, browser=browser)

    assert entered.status_code == 303
    assert entered.location == "/own-phone?next=/passkeys/new"
    row = session.exec(select(SignInSession)).one()
    assert (row.person_id, row.way) == (people["ann"], Way.ACTIVATION_CODE)
    assert "Exempelsson" in browser.get("/").text


def test_neither_code_nor_digits_can_be_read_in_the_database(letter_for, session):
    letter = letter_for("ann")

    kept = str(dict(session.exec(select(Invitation)).one()))

    assert letter.code not in kept
    assert f"'{letter.digits}'" not in kept


def test_opening_the_address_of_a_letter_changes_nothing(app, letter_for, session):
    letter_for("ann")

    app.test_client().get("/activate")

    assert session.exec(select(Invitation)).one().tries == 0


def test_a_letter_works_once(letter_for, enter):
    letter = letter_for("ann")
    enter(letter.code, letter.digits)

    assert enter(letter.code, letter.digits).status_code == 422


def test_the_same_press_sent_twice_lets_in_once_and_is_no_fault(app, letter_for, session):
    letter, browser = letter_for("ann"), app.test_client()
    form = {**browser.keys(), "code": letter.code, "digits": letter.digits}
    csrf = browser.get_cookie("next-step").value

    first = browser.post("/activate", data=form)
    browser.set_cookie("next-step", csrf)
    second = browser.post("/activate", data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(session.exec(select(SignInSession)).all()) == 1


@pytest.mark.parametrize(
    ("later", "let_in"),
    [
        pytest.param(LIFE - A_SECOND, True, id="a second before it is too old"),
        pytest.param(LIFE, False, id="too old"),
    ],
)
def test_a_letter_gets_too_old(letter_for, enter, now, later, let_in):
    letter = letter_for("ann")

    now(TUESDAY_MORNING + later)

    assert (enter(letter.code, letter.digits).status_code == 303) is let_in


def test_a_new_letter_makes_the_earlier_one_worthless(letter_for, enter):
    first, second = letter_for("ann"), letter_for("ann")

    assert enter(first.code, first.digits).status_code == 422
    assert enter(second.code, second.digits).status_code == 303


@pytest.mark.parametrize(
    ("wrong_tries", "let_in"),
    [pytest.param(4, True, id="four"), pytest.param(5, False, id="five")],
)
def test_whoever_has_the_letter_can_guess_its_digits_four_times(
    letter_for, enter, wrong_tries, let_in
):
    letter = letter_for("ann")

    for number in range(wrong_tries):
        refused = enter(letter.code, wrong(letter.digits), address=f"192.0.2.{number}")
        assert refused.status_code == 422

    assert (enter(letter.code, letter.digits).status_code == 303) is let_in


def test_wrong_digits_are_in_the_journal_and_the_person_is_not_locked_out(
    letter_for, enter, session, people
):
    spent = letter_for("ann")
    for number in range(9):
        enter(spent.code, wrong(spent.digits), address=f"192.0.2.{number}")

    anew = letter_for("ann")

    assert enter(anew.code, anew.digits).status_code == 303
    refused = select(JournalEntry).where(JournalEntry.happening == Happening.CODE_REFUSED.value)
    assert [row.patient_id for row in session.exec(refused)] == [people["ann"]] * 5


def test_every_refusal_says_the_same_with_what_was_typed_and_whom_to_call(
    app, letter_for, enter, now
):
    used, spent, old = letter_for("ann"), letter_for("carl"), letter_for("rut")
    enter(used.code, used.digits)
    for number in range(5):
        enter(spent.code, wrong(spent.digits), address=f"192.0.2.{number}")
    now(TUESDAY_MORNING + LIFE)
    unknown = rules.new_code()

    pages = {
        code: enter(code, digits, address=f"198.51.100.{number}")
        for number, (code, digits) in enumerate(
            [
                (used.code, used.digits),
                (spent.code, spent.digits),
                (old.code, old.digits),
                (unknown, "1234"),
                ("too short", "1"),
            ]
        )
    }

    assert {page.status_code for page in pages.values()} == {422}
    for code, page in pages.items():
        assert REFUSED in page.text or "Den koden med de siffrorna" in page.text
        assert f'value="{code}"' in page.text
        assert 'href="tel:1177"' in page.text
    bodies = {_without_values(page.text) for page in pages.values()}
    assert len(bodies) == 1


def test_from_one_address_twenty_wrong_tries_an_hour_are_enough(letter_for, enter, now):
    letter = letter_for("ann")
    for _ in range(20):
        assert enter(rules.new_code(), "1234").status_code == 422

    refused = enter(letter.code, letter.digits)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert 'href="tel:1177"' in refused.text
    assert enter(letter.code, letter.digits, address="192.0.2.2").status_code == 303


def test_after_an_hour_the_address_may_try_again(letter_for, enter, now):
    letter = letter_for("ann")
    for _ in range(21):
        enter(rules.new_code(), "1234")

    now(TUESDAY_MORNING + timedelta(hours=1))

    assert enter(letter.code, letter.digits).status_code == 303


def test_right_answers_are_not_counted_since_a_ward_has_one_address(letter_for, enter):
    for _ in range(25):
        letter = letter_for("ann")
        assert enter(letter.code, letter.digits).status_code == 303


def test_the_counts_do_not_say_who_tried(enter, session):
    enter(rules.new_code(), "1234", address="203.0.113.77")

    assert "203.0.113.77" not in str([dict(row) for row in session.exec(select(Tally))])


def test_a_thousand_guesses_from_a_hundred_addresses_let_nobody_in(
    letter_for, enter, session, monkeypatch
):
    # Hashing costs what it should everywhere else; a thousand times here would cost a minute.
    monkeypatch.setattr(rules, "WORK", 2)
    letter = letter_for("ann")

    answers = [
        enter(rules.new_code(), rules.new_digits(), address=f"198.51.100.{number % 100}")
        for number in range(1000)
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert session.exec(select(SignInSession)).all() == []
    holder = enter(letter.code, letter.digits, address="198.51.100.7")
    assert holder.status_code == 303


def _without_values(page):
    return re.sub(r'value="[^"]*"', "", page)
