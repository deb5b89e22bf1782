"""What was right when it was published can be read, whatever the rules have become since."""

import uuid

import pytest
from pydantic import ValidationError
from sqlalchemy import JSON, column, insert, table
from sqlmodel import select

from app.contracts.agreement import Agreement
from app.contracts.models import Contract, ContractVersion
from app.demo import actions as demo
from app.people.models import Unit
from app.people.opening_hours import OpeningHours
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on

AS_PLAIN_JSON = table(
    "contract_version",
    *(
        column(one.name, JSON() if one.name == "document" else one.type)
        for one in ContractVersion.__table__.columns
    ),
)
NOT_TODAY = {
    "a list that has gone": ({"wishes": [{"key": "a", "words": {"sv": "Ett ord"}}]}, "Cykla"),
    "a field that has gone": (
        {"goals": [{"key": "a", "words": {"sv": "Gå igen"}, "colour": "green"}]},
        "Gå igen",
    ),
    "a goal that is too long": ({"goals": [{"key": "a", "words": {"sv": "Gå " * 2000}}]}, "Gå Gå"),
    "a promise that nobody answers for": (
        {"commitments": [{"key": "a", "who": "care", "what": {"sv": "Någon ringer"}}]},
        "Någon ringer",
    ),
    "a promise by somebody who is not there": (
        {
            "commitments": [
                {"key": "a", "who": "relative", "relative": "x", "what": {"sv": "Någon kör"}}
            ]
        },
        "Någon kör",
    ),
    "a number that cannot be dialled": (
        {
            "actors": [
                {"key": "a", "name": {"sv": "Skolan"}, "what": {"sv": "Hjälper"}, "phone": "?"}
            ]
        },
        "Skolan",
    ),
    "care of no category": (
        {
            "activities": [
                {"key": "a", "categories": [], "state": "planned", "what": {"sv": "Träning"}}
            ]
        },
        "Träning",
    ),
    "two of one key": (
        {"supports": [{"key": "a", "what": {"sv": "Tolk"}}, {"key": "a", "what": {"sv": "Hiss"}}]},
        "Tolk",
    ),
}


@pytest.fixture
def publish_long_ago(session, people):
    """Make a document that today's rules refuse the newest version of Ann's contract."""

    def publish(said):
        newest = session.exec(
            select(ContractVersion).join(Contract).where(Contract.patient_id == people["ann"])
        ).one()
        document = newest.document.model_dump(mode="json") | said
        with pytest.raises(ValidationError):
            Agreement.model_validate(document)
        old = {**dict(newest), "id": uuid.uuid4(), "number": 2, "document": document}
        session.exec(insert(AS_PLAIN_JSON).values(old))
        session.commit()

    return publish


@pytest.mark.parametrize(("said", "shown"), NOT_TODAY.values(), ids=NOT_TODAY)
def test_what_the_rules_refuse_today_is_still_shown(browse, publish_long_ago, said, shown):
    publish_long_ago(said)

    ann = browse("ann")
    pages = [ann.get(path) for path in ("/", "/contract", "/contract/paper", "/contacts")]

    assert [page.status_code for page in pages] == [200] * 4
    assert shown in words_on(pages[1])


def test_everything_in_the_examples_is_read_back_as_it_was_checked(app, session):
    demo.load(session, now=TUESDAY_MORNING)
    session.commit()
    session.expire_all()

    versions = session.exec(select(ContractVersion)).all()
    hours = [unit.hours for unit in session.exec(select(Unit)) if unit.hours]

    assert len(versions) > 5
    for version in versions:
        assert version.document == Agreement.model_validate(
            version.document.model_dump(mode="json")
        )
    assert hours
    for one in hours:
        assert one == OpeningHours.model_validate(one.model_dump(mode="json"))
