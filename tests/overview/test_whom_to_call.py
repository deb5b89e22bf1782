"""Whom the pages say to call now, and what one asks for when there is nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.people.models import Unit
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.overview.test_show import LATE, VISIT

CONTACT = {"key": "sam", "kind": "care-contact", "role": "sam", "lead": "yes"}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        pytest.param(
            TUESDAY_MORNING,
            "Call Sam Open now, until 11:00 Call 031-390 06 61 Sam Påhittad, nurse, Mottagningen",
            id="the responsible answers",
        ),
        pytest.param(
            TUESDAY_MORNING + timedelta(hours=3),
            "Call Tora Sam Påhittad does not answer right now. Open now, until 16:00"
            " Call 031-390 06 62 Tora Reserv, nurse, Mottagningen",
            id="the substitute answers",
        ),
        pytest.param(
            TUESDAY_MORNING + timedelta(hours=9),
            "Call Sam Closed, opens tomorrow at 08:00 Call 031-390 06 61"
            " Sam Påhittad, nurse, Mottagningen",
            id="nobody answers",
        ),
        pytest.param(
            datetime(2026, 12, 23, 17, tzinfo=UTC), "opens Monday at 08:00", id="before Christmas"
        ),
        pytest.param(
            datetime(2027, 3, 25, 17, tzinfo=UTC),
            "opens Tuesday at 08:00",
            id="over the short night",
        ),
    ],
)
def test_the_page_says_whom_to_call_now(browse, tell, now, moment, said):
    tell("ann", appointments=[])

    now(moment)

    assert said in words_on(browse("ann").get("/"))


def test_a_unit_is_closed_for_lunch_always_open_always_closed_or_does_not_say(first_page, now):
    now(TUESDAY_MORNING + timedelta(hours=2, minutes=30))
    requested = {**VISIT, "state": "requested"}
    day_and_night = {"week": [{"days": "daily", "open": "00.00-24.00"}], "on_red_days": "as-usual"}

    def said_with(**clinic):
        return first_page(requested, care_contacts=[], clinic=clinic)

    assert "Call Mottagningen Closed for lunch, opens at 13:00 Call 031-390 06 60" in said_with()
    assert "Call Mottagningen Open now, day and night Call" in said_with(hours=day_and_night)
    assert "Call Mottagningen Closed Call 031-390 06 60" in said_with(hours={"week": []})
    assert "Call Mottagningen Call 031-390 06 60 Vi ringer upp." in said_with(
        hours=None, phone_note="Vi ringer upp."
    )


def test_about_a_late_promise_one_calls_whom_the_promise_names(first_page):
    to_tora = {**LATE, "call": "tora"}
    by_unit = {
        "key": "a",
        "who": "care",
        "unit": "other",
        "what": "De skriver",
        "due_on": "2026-11-20",
    }

    assert "Do this: Call Sam" in first_page(promises=[LATE])
    assert "Do this: Call Tora" in first_page(promises=[to_tora])
    assert "Do this: Call Andra kliniken" in first_page(promises=[by_unit], care_contacts=[])


def test_with_nobody_to_call_there_is_1177(browse):
    text = words_on(browse("rut").get("/"))

    assert "Ring 1177 för råd dygnet runt" in text


def test_asking_for_a_care_contact_is_said_on_the_page_and_not_offered_again(first_page, browse):
    first_page(care_contacts=[])
    browser = browse("ann")
    assert "You have no designated care contact" in words_on(browser.get("/contacts"))

    asked = browser.press("/requests", kind="care-contact", back="/contacts")

    assert (asked.status_code, asked.location) == (303, "/contacts")
    page = browser.get("/contacts")
    assert "You asked for one on 24 November." in words_on(page)
    assert "Have you not heard anything? Call the clinic. Call 031-390 06 60" in words_on(page)
    assert 'value="care-contact"' not in page.text


def test_who_has_a_care_contact_is_not_told_to_ask_for_one(first_page):
    text = first_page(care_contacts=[CONTACT], path="/contacts")

    assert "You have no designated care contact" not in text
    assert "Sam Påhittad" in text


@pytest.mark.parametrize("kind", ["doctor", "social-care-contact", "other"])
def test_another_contact_is_no_care_contact(first_page, kind):
    text = first_page(care_contacts=[{"key": "sam", "kind": kind, "role": "sam"}], path="/contacts")

    assert "You have no designated care contact" in text
    assert ("You have no designated doctor" in text) is (kind != "doctor")


def test_without_a_contract_one_can_ask_for_one_where_there_is_a_clinic(browse, session, people):
    rut = browse("rut")
    assert 'value="contract"' not in rut.get("/").text
    assert rut.press("/requests", kind="contract").status_code == 404

    session.add(
        CareRelation(
            patient_id=people["rut"],
            unit_id=session.exec(select(Unit.id).where(Unit.key == "clinic")).one(),
            basis="came in",
            starts_on=date(2026, 11, 24),
        )
    )
    session.commit()

    assert "Du har inget patientkontrakt här" in words_on(rut.get("/contract"))
    assert rut.press("/requests", kind="contract", back="/contract").location == "/contract"
    page = rut.get("/contract")
    assert "Du bad om ett patientkontrakt 24 november." in words_on(page)
    assert 'value="contract"' not in page.text
