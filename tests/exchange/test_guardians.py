"""Contract files say who is a guardian. A file is the only way to become one."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.demo import actions as demo
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from app.sharing import guardian_queries as guardians
from app.sharing.models import Guardianship
from tests.conftest import TUESDAY_MORNING

TODAY = date(2026, 11, 24)
A_DAY = timedelta(days=1)
RUT = {"key": "rut", "name": "Rut Exempelsson", "relation": "mamma", "person": "rut"}


@pytest.fixture
def is_guardian(session, people):
    def asked(who="rut", *, today=TODAY):
        return guardians.is_guardian(session, people[who], patient_id=people["ann"], today=today)

    return asked


def rows(session):
    return session.exec(select(Guardianship).order_by(Guardianship.said_at)).all()


def told(session):
    names = [Happening.GUARDIAN_BEGAN.value, Happening.GUARDIAN_ENDED.value]
    found = select(JournalEntry).where(JournalEntry.happening.in_(names))
    return [(one.happening, one.role) for one in session.exec(found)]


def test_a_guardian_with_a_person_is_one_from_the_next_load(tell, is_guardian, session):
    assert not is_guardian()

    tell("ann", relatives=[{**RUT, "kind": "guardian"}])

    assert is_guardian()
    assert not is_guardian("carl")
    assert told(session) == [("sharing:guardian-began", "operator")]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({}, id="a relative"),
        pytest.param({"relation": "förälder"}, id="called a parent"),
        pytest.param({"kind": "special-representative"}, id="a special representative"),
        pytest.param({"kind": "guardian", "person": None}, id="nobody known here"),
    ],
)
def test_nobody_else_becomes_a_guardian(tell, session, said):
    named = {name: value for name, value in {**RUT, **said}.items() if value}

    tell("ann", relatives=[named])

    assert rows(session) == []


def test_the_same_again_changes_nothing(tell, session):
    tell("ann", relatives=[{**RUT, "kind": "guardian"}])
    tell("ann", relatives=[{**RUT, "kind": "guardian"}])

    assert len(rows(session)) == 1
    assert len(told(session)) == 1


def test_who_is_not_named_any_more_is_no_guardian_from_then(tell, is_guardian, session):
    tell("ann", relatives=[{**RUT, "kind": "guardian"}])

    tell("ann", relatives=[RUT])

    assert not is_guardian()
    assert told(session)[-1] == ("sharing:guardian-ended", "operator")


def test_its_days_are_those_of_the_file(tell, is_guardian):
    said = {"since": "2026-11-25", "until": "2026-11-26"}
    tell("ann", relatives=[{**RUT, "kind": "guardian", **said}])

    days = [TODAY + n * A_DAY for n in range(4)]
    assert [is_guardian(today=day) for day in days] == [False, True, True, False]


def test_other_days_are_another_guardianship(tell, is_guardian, session):
    tell("ann", relatives=[{**RUT, "kind": "guardian"}])

    tell("ann", relatives=[{**RUT, "kind": "guardian", "until": "2026-11-24"}])

    assert is_guardian()
    assert not is_guardian(today=TODAY + A_DAY)
    assert [bool(one.ended_at) for one in rows(session)] == [True, False]


def test_a_contract_that_has_ended_names_no_guardian_when_no_time_is_left(
    tell, is_guardian, session
):
    named = [{**RUT, "kind": "guardian"}]
    tell("ann", relatives=named)

    tell("ann", relatives=named, terms={"status": "ended"})
    assert is_guardian()
    tell("ann", relatives=named, terms={"status": "ended"}, appointments=[])

    assert not is_guardian()


def test_nobody_is_their_own_guardian(tell, session):
    tell("ann", relatives=[{**RUT, "kind": "guardian", "person": "ann"}])

    assert rows(session) == []


def test_signes_guardians_come_with_the_demo(session):
    demo.load(session, now=TUESDAY_MORNING)
    session.commit()

    signe = session.exec(select(Person.id).where(Person.key == "signe")).one()
    names = select(Person.given_name).join(Guardianship, Guardianship.guardian_id == Person.id)
    assert set(session.exec(names.where(Guardianship.patient_id == signe))) == {"Ida", "Petter"}
