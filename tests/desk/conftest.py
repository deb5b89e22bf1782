"""A clinic where Sam has times that come back."""

from datetime import date

import pytest
from sqlmodel import col, select

from app.journal.actions import OPERATOR
from app.people.models import CareRole, Person
from app.slots import timetable
from app.slots.content import Mode, WeekPatternContent
from app.slots.models import Slot
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind


@pytest.fixture
def roles(session, people):
    return dict(session.exec(select(CareRole.key, CareRole.id)).all())


@pytest.fixture
def kind(session, people):
    return make_kind(session, horizon_days=28)


@pytest.fixture
def pattern(session, kind, roles):
    """Sam has times on Tuesdays at nine and ten, from the first of December."""
    said = WeekPatternContent.model_validate(
        {
            "key": "sam",
            "role_id": roles["sam"],
            "kind_keys": [kind.key],
            "mode": Mode.VISIT,
            "days": (1,),
            "from_minute": 9 * 60,
            "to_minute": 11 * 60,
            "length": 45,
            "buffer": 15,
            "starts_on": date(2026, 12, 1),
        }
    )
    made = timetable.add_pattern(
        session, said, unit_id=kind.unit_id, source="tests", by=OPERATOR, now=TUESDAY_MORNING
    )
    session.commit()
    return made


@pytest.fixture
def slots(session, pattern):
    """Return the ids of Sam's slots, the earliest first."""
    return session.exec(select(Slot.id).order_by(col(Slot.starts_at))).all()


@pytest.fixture(autouse=True)
def in_english(session, people):
    """Staff of ann.yaml speak Swedish; here they speak English."""
    for person in session.exec(select(Person)):
        person.language = "en"
    session.commit()
