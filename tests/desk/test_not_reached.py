"""Staff see whom in their care no reminder reaches, and what number to call."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from app.appointments.models import Appointment
from app.people.models import Person, SignInSession
from app.reminders.content import ReminderKind
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.reminders.told import told

PAGE = "/care/not-reached"
TWO_DAYS_AGO = TUESDAY_MORNING - timedelta(days=2)


@pytest.fixture
def missed(session, people):
    """Let something important have been told two days ago, and nobody have seen it."""
    visit = session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()

    def by(who="ann", **said):
        return told(
            session,
            people[who],
            f"time:{visit}:{who}",
            patient_id=people["ann"],
            kind=ReminderKind.TIME,
            **{
                "about_id": visit,
                "important": True,
                "planned_at": TWO_DAYS_AGO,
                "due_at": TWO_DAYS_AGO,
                "told_at": TWO_DAYS_AGO,
                **said,
            },
        )

    return by


def test_who_has_not_seen_something_important_for_a_day_is_listed(browse, missed, in_english):
    missed()

    page = words_on(browse("staff:sam").get(PAGE))

    assert "Exempelsson, Ann Not reached since Sunday 22 November" in page


def test_the_number_to_call_is_there(browse, session, people, missed):
    session.exec(update(Person).where(Person.id == people["ann"]).values(phone="070-174 06 05"))
    session.commit()
    missed()

    assert 'href="tel:+46701740605"' in browse("staff:sam").get(PAGE).text


def test_who_helps_and_is_not_reached_is_named_under_the_patient(browse, missed):
    missed("rut")

    page = words_on(browse("staff:sam").get(PAGE))

    assert "Exempelsson, Ann Rut Exempelsson" in page


@pytest.mark.parametrize(
    "said",
    [
        {"due_at": TUESDAY_MORNING - timedelta(hours=23)},
        {"important": False},
        {"due_at": TUESDAY_MORNING - timedelta(days=15)},
    ],
)
def test_what_is_new_or_not_important_or_long_ago_lists_nobody(browse, missed, said):
    missed(**said)

    assert "Exempelsson, Ann" not in words_on(browse("staff:sam").get(PAGE))


def test_who_has_been_here_since_is_not_listed(browse, session, people, missed):
    missed()
    browse("ann").get("/")
    session.exec(
        update(SignInSession)
        .where(SignInSession.person_id == people["ann"])
        .values(seen_at=TUESDAY_MORNING)
    )
    session.commit()

    assert "Exempelsson, Ann" not in words_on(browse("staff:sam").get(PAGE))


def test_other_clinics_and_patients_see_nothing_of_it(browse, missed):
    missed()

    assert "Exempelsson" not in words_on(browse("staff:stella").get(PAGE))
    assert browse("carl").get(PAGE).status_code == 404


def test_the_list_of_patients_leads_there(browse):
    assert f'href="{PAGE}"' in browse("staff:sam").get("/care").text
