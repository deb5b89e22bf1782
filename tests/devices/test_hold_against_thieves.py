"""Whoever had somebody's phone in their hand for a moment gains nothing that lasts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.people.models import Device
from tests.conftest import TUESDAY_MORNING
from tests.devices.conftest import go_on

TOLD = "new about your ways to sign in"


@pytest.fixture
def confirmed(arrive, show):
    """Return Ann's phone, and a thief's browser whose number was confirmed on it."""
    anns = arrive("ann", "yes")
    thiefs, number = show()
    anns.press("/devices/number", number=number)
    return anns, thiefs


def test_a_number_that_was_confirmed_is_worth_nothing_when_all_others_are_ended(confirmed):
    anns, thiefs = confirmed

    anns.press("/devices/end-others")

    assert go_on(thiefs).status_code == 422
    assert thiefs.get("/contract").location.startswith("/sign-in")


def test_nor_when_staff_end_everything(confirmed, sees, people):
    _anns, thiefs = confirmed
    sam = sees("staff:sam", "ann")

    ended = sam.press(f"/care/patients/{people['ann']}/sign-ins/end", check="called-back")

    assert ended.status_code == 303
    assert go_on(thiefs).status_code == 422


def test_two_new_browsers_cannot_put_away_the_news_of_each_other(arrive, show, now):
    anns = arrive("ann", "yes")
    now(TUESDAY_MORNING + timedelta(minutes=1))
    first, number = show()
    anns.press("/devices/number", number=number)
    go_on(first)
    now(TUESDAY_MORNING + timedelta(minutes=2))
    second, number = show()
    first.press("/devices/number", number=number)
    go_on(second)

    for thief in (first, second, first):
        thief.press("/devices/seen")

    assert TOLD in anns.get("/").text
    assert "Signed in somewhere new" in anns.get("/devices").text
    anns.press("/devices/seen")
    assert TOLD not in anns.get("/").text


def test_who_has_a_new_phone_only_can_put_the_news_away(arrive, show, now, session):
    anns = arrive("ann", "yes")
    now(TUESDAY_MORNING + timedelta(minutes=1))
    phone, number = show()
    anns.press("/devices/number", number=number)
    go_on(phone)
    for device in session.exec(select(Device).where(Device.own.is_(True))):
        device.removed_at = TUESDAY_MORNING
    session.commit()
    now(TUESDAY_MORNING + timedelta(minutes=2))
    another, number = show()
    phone.press("/devices/number", number=number)
    go_on(another)
    assert TOLD in phone.get("/").text

    phone.press("/devices/seen")

    assert TOLD not in phone.get("/").text


@pytest.mark.parametrize("press", ["/sign-out", "/forget-phone"])
def test_a_page_that_has_locked_can_still_be_left(arrive, now, session, press):
    browser = arrive("ann", "yes")
    drawn = {**browser.keys()}
    now(TUESDAY_MORNING + timedelta(minutes=16))
    assert browser.get("/contract").location.startswith("/sign-in")
    assert "Nästa steg" in browser.get("/sign-in").text
    assert 'action="/sign-out"' in browser.get("/sign-in").text

    left = browser.post(press, data=drawn)

    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"]
    assert 'action="/sign-out"' not in browser.get("/sign-in").text
