"""Not yours does not exist: the same page as for an address that nobody has."""

import re
import uuid
from datetime import date

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.sharing.models import CareRelation

VALUES = re.compile(r'(?<=value=")[^"]*')


def page(response):
    """Return a page without the keys of its forms and the path they lead back to."""
    return response.status_code, VALUES.sub("", response.text)


@pytest.fixture
def anns_visit(session, people):
    return session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
def test_anns_time_is_just_as_missing_as_one_that_never_was(browse, anns_visit, person):
    browser = browse(person)

    found = browser.get(f"/appointments/{anns_visit}")

    assert found.status_code == 404
    assert page(found) == page(browser.get(f"/appointments/{uuid.uuid4()}"))
    assert page(found) == page(browser.get("/no/such/address"))


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
def test_anns_plan_is_just_as_missing_as_that_of_nobody(browse, people, person):
    browser = browse(person)

    knocked = browser.press(f"/care/patients/{people['ann']}")

    assert knocked.status_code == 404
    assert page(knocked) == page(browser.press(f"/care/patients/{uuid.uuid4()}"))


def test_a_plan_that_was_open_is_missing_when_the_relation_has_ended(sees, session, people):
    browser = sees("staff:sam", "ann")
    assert browser.get("/contract").status_code == 200
    relation = session.exec(
        select(CareRelation).where(CareRelation.patient_id == people["ann"])
    ).one()

    relation.ends_on = date(2026, 11, 23)
    session.commit()

    missing = browser.get("/contract")
    assert missing.status_code == 404
    assert "Att kunna cykla igen" not in missing.text
    assert browser.press("/contract/read", number="1").status_code == 404


def test_rut_sees_a_page_of_her_own_with_nothing_of_her_sisters(browse):
    browser = browse("rut")

    pages = [browser.get(path).text for path in ("/", "/contract", "/contacts", "/appointments")]

    for word in ("Ann", "Sam", "Mottagningen", "cykla", "Röntgen"):
        assert not any(word in text for text in pages)


def test_staff_who_see_a_plan_are_told_whose_it_is_and_who_they_are(sees):
    text = sees("staff:sam", "ann").get("/", headers={"Accept-Language": "en"}).text

    assert "Ann Exempelsson" in text
    assert "Sam Påhittad" in text
