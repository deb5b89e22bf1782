"""Guardians of a child: both equal, as the patient, and over at midnight of the birthday."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.journal.models import Happening, JournalEntry
from app.sharing.content import Part
from app.sharing.models import Share
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import TODAY, open_plan, share
from tests.sharing.young import (
    BORN,
    LAST_MINUTE,
    MIDNIGHT,
    THIRTEEN,
    WHEN,
    born,
    family,
    guardian,
    opens,
)

__all__ = ["family", "opens"]

A_DAY = timedelta(days=1)
PAGES = (
    "/", "/contract", "/contract/paper", "/contacts", "/appointments", "/self-care", "/prepare",
    "/follow-up", "/follow-up/answer", "/requests", "/looked", "/sharing", "/sharing/new",
    "/sharing/single", "/self-care/history", "/self-care/send", "/self-care/sent",
    "/self-care/routines/new", "/appointments/calendar",
)  # fmt: skip
ALONE = ("/looked", "/sharing")


def kinds(session, *happenings):
    names = [one.value for one in happenings]
    rows = session.exec(select(JournalEntry).where(JournalEntry.happening.in_(names)))
    return [(row.happening, row.role, row.actor_id) for row in rows]


@pytest.mark.parametrize("who", ["rut", "bo"])
def test_a_guardian_opens_every_page_of_a_childs_plan(opens, who):
    browser = opens(who)

    closed = {page for page in PAGES if browser.get(page).status_code != 200}

    assert closed == set()


def test_being_named_as_a_parent_gives_nothing(app, session, people, browse):
    born(session, people, BORN)

    refused = browse("rut").press(f"/helping/{people['ann']}")

    assert refused.status_code == 404
    assert "Ann" not in browse("rut").get("/helping").text


def test_a_guardian_of_somebody_else_opens_nothing(opens, session, family):
    born(session, family, date(2015, 1, 1), who="carl")
    guardian(session, family, "rut", patient="carl")
    rut = opens("rut")

    assert rut.get("/contract").status_code == 200
    assert opens("staff:stella").get("/contract").status_code == 200
    assert rut.press(f"/helping/{family['staff:sam']}").status_code == 404


@pytest.mark.parametrize(
    ("said", "opens_it"),
    [
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + A_DAY}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - A_DAY}, False),
        ({"ended_at": TUESDAY_MORNING}, False),
    ],
)
def test_a_guardianship_holds_from_its_first_day_to_its_last(
    browse, session, people, said, opens_it, in_english
):
    born(session, people, BORN)
    guardian(session, people, **said)
    rut = browse("rut")

    pressed = rut.press(f"/helping/{people['ann']}")

    assert (pressed.status_code == 303) is opens_it
    assert ("Open Ann" in rut.get("/helping").text) is opens_it


@pytest.mark.parametrize("band", ["young", "older", "grown up", "unknown"])
def test_from_13_and_when_no_birth_is_known_a_guardian_opens_nothing(browse, session, people, band):
    guardian(session, people)
    born(session, people, WHEN[band])

    assert browse("rut").press(f"/helping/{people['ann']}").status_code == 404
    assert "Ann" not in browse("rut").get("/helping").text


def test_at_midnight_of_the_birthday_an_open_session_is_refused_at_its_next_request(
    opens, browse, now, family
):
    now(LAST_MINUTE)
    rut, carl = opens("rut"), browse("carl")
    before = {page: rut.get(page).status_code for page in PAGES}
    keys = rut.keys()

    now(MIDNIGHT)

    pages = {page: rut.get(page) for page in PAGES if page != "/"}
    assert set(before.values()) == {200}
    assert {page: one.status_code for page, one in pages.items()} == dict.fromkeys(pages, 404)
    assert [page for page, one in pages.items() if "Ann" in one.text] == []
    said = rut.post("/prepare/matters", data={**keys, "matters-words": "Hej"})
    assert said.status_code == 404
    assert rut.get("/").location == "/helping"
    assert rut.press(f"/helping/{family['ann']}").status_code == 404
    nobody = carl.press(f"/helping/{family['ann']}")
    assert nobody.status_code == 404


def test_afterwards_it_is_told_once_and_neutrally(opens, now, session, family):
    rut = opens("rut")
    now(MIDNIGHT)
    rut.press(f"/demo/people/{family['rut']}")

    told = rut.get("/helping").text
    assert "You do not see Ann's plan here any more." in told
    assert "Mottagningen" not in told
    rut.press("/helping/seen")

    again = rut.get("/helping").text
    assert "any more" not in again
    assert "You do not see Ann's plan here." in again


@pytest.mark.parametrize(
    "said", [{"ended_at": TUESDAY_MORNING}, {"ends_on": TODAY - A_DAY}], ids=["ended", "past"]
)
def test_who_is_a_guardian_no_more_is_told_once_and_not_the_name(
    browse, session, people, said, in_english
):
    born(session, people, BORN)
    guardian(session, people, said_at=TUESDAY_MORNING - 9 * A_DAY, **said)
    rut = browse("rut")

    told = rut.get("/helping").text
    assert "A plan that you opened as a guardian is not open to you" in told
    assert "Ann" not in told
    assert rut.press(f"/helping/{people['ann']}/ask").status_code == 404
    rut.press("/helping/seen")

    again = rut.get("/helping").text
    assert "as a guardian" not in again
    assert "Ann" not in again


@pytest.mark.parametrize(
    ("last", "named"), [(THIRTEEN - A_DAY, True), (THIRTEEN - 2 * A_DAY, False)]
)
def test_a_last_day_on_the_eve_of_the_birthday_is_an_end_by_age(
    browse, session, people, now, last, named, in_english
):
    born(session, people, BORN)
    guardian(session, people, ends_on=last)
    now(MIDNIGHT)

    page = browse("rut").get("/helping").text

    assert ("You do not see Ann's plan here any more." in page) is named
    assert ("A plan that you opened as a guardian" in page) is not named


@pytest.mark.parametrize("shared", [False, True])
def test_a_request_to_stay_is_always_answered_alike(opens, now, session, family, shared):
    rut = opens("rut")
    now(MIDNIGHT)
    rut.press(f"/demo/people/{family['rut']}")
    if shared:
        share(session, family, Part.TIMES, helper="bo", starts_on=THIRTEEN)

    asked = rut.press(f"/helping/{family['ann']}/ask")

    assert (asked.status_code, asked.location) == (303, "/helping/asked")
    assert "Ann" not in rut.get("/helping/asked").text
    assert kinds(session, Happening.ASKED_TO_STAY) == [
        ("sharing:asked-to-stay", "guardian", family["rut"])
    ]
    assert rut.press(f"/helping/{family['carl']}/ask").status_code == 404


def test_a_guardian_with_an_ordinary_share_keeps_that_after_the_birthday(
    opens, now, session, family
):
    rut = opens("rut")
    share(session, family, Part.TIMES, helper="rut")
    assert rut.get("/contract").status_code == 200
    now(MIDNIGHT)
    rut.press(f"/demo/people/{family['rut']}")
    rut.press(f"/helping/{family['ann']}")

    assert rut.get("/appointments").status_code == 200
    assert rut.get("/contract").status_code == 404
    assert "You do not see Ann" not in rut.get("/helping").text.replace("any more", "")


def test_who_never_could_open_the_plan_is_told_nothing_of_it(browse, session, people):
    born(session, people, date(2010, 5, 5))
    guardian(session, people)

    assert "Ann" not in browse("rut").get("/helping").text


def test_both_see_what_the_other_has_done_with_name_and_role(opens, session, family):
    rut, bo = opens("rut"), opens("bo")

    rut.press("/prepare/matters", **{"matters-words": "Att sova"})
    rut.get("/contract")

    assert "Rut, guardian" in _squeezed(bo.get("/prepare").text)
    looks = _squeezed(bo.get("/looked").text)
    assert "Rut Exempelsson" in looks
    assert "guardian" in looks


def _squeezed(text):
    return " ".join(text.split())


def test_everything_a_guardian_does_is_in_the_journal_as_theirs(opens, session, family):
    rut = opens("rut")

    rut.get("/contract")
    rut.press("/prepare/matters", **{"matters-words": "Att sova"})

    done = kinds(session, Happening.LOOKED, Happening.MATTERS_SAID, Happening.PLAN_OPENED)
    assert {(role, who) for _kind, role, who in done} == {("guardian", family["rut"])}
    assert len(done) == 3


def test_what_a_guardian_shares_ends_before_the_birthday(opens, session, family):
    rut = opens("rut")
    asked = {"who": "new", "called": "Mormor", "relation": "other-family", "sees": "times"}

    late = rut.press("/sharing", **asked, ends="2027-01-01")
    kept = rut.press("/sharing", **asked)

    assert late.status_code == 422
    assert kept.status_code == 303
    drawn_up = session.exec(select(Share).where(Share.called == "Mormor")).one()
    assert drawn_up.ends_on == THIRTEEN - A_DAY


def test_a_guardian_looks_through_what_they_share_for_the_child(opens, session, family):
    rut = opens("rut")
    kept = rut.press("/sharing", who="new", called="Mormor", relation="other-family", sees="times")
    assert rut.get(kept.location).status_code == 200

    rut.press(f"{kept.location}/look")

    assert rut.get("/appointments").status_code == 200
    assert rut.get("/contract").status_code == 404
    assert rut.get("/sharing").status_code == 200
    assert rut.get("/contract").status_code == 200


def test_the_birthday_is_told_to_all_from_30_days_before(opens, browse, sees, now, session, family):
    child, rut, sam = browse("ann"), opens("rut"), sees("staff:sam", "ann")
    date_told = "14 dec"

    for browser in (child, rut, sam):
        assert date_told in _squeezed(browser.get("/").text).lower()
    assert date_told in rut.get("/helping").text.lower()
    born(session, family, BORN + timedelta(days=11))
    for browser in (child, rut, sam):
        assert date_told not in browser.get("/").text.lower()


def test_the_young_person_is_told_afterwards_what_they_decide(browse, now, session, family):
    now(MIDNIGHT)

    assert "14 dec" in browse("ann").get("/").text.lower()


def test_a_child_sees_and_does_less_alone_than_the_guardians(browse, family):
    child = browse("ann")

    status = {page: child.get(page).status_code for page in PAGES}

    assert {page for page, code in status.items() if code == 404} == {
        "/contract/paper",
        "/requests",
        "/looked",
        "/sharing",
        "/sharing/new",
        "/sharing/single",
    }
    contract = child.get("/contract").text
    assert "Going" not in contract
    assert "Walks every day" not in contract


def test_a_guardians_change_of_a_time_is_marked_with_their_role(opens, session, family):
    time = session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == family["ann"]
        )
    ).one()
    time.relative_id, time.relative_role = family["rut"], "guardian"
    session.add(time)
    session.commit()

    page = _squeezed(opens("bo").get(f"/appointments/{time.id}").text)

    assert "Rut Exempelsson</span>, guardian" in page


def test_a_plan_that_was_opened_by_id_alone_stays_closed(browse, session, people):
    born(session, people, BORN)
    carl = browse("carl")
    open_plan(session, people, helper="carl")

    assert carl.get("/contract").status_code == 404
