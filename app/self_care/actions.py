import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, update

from app.base.adding import add_unless_there
from app.base.keeping import change
from app.contracts.content_home import SelfCare, SelfCareKind
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.self_care import queries
from app.self_care.cards import OWN
from app.self_care.content import Outcome, PauseReason, RoutineContent, Value
from app.self_care.models import EarlierEntry, Entry, EntryFacts, Pause, Routine

KINDS_RECORDED = (SelfCareKind.ASSESSED, SelfCareKind.OWN_ACTIVITY)
"""What is measured on somebody else's system is shown, and not written down here."""


@dataclass(frozen=True)
class Told:
    """What somebody writes down: how it went, when it was, and which occasion it is about."""

    outcome: Outcome
    happened_at: datetime
    on: date
    slot: str = ""
    values: Sequence[Value] = ()
    words: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return {**vars(self), "values": list(self.values)}


def keep_agreed(
    session: Session,
    parts: Sequence[SelfCare],
    *,
    patient_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Let the routines of a contract be those that its latest version tells of.

    Those it no longer tells of end, and what was written down about them stays. Return how
    many were new, different or ended.
    """
    known = dict(queries.routines_from(session, source, patient_id=patient_id))
    happened: dict[uuid.UUID, Happening] = {}
    recorded = [part for part in parts if part.kind in KINDS_RECORDED]
    for position, part in enumerate(recorded):
        said = {**dict(part), "position": position, "ended_at": None}
        if routine := known.pop(part.key, None):
            if change(routine, said):
                happened[routine.id] = Happening.ROUTINE_CHANGED
        else:
            new = Routine(**said, patient_id=patient_id, source=source, added_at=now)
            session.add(new)
            happened[new.id] = Happening.ROUTINE_ADDED
    for gone in known.values():
        if gone.ended_at is None:
            gone.ended_at = now
            happened[gone.id] = Happening.ROUTINE_ENDED
    session.flush()
    for about, happening in happened.items():
        journal.write(session, happening, by=by, patient_id=patient_id, about=about, now=now)
    return len(happened)


def add_own(
    session: Session, said: RoutineContent, *, patient_id: uuid.UUID, by: Actor, now: datetime
) -> Routine:
    """Add something that the patient has chosen to do."""
    routine = Routine(
        **dict(said), patient_id=patient_id, source=OWN, key=str(uuid.uuid4()), added_at=now
    )
    session.add(routine)
    session.flush()
    _note(session, Happening.ROUTINE_ADDED, routine, by=by, now=now)
    return routine


def change_own(
    session: Session, routine: Routine, said: RoutineContent, *, by: Actor, now: datetime
) -> bool:
    """Let an own activity say something else. Return whether it did."""
    if not change(routine, dict(said)):
        return False
    session.add(routine)
    session.flush()
    _note(session, Happening.ROUTINE_CHANGED, routine, by=by, now=now)
    return True


def end_own(session: Session, routine: Routine, *, by: Actor, now: datetime) -> bool:
    """End an own activity; what was written down stays. Return whether it was going on."""
    ended = session.exec(
        update(Routine)
        .where(col(Routine.id) == routine.id, col(Routine.ended_at).is_(None))
        .values(ended_at=now)
    )
    if ended.rowcount == 0:
        return False
    _note(session, Happening.ROUTINE_ENDED, routine, by=by, now=now)
    return True


def record(
    session: Session,
    told: Told,
    *,
    entry_id: uuid.UUID,
    routine: Routine,
    fingerprint: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Write something down once. Return whether this id was new.

    fingerprint: of what was sent, so that the same again can be known from something else.
    """
    entry = Entry(
        id=entry_id,
        patient_id=routine.patient_id,
        routine_id=routine.id,
        told=fingerprint,
        **_facts(told, by=by, now=now),
    )
    if not add_unless_there(session, entry):
        return False
    _note(session, Happening.ENTRY_RECORDED, entry, by=by, now=now)
    return True


def correct(session: Session, entry: Entry, told: Told, *, by: Actor, now: datetime) -> bool:
    """Let an entry say something else, and keep what it said before. Return whether it did."""
    if all(getattr(entry, name) == value for name, value in told.facts.items()):
        return False
    earlier = {name: getattr(entry, name) for name in EntryFacts.model_fields}
    session.add(EarlierEntry(**earlier, entry_id=entry.id, replaced_at=now))
    change(entry, _facts(told, by=by, now=now))
    session.add(entry)
    session.flush()
    _note(session, Happening.ENTRY_CORRECTED, entry, by=by, now=now)
    return True


def undo(session: Session, entry_id: uuid.UUID, *, by: Actor, now: datetime) -> bool:
    """Take an entry back, as if it had not been written down. Return whether it stood there."""
    undone = session.exec(
        update(Entry)
        .where(col(Entry.id) == entry_id, col(Entry.undone_at).is_(None))
        .values(undone_at=now)
    )
    if undone.rowcount == 0:
        return False
    entry = session.get_one(Entry, entry_id)
    _note(session, Happening.ENTRY_UNDONE, entry, by=by, now=now)
    return True


def pause(
    session: Session,
    *,
    patient_id: uuid.UUID,
    routine_id: uuid.UUID | None,
    starts_on: date,
    ends_on: date | None,
    reason: PauseReason,
    by: Actor,
    now: datetime,
) -> Pause:
    """Let nothing be expected for some days: of one routine, or of them all."""
    paused = Pause(
        patient_id=patient_id,
        routine_id=routine_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        added_at=now,
    )
    session.add(paused)
    session.flush()
    _note(session, Happening.PAUSED, paused, by=by, now=now)
    return paused


def end_pause(session: Session, paused: Pause, *, today: date, by: Actor, now: datetime) -> bool:
    """Begin again today: yesterday was the last day of the pause. Return whether it was on."""
    yesterday = today - timedelta(days=1)
    ended = session.exec(
        update(Pause)
        .where(
            col(Pause.id) == paused.id,
            (col(Pause.ends_on).is_(None)) | (col(Pause.ends_on) > yesterday),
        )
        .values(ends_on=yesterday)
    )
    if ended.rowcount == 0:
        return False
    _note(session, Happening.PAUSE_ENDED, paused, by=by, now=now)
    return True


def _facts(told: Told, *, by: Actor, now: datetime) -> dict[str, Any]:
    return {**told.facts, "by_id": by.person_id, "role": by.role.value, "recorded_at": now}


def _note(
    session: Session,
    happening: Happening,
    about: Routine | Entry | Pause,
    *,
    by: Actor,
    now: datetime,
) -> None:
    journal.write(session, happening, by=by, patient_id=about.patient_id, about=about.id, now=now)
