"""What a contract says is done at home is mirrored, and what the patient chose is left alone."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import Schedule
from app.journal.actions import OPERATOR
from app.journal.models import Happening, JournalEntry
from app.self_care import actions
from app.self_care.content import RoutineContent
from tests.conftest import TUESDAY_MORNING

SING = RoutineContent(kind=SelfCareKind.OWN_ACTIVITY, what=Words.from_json({"sv": "Sjunger"}))
WALK = {"key": "lake", "kind": "own-activity", "what": "Går till sjön"}
PRESSURE = {
    "key": "pressure",
    "kind": "assessed",
    "what": "Mäter blodtrycket",
    "assessed_by": "sam",
    "assessed_on": "2026-11-20",
}


@pytest.fixture
def happened(session):
    def about_routines():
        rows = session.exec(select(JournalEntry).order_by(JournalEntry.number))
        return [row.happening for row in rows if "routine" in row.happening]

    return about_routines


def test_what_a_version_says_becomes_routines(session, people, routines, happened):
    found = routines()

    assert {key: one.kind for key, one in found.items()} == {
        "pressure": SelfCareKind.ASSESSED,
        "lake": SelfCareKind.OWN_ACTIVITY,
    }
    assert found["pressure"].schedule.rule == "FREQ=WEEKLY;BYDAY=TU,FR"
    assert [measure.unit for measure in found["pressure"].measures] == ["mmHg"]
    assert len({one.source for one in found.values()}) == 1
    assert happened() == [Happening.ROUTINE_ADDED.value] * 2


def test_the_same_again_changes_nothing(tell, routines, happened):
    tell("ann")
    tell("ann")

    assert happened() == [Happening.ROUTINE_ADDED.value] * 2


def test_what_is_said_differently_is_changed_and_keeps_its_id(tell, session, routines, happened):
    before = routines()["lake"].id

    tell("ann", self_care=[PRESSURE, {**WALK, "what": "Går runt sjön"}])
    session.expire_all()

    assert str(routines()["lake"].what) == "Går runt sjön"
    assert routines()["lake"].id == before
    assert happened()[2:] == [Happening.ROUTINE_CHANGED.value] * 2


def test_what_is_no_longer_said_ends_and_begins_again_when_it_is(tell, session, routines, happened):
    tell("ann", self_care=[PRESSURE])
    session.expire_all()
    ended = routines()["lake"].ended_at

    tell("ann", self_care=[PRESSURE, WALK])
    session.expire_all()

    assert ended == TUESDAY_MORNING
    assert routines()["lake"].ended_at is None
    assert Happening.ROUTINE_ENDED.value in happened()


def test_what_is_monitored_elsewhere_is_not_written_down_here(tell, routines, browse):
    tell("ann", self_care=[{"key": "sensor", "kind": "self-monitoring", "what": "Sensorn"}])

    assert "sensor" not in routines()
    assert "Sensorn" in browse("ann").get("/self-care").text


def test_when_the_contract_ends_so_does_what_it_said(tell, session, routines):
    tell("ann", terms={"status": "ended", "indications": ["long-term"]})
    session.expire_all()

    assert all(one.ended_at for one in routines().values())


def test_what_the_patient_added_is_left_alone(tell, session, people, routines):
    actions.add_own(
        session, SING, patient_id=people["ann"], by=OPERATOR, now=datetime(2026, 11, 1, tzinfo=UTC)
    )
    session.commit()

    tell("ann", self_care=[])
    session.expire_all()

    assert [one.ended_at for one in routines().values() if str(one.what) == "Sjunger"] == [None]


def test_nothing_about_one_patient_reaches_another(browse, routines):
    assert "Går till sjön" not in browse("carl").get("/self-care").text
    assert "Mäter blodtrycket" not in browse("carl").get("/self-care").text


def test_a_schedule_reads_back_as_it_was_told(session, routines):
    stored = routines()["pressure"].schedule

    assert isinstance(stored, Schedule)
    assert stored.model_dump(mode="json") == {
        "rule": "FREQ=WEEKLY;BYDAY=TU,FR",
        "starts_on": "2026-11-20",
        "until": None,
        "at": ["morning"],
        "times": 1,
    }
