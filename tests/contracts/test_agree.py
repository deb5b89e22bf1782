"""What an agreement must hold to: one who answers, one lead, and no loose ends."""

import uuid
from datetime import date

import pytest
from pydantic import ValidationError

from app.contracts.agreement import Agreement
from app.contracts.content import Commitment, Goal, Terms
from app.contracts.content_care import ContactKind, Plan
from app.contracts.content_home import ChildNextOfKin, SelfCare
from app.contracts.models import PART_TABLES

ROLE, OTHER_ROLE, UNIT, PERSON = (uuid.UUID(int=number) for number in range(1, 5))


TRAINING = {"key": "a", "what": "Träning", "state": "ongoing", "categories": ["treating"]}


def agreement(**lists):
    return Agreement.model_validate({"terms": {"status": "active"}, **lists})


def contact(key="a", kind="care-contact", **said):
    return {"key": key, "kind": kind, "role_id": ROLE, **said}


def commitment(**said):
    return Commitment.model_validate({"what": "Ringer", **said})


@pytest.mark.parametrize(
    "said",
    [
        {"who": "me"},
        {"who": "relative", "relative": "rut"},
        {"who": "care", "role_id": ROLE},
        {"who": "care", "unit_id": UNIT},
        {"who": "care", "role_id": ROLE, "unit_id": UNIT},
        {"who": "municipality", "role_id": ROLE},
        {"who": "municipality", "unit_id": UNIT},
        {"who": "municipality", "actor": "school"},
        {"who": "other", "actor": "school"},
        {"who": "care", "role_id": ROLE, "if_not_heard_by": "2026-12-01"},
        {"who": "care", "unit_id": UNIT, "if_not_heard_by": "2026-12-01"},
        {"who": "me", "call_id": ROLE, "if_not_heard_by": "2026-12-01"},
    ],
)
def test_one_party_answers_for_a_commitment(said):
    assert commitment(**said).who == said["who"]


@pytest.mark.parametrize(
    "said",
    [
        {"who": "me", "role_id": ROLE},
        {"who": "me", "unit_id": UNIT},
        {"who": "me", "relative": "rut"},
        {"who": "me", "actor": "school"},
        {"who": "relative"},
        {"who": "relative", "relative": ""},
        {"who": "relative", "role_id": ROLE},
        {"who": "relative", "relative": "rut", "actor": "school"},
        {"who": "care"},
        {"who": "care", "relative": "rut"},
        {"who": "care", "actor": "school"},
        {"who": "care", "role_id": ROLE, "relative": "rut"},
        {"who": "municipality"},
        {"who": "municipality", "relative": "rut"},
        {"who": "municipality", "role_id": ROLE, "actor": "school"},
        {"who": "other"},
        {"who": "other", "role_id": ROLE},
        {"who": "other", "actor": "school", "unit_id": UNIT},
    ],
)
def test_nobody_or_more_than_one_cannot_answer_for_it(said):
    with pytest.raises(ValidationError, match="exactly one party is responsible"):
        commitment(**said)


@pytest.mark.parametrize(
    "said",
    [{"who": "me"}, {"who": "relative", "relative": "rut"}, {"who": "other", "actor": "school"}],
)
def test_a_day_to_call_needs_somebody_to_call(said):
    with pytest.raises(ValidationError, match="needs somebody to call"):
        commitment(**said, if_not_heard_by="2026-12-01")


@pytest.mark.parametrize("kind", ["care-contact", "doctor", "coordinating-contact"])
def test_one_contact_may_hold_the_contract_together(kind):
    held = agreement(care_contacts=[contact("a", "other"), contact("b", kind, lead=True)])

    assert held.lead.key == "b"
    assert agreement(care_contacts=[contact()]).lead is None


@pytest.mark.parametrize("kind", ["social-care-contact", "other"])
def test_not_every_contact_can_be_the_lead(kind):
    with pytest.raises(ValidationError, match="a lead is a care contact, a doctor or a coord"):
        agreement(care_contacts=[contact("a", kind, lead=True)])


def test_two_cannot_hold_it_together():
    with pytest.raises(ValidationError, match="only one care contact can hold the contract"):
        agreement(care_contacts=[contact("a", lead=True), contact("b", "doctor", lead=True)])


def test_there_is_one_doctor_at_most():
    assert agreement(care_contacts=[contact("a", "doctor"), contact("b"), contact("c")])

    with pytest.raises(ValidationError, match="one contact of the kind doctor, not several"):
        agreement(care_contacts=[contact("a", "doctor"), contact("b", "doctor")])


def test_a_key_stands_once_in_a_list_and_again_in_another():
    goals = [{"key": "a", "words": "Cykla"}]
    assert agreement(goals=goals, supports=[{"key": "a", "what": "Tolk"}])

    with pytest.raises(ValidationError, match="'a' is used before in this list"):
        agreement(goals=goals * 2)


def promise(**said):
    return {"commitments": [{"key": "a", "what": "Ringer", **said}]}


@pytest.mark.parametrize(
    ("lists", "fault"),
    [
        (promise(who="relative", relative="per"), "there is no relative 'per'"),
        (promise(who="other", actor="club"), "there is no actor 'club'"),
        (promise(who="me", plan="vp"), "there is no plan 'vp'"),
        ({"activities": [{**TRAINING, "plan": "vp"}]}, "there is no plan 'vp'"),
    ],
)
def test_what_is_named_in_the_contract_stands_in_it(lists, fault):
    with pytest.raises(ValidationError, match=fault):
        agreement(**lists)


def test_names_that_are_answered_to_are_right():
    held = agreement(
        relatives=[{"key": "rut", "name": "Rut", "relation": "syster"}],
        actors=[{"key": "club", "name": "Klubben", "what": "Cyklar"}],
        plans=[{"key": "vp", "kind": "VP"}],
        commitments=[
            {"key": "a", "who": "relative", "relative": "rut", "plan": "vp", "what": "x"},
            {"key": "b", "who": "other", "actor": "club", "what": "x"},
        ],
    )

    assert held.faults() == []


def test_every_fault_is_told_with_its_place():
    held = agreement(
        goals=[{"key": "a", "words": "x"}, {"key": "b", "words": "x"}],
        care_contacts=[contact("a", lead=True), contact("b", "doctor"), contact("c")],
        commitments=[{"key": "a", "who": "me", "what": "x"}],
    )
    held.goals[1].key = "a"
    held.care_contacts[1].lead = True
    held.care_contacts[2].kind = ContactKind.DOCTOR
    held.commitments[0].plan = "vp"

    assert [steps for steps, _fault in held.faults()] == [
        ("care_contacts", 1, "lead"),
        ("care_contacts", 2, "kind"),
        ("goals", 1, "key"),
        ("commitments", 0, "plan"),
    ]


def test_the_contract_tells_whom_it_speaks_of_by_table():
    held = Agreement.model_validate(
        {
            "terms": {"status": "active", "coordinator_id": OTHER_ROLE},
            "care_contacts": [contact(appointed_by_id=UNIT)],
            "relatives": [{"key": "rut", "name": "Rut", "relation": "syster", "person_id": PERSON}],
        }
    )

    assert dict(held.references()) == {
        "care_role.id": {ROLE, OTHER_ROLE},
        "unit.id": {UNIT},
        "person.id": {PERSON},
    }


def test_a_plan_that_may_not_be_shown_speaks_of_nobody():
    shown = {"key": "a", "kind": "VP", "unit_id": UNIT, "approved_for_patient": True}
    hidden = {"key": "b", "kind": "SPLPTLRV", "coordinator_id": ROLE}

    assert dict(agreement(plans=[shown, hidden]).references()) == {"unit.id": {UNIT}}


def test_every_list_has_its_table_in_the_draft():
    assert list(PART_TABLES) == list(agreement().parts())


def test_a_goal_is_short():
    assert Goal.model_validate({"words": "å" * 400})

    with pytest.raises(ValidationError, match="at most 400 characters"):
        Goal.model_validate({"words": "å" * 401})


ASSESSED = {"assessed_by_id": ROLE, "assessed_on": "2026-11-10"}


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "assessed", **ASSESSED},
        {"kind": "own-activity"},
        {"kind": "self-monitoring"},
        {"kind": "self-monitoring", **ASSESSED},
    ],
)
def test_self_care_says_who_assessed_it_where_the_law_asks(said):
    assert SelfCare.model_validate({"what": "Mäter", **said})


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"kind": "assessed"}, "says who assessed it and when"),
        ({"kind": "assessed", "assessed_by_id": ROLE}, "says who assessed it and when"),
        ({"kind": "assessed", "assessed_on": "2026-11-10"}, "says who assessed it and when"),
        ({"kind": "own-activity", **ASSESSED}, "an own activity is not assessed"),
        ({"kind": "own-activity", "assessed_by_id": ROLE}, "an own activity is not assessed"),
        ({"kind": "own-activity", "assessed_on": "2026-11-10"}, "an own activity is not assessed"),
    ],
)
def test_assessed_self_care_and_own_activities_are_not_mixed_up(said, fault):
    with pytest.raises(ValidationError, match=fault):
        SelfCare.model_validate({"what": "Mäter", **said})


def test_a_child_has_a_birth_year_and_never_a_name():
    child = {"born_year": 2017, "needs": "Någon som frågar"}
    assert ChildNextOfKin.model_validate(child)

    for fault, wrong in (
        ("name", {"name": "Elis"}),
        ("born_year", {"born_year": 1989}),
        ("born_year", {"born_year": 2101}),
        ("born_year", {"born_year": "2017-05-01"}),
    ):
        with pytest.raises(ValidationError, match=fault):
            ChildNextOfKin.model_validate({**child, **wrong})


@pytest.mark.parametrize(
    ("written", "hour"), [("10:00", 10), ("10.00", 10), ("9.30", 9), ("09:30", 9)]
)
def test_the_hour_one_wants_no_times_before_is_a_clock_time(written, hour):
    wish = Terms.model_validate({"status": "active", "not_before": written}).not_before

    assert wish.hour == hour
    assert wish.tzinfo is None


@pytest.mark.parametrize("written", ["10", "25.00", "kl 10", "10:00Z", "10:00+01:00", "36000"])
def test_another_way_to_write_it_is_refused(written):
    with pytest.raises(ValidationError):
        Terms.model_validate({"status": "active", "not_before": written})


def test_a_plan_is_not_shown_until_somebody_approves_it():
    assert Plan.model_validate({"kind": "VP"}).approved_for_patient is False


def test_a_document_says_the_same_when_it_is_read_back():
    held = agreement(
        goals=[{"key": "a", "words": {"en": "Cycle", "sv": "Cykla"}, "due_on": date(2027, 6, 1)}],
        care_contacts=[contact(lead=True)],
    )

    assert Agreement.model_validate(held.model_dump(mode="json")) == held
