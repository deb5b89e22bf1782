"""A patient asks care for something once, and it stays open until somebody answers."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.base import db
from app.journal.actions import OPERATOR
from app.journal.models import Happening, JournalEntry, Role
from app.requests import actions, queries
from app.requests.content import RequestContent, RequestKind
from app.requests.forms import BY_BUTTON
from app.requests.models import Request
from app.sharing.models import CareRelation
from app.sharing.rules import own
from tests.conftest import TUESDAY_MORNING

CARE_CONTACT, CONTRACT = RequestKind.CARE_CONTACT, RequestKind.CONTRACT
A_DAY = timedelta(days=1)


@pytest.fixture
def ask(app, people):
    """Ask care for something in a patient's name."""

    def ask_now(kind=CARE_CONTACT, patient="ann", *, now=TUESDAY_MORNING, asked_at=None):
        with app.app_context(), db.transaction() as writing:
            actions.ask(
                writing,
                kind,
                patient_id=people[patient],
                by=OPERATOR,
                now=now,
                asked_at=asked_at,
            )

    return ask_now


@pytest.fixture
def asked(session, people):
    """Return everything that was ever asked for, oldest first."""

    def rows():
        kept = select(Request.patient_id, Request.kind, Request.asked_at)
        return session.exec(kept.order_by(col(Request.asked_at))).all()

    return rows


def keep(session, requests, patient_id):
    kept = actions.keep_requests(
        session, requests, patient_id=patient_id, by=OPERATOR, now=TUESDAY_MORNING
    )
    session.commit()
    return kept


def told(session):
    asked = select(JournalEntry).where(JournalEntry.happening == Happening.REQUESTED.value)
    return session.exec(asked).all()


def test_asking_again_while_it_is_open_changes_nothing(session, people, ask, asked):
    ask()
    ask(now=TUESDAY_MORNING + A_DAY)

    assert asked() == [(people["ann"], CARE_CONTACT, TUESDAY_MORNING)]
    assert [row.details for row in told(session)] == [{"kind": "care-contact"}]


def test_different_things_and_different_patients_are_asked_for_apart(people, ask, asked):
    ask(CARE_CONTACT)
    ask(CONTRACT)
    ask(CONTRACT, "carl")

    assert {(patient, kind) for patient, kind, _at in asked()} == {
        (people["ann"], CARE_CONTACT),
        (people["ann"], CONTRACT),
        (people["carl"], CONTRACT),
    }


def test_what_was_answered_can_be_asked_for_again(session, people, ask, asked):
    ask()
    request = session.exec(select(Request)).one()
    request.answered_at = TUESDAY_MORNING + timedelta(hours=1)
    session.commit()
    assert [
        one for one in queries.open_and_unread_of(session, own(people["ann"])) if one.open
    ] == []

    ask(now=TUESDAY_MORNING + A_DAY)

    assert len(asked()) == 2
    (open_now,) = (
        one for one in queries.open_and_unread_of(session, own(people["ann"])) if one.open
    )
    assert open_now.asked_at == TUESDAY_MORNING + A_DAY


def test_asking_at_the_same_moment_is_asking_once(ask, asked, session):
    ready, refused = threading.Barrier(4), []

    def ask_with_the_others():
        ready.wait()
        try:
            ask()
        except Exception as error:
            refused.append(error)

    askers = [threading.Thread(target=ask_with_the_others) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert refused == []
    assert len(asked()) == 1
    assert len(told(session)) == 1


def test_something_may_have_been_asked_for_earlier_elsewhere(session, people, ask, asked):
    ask(asked_at=TUESDAY_MORNING - 3 * A_DAY)

    assert asked() == [(people["ann"], CARE_CONTACT, TUESDAY_MORNING - 3 * A_DAY)]
    known = {
        moment: queries.has_asked_at(
            session, CARE_CONTACT, patient_id=people["ann"], asked_at=moment
        )
        for moment in (TUESDAY_MORNING - 3 * A_DAY, TUESDAY_MORNING)
    }
    assert list(known.values()) == [True, False]
    assert not queries.has_asked_at(
        session, CONTRACT, patient_id=people["ann"], asked_at=TUESDAY_MORNING - 3 * A_DAY
    )


def test_what_a_file_tells_again_is_kept_once(session, people, asked):
    told = [RequestContent(kind=CARE_CONTACT, asked_on=date(2026, 11, 20))]

    kept = [keep(session, told, people["ann"]) for _turn in range(2)]

    assert kept == [1, 0]
    assert [moment for _patient, _kind, moment in asked()] == [
        datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    ]


def test_what_is_asked_for_already_is_nothing_new_in_a_file(session, people, ask, asked):
    ask()

    assert (
        keep(session, [RequestContent(kind=CARE_CONTACT, asked_on="2026-11-20")], people["ann"])
        == 0
    )
    assert len(asked()) == 1


def test_open_requests_of_several_patients_come_with_the_oldest_first(session, people, ask):
    ask(CONTRACT)
    ask(CARE_CONTACT, asked_at=TUESDAY_MORNING - A_DAY)
    ask(CONTRACT, "carl")

    found = queries.open_requests_about(session, [people["ann"], people["rut"]])

    assert [(one.patient_id, one.kind) for one in found] == [
        (people["ann"], CARE_CONTACT),
        (people["ann"], CONTRACT),
    ]
    assert queries.open_requests_about(session, []) == []


@pytest.mark.parametrize("kind", BY_BUTTON)
def test_the_patient_asks_by_pressing_a_button(browse, session, people, asked, kind):
    pressed = browse("ann").press("/requests", kind=kind.value, back="/contacts")

    assert (pressed.status_code, pressed.location) == (303, "/contacts")
    assert asked() == [(people["ann"], kind, TUESDAY_MORNING)]
    (row,) = told(session)
    assert (row.actor_id, row.role, row.patient_id) == (
        people["ann"],
        Role.PATIENT.value,
        people["ann"],
    )


def test_the_button_leads_nowhere_else(browse):
    pressed = browse("ann").press("/requests", kind="contract", back="https://evil.example.com")

    assert pressed.location == "/"


@pytest.mark.parametrize("kind", ["", "money", "reading", "too-much"])
def test_what_cannot_be_asked_for_here_is_answered_with_what_can(browse, asked, kind):
    refused = browse("ann").press("/requests", kind=kind, words="Jag skulle vilja <veta> mer.")

    assert refused.status_code == 422
    assert "Choose one of these." in refused.text
    assert "Jag skulle vilja &lt;veta&gt; mer." in refused.text
    assert asked() == []


def test_more_words_while_it_is_open_stand_below_the_first(browse, session):
    ann = browse("ann")
    ann.press("/requests", kind="planning-talk", words="Om hemtjänsten.")
    ann.press("/requests", kind="planning-talk", words="Och om färdtjänsten.")
    ann.press("/requests", kind="planning-talk", words="Om hemtjänsten.")

    assert session.exec(select(Request.words)).all() == ["Om hemtjänsten.\n\nOch om färdtjänsten."]
    page = ann.get("/requests").text
    assert "Om hemtjänsten." in page
    assert "Och om färdtjänsten." in page


def test_a_text_that_is_too_long_is_kept_and_not_sent(browse, asked):
    long = "Jag mår så här. " * 300

    refused = browse("ann").press("/requests", kind="time", words=long)

    assert refused.status_code == 422
    assert "There is room for 4000 characters here, and this is 4799." in refused.text
    assert long.strip() in refused.text
    assert asked() == []


def test_the_patient_lets_a_request_go(browse, session):
    ann = browse("ann")
    ann.press("/requests", kind="overview")
    request = session.exec(select(Request)).one()

    ann.press(f"/requests/{request.id}/withdraw")

    session.refresh(request)
    assert request.withdrawn_at == TUESDAY_MORNING
    assert "Nothing has been asked for here." in ann.get("/requests").text
    ann.press("/requests", kind="overview")
    assert len(session.exec(select(Request)).all()) == 2


def test_nobody_else_lets_it_go(browse, sees, session, ask):
    ask()
    request = session.exec(select(Request)).one()

    for browser in (browse("carl"), browse("rut"), sees("staff:sam", "ann")):
        assert browser.press(f"/requests/{request.id}/withdraw").status_code == 404
    session.refresh(request)
    assert request.open


def test_where_nobody_would_read_it_nothing_is_asked(browse, session, people, asked):
    for relation in session.exec(
        select(CareRelation).where(CareRelation.patient_id == people["ann"])
    ):
        relation.ends_on = date(2026, 11, 23)
    session.commit()

    assert browse("ann").press("/requests", kind="contract").status_code == 404
    assert browse("rut").press("/requests", kind="contract").status_code == 404
    assert asked() == []


def test_nobody_asks_in_somebody_elses_name(sees, asked):
    assert sees("staff:sam", "ann").press("/requests", kind="contract").status_code == 404
    assert asked() == []
