"""Whose phone it is decides how long somebody stays signed in, and what is kept on it."""

from datetime import timedelta

import pytest

from app.people import actions
from tests.conftest import TUESDAY_MORNING

A_SECOND = timedelta(seconds=1)


def is_in(browser):
    return browser.get("/contract").status_code == 200


@pytest.mark.parametrize(
    ("answer", "idle", "longest"),
    [
        pytest.param("yes", timedelta(minutes=15), timedelta(hours=12), id="own"),
        pytest.param("no", timedelta(minutes=5), timedelta(hours=1), id="borrowed"),
        pytest.param(None, timedelta(minutes=5), timedelta(hours=1), id="not answered"),
    ],
)
def test_the_answer_decides_how_long_it_may_rest_and_last(arrive, now, answer, idle, longest):
    rested = arrive("ann", answer)
    now(TUESDAY_MORNING + idle)
    assert is_in(rested)
    now(TUESDAY_MORNING + 2 * idle + A_SECOND)
    assert not is_in(rested)

    now(TUESDAY_MORNING)
    used = arrive("ann", answer)
    at = timedelta()
    while at < longest:
        at += min(idle, longest - at)
        now(TUESDAY_MORNING + at)
        assert is_in(used)
    now(TUESDAY_MORNING + longest + A_SECOND)
    assert not is_in(used)


@pytest.mark.parametrize(("answer", "locked"), [("yes", True), ("no", False)])
def test_rest_locks_ones_own_phone_and_ends_a_borrowed_one(arrive, now, answer, locked):
    browser = arrive("ann", answer)

    now(TUESDAY_MORNING + timedelta(minutes=20))

    page = browser.get("/sign-in").text
    assert ("Nästa steg is locked" in page or "Nästa steg är låst" in page) is locked
    assert "Ann" not in page


def test_a_locked_phone_is_opened_by_the_same_person_where_they_were(sees, now, people):
    sam = sees("staff:sam", "ann")
    with sam.session_transaction() as cookie:
        before = cookie["_user_id"]
    now(TUESDAY_MORNING + timedelta(minutes=16))
    assert sam.get("/contract").location == "/sign-in?next=/contract"

    sam.press(f"/demo/people/{people['staff:sam']}", back="/contract")

    assert "Exempelsson" in sam.get("/contract").text
    with sam.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_a_locked_phone_opened_by_somebody_else_shows_only_theirs(sees, now, people):
    browser = sees("staff:sam", "ann")
    now(TUESDAY_MORNING + timedelta(minutes=16))

    browser.press(f"/demo/people/{people['carl']}")

    page = browser.get("/contract").text
    assert "Carl" in page
    assert "Exempelsson, Ann" not in page


def test_a_press_locks_at_once_and_the_cookie_opens_nothing(app, arrive):
    browser = arrive("ann", "yes")
    copied = browser.get_cookie("next-step").value

    assert browser.press("/lock").location == "/sign-in"

    thief = app.test_client()
    thief.set_cookie("next-step", copied)
    assert not is_in(browser)
    assert not is_in(thief)


def test_it_is_asked_once_and_a_phone_that_is_ones_own_is_known_again(arrive, app, device_of):
    browser = arrive("ann")
    assert browser.get("/own-phone?next=/contract").status_code == 200
    browser.press("/own-phone", answer="yes", back="/contract")
    known = device_of()

    browser.press("/sign-out")
    assert browser.get_cookie("device") is not None
    again = arrive("ann")
    again.set_cookie("device", browser.get_cookie("device").value)

    assert known.own is True
    assert browser.get_cookie("device").http_only
    assert actions.hash_of(browser.get_cookie("device").value) == known.reference_hash


def test_the_question_is_not_asked_of_who_has_answered(arrive):
    browser = arrive("ann", "yes")

    asked = browser.get("/own-phone?next=/contract")

    assert (asked.status_code, asked.location) == (303, "/contract")


def test_the_answer_can_be_changed_and_then_nothing_is_kept(arrive, device_of):
    browser = arrive("ann", "yes")
    assert browser.get("/own-phone").status_code == 200

    changed = browser.press("/own-phone", answer="no", back="/devices")

    assert changed.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get_cookie("device") is None
    assert (device_of().own, device_of().reference_hash) == (False, None)


def test_a_borrowed_phone_becomes_ones_own_only_after_showing_who_one_is(arrive, now, device_of):
    browser = arrive("ann", "no")
    now(TUESDAY_MORNING + timedelta(minutes=4))
    browser.get("/")
    now(TUESDAY_MORNING + timedelta(minutes=6))

    asked = browser.press("/own-phone", answer="yes", back="/")

    assert asked.location == "/sign-in/again?next=/own-phone"
    assert device_of().own is False


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_any_other_answer_is_refused(arrive, answer):
    assert arrive("ann").press("/own-phone", answer=answer).status_code == 422


def test_at_work_it_is_not_asked(browse):
    assert browse("staff:sam").get("/own-phone?next=/care").location == "/care"


def test_forgetting_a_phone_leaves_nothing_on_it_and_nothing_of_it_here(arrive, app, device_of):
    browser = arrive("ann", "yes")
    copied = browser.get_cookie("next-step").value

    forgotten = browser.press("/forget-phone")

    assert forgotten.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.get_cookie("device") is None
    assert device_of().removed_at == TUESDAY_MORNING
    thief = app.test_client()
    thief.set_cookie("next-step", copied)
    assert not is_in(thief)


def test_an_open_page_is_told_how_long_is_left_and_keeps_nobody_awake(arrive, now):
    browser = arrive("ann", "yes")
    assert browser.get("/stay").get_json() == {"idle": 15 * 60, "end": 12 * 3600}

    for minutes in range(1, 16):
        now(TUESDAY_MORNING + timedelta(minutes=minutes))
        left = browser.get("/stay").get_json()
        assert left["idle"] == (15 - minutes) * 60
    now(TUESDAY_MORNING + timedelta(minutes=15, seconds=1))

    assert browser.get("/stay").get_json() == {"idle": 0, "end": 0}
    assert not is_in(browser)


def test_a_press_stays(arrive, now):
    browser = arrive("ann", "yes")
    now(TUESDAY_MORNING + timedelta(minutes=14))

    browser.press("/stay")

    assert browser.get("/stay").get_json()["idle"] == 15 * 60
