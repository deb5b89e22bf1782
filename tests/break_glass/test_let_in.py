"""When no provider answers, the command line lets one of the staff in: once, soon, written down."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.break_glass.models import BreakGlass
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import CareRole, SignInSession
from app.people.sessions import Way
from app.worker import actions as worker
from tests.conftest import TUESDAY_MORNING

A_SECOND = timedelta(seconds=1)
TOO_LATE = "Den här adressen fungerar inte längre"


@pytest.fixture
def make(app, people):
    """Return what runs the command and gives the path that it prints."""

    def run(name="sam"):
        done = app.test_cli_runner().invoke(args=["people", "break-glass", name])
        assert done.exit_code == 0, done.output
        return done.output.strip().removeprefix("http://localhost")

    return run


def sign_ins(session):
    return session.exec(select(SignInSession)).all()


def test_sam_is_let_in_to_his_desk(app, make, session):
    browser = app.test_client()

    pressed = browser.press(make())

    assert (pressed.status_code, pressed.location) == (303, "/own-phone?next=/")
    assert browser.get(pressed.location).location == "/"
    assert "Exempelsson, Ann" in browser.get("/care").text
    assert [row.way for row in sign_ins(session)] == [Way.BREAK_GLASS]


def test_opening_the_address_changes_nothing_and_tells_nothing(app, make, session):
    path = make()
    browser = app.test_client()

    real, made_up = browser.get(path).text, browser.get("/sign-in/break-glass/made-up").text

    assert sign_ins(session) == []
    assert "Sam" not in real
    assert _bare(real) == _bare(made_up)
    assert browser.press(path).status_code == 303


def _bare(page):
    return [line for line in page.splitlines() if "value=" not in line and "action=" not in line]


def test_it_works_once(app, make, session):
    path = make()
    app.test_client().press(path)
    thief = app.test_client()

    again = thief.press(path)

    assert again.status_code == 422
    assert f"<h1>{TOO_LATE}</h1>" in again.text
    assert 'href="tel:1177"' in again.text
    assert len(sign_ins(session)) == 1


@pytest.mark.parametrize(
    ("later", "status"),
    [
        pytest.param(timedelta(minutes=10) - A_SECOND, 303, id="just in time"),
        pytest.param(timedelta(minutes=10), 422, id="too late"),
    ],
)
def test_it_works_for_ten_minutes(app, make, now, later, status):
    path = make()

    now(TUESDAY_MORNING + later)

    assert app.test_client().press(path).status_code == status


@pytest.mark.parametrize("token", ["made-up", "x" * 500, "é"])
def test_a_made_up_address_lets_nobody_in(app, session, people, token):
    assert app.test_client().press(f"/sign-in/break-glass/{token}").status_code == 422
    assert sign_ins(session) == []


def test_it_is_written_down_who_was_let_in_and_that_an_operator_did_it(app, make, session, people):
    app.test_client().press(make())

    rows = session.exec(
        select(JournalEntry).order_by(col(JournalEntry.number).desc()).limit(2)
    ).all()
    used, made = rows
    assert (made.happening, made.role) == (Happening.BREAK_GLASS_MADE, Role.OPERATOR)
    assert made.about_id == people["staff:sam"]
    assert (used.happening, used.actor_id) == (Happening.SIGNED_IN, people["staff:sam"])
    assert used.details == {"way": "break-glass"}


def test_only_the_hash_of_the_address_is_kept(make, session):
    token = make().rsplit("/", 1)[1]

    kept = session.exec(select(BreakGlass)).one()

    assert len(token) == 43
    assert token not in str(dict(kept))


def test_a_role_that_has_ended_meanwhile_opens_nothing(app, make, session):
    path = make()
    role = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    role.ends_on = date(2026, 11, 23)
    session.commit()

    assert app.test_client().press(path).status_code == 422


def test_a_role_can_be_named_with_its_source(app, make):
    assert app.test_client().press(make("tests:sam")).status_code == 303


@pytest.mark.parametrize("name", ["nobody", "other:sam", "ann", ""])
def test_a_role_that_is_not_there_gets_no_address(app, session, people, name):
    done = app.test_cli_runner().invoke(args=["people", "break-glass", name])

    assert done.exit_code == 1
    assert f"0 care roles are called {name} today." in done.output
    assert session.exec(select(BreakGlass)).all() == []


def test_it_is_told_in_english_too(app, people):
    browser = app.test_client()
    browser.press("/language", language="en")

    path = "/sign-in/break-glass/made-up"
    assert "It can be used once, within ten minutes" in browser.get(path).text
    assert "<h1>This address no longer works</h1>" in browser.press(path).text


def test_guesses_keep_nobody_else_at_the_same_address_out(app, make):
    guesser = app.test_client()
    for number in range(30):
        assert guesser.press(f"/sign-in/break-glass/guess-{number}").status_code == 422

    assert guesser.press(make()).status_code == 303


def test_old_addresses_are_swept_away(make, session):
    make()

    worker.sweep(session, now=TUESDAY_MORNING + timedelta(days=31))
    session.commit()

    assert session.exec(select(BreakGlass)).all() == []
