"""Routines, entries and pauses as a test needs them."""

import uuid
from datetime import date

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import Schedule
from app.self_care.cards import OWN, EntryCard, PauseCard, RoutineCard
from app.self_care.content import Outcome, PauseReason
from tests.conftest import TUESDAY_MORNING

TUESDAY = date(2026, 11, 24)
ANN = uuid.uuid4()


def schedule(rule="FREQ=DAILY", starts_on=date(2026, 11, 1), **more):
    return Schedule(rule=rule, starts_on=starts_on, **more)


def routine(planned=None, **more):
    said = {
        "id": uuid.uuid4(),
        "source": OWN,
        "position": 0,
        "added_at": TUESDAY_MORNING,
        "kind": SelfCareKind.OWN_ACTIVITY,
        "what": Words.from_json({"sv": "Går ut"}),
        "schedule": planned,
        **more,
    }
    return RoutineCard.model_construct(**said)


def entry(about, on=TUESDAY, slot="", *, undone_at=None, by_id=ANN):
    return EntryCard(
        id=uuid.uuid4(),
        routine_id=about.id,
        outcome=Outcome.DONE,
        happened_at=TUESDAY_MORNING,
        on=on,
        slot=slot,
        values=[],
        words="",
        by_id=by_id,
        role="patient",
        recorded_at=TUESDAY_MORNING,
        undone_at=undone_at,
        by_name="Ann",
    )


def pause(starts_on, ends_on=None, about=None):
    return PauseCard(uuid.uuid4(), about and about.id, starts_on, ends_on, PauseReason.ILL)
