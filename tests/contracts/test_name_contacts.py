"""Who holds a contract together, and whom one could call about a thing in it."""

import uuid
from dataclasses import fields
from datetime import date

import pytest

from app.contracts import contacts
from app.contracts.agreement import Agreement
from app.people.cards import Professional, UnitCard
from app.people.directory import Directory


def unit(number, name):
    said = dict.fromkeys(field.name for field in fields(UnitCard))
    return UnitCard(**{**said, "id": uuid.UUID(int=number), "name": name, "phone": name})


def professional(number, name, home):
    said = dict.fromkeys(field.name for field in fields(Professional))
    named = {"id": uuid.UUID(int=number), "given_name": name, "phone": name, "unit_id": home.id}
    return Professional(**{**said, **named})


CLINIC, OTHER = unit(1, "clinic"), unit(2, "other")
SAM, STELLA = professional(3, "sam", CLINIC), professional(4, "stella", OTHER)
TODAY = date(2026, 11, 24)
EVERYBODY = Directory(
    {one.id: one for one in (SAM, STELLA)}, {one.id: one for one in (CLINIC, OTHER)}, TODAY
)


def agreement(*contacts):
    return Agreement.model_validate(
        {"terms": {"status": "active"}, "care_contacts": list(contacts)}
    )


def contact(role, kind="care-contact", **said):
    return {"key": role.given_name, "kind": kind, "role_id": role.id, **said}


@pytest.mark.parametrize(
    ("held", "first"),
    [
        pytest.param(None, None, id="no contract"),
        pytest.param(agreement(), None, id="no contact"),
        pytest.param(agreement(contact(SAM), contact(STELLA)), "sam", id="no lead: the first"),
        pytest.param(agreement(contact(SAM), contact(STELLA, lead=True)), "stella", id="the lead"),
    ],
)
def test_the_lead_goes_first(held, first):
    found = contacts.first_contact(held)

    assert (found.key if found else None) == first


@pytest.mark.parametrize(
    ("held", "about", "phones"),
    [
        pytest.param(
            agreement(contact(SAM)),
            {"role_id": STELLA.id},
            ["stella", "other", "sam", "clinic"],
            id="who answers for it, then the first contact",
        ),
        pytest.param(
            agreement(contact(SAM)),
            {"unit_id": OTHER.id},
            ["other", "sam", "clinic"],
            id="the unit, then the first contact",
        ),
        pytest.param(agreement(contact(SAM)), {}, ["sam", "clinic"], id="the first contact"),
        pytest.param(
            agreement(), {"role_id": STELLA.id}, ["stella", "other"], id="nobody but who answers"
        ),
        pytest.param(agreement(), {}, ["clinic", "other"], id="any unit when nobody is named"),
        pytest.param(None, {}, ["clinic", "other"], id="any unit without a contract"),
    ],
)
def test_lines_begin_with_who_answers_and_go_on_to_the_first_contact(held, about, phones):
    lines = contacts.lines_about(held, EVERYBODY, **about)

    assert [line.phone for line in lines] == phones


def test_with_nobody_and_nothing_there_is_nobody_to_call():
    assert list(contacts.lines_about(None, Directory({}, {}, TODAY))) == []
