"""Staff come in by their organisation's provider, as what they are at the unit it names."""

from datetime import date

import pytest
from sqlmodel import select

from app.base.providers import NUMBER_CLAIM
from app.oidc.models import EIdentity
from app.people.models import SignInSession, Unit
from tests.oidc.conftest import ANNS_NUMBER, SAM, role_of

TITLE = "Du har ingen roll här för den enheten"


@pytest.fixture
def work(travel):
    """Return what signs staff in by their provider."""
    return lambda **given: travel("siths", **given)


def is_refused(response, session):
    assert response.status_code == 403
    assert f"<h1>{TITLE}</h1>" in response.text
    assert "1177" in response.text
    assert "Sam" not in response.text
    return session.exec(select(SignInSession)).all() == []


def test_sam_is_let_in_to_his_desk(app, work, sam_has_numbers):
    browser = app.test_client()

    back = work(browser=browser, back="/care")

    assert browser.get(back.location).location == "/care"
    assert "Exempelsson, Ann" in browser.get("/care").text


def test_he_is_found_by_number_and_unit_each_time(app, work, sam_has_numbers, session):
    work()
    browser = app.test_client()

    work(browser=browser)

    assert len(session.exec(select(EIdentity)).all()) == 1
    assert browser.get("/care").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"employeeHsaId": "SE9999-OTHER"}, id="another employee"),
        pytest.param({"employeeHsaId": None}, id="no employee"),
        pytest.param({"employeeHsaId": ""}, id="an empty number"),
        pytest.param({"employeeHsaId": [SAM["employeeHsaId"]]}, id="a list of employees"),
        pytest.param({"unitHsaId": "SE9999-OTHER"}, id="another unit"),
        pytest.param({"unitHsaId": None}, id="no unit"),
    ],
)
def test_a_role_that_is_not_here_opens_nothing(
    work, sam_has_numbers, session, staff_provider, claims
):
    staff_provider.lies.claims.update(claims)

    assert is_refused(work(), session)


def test_a_role_that_has_ended_opens_nothing(work, sam_has_numbers, session):
    role_of(session, "sam").ends_on = date(2026, 11, 23)
    session.commit()

    assert is_refused(work(), session)


def test_a_role_opens_on_its_last_day(work, sam_has_numbers, session):
    role_of(session, "sam").ends_on = date(2026, 11, 24)
    session.commit()

    assert work().status_code == 303


def test_a_role_without_a_number_is_nobodys(work, people, session, staff_provider):
    staff_provider.person.update(employeeHsaId="", unitHsaId="")

    assert is_refused(work(), session)


def test_staff_at_two_units_are_who_they_are_at_the_one_they_chose(
    app, work, sam_has_numbers, session, staff_provider
):
    stella = role_of(session, "stella")
    stella.hsa_id = SAM["employeeHsaId"]
    session.get(Unit, stella.unit_id).hsa_id = "SE9999-OTHER"
    session.commit()
    work()
    staff_provider.person["unitHsaId"] = "SE9999-OTHER"
    browser = app.test_client()

    work(browser=browser)

    page = browser.get("/care").text
    assert "Carl" in page
    assert "Exempelsson, Ann" not in page


def test_a_subject_that_becomes_another_employee_is_nobody(
    work, sam_has_numbers, session, staff_provider
):
    work()
    tora = role_of(session, "tora")
    tora.hsa_id = "SE9999-TORA"
    session.commit()
    staff_provider.person["employeeHsaId"] = "SE9999-TORA"

    assert work().status_code == 403


def test_the_patients_provider_makes_nobody_staff(travel, sam_has_numbers, provider, session):
    provider.person.update(SAM)
    del provider.person[NUMBER_CLAIM]

    response = travel()

    assert response.status_code == 403
    assert session.exec(select(SignInSession)).all() == []


def test_the_staffs_provider_opens_no_patients_plan(work, people, session, staff_provider):
    staff_provider.person = {"sub": "ann", NUMBER_CLAIM: ANNS_NUMBER}

    assert is_refused(work(), session)
