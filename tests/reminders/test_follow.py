"""A message leads the one who was told to what it is about, and tells nobody else anything."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.appointments.models import Appointment
from app.people.models import SignInSession
from app.reminders.content import DeliveryState, ReminderKind, ReminderState
from app.reminders.models import Delivery, Reminder
from app.sharing.content import Deed, Part
from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import told_by_push
from tests.sharing.shared import share


def about_a_time(session, people, to="ann"):
    """Let somebody have been told of Ann's time, and return the address and the time's page."""
    time = session.exec(
        select(Appointment.id).where(Appointment.patient_id == people["ann"])
    ).first()
    sent = told_by_push(session, people[to], of=people["ann"], about_id=time)
    return f"/n/{sent}", f"/appointments/{time}"


def test_it_leads_to_the_time(session, people, browse):
    address, page = about_a_time(session, people)

    answer = browse("ann").get(address)

    assert (answer.status_code, answer.location) == (303, page)


def test_whoever_is_not_signed_in_signs_in_and_comes_back(session, people, app):
    address, _page = about_a_time(session, people)

    answer = app.test_client().get(address)

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    assert address.rpartition("/")[2] in answer.location


@pytest.mark.parametrize("person", ["carl", "rut", "staff:sam"])
def test_to_others_there_is_nothing(session, people, browse, person):
    address, _page = about_a_time(session, people)

    assert browse(person).get(address).status_code == 404
    assert browse("ann").get(f"/n/{uuid.uuid4()}").status_code == 404


def test_several_things_lead_to_all_that_is_told(session, people, browse):
    address, _page = about_a_time(session, people)
    sent = session.get(Delivery, uuid.UUID(address.rpartition("/")[2]))
    one = session.exec(select(Reminder)).one()
    session.add(Reminder(**{**one.model_dump(exclude={"id", "key"}), "key": "another"}))
    session.commit()

    assert sent.message_id == one.message_id
    assert browse("ann").get(address).location == "/reminders"


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (ReminderKind.SELF_CARE, "/self-care"),
        (ReminderKind.FOLLOW_UP, "/follow-up/answer"),
        (ReminderKind.CHANGE, "/reminders"),
        (ReminderKind.SHARE, "/reminders"),
        (ReminderKind.HELP, "/reminders"),
    ],
)
def test_what_has_no_page_of_its_own_leads_to_all_that_is_told(session, people, browse, kind, page):
    sent = told_by_push(session, people["ann"], kind=kind)

    assert browse("ann").get(f"/n/{sent}").location == page


def test_an_offer_leads_to_the_offer(session, people, browse):
    offer_id = uuid.uuid4()
    sent = told_by_push(
        session,
        people["ann"],
        kind=ReminderKind.OFFER,
        key=f"offer:{offer_id}:made",
        about_id=offer_id,
    )

    assert browse("ann").get(f"/n/{sent}").location == f"/offers/{offer_id}"


def test_a_relative_is_asked_to_open_the_plan_first(session, people, browse):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    address, page = about_a_time(session, people, to="rut")
    browser = browse("rut")

    asked = browser.get(address)
    assert asked.status_code == 200
    assert "Ann" in asked.text
    answer = browser.press(address)

    assert (answer.status_code, answer.location) == (303, page)
    assert browser.get(address).location == page


def test_one_who_may_open_the_plan_no_more_is_not_let_in(session, people, browse):
    let = share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    address, _page = about_a_time(session, people, to="rut")
    browser = browse("rut")
    browser.get(address)
    let.ended_at = TUESDAY_MORNING
    session.add(let)
    session.commit()

    assert browser.press(address).status_code == 404


@pytest.mark.parametrize(
    ("told", "delivered"),
    [("shown", DeliveryState.SHOWN), ("opened", DeliveryState.OPENED)],
)
def test_a_phone_tells_what_became_of_it_without_being_signed_in(
    session, people, app, engine, told, delivered
):
    address, _page = about_a_time(session, people)
    phone = app.test_client()

    answers = [phone.post(f"{address}/{told}") for _ in range(2)]
    answers.append(phone.post(f"/n/{uuid.uuid4()}/{told}"))

    assert [(one.status_code, one.data) for one in answers] == [(204, b"")] * 3
    with Session(engine) as looking:
        assert looking.exec(select(Delivery)).one().state is delivered
        assert looking.exec(select(Reminder)).one().state is ReminderState.TOLD


def test_what_was_pressed_stands_in_the_app_until_it_is_said_to_be_seen(
    session, people, browse, app
):
    address, _page = about_a_time(session, people)
    app.test_client().post(f"{address}/opened")
    ann = browse("ann")

    assert "<article" in ann.get("/reminders").text

    ann.press(f"/reminders/{session.exec(select(Reminder.id)).one()}/seen")
    assert "<article" not in ann.get("/reminders").text


def test_a_phone_that_tells_something_keeps_nobody_signed_in(session, people, browse, now):
    address, _page = about_a_time(session, people)
    browser = browse("ann")
    now(TUESDAY_MORNING + timedelta(minutes=5))

    browser.post(f"{address}/shown")

    assert session.exec(select(SignInSession.seen_at)).one() == TUESDAY_MORNING


def test_one_address_cannot_tell_without_end(session, people, app, monkeypatch):
    monkeypatch.setitem(app.config, "TRIES_PER_ADDRESS", 5)
    phone, address = app.test_client(), f"/n/{uuid.uuid4()}/shown"

    answers = [phone.post(address).status_code for _ in range(5 * 60 + 1)]

    assert set(answers[:-1]) == {204}
    assert answers[-1] == 429
