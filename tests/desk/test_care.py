"""Staff see the patients of their own unit, and open and close one plan at a time."""

from datetime import date

import pytest
from sqlmodel import select

from app.people.models import CareRole, SignInSession
from app.sharing.models import CareRelation
from tests.overview.read import words_on

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def plan_open(session):
    """Return whose plan is open in the only sign-in there is."""
    return lambda: session.exec(select(SignInSession.plan_of_id)).one()


def test_each_unit_sees_its_own_patients(browse):
    sams, stellas = (words_on(browse(f"staff:{key}").get("/care")) for key in ("sam", "stella"))

    assert "Exempelsson, Ann born 26 February 1959" in sams
    assert "Carl" not in sams
    assert "Låtsas, Carl born 17 February 1984" in stellas
    assert "Ann" not in stellas


@pytest.mark.parametrize("person", ["ann", "carl", "rut"])
def test_for_others_there_is_no_list(browse, person):
    assert browse(person).get("/care").status_code == 404


def test_who_has_left_is_not_staff_any_more(browse, session):
    for role in session.exec(select(CareRole)):
        role.ends_on = date(2026, 11, 23)
    session.commit()

    sam = browse("staff:sam")

    assert sam.get("/care").status_code == 404
    assert sam.get("/").status_code == 200
    assert "Ann" not in sam.get("/").text


def test_a_unit_with_no_patients_is_told_so(browse, session):
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
    session.commit()

    text = words_on(browse("staff:sam").get("/care"))

    assert "No patients are in the care of your unit here." in text
    assert "Ann" not in text


def test_the_list_says_who_waits_for_an_answer(browse):
    ann = browse("ann")
    ann.press("/requests", kind="care-contact")
    ann.press("/requests", kind="contract")

    text = words_on(browse("staff:sam").get("/care"))

    assert "2 questions wait for an answer" in text
    assert "Waits for 2 answers" in text
    assert "answer" not in words_on(browse("staff:stella").get("/care"))


def test_staff_open_a_plan_and_close_it_again(browse, people, plan_open):
    sam = browse("staff:sam")
    assert sam.get("/").location == "/care"

    opened = sam.press(f"/care/patients/{people['ann']}")
    assert (opened.status_code, opened.location) == (303, "/")
    assert plan_open() == people["ann"]
    text = words_on(sam.get("/"))
    assert "Visit to Sam" in text
    assert "You see Ann's plan. You are Sam." in text

    closed = sam.press("/care/close")
    assert (closed.status_code, closed.location) == (303, "/care")
    assert plan_open() is None
    assert sam.get("/").location == "/care"


def test_another_units_patient_is_not_there_to_open(browse, people, plan_open):
    sam = browse("staff:sam")

    assert sam.press(f"/care/patients/{people['carl']}").status_code == 404
    assert plan_open() is None


def test_a_plan_that_is_open_stays_open_when_another_is_refused(browse, people, plan_open):
    sam = browse("staff:sam")
    sam.press(f"/care/patients/{people['ann']}")

    sam.press(f"/care/patients/{people['carl']}")

    assert plan_open() == people["ann"]


def test_a_patient_opens_nobodys_plan_here_and_not_their_own(browse, people):
    ann = browse("ann")

    assert ann.press(f"/care/patients/{people['ann']}").status_code == 404
    assert ann.press(f"/care/patients/{people['carl']}").status_code == 404
    assert ann.press(f"/care/patients/{people['rut']}").status_code == 404


def test_staff_whose_part_ends_while_a_plan_is_open_come_back_to_their_list(sees, session):
    sam = sees("staff:sam", "ann")
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
    session.commit()

    assert sam.get("/contract").status_code == 404
    assert sam.get("/").location == "/care"
    assert sam.get("/care").status_code == 200


def test_a_plan_is_open_in_one_sign_in_only(app, sees, browse, people):
    sees("staff:sam", "ann")

    elsewhere = browse("staff:sam")

    assert elsewhere.get("/").location == "/care"


def test_staff_without_an_open_plan_see_no_contract_of_anybody(browse):
    text = words_on(browse("staff:sam").get("/contract"))

    assert "Ann" not in text
    assert "Att kunna cykla" not in text
