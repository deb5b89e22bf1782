"""A private address for a calendar: made, shown once, changed and ended by its owner."""

import pytest
from sqlmodel import select

from app.activation import actions as activation
from app.appointments.models import CalendarFeed
from app.base import db
from app.journal.actions import OPERATOR
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from tests.appointments.feed import (
    A_SECOND,
    AN_HOUR,
    END,
    FIVE_MINUTES,
    NEW,
    PAGE,
    PLACES,
    TITLES,
    shown,
    titles,
)
from tests.conftest import TUESDAY_MORNING


@pytest.fixture
def happened(session):
    """Return what the journal says of calendars."""

    def said():
        entries = session.exec(select(JournalEntry).order_by(JournalEntry.number))
        return [
            (entry.happening, entry.actor_id, entry.patient_id, entry.details)
            for entry in entries
            if "calendar" in entry.happening
        ]

    return said


def test_the_secret_is_random_and_only_its_hash_is_kept(subscribe, session):
    path = subscribe()

    (feed,) = session.exec(select(CalendarFeed))
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43
    assert token not in str(feed.model_dump())
    assert subscribe() != path


def test_an_address_is_shown_once_and_for_ten_minutes(browse, subscribe, now):
    browser = browse("ann")
    path = subscribe(browser=browser)

    assert path in browser.get(f"{PAGE}/address").text
    now(TUESDAY_MORNING + 2 * FIVE_MINUTES + A_SECOND)
    assert path not in browser.get(f"{PAGE}/address").text


def test_whoever_goes_on_has_seen_it(browse, subscribe):
    browser = browse("ann")
    path = subscribe(browser=browser)

    assert path not in browser.get(PAGE).text
    assert path not in browser.get(f"{PAGE}/address").text


def test_an_address_is_not_shown_to_who_signs_in_after(browse, subscribe, people):
    browser = browse("ann")
    path = subscribe(browser=browser)

    browser.press(f"/demo/people/{people['carl']}")

    assert path not in browser.get(f"{PAGE}/address").text


def test_a_phone_is_offered_to_subscribe(browse, subscribe):
    browser = browse("ann")
    path = subscribe(browser=browser)

    assert f'href="webcal://localhost{path}"' in browser.get(f"{PAGE}/address").text


def test_pressing_twice_makes_one_address(browse, reader):
    browser = browse("ann")
    keys = browser.keys()

    answers = [browser.post(PAGE, data={**keys, "says": "booked"}) for _press in range(2)]

    assert {answer.location for answer in answers} == {f"{PAGE}/address"}
    assert reader.get(shown(browser.get(answers[1].location))).status_code == 200


def test_a_new_address_ends_the_one_before(subscribe, reader, session):
    old, new = subscribe(), subscribe()

    assert reader.get(old).status_code == 404
    assert reader.get(new).status_code == 200
    assert len(session.exec(select(CalendarFeed)).all()) == 1


def test_making_one_asks_again_who_it_is(browse, now, session):
    browser = browse("ann")
    now(TUESDAY_MORNING + FIVE_MINUTES + A_SECOND)

    asked_again = f"/sign-in/again?next={NEW}"
    assert browser.get(NEW).location == asked_again
    assert browser.press(PAGE, says="booked").location == asked_again
    assert session.exec(select(CalendarFeed)).all() == []


def test_saying_more_asks_again_who_it_is_and_saying_less_does_not(browse, subscribe, reader, now):
    browser = browse("ann")
    path = subscribe(browser=browser)
    browser.press(TITLES, says="all")
    assert titles(reader.get(path)) == ["Visit to Sam"]

    now(TUESDAY_MORNING + FIVE_MINUTES + A_SECOND)
    browser.press(TITLES, says="booked")
    assert titles(reader.get(path)) == ["Booked time"]

    assert browser.press(TITLES, says="all").location == f"/sign-in/again?next={PAGE}"
    assert titles(reader.get(path)) == ["Booked time"]


def test_stopping_asks_nothing(browse, subscribe, reader, now):
    browser = browse("ann")
    path = subscribe(browser=browser)
    now(TUESDAY_MORNING + FIVE_MINUTES + A_SECOND)

    assert browser.press(END).location == PAGE
    assert reader.get(path).status_code == 404


def test_what_was_done_is_in_the_journal_once(browse, subscribe, people, happened):
    browser, ann = browse("ann"), people["ann"]
    subscribe(browser=browser)
    for says in ("all", "all", "booked"):
        browser.press(TITLES, says=says)
    for _press in range(2):
        browser.press(END)
    browser.press(TITLES, says="all")

    assert happened() == [
        (Happening.CALENDAR_MADE, ann, ann, {"says": "booked"}),
        (Happening.CALENDAR_CHANGED, ann, ann, {"says": "all"}),
        (Happening.CALENDAR_CHANGED, ann, ann, {"says": "booked"}),
        (Happening.CALENDAR_ENDED, ann, ann, {"says": ""}),
    ]


def test_for_a_protected_identity_it_never_says_more(browse, subscribe, reader, session, people):
    chosen_before = subscribe(says="all")
    session.get(Person, people["ann"]).protected_identity = True
    session.commit()

    response = reader.get(chosen_before)
    assert titles(response) == ["Booked time"]
    assert [word for word in PLACES if word in response.text] == []

    browser = browse("ann")
    assert 'name="says"' not in browser.get(NEW).text + browser.get(PAGE).text
    path = subscribe(browser=browser, says="all")
    browser.press(TITLES, says="all")
    assert session.exec(select(CalendarFeed.tells)).all() == [False]
    assert titles(reader.get(path)) == ["Booked time"]


def test_other_devices_are_told_and_the_one_it_was_made_on_is_not(browse, subscribe):
    other, here = browse("ann"), browse("ann")
    subscribe(browser=here)

    told = "An address was made where a calendar reads your times"
    assert told in other.get("/devices").text
    assert told not in here.get("/devices").text


def test_on_a_borrowed_phone_no_address_is_offered(browse):
    browser = browse("ann")
    browser.press("/own-phone", answer="no", back="/")

    page = browser.get(NEW).text

    assert "Not on a phone you have borrowed" in page
    assert f'action="{PAGE}"' not in page


def test_ending_everything_ends_the_address_too(app, browse, subscribe, reader, people, now):
    browser = browse("ann")
    path = subscribe(browser=browser)
    carls = subscribe("carl")
    now(TUESDAY_MORNING + A_SECOND)

    with app.app_context(), db.transaction() as writing:
        activation.end_everything(
            writing, people["ann"], by=OPERATOR, now=TUESDAY_MORNING + A_SECOND
        )

    assert reader.get(path).status_code == 404
    assert reader.get(carls).status_code == 200
    again = browse("ann")
    assert "does not work any more" in again.get(PAGE).text
    now(TUESDAY_MORNING + 2 * A_SECOND)
    assert reader.get(subscribe(browser=again)).status_code == 200
    assert "does not work any more" not in again.get(PAGE).text


def test_its_owner_sees_when_it_was_last_read(browse, subscribe, reader, now, session):
    browser = browse("ann")
    path = subscribe(browser=browser)
    assert "No calendar has read it yet." in browser.get(PAGE).text

    reader.get(path)
    assert "It was last read today around 09:30." in browser.get(PAGE).text

    now(TUESDAY_MORNING + AN_HOUR)
    reader.get(path)
    assert session.exec(select(CalendarFeed.read_at)).all() == [TUESDAY_MORNING]
    now(TUESDAY_MORNING + AN_HOUR + A_SECOND)
    reader.get(path)
    session.expire_all()
    assert session.exec(select(CalendarFeed.read_at)).all() == [
        TUESDAY_MORNING + AN_HOUR + A_SECOND
    ]
