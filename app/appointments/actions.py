import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, update

from app.appointments import booking_rules, queries
from app.appointments.content import FIXED, AppointmentContent, State
from app.appointments.models import Appointment
from app.base.keeping import change
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.slots import actions as slots

OUTCOMES = {
    State.DONE: Happening.APPOINTMENT_DONE,
    State.MISSED: Happening.APPOINTMENT_MISSED,
}


@dataclass
class Kept:
    """What came of the times that a source told of."""

    changed: int = 0
    """How many were new, different or withdrawn."""
    cancelled: list[Appointment] = field(default_factory=list)
    freed: list[uuid.UUID] = field(default_factory=list)
    """The slots that nobody has any more."""


def keep_times(
    session: Session,
    times: Sequence[AppointmentContent],
    *,
    patient_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> Kept:
    """Keep all times that a source tells of, and withdraw those it no longer tells of.

    What was booked, moved or cancelled here stays so, until the source has something new to tell
    of when the time is or whether it is.
    """
    came = Kept()
    known = queries.appointments_from(session, source, patient_id=patient_id)
    happened: dict[uuid.UUID, Happening] = {}
    for time in times:
        if kept := known.pop(time.key, None):
            if _change(session, kept, time, came, now=now):
                happened[kept.id] = Happening.APPOINTMENT_CHANGED
        else:
            new = Appointment(**dict(time), patient_id=patient_id, source=source, changed_at=now)
            new.as_told = booking_rules.arrangement(time)
            session.add(new)
            happened[new.id] = Happening.APPOINTMENT_ADDED
    for gone in known.values():
        if _withdraw(gone, now=now):
            came.cancelled.append(gone)
            happened[gone.id] = Happening.APPOINTMENT_WITHDRAWN
    session.flush()
    for about, happening in happened.items():
        journal.write(session, happening, by=by, patient_id=patient_id, about=about, now=now)
    came.changed = len(happened)
    return came


def note_outcome(
    session: Session,
    appointment_id: uuid.UUID,
    outcome: State,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> bool:
    """Say that a time took place, or that the patient did not come. Return whether that is new.

    Nothing is said of a time that has not begun, or that was never agreed.
    """
    noted = session.exec(
        update(Appointment)
        .where(
            col(Appointment.id) == appointment_id,
            col(Appointment.state).in_((*FIXED, *OUTCOMES)),
            col(Appointment.state) != outcome,
            col(Appointment.starts_at) <= now,
        )
        .values(state=outcome)
    )
    if noted.rowcount != 1:
        return False
    happening = OUTCOMES[outcome]
    journal.write(session, happening, by=by, patient_id=patient_id, about=appointment_id, now=now)
    return True


def _change(
    session: Session, kept: Appointment, time: AppointmentContent, came: Kept, *, now: datetime
) -> bool:
    """Let a time say what its source says now. That it was fetched again is no change of it."""
    kept.fetched_at = time.fetched_at
    said = dict(time)
    if booking_rules.is_overtaken(kept, time, as_told=kept.as_told, here=kept.slot_id is not None):
        said = {name: said[name] for name in said if name not in booking_rules.ARRANGED}
    else:
        kept.as_told = booking_rules.arrangement(time)
        if (kept.state, kept.starts_at) != (time.state, time.starts_at):
            kept.relative_id = kept.relative_role = None
        if kept.slot_id and (kept.starts_at != time.starts_at or time.state is State.CANCELLED):
            if slots.free(session, kept.slot_id, held_for_id=kept.id):
                came.freed.append(kept.slot_id)
            kept.slot_id = None
        if time.state is State.CANCELLED:
            came.cancelled.append(kept)
    different = change(kept, said)
    if different:
        _count_change(kept, now=now)
    return different


def _withdraw(gone: Appointment, *, now: datetime) -> bool:
    """Cancel a time that its source no longer tells of, unless it is cancelled already.

    One that was booked here stays: its source may tell only of what is still to be booked.
    """
    if gone.state is State.CANCELLED or gone.slot_id:
        return False
    gone.state, gone.as_told = State.CANCELLED, ""
    _count_change(gone, now=now)
    return True


def _count_change(time: Appointment, *, now: datetime) -> None:
    """Let calendars know that they have an older one. The database counts, as others may too."""
    time.changed_at = now
    time.sequence = col(Appointment.sequence) + 1  # type: ignore[assignment]  # a number again when it is kept
