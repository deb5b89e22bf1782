"""Choosing what one is reminded of, and reading it in the app, on a phone."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.base.db import engine_for
from app.people.models import Person
from app.reminders import unsubscribing
from app.reminders.content import Channel, ReminderKind, ReminderState
from app.reminders.models import ContactPoint, Reminder
from tests.browser.checkers import axe_faults
from tests.browser.site import SECRET_KEY
from tests.browser.test_fit import TOO_WIDE
from tests.conftest import TUESDAY_MORNING

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def sten(arrive, own_site):
    visit = arrive(own_site)
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")
    return visit


def test_the_settings_are_found_changed_and_shown_as_they_stand(sten):
    sten.page.get_by_role("link", name="Inställningar").click()
    sten.page.get_by_role("link", name=re.compile("^Påminnelser")).click()
    sten.page.get_by_role("link", name=re.compile("^Bokade tider")).click()

    sten.page.get_by_label("Samma morgon").uncheck()
    sten.page.get_by_label("Klockslag dagen innan").fill("16.45")
    sten.page.get_by_role("button", name="Spara").click()

    sten.page.wait_for_url("**/settings/reminders")
    assert "Dagen innan kl.\N{NO-BREAK SPACE}16.45" in sten.text
    assert sten.complaints == []


def test_a_day_and_a_clock_time_are_asked_for_only_where_they_are_chosen(sten):
    sten.go("/appointments")
    sten.page.get_by_role("link", name="Fysioterapeuten Nour").first.click()
    sten.page.get_by_role("link", name="Påminn mig om den här tiden").click()
    hidden = sten.page.get_by_label("Klockan").is_hidden()

    sten.page.get_by_label("En annan gång").check()
    sten.page.get_by_label("Dag", exact=True).fill("2026-11-29")
    sten.page.get_by_label("Klockan").fill("12.15")
    sten.page.get_by_role("button", name="Påminn mig då").click()

    sten.page.get_by_role("heading", name="Då blir du påmind").wait_for()
    assert hidden
    assert "Söndag 29 november, 12.15" in sten.text
    assert sten.complaints == []


@pytest.fixture
def told(tmp_path):
    """Let Sten have been told of something, and have an e-mail address that is in use."""
    engine = engine_for(f"sqlite:///{tmp_path / 'demo.sqlite'}")
    point_id = uuid.uuid4()
    with Session(engine.execution_options(writes=True)) as session:
        sten = session.exec(select(Person).where(Person.given_name == "Sten")).one()
        earlier = TUESDAY_MORNING - timedelta(hours=1)
        reminder = Reminder(
            recipient_id=sten.id,
            patient_id=sten.id,
            kind=ReminderKind.FOLLOW_UP,
            key="follow-up:tests",
            planned_at=earlier,
            due_at=earlier,
            useless_at=TUESDAY_MORNING + timedelta(days=7),
            state=ReminderState.TOLD,
            told_at=earlier,
        )
        point = ContactPoint(
            id=point_id,
            person_id=sten.id,
            channel=Channel.EMAIL,
            sealed="closed",
            made_at=earlier,
            confirmed_at=earlier,
        )
        session.add_all([reminder, point])
        session.commit()
    engine.dispose()
    return "/unsubscribe/" + unsubscribing.token(point_id, secret_key=SECRET_KEY)


def test_what_one_is_told_is_read_put_off_and_seen(sten, told):
    sten.go("/")
    sten.page.get_by_role("link", name="1 påminnelse").click()
    sten.page.get_by_role("link", name="Påminn mig senare").click()
    faults = axe_faults(sten.page)

    sten.page.get_by_role("link", name="Tillbaka till dina påminnelser").click()
    sten.page.get_by_role("button", name="Jag har sett det").click()

    sten.page.get_by_text("Det finns inget att bli påmind om just nu.").wait_for()
    assert faults == []
    assert sten.complaints == []


def test_messages_are_stopped_by_a_press_and_not_by_looking(sten, told):
    sten.page.set_viewport_size(NARROW)
    sten.go(told)
    sten.page.reload()
    faults, wide = axe_faults(sten.page), sten.page.evaluate(TOO_WIDE)

    sten.page.get_by_role("button", name="Stoppa meddelandena").click()

    sten.page.get_by_role("heading", name="Inget mer skickas").wait_for()
    assert (faults, wide) == ([], [])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_about_reminders_fits_and_can_be_perceived(sten, told, language):
    sten.speak(language)
    sten.page.set_viewport_size(NARROW)
    faults = {}
    for path in PAGES:
        sten.go(path)
        if found := [*axe_faults(sten.page), *sten.page.evaluate(TOO_WIDE)]:
            faults[path] = found

    assert faults == {}


PAGES = (
    "/settings",
    "/settings/reminders",
    "/settings/reminders/time",
    "/settings/reminders/self-care",
    "/settings/reminders/quiet",
    "/settings/reminders/words",
    "/settings/reminders/help",
    "/settings/reminders/email",
    "/settings/reminders/text-messages",
    "/reminders",
)
