"""What the pages about times say, for each kind of time."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.appointments import queries
from app.appointments.models import Appointment
from app.base.words import Words
from app.sharing.rules import own
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.sharing.test_knock import page

VISIT = {"key": "a", "what": "Besök", "on": "2026-12-01", "at": "10.00-10.45", "role": "sam"}
BOOKED = {**VISIT, "state": "booked"}
STATES = {
    "booked": BOOKED,
    "invitation": {
        **VISIT,
        "state": "invitation",
        "on": "2026-12-03",
        "answer_by": "2026-11-28",
    },
    "open-invitation": {"state": "open-invitation", "answer_by": "2027-01-15"},
    "planned": {
        "state": "planned",
        "window_from": "2027-02-01",
        "window_to": "2027-02-14",
        "call_if_not_heard_by": "2027-01-25",
        "within": "2027-03-01",
    },
    "requested": {"state": "requested"},
    "done": {**VISIT, "state": "done", "on": "2026-11-20"},
    "missed": {**VISIT, "state": "missed", "on": "2026-11-20"},
    "cancelled": {**VISIT, "state": "cancelled"},
    "over": {**BOOKED, "on": "2026-11-23"},
}
LABELS = {
    "booked": None,
    "invitation": "You have been given this time",
    "open-invitation": "You book this one yourself",
    "planned": "Planned, not booked yet",
    "requested": "Requested, not booked yet",
    "done": "Has taken place",
    "missed": "Missed",
    "cancelled": "Cancelled",
    "over": "This time is over",
}
SAID = {
    "booked": [
        "Tuesday 1 December 10:00–10:45 in 7 days",
        "This time cannot be changed here. Call instead.",
    ],
    "invitation": ["Thursday 3 December", "Answer by 28 November."],
    "open-invitation": [
        "You choose the time. Book by 15 January 2027.",
        "How you book Call and say which days suit you.",
    ],
    "planned": [
        "1–14 February 2027",
        "If you have not been given a time by 25 January 2027, call.",
        "Health care should see you by 1 March 2027.",
    ],
    "requested": [],
    "done": ["Friday 20 November 10:00–10:45 4 days ago"],
    "missed": ["Friday 20 November 10:00–10:45 4 days ago"],
    "cancelled": ["Tuesday 1 December 10:00–10:45 in 7 days"],
    "over": ["Monday 23 November 10:00–10:45 yesterday"],
}
DECISION = {
    "on": "2026-11-20",
    "words": "Du valde dagen.",
    "offered_on": "2026-11-30",
    "chosen_on": "2026-12-01",
}
CHANGING = ("If the time does not suit you", "How you book")


@pytest.fixture
def anns(session, people):
    """Return the id of a time of Ann's, by its key."""

    def time_id(key):
        return session.exec(
            select(Appointment.id).where(
                Appointment.key == key, Appointment.patient_id == people["ann"]
            )
        ).one()

    return time_id


@pytest.fixture
def shown(browse, tell, anns):
    """Return what the pages about Ann's times say, when these are all she has."""

    def pages_about(*times, **more):
        tell("ann", appointments=[{"unit": "clinic", **time} for time in times], **more)
        browser = browse("ann")
        return [words_on(browser.get(f"/appointments/{anns(time['key'])}")) for time in times]

    return pages_about


def named(kinds):
    """Return times with a key and a title of their own."""
    return [{**said, "key": name, "what": f"Tid {name}"} for name, said in kinds.items()]


def test_each_kind_of_time_says_what_it_is_and_what_to_do(shown):
    texts = dict(zip(STATES, shown(*named(STATES)), strict=True))

    missing = {
        state: [words for words in SAID[state] if words not in texts[state]] for state in SAID
    }
    assert missing == {state: [] for state in STATES}
    labels = [label for label in LABELS.values() if label]
    found = {state: [label for label in labels if label in texts[state]] for state in STATES}
    assert found == {state: [label] if label else [] for state, label in LABELS.items()}
    changeable = {state for state, text in texts.items() if any(way in text for way in CHANGING)}
    assert changeable == {"booked", "invitation", "open-invitation"}


def test_a_time_that_may_be_changed_online_leads_to_the_clinics_own_booking(browse, anns):
    response = browse("ann").get(f"/appointments/{anns('visit')}")

    assert "You may choose a time yourself." in response.text
    assert 'href="https://example.com/boka"' in response.text
    assert "Call the clinic and say which days suit you." not in response.text


def test_without_an_address_to_book_at_one_calls(shown):
    (text,) = shown({**BOOKED, "change": "online"}, clinic={"channels": []})

    assert "You may choose a time yourself. Call the clinic and say which days suit you." in text


def test_everything_that_is_said_of_a_time_is_on_its_page(shown):
    said = {
        "mode": "visit",
        "about": "Vi går igenom hösten.",
        "before": "Ät frukost.",
        "place": "Rum 12",
        "support": ["Tolk", "Lugnt rum"],
        "change_words": "Ring 031-390 06 60 dagen före.",
        "message_allowed": "yes",
        "decisions": [DECISION],
    }

    (text,) = shown({**BOOKED, **said})

    for words in (
        "Sam Påhittad, nurse",
        "Mottagningen, Exempelgatan 2",
        "Rum 12",
        "123 45 Staden",
        "Floor 2, to the right.",
        "What it is about Vi går igenom hösten.",
        "Good to do before Ät frukost.",
        "Tolk Lugnt rum",
        "The clinic takes messages about this time.",
        "20 November: Du valde dagen. Offered: Monday 30 November Chosen: Tuesday 1 December",
        "From Mottagningen, fetched 24 November.",
    ):
        assert words in text


def test_where_depends_on_how_one_meets(shown):
    at_unit = "Mottagningen, Exempelgatan 2 123 45 Staden Floor 2, to the right."
    places = {
        "visit": at_unit,
        "group": at_unit,
        "inpatient": at_unit,
        "home-visit": "At your home, Exempelgatan 1",
        "video": "Video call Mottagningen",
        "phone": "By phone. Health care calls. Mottagningen",
        "not-said": "Mottagningen",
    }
    times = named({mode: {**BOOKED, "mode": mode} for mode in places})
    del times[-1]["mode"]

    texts = shown(*times)

    found = [text.partition("Where ")[2].partition(" If the time")[0] for text in texts]
    assert dict(zip(places, found, strict=True)) == places


def test_a_time_before_the_hour_one_asked_for_comes_with_words_to_say(shown):
    early, late = {**BOOKED, "at": "9.59-10.45"}, {**BOOKED, "key": "b", "at": "10.00-10.45"}

    texts = shown(early, late, terms={"status": "active", "not_before": "10:00"})

    note = "You have asked for no times before 10:00. This one is earlier."
    words = "I have a time on Tuesday 1 December at 09:59. I had asked for no times before 10:00."
    assert [note in text for text in texts] == [True, False]
    assert [words in text for text in texts] == [True, False]


def test_the_page_names_whom_to_call_about_it(shown):
    (text,) = shown(BOOKED)

    assert "Questions about this time? Call Sam" in text
    assert "Open now, until 11:00 Call 031-390 06 61" in text


def test_a_page_in_swedish(browse, tell, anns):
    browser = browse("ann")
    browser.press("/language", language="sv")

    text = words_on(browser.get(f"/appointments/{anns('visit')}"))

    assert "Besök hos Sam" in text
    assert "Tisdag 1 december kl. 10.00–10.45" in text
    assert "om 7 dagar" in text


def test_times_are_listed_by_kind(browse, tell):
    tell("ann", appointments=[{"unit": "clinic", **time} for time in named(STATES)])

    text = words_on(browse("ann").get("/appointments"))

    headings = [
        "Waiting for your answer", "Tid invitation", "Tid open-invitation",
        "Booked times", "Tid booked", "Requested, not booked yet", "Tid requested",
        "Planned, not booked yet", "Tid planned", "Earlier and cancelled times",
    ]  # fmt: skip
    places = [text.index(words) for words in headings]
    assert places == sorted(places)
    earlier = text[places[-1] :]
    assert {name for name in STATES if f"Tid {name}" in earlier} == {
        "done",
        "missed",
        "cancelled",
        "over",
    }
    assert "Times are shown here from: Mottagningen." in text
    assert "Times at other clinics may be missing." in text


def test_two_times_at_once_are_told_of_calmly(browse, tell):
    other = {**BOOKED, "key": "b", "what": "Prov", "at": "10.44-11.00"}

    tell("ann", appointments=[BOOKED, other])
    text = words_on(browse("ann").get("/appointments"))

    assert "Two of your times overlap on Tuesday 1 December: Besök (10:00), Prov (10:44)." in text
    assert "Two of your times overlap" in words_on(browse("ann").get("/"))


def test_without_any_times_one_is_told_to_call(browse, tell):
    tell("ann", appointments=[])

    text = words_on(browse("ann").get("/appointments"))

    assert "There are no coming times here. Are you waiting for one? Call and ask." in text
    assert "Earlier and cancelled times" in text


def test_a_time_that_was_is_not_anothers_to_read(browse, tell, anns):
    tell("ann", appointments=[STATES["done"]])

    carl = browse("carl")

    assert page(carl.get(f"/appointments/{anns('a')}")) == page(
        carl.get(f"/appointments/{uuid.uuid4()}")
    )


def test_a_protected_identity_shows_no_place_anywhere(browse, tell, anns):
    where = ("Exempelgatan", "Staden", "Floor 2", "Mottagningen", "Rum 12", "example.com")
    times = [
        {**BOOKED, "key": mode, "mode": mode, "place": "Rum 12"}
        for mode in ("visit", "group", "inpatient", "home-visit", "video", "phone")
    ]
    tell("ann", appointments=times)
    paths = ["/", "/contract", "/contract/paper", "/contacts", "/appointments", "/self-care"]
    paths += [f"/appointments/{anns(time['key'])}" for time in times]
    before = " ".join(browse("ann").get(path).text for path in paths)

    tell("ann", person={"protected_identity": "yes"}, appointments=times)
    after = " ".join(browse("ann").get(path).text for path in paths)

    assert [word for word in where if word not in before] == []
    assert [word for word in where if word in after] == []
    assert "At your home" in after
    assert "031-390 06 61" in after


def test_a_time_is_read_only_with_its_own_patient(session, people, anns):
    found = queries.time_of(session, own(people["ann"]), anns("visit"))

    assert found.id == anns("visit")
    assert queries.time_of(session, own(people["carl"]), anns("visit")) is None
    assert queries.time_of(session, own(people["ann"]), uuid.uuid4()) is None


@pytest.fixture
def add(session, people):
    """Add a time of Ann's to the database."""

    def add_one(what, state="booked", starts_at=None, **said):
        session.add(
            Appointment(
                patient_id=people["ann"],
                source="other",
                key=what,
                what=Words("sv", {"sv": what}),
                state=state,
                starts_at=starts_at,
                changed_at=TUESDAY_MORNING,
                **said,
            )
        )
        session.commit()

    return add_one


@pytest.fixture
def listed(session, people, tell):
    """Return the coming and the past times of Ann, by what they are."""
    tell("ann", appointments=[])

    def read_from(query):
        found = query(session, own(people["ann"]), now=TUESDAY_MORNING)
        return [str(time.what) for time in found if time.key not in ("visit", "scan", "eyes")]

    return read_from


def test_coming_times_are_all_that_are_not_over(add, listed):
    days = timedelta(days=1)
    add("yesterday", starts_at=TUESDAY_MORNING - days)
    add("this morning", starts_at=TUESDAY_MORNING - days + timedelta(seconds=1))
    add("for days", starts_at=TUESDAY_MORNING - 3 * days, ends_at=TUESDAY_MORNING + days)
    add("cancelled", "cancelled", TUESDAY_MORNING + days)
    add("tomorrow", starts_at=TUESDAY_MORNING + days)
    add("invited", "invitation", TUESDAY_MORNING + 2 * days)
    add("some time", "requested")

    assert listed(queries.coming_times_of) == [
        "for days",
        "this morning",
        "tomorrow",
        "invited",
        "some time",
    ]


def test_past_times_are_the_newest_first_and_those_without_a_day_last(add, listed):
    add("undated", "cancelled")
    for days in range(1, 6):
        add(f"{days} ago", "done", TUESDAY_MORNING - timedelta(days=days))
    add("in a week", "cancelled", TUESDAY_MORNING + timedelta(days=7))
    add("now", starts_at=TUESDAY_MORNING)
    add("in a second", starts_at=TUESDAY_MORNING + timedelta(seconds=1))

    past = ["in a week", "now", *(f"{days} ago" for days in range(1, 6)), "undated"]

    assert listed(queries.past_times_of) == past


def test_only_the_latest_past_times_are_shown(add, listed, session, people):
    for days in range(1, 25):
        add(f"{days}", "done", TUESDAY_MORNING - timedelta(days=days))

    past = queries.past_times_of(session, own(people["ann"]), now=TUESDAY_MORNING)

    assert [time.key for time in past] == ["visit", *(f"{days}" for days in range(1, 20))]


def test_moments_come_back_in_utc(add, session, people, listed):
    add("visit at night", starts_at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC))

    (time, *_) = queries.coming_times_of(session, own(people["ann"]), now=TUESDAY_MORNING)

    assert time.starts_at == datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert time.starts_at.utcoffset() == timedelta(0)
