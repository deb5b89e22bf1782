"""Slots, and times that they can be booked for, as a unit would have made them."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base.content import HERE
from app.base.words import Words
from app.people.models import Unit
from app.slots import actions, queries
from app.slots.content import Mode
from app.slots.models import BookingRules, Slot, SlotKind, VisitKind

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def make_kind(session, *, unit="clinic", key="eyes", **rules):
    """Let a unit book visits of one kind here."""
    unit_id = session.exec(select(Unit.id).where(Unit.key == unit)).one()
    kind = VisitKind(unit_id=unit_id, key=key, name=Words("sv", {"sv": "Synundersökning"}))
    session.add(kind)
    if session.get(BookingRules, unit_id) is None:
        session.add(BookingRules(unit_id=unit_id, **rules))
    session.commit()
    return kind


def make_slot(session, kind, starts_at, *, role_id=None, length=HALF_AN_HOUR, **said):
    """Make one slot for visits of this kind, and return it as a patient would choose it.

    Without a professional it is in a room of its own, so that several can be at once.
    """
    room = {} if role_id else {"takes_up": str(uuid.uuid4())}
    slot = Slot(
        unit_id=kind.unit_id,
        role_id=role_id,
        starts_at=starts_at,
        ends_at=starts_at + length,
        **{"mode": Mode.VISIT, "released_at": LONG_AGO, "made_at": LONG_AGO, **room, **said},
    )
    assert actions.add(session, slot, kind_ids=[kind.id])
    session.commit()
    return queries.slot_for(session, slot.id, kind_id=kind.id)


def make_many(session, kind, first, *, count, apart=timedelta(minutes=5)):
    """Make many slots for visits of this kind at once, the first of them at a moment."""
    for starts_at in (first + number * apart for number in range(count)):
        slot = Slot(
            unit_id=kind.unit_id,
            mode=Mode.VISIT,
            starts_at=starts_at,
            ends_at=starts_at + apart,
            released_at=LONG_AGO,
            made_at=LONG_AGO,
        )
        session.add_all([slot, SlotKind(kind_id=kind.id, starts_at=starts_at, slot_id=slot.id)])
    session.commit()


def make_time(session, kind, patient_id, *, answer_by):
    """Invite a patient to book a visit of this kind themselves."""
    time = Appointment(
        patient_id=patient_id,
        source=HERE,
        key=str(uuid.uuid4()),
        state=State.OPEN_INVITATION,
        what=Words("sv", {"sv": "Synundersökning"}),
        answer_by=answer_by,
        unit_id=kind.unit_id,
        kind_id=kind.id,
        change=WayToChange.ONLINE,
        changed_at=LONG_AGO,
    )
    session.add(time)
    session.commit()
    return time
