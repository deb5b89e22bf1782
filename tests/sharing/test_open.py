"""Who may open whose plan. What no rule allows is refused."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.journal.actions import OPERATOR
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import CareRole, Unit
from app.sharing import actions, care_queries, queries, rules
from app.sharing.ages import Band
from app.sharing.models import CareRelation
from app.sharing.rules import Access
from tests.conftest import TUESDAY_MORNING

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ANN, SAM, CLINIC = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
DATES = [
    pytest.param(TODAY, None, None, True, id="begins today"),
    pytest.param(TOMORROW, None, None, False, id="begins tomorrow"),
    pytest.param(YESTERDAY, TODAY, None, True, id="its last day"),
    pytest.param(YESTERDAY, YESTERDAY, None, False, id="ended yesterday"),
    pytest.param(YESTERDAY, TOMORROW, TODAY, True, id="the last day at work"),
    pytest.param(YESTERDAY, TOMORROW, YESTERDAY, False, id="left yesterday"),
    pytest.param(TODAY, YESTERDAY, None, False, id="ended the day it began"),
]


@pytest.fixture
def access(session, people):
    """Answer whether somebody may open a patient's plan, and in which role."""

    def of(person, patient="ann", *, today=TODAY):
        whose = {"patient_id": people[patient], "band": Band.GROWN_UP}
        return queries.access_of(session, people[person], today=today, **whose)

    return of


@pytest.fixture
def date_relation(session, people):
    """Give the clinic's part in Ann's care, and Sam's work there, these dates."""

    def change(starts_on, ends_on, role_ends_on):
        row = session.exec(
            select(CareRelation).where(CareRelation.patient_id == people["ann"])
        ).one()
        row.starts_on, row.ends_on = starts_on, ends_on
        role = session.exec(select(CareRole).where(CareRole.person_id == people["staff:sam"])).one()
        role.ends_on = role_ends_on
        session.commit()

    return change


def test_the_patient_opens_their_own_plan():
    access = rules.may_open(ANN, ANN, [])

    assert (access.patient_id, access.person_id, access.role) == (ANN, ANN, Role.PATIENT)
    assert access.own
    assert access.shares


def test_staff_open_it_for_their_unit_that_takes_part():
    access = rules.may_open(SAM, ANN, [CLINIC])

    assert access == Access(ANN, SAM, Role.STAFF, CLINIC)
    assert not access.own


def test_without_a_unit_between_them_nobody_opens_it():
    assert rules.may_open(SAM, ANN, []) is None


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("ann", Role.PATIENT),
        ("staff:sam", Role.STAFF),
        ("staff:tora", Role.STAFF),
        ("rut", None),
        ("carl", None),
        ("staff:stella", None),
    ],
)
def test_ann_and_her_clinic_may_open_her_plan_and_nobody_else(access, person, role):
    found = access(person)

    assert (found.role if found else None) is role


def test_somebody_who_is_in_no_file_opens_nothing(session, people):
    nobody = uuid.uuid4()

    on = {"today": TODAY, "band": Band.CHILD}
    assert queries.access_of(session, nobody, patient_id=people["ann"], **on) is None
    assert queries.access_of(session, people["staff:sam"], patient_id=nobody, **on) is None


@pytest.mark.parametrize(("starts_on", "ends_on", "role_ends_on", "opens"), DATES)
def test_every_question_about_access_gets_the_same_answer(
    session, people, access, date_relation, starts_on, ends_on, role_ends_on, opens
):
    date_relation(starts_on, ends_on, role_ends_on)
    sam = people["staff:sam"]

    listed = care_queries.patients_in_care_of(session, sam, today=TODAY)
    units = care_queries.units_in_care_of(session, people["ann"], today=TODAY)

    assert (access("staff:sam") is not None) is opens
    assert ([patient.id for patient in listed] == [people["ann"]]) is opens
    assert access("ann").own
    if role_ends_on is None:
        assert bool(units) is opens


@pytest.fixture
def second_unit(session, people):
    """Let Sam work at the other clinic too, and that clinic take part in Ann's care."""
    sam = session.exec(select(CareRole).where(CareRole.person_id == people["staff:sam"])).one()
    other = session.exec(select(Unit.id).where(Unit.key == "other")).one()
    session.add(
        CareRole(person_id=sam.person_id, unit_id=other, title=sam.title, source="t", key="t")
    )
    actions.begin_care_relation(
        session,
        patient_id=people["ann"],
        unit_id=other,
        basis="both",
        starts_on=TODAY,
        by=OPERATOR,
        now=TUESDAY_MORNING,
    )
    session.commit()
    return other


def test_staff_act_for_the_unit_whose_relation_is_live(session, access, second_unit):
    ended = select(CareRelation).where(CareRelation.unit_id != second_unit)
    for relation in session.exec(ended):
        relation.ends_on = YESTERDAY
    session.commit()

    assert access("staff:sam").unit_id == second_unit


@pytest.mark.usefixtures("second_unit")
def test_patients_are_listed_once_and_by_name(session, people):
    listed = care_queries.patients_in_care_of(session, people["staff:sam"], today=TODAY)

    assert [(one.family_name, one.given_name) for one in listed] == [
        ("Exempelsson", "Ann"),
        ("Låtsas", "Carl"),
    ]


@pytest.fixture
def begin(session, people):
    """Let the clinic take part in Carl's care, on the basis of a contract."""
    clinic = session.exec(select(Unit.id).where(Unit.key == "clinic")).one()

    def begin_now(basis="contract carl"):
        begun = actions.begin_care_relation(
            session,
            patient_id=people["carl"],
            unit_id=clinic,
            basis=basis,
            starts_on=TODAY,
            by=OPERATOR,
            now=TUESDAY_MORNING,
        )
        session.commit()
        return begun

    return begin_now


@pytest.fixture
def end(session, people):
    """End what a contract gave to every unit but these."""

    def end_now(basis="contract carl", *, but=()):
        ended = actions.end_care_relations(
            session,
            patient_id=people["carl"],
            basis=basis,
            but=but,
            by=OPERATOR,
            now=TUESDAY_MORNING,
        )
        session.commit()
        return ended

    return end_now


def told(session, happening, patient_id):
    return session.exec(
        select(JournalEntry.about_id).where(
            JournalEntry.happening == happening.value, JournalEntry.patient_id == patient_id
        )
    ).all()


def test_a_unit_begins_to_take_part_once(session, people, access, begin):
    assert access("staff:sam", "carl") is None

    first, second = begin(), begin()

    assert (first, second) == (True, False)
    assert access("staff:sam", "carl").role is Role.STAFF
    relations = session.exec(
        select(CareRelation.id)
        .where(CareRelation.patient_id == people["carl"])
        .order_by(col(CareRelation.basis))
    ).all()
    begun = told(session, Happening.CARE_RELATION_BEGAN, people["carl"])
    assert len(relations) == 2
    assert set(begun) == set(relations)


def test_taking_part_ends_at_once_and_can_begin_again(session, people, access, begin, end):
    begin()

    assert (end(), end()) == (1, 0)

    assert access("staff:sam", "carl") is None
    assert len(told(session, Happening.CARE_RELATION_ENDED, people["carl"])) == 1
    assert begin()
    assert access("staff:sam", "carl").role is Role.STAFF


def test_only_what_the_same_basis_gave_is_ended(session, people, access, begin, end):
    begin("another contract")

    assert end("contract carl") == 0

    assert access("staff:sam", "carl").role is Role.STAFF
    assert access("staff:stella", "carl").role is Role.STAFF


def test_the_units_that_are_still_named_go_on(session, access, begin, end):
    begin()
    clinic = session.exec(select(Unit.id).where(Unit.key == "clinic")).one()

    assert end(but=[clinic]) == 0

    assert access("staff:sam", "carl").role is Role.STAFF
