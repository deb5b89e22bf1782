"""Routines, and what was written down of them, straight into the tables."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import insert

from app.base import clock
from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import Measure
from app.journal.models import Role
from app.self_care.content import Outcome, PauseReason, Value
from app.self_care.models import EarlierEntry, Entry, Pause, Routine
from tests.conftest import TUESDAY_MORNING

UPPER = Measure(key="upper", name=Words("sv", {"sv": "Övre", "en": "Upper"}), unit="mmHg")
LOWER = Measure(key="lower", name=Words("sv", {"sv": "Undre", "en": "Lower"}), unit="mmHg")
PULSE = Measure(key="pulse", name=Words("sv", {"sv": "Puls", "en": "Pulse"}), unit="/min")
PAIN = Measure(
    key="pain", name=Words("sv", {"sv": "Värk", "en": "Pain"}), lowest=0, highest=10
)  # fmt: skip
TUESDAY = date(2026, 11, 24)
EIGHT = 8 * 60


def a_routine(session, patient_id, *, what="Mäta blodtryck", key="pressure", **more):
    """Keep something that a patient does at home again and again."""
    told = {"kind": SelfCareKind.ASSESSED, "measures": [UPPER, LOWER], "source": "tests", **more}
    routine = Routine(
        patient_id=patient_id,
        key=key,
        what=what if isinstance(what, Words) else Words("sv", {"sv": what}),
        added_at=TUESDAY_MORNING,
        **told,
    )
    session.add(routine)
    session.commit()
    return routine


def an_entry(session, routine, *numbers, on=TUESDAY, at=EIGHT, **more):
    """Keep something that was written down, with a number for each measure in their order."""
    entry = Entry(**facts(routine, *numbers, on=on, at=at, **more), id=uuid.uuid4())
    entry.patient_id, entry.routine_id = routine.patient_id, routine.id
    session.add(entry)
    session.commit()
    return entry


def a_correction(session, routine, entry, *numbers, replaced_at, **more):
    """Keep what an entry said before."""
    session.add(
        EarlierEntry(entry_id=entry.id, replaced_at=replaced_at, **facts(routine, *numbers, **more))
    )
    session.commit()


def a_pause(session, patient_id, starts_on, ends_on=None, *, routine=None, reason=PauseReason.ILL):
    session.add(
        Pause(
            patient_id=patient_id,
            routine_id=routine and routine.id,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            added_at=TUESDAY_MORNING,
        )
    )
    session.commit()


def facts(routine, *numbers, on=TUESDAY, at=EIGHT, **more):
    """Return what an entry says."""
    happened_at = clock.moment(on, at)
    return {
        "outcome": Outcome.DONE,
        "happened_at": happened_at,
        "on": on,
        "values": [
            Value(measure=measure.key, number=Decimal(str(number)))
            for measure, number in zip(routine.measures, numbers, strict=False)
        ],
        "by_id": routine.patient_id,
        "role": Role.PATIENT.value,
        "recorded_at": happened_at,
        **more,
    }


def many_entries(session, routine, count, *, last=TUESDAY, each_day=4):
    """Keep very many entries at once, some on each day, back from the last day."""
    days = (last - timedelta(days=number // each_day) for number in range(count))
    session.execute(
        insert(Entry),
        [
            {
                **facts(routine, 120 + number % 30, 70 + number % 20, on=on, at=number % 1440),
                "id": uuid.uuid4(),
                "patient_id": routine.patient_id,
                "routine_id": routine.id,
                "slot": "",
                "words": "",
            }
            for number, on in enumerate(days)
        ],
    )
    session.commit()


def moment(day, hour, minute=0, month=11) -> datetime:
    return clock.moment(date(2026, month, day), hour * 60 + minute)
