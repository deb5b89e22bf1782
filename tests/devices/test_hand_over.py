"""A number shown here and confirmed there lets a phone in: once, within ten minutes."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.people.models import SignInSession
from app.people.sessions import Way
from tests.conftest import TUESDAY_MORNING
from tests.devices.conftest import go_on


def test_the_phone_is_let_in_as_whoever_confirms_its_number(show, browse, session, people):
    phone, number = show()
    assert phone.get("/sign-in/number/state").get_json() == {"confirmed": False}

    confirmed = browse("ann").press("/devices/number", number=number)

    assert (confirmed.status_code, confirmed.location) == (303, "/devices")
    assert phone.get("/sign-in/number/state").get_json() == {"confirmed": True}
    assert go_on(phone).location == "/own-phone?next=/passkeys/new"
    assert "Ann" in phone.get("/contract").text
    row = session.exec(
        select(SignInSession).where(SignInSession.way == Way.CONFIRMED_BY_OTHER)
    ).one()
    assert (row.person_id, row.authenticated_at) == (people["ann"], TUESDAY_MORNING)


def test_before_it_is_confirmed_nothing_opens_and_the_number_stays(show):
    phone, number = show()

    early = go_on(phone)

    assert early.status_code == 422
    assert number in early.text
    assert phone.get("/contract").location.startswith("/sign-in")


def test_it_works_once(show, browse, app):
    phone, number = show()
    browse("ann").press("/devices/number", number=number)
    copied = phone.get_cookie("next-step").value
    go_on(phone)

    thief = app.test_client()
    thief.set_cookie("next-step", copied)

    assert go_on(thief).status_code == 422
    assert browse("ann").press("/devices/number", number=number).status_code == 422


def test_the_first_who_confirms_decides(show, browse):
    phone, number = show()
    browse("ann").press("/devices/number", number=number)

    assert browse("carl").press("/devices/number", number=number).status_code == 422
    go_on(phone)
    assert "Ann" in phone.get("/contract").text


def test_knowing_the_number_of_another_phone_lets_nobody_in(show, browse, app):
    phone, number = show()
    browse("ann").press("/devices/number", number=number)
    other, _its = show()

    assert go_on(other).status_code == 422
    assert go_on(app.test_client()).status_code == 422
    assert go_on(phone).status_code == 303


@pytest.mark.parametrize(
    ("later", "works"),
    [
        pytest.param(timedelta(minutes=10) - timedelta(seconds=1), True, id="just in time"),
        pytest.param(timedelta(minutes=10), False, id="too late"),
    ],
)
def test_after_ten_minutes_it_is_gone(show, browse, now, later, works):
    phone, number = show()

    now(TUESDAY_MORNING + later)

    confirmed = browse("ann").press("/devices/number", number=number)
    assert (confirmed.status_code == 303) is works
    assert (go_on(phone).status_code == 303) is works


def test_who_showed_who_they_are_long_ago_is_asked_again(show, browse, now):
    _phone, number = show()
    ann = browse("ann")
    now(TUESDAY_MORNING + timedelta(minutes=6))

    again = "/sign-in/again?next=/devices/number"
    assert ann.get("/devices/number").location == again
    assert ann.press("/devices/number", number=number).location == again


@pytest.mark.parametrize("number", ["", "000000", "12 34", "abc", "\u0661" * 6, "9" * 300])
def test_a_number_that_no_phone_shows_is_refused_and_kept_in_its_field(browse, number):
    refused = browse("ann").press("/devices/number", number=number)

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text


def test_numbers_are_not_guessed_for_long(show, browse):
    _phone, number = show()
    ann = browse("ann")
    for guess in range(20):
        ann.press("/devices/number", number=f"{guess:06}")

    assert ann.press("/devices/number", number=number).status_code == 429


def test_a_nurse_who_lets_a_phone_in_is_no_nurse_on_it(show, browse, people):
    phone, number = show()
    browse("staff:sam").press("/devices/number", number=number)
    go_on(phone)

    assert phone.get("/care").status_code == 404
    assert phone.press(f"/care/patients/{people['ann']}").status_code == 404
