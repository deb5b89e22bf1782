"""What the next file changes, withdraws and leaves alone, and whom its keys and numbers mean."""

import re

import pytest
from sqlmodel import func, select

from app.appointments.content import State
from app.appointments.models import Appointment
from app.contracts.models import Contract, ContractVersion, DraftGoal
from app.exchange.actions import FaultyFilesError
from app.journal.models import JournalEntry
from app.people.models import Person
from app.sharing.models import CareRelation
from tests.exchange.good import GOOD


def test_the_same_file_again_changes_nothing(load, session):
    assert load(GOOD) > 0
    rows = session.exec(select(func.count()).select_from(JournalEntry)).one()

    assert load(GOOD) == 0
    assert session.exec(select(func.count()).select_from(JournalEntry)).one() == rows


def test_a_published_version_cannot_be_changed(load, session):
    load(GOOD)

    with pytest.raises(FaultyFilesError, match="version 1 is already published"):
        load(GOOD.replace("Cykla till sjön", "Gå till sjön"))

    assert [goal.words.texts["sv"] for goal in session.exec(select(DraftGoal))] == [
        "Cykla till sjön"
    ]


def test_the_next_version_is_published_beside_the_first(load, session):
    load(GOOD)

    load(GOOD.replace("version: 1", "version: 2").replace("Cykla till sjön", "Gå till sjön"))

    versions = session.exec(
        select(ContractVersion).join(Contract).where(Contract.key == "ann")
    ).all()
    goals = {version.number: str(version.document.goals[0].words) for version in versions}
    assert goals == {1: "Cykla till sjön", 2: "Gå till sjön"}


def test_an_older_version_loaded_again_leaves_the_draft_alone(load, session):
    load(GOOD)
    load(GOOD.replace("version: 1", "version: 2").replace("Cykla till sjön", "Gå till sjön"))

    load(GOOD)

    assert [str(goal.words) for goal in session.exec(select(DraftGoal))] == ["Gå till sjön"]


def test_a_time_no_longer_listed_is_withdrawn(load, session):
    load(GOOD)
    without = re.sub(r"      - \{key: scan.*\n", "", GOOD)

    load(without)

    scan = session.exec(select(Appointment).where(Appointment.key == "scan")).one()
    assert scan.state is State.CANCELLED


def test_a_contract_that_says_nothing_of_times_leaves_them(load, session):
    load(GOOD)
    silent = re.sub(r"    appointments:\n(?:      .*\n|        .*\n)+", "", GOOD, count=1)
    assert "key: scan" not in silent

    load(silent)

    scan = session.exec(select(Appointment).where(Appointment.key == "scan")).one()
    assert scan.state is State.PLANNED


def test_a_unit_left_out_loses_its_access(load, session):
    load(GOOD)

    load(GOOD.replace("units: [clinic]", "units: [other]"))

    live = select(CareRelation).where(CareRelation.ends_on.is_(None))
    assert len({relation.unit_id for relation in session.exec(live)}) == 1


def _takes_part(session):
    ann = select(Person.id).where(Person.key == "ann").scalar_subquery()
    live = select(CareRelation).where(
        CareRelation.ends_on.is_(None), CareRelation.patient_id == ann
    )
    return len(session.exec(live).all())


def test_a_contract_that_has_ended_gives_no_access_when_no_time_is_left(load, session):
    load(GOOD)
    ended = GOOD.replace("version: 1", "version: 2").replace("status: active", "status: ended", 1)

    load(ended)
    assert _takes_part(session) == 1

    without = re.sub(
        r"    appointments:\n(?:      .*\n|        .*\n)+", "    appointments: []\n", ended, count=1
    )
    load(without)
    assert _takes_part(session) == 0

    assert [load(text) for text in (without, GOOD.split("    appointments:")[0])] == [0, 0]
    assert _takes_part(session) == 0


def test_a_version_that_is_published_is_no_second_contract_in_use(load):
    ended = GOOD.replace("version: 1", "version: 2").replace("status: active", "status: ended", 1)
    another = GOOD.replace("    version: 1\n", "    key: another\n    version: 1\n")
    for text in (GOOD, ended, another):
        load(text)

    assert load(GOOD) == 0


def test_a_key_never_comes_to_mean_somebody_else(load, session):
    load(GOOD)
    session.commit()

    with pytest.raises(FaultyFilesError, match=r"people\.ann: has had another number than this"):
        load(GOOD.replace('"195902262806"', '"195802232636"').replace("born_on: 1959-02-26", ""))

    session.rollback()
    number = select(Person.identity_number).where(Person.key == "ann")
    assert session.exec(number).one() == "195902262806"


def test_two_people_with_one_number_are_refused(load):
    text = GOOD.replace('"198402179298"', '"195902262806"')

    with pytest.raises(FaultyFilesError, match="has the same number as"):
        load(text)


def test_the_same_person_from_two_sources_is_one_person(load, session):
    load(GOOD)
    elsewhere = GOOD.replace("source: tests", "source: elsewhere")

    with pytest.raises(FaultyFilesError, match="has a contract in use already, ann from tests"):
        load(elsewhere)
