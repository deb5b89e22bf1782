"""Booking, changing and cancelling a time that its unit has: all of it, or nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, update

from app.appointments.booking_rules import key_of_next
from app.appointments.content import FIXED, State
from app.appointments.models import Appointment
from app.base.adding import add_unless_there
from app.base.content import HERE
from app.base.words import Words
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.slots import actions as slots
from app.slots.cards import FreeSlot
from app.slots.content import Holding
from app.slots.models import SlotHolder


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the time since it was read, so nothing was done."""


@dataclass(frozen=True)
class Filled:
    """What the patient wants the clinic to know: support at this visit, and a message."""

    support: Sequence[Words] = ()
    message: str = ""


def hold(
    session: Session,
    slot_id: uuid.UUID,
    *,
    hold_id: uuid.UUID,
    patient_id: uuid.UUID,
    until: datetime,
    earliest: datetime,
    by: Actor,
    now: datetime,
) -> bool:
    """Keep a slot for a patient while they fill in, and let go of any they kept before.

    Return whether it was free.
    """
    slots.free_holds(session, patient_id)
    wanted = SlotHolder(
        slot_id=slot_id,
        holding=Holding.HOLD,
        held_for_id=hold_id,
        patient_id=patient_id,
        until=until,
        since=now,
    )
    if not slots.take(session, wanted, earliest=earliest, now=now):
        return False
    journal.write(
        session, Happening.SLOT_HELD, by=by, patient_id=patient_id, about=slot_id, now=now
    )
    return True


def book(
    session: Session,
    time: Appointment,
    slot: FreeSlot,
    *,
    filled: Filled,
    held_for_id: uuid.UUID | None,
    earliest: datetime,
    by: Actor,
    now: datetime,
    called: Words | None = None,
    told: str = "",
    booked_by_id: uuid.UUID | None = None,
) -> bool:
    """Let a time be in this slot. Return whether the slot could be had.

    Until it is theirs the patient keeps the slot they had, and from then on that one is free.
    held_for_id: the hold or the offer that keeps the slot for them, if any does.
    called: what the time is called from now on, when that is something else.
    told: which consequence was said before a time was changed, as for cancel.
    booked_by_id: the care role of whoever books it for the patient on the phone, who may have
    what patients do not see yet.
    Raises ChangedMeanwhileError, and nothing may be kept, when the time is not as it was read.
    """
    if not _take(
        session,
        time,
        slot.id,
        held_for_id=held_for_id,
        earliest=earliest,
        now=now,
        before_release=booked_by_id is not None,
    ):
        return False
    moved = time.state in FIXED
    said = {**_as_booked(slot, filled, called or time.what), "booked_by_id": booked_by_id}
    _change(session, time, said, by=by, now=now)
    slots.free_all(session, held_for_id=time.id, but=slot.id)
    happening = Happening.APPOINTMENT_MOVED if moved else Happening.APPOINTMENT_BOOKED
    _note(session, happening, time, by=by, now=now, told=told, how="phone" if booked_by_id else "")
    return True


def book_again(
    session: Session,
    earlier: Appointment,
    slot: FreeSlot,
    *,
    called: Words,
    filled: Filled,
    held_for_id: uuid.UUID | None,
    earliest: datetime,
    by: Actor,
    now: datetime,
) -> Appointment | None:
    """Book one more time like an earlier one, and return it; nothing when the slot is taken.

    That is done once for each earlier time, whoever presses how often: from the second on one
    raises ChangedMeanwhileError, and nothing may be kept.
    """
    time = _next_after(earlier, called, unit_id=slot.unit_id, now=now)
    if not add_unless_there(session, time):
        raise ChangedMeanwhileError
    added = session.get_one(Appointment, time.id)
    booked = book(
        session,
        added,
        slot,
        filled=filled,
        held_for_id=held_for_id,
        earliest=earliest,
        by=by,
        now=now,
    )
    return added if booked else None


def cancel(
    session: Session, time: Appointment, *, told: str, by: Actor, now: datetime
) -> uuid.UUID | None:
    """Cancel a time, and return the slot that is free now, if it had one.

    told: which consequence was said before it, such as guarantee or fee.
    Raises ChangedMeanwhileError, and nothing may be kept, when the time is not as it was read.
    """
    before = time.slot_id
    _change(session, time, {"state": State.CANCELLED, "slot_id": None}, by=by, now=now)
    slots.free_all(session, held_for_id=time.id)
    _note(session, Happening.APPOINTMENT_CANCELLED, time, by=by, now=now, told=told)
    return before


def _take(
    session: Session,
    time: Appointment,
    slot_id: uuid.UUID,
    *,
    held_for_id: uuid.UUID | None,
    earliest: datetime,
    now: datetime,
    before_release: bool,
) -> bool:
    """Take what is kept for the patient; or what is free, also when it is no longer kept."""
    wanted = SlotHolder(
        slot_id=slot_id,
        holding=Holding.BOOKING,
        held_for_id=time.id,
        patient_id=time.patient_id,
        until=None,
        since=now,
    )
    kept = held_for_id is not None and slots.take_over(
        session, wanted, instead_of=held_for_id, now=now
    )
    return kept or slots.take(
        session, wanted, earliest=earliest, now=now, before_release=before_release
    )


def _as_booked(slot: FreeSlot, filled: Filled, called: Words) -> dict[str, object]:
    return {
        "state": State.BOOKED,
        "what": called,
        "slot_id": slot.id,
        "unit_id": slot.unit_id,
        "role_id": slot.role_id,
        "mode": slot.mode,
        "place": slot.place,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "answer_by": None,
        "window_from": None,
        "window_to": None,
        "window_words": None,
        "call_if_not_heard_by": None,
        "support": list(filled.support),
        "message": filled.message,
    }


def _change(
    session: Session, time: Appointment, said: dict[str, object], *, by: Actor, now: datetime
) -> None:
    """Change a time that is still as it was read, in one statement."""
    helped = by.role.helps or by.role is Role.GUARDIAN
    relative = {
        "relative_id": by.person_id if helped else None,
        "relative_role": by.role.value if helped else None,
    }
    changed = session.exec(
        update(Appointment)
        .where(
            col(Appointment.id) == time.id,
            col(Appointment.sequence) == time.sequence,
            col(Appointment.state) == time.state,
            col(Appointment.slot_id).is_not_distinct_from(time.slot_id),
            col(Appointment.starts_at).is_not_distinct_from(time.starts_at),
        )
        .values(**said, **relative, changed_at=now, sequence=time.sequence + 1)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise ChangedMeanwhileError
    session.expire(time)


def _note(
    session: Session,
    happening: Happening,
    time: Appointment,
    *,
    by: Actor,
    now: datetime,
    **details: str,
) -> None:
    """Write down what was done with a time, with those details that there are."""
    there = {name: detail for name, detail in details.items() if detail}
    journal.write(
        session, happening, by=by, patient_id=time.patient_id, about=time.id, now=now, **there
    )


def _next_after(
    earlier: Appointment, called: Words, *, unit_id: uuid.UUID, now: datetime
) -> Appointment:
    """Return one more time like an earlier one, which has no day yet."""
    return Appointment(
        patient_id=earlier.patient_id,
        source=HERE,
        key=key_of_next(earlier.id),
        state=State.REQUESTED,
        what=called,
        about=earlier.about,
        before=earlier.before,
        kind_id=earlier.kind_id,
        unit_id=unit_id,
        change=earlier.change,
        changed_at=now,
    )
