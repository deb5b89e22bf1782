"""How guardians begin and end as contracts say, and what units say yes to for young people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from app.base import clock
from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.sharing import care_queries
from app.sharing.content import Approves
from app.sharing.models import Approval, Guardianship

Days = tuple[date | None, date | None]
"""The first and the last day of something. Without a first it has always been so."""


def keep_guardians(
    session: Session,
    said: Mapping[uuid.UUID, Days],
    *,
    patient_id: uuid.UUID,
    basis: str,
    by: Actor,
    now: datetime,
) -> int:
    """Let these people, and no others, be the patient's guardians by this contract.

    Return how many guardianships began or ended.
    """
    known = session.exec(
        select(Guardianship).where(
            Guardianship.patient_id == patient_id,
            Guardianship.basis == basis,
            col(Guardianship.ended_at).is_(None),
        )
    ).all()
    kept = {one.guardian_id for one in known if said.get(one.guardian_id) == _days_of(one)}
    for one in known:
        if one.guardian_id not in kept:
            one.ended_at = now
            session.add(one)
            session.flush()
            _note(session, Happening.GUARDIAN_ENDED, one, by=by, now=now)
    begun = [
        Guardianship(
            patient_id=patient_id,
            guardian_id=guardian_id,
            basis=basis,
            starts_on=first,
            ends_on=last,
            said_at=now,
        )
        for guardian_id, (first, last) in said.items()
        if guardian_id not in kept
    ]
    for one in begun:
        session.add(one)
        session.flush()
        _note(session, Happening.GUARDIAN_BEGAN, one, by=by, now=now)
    return len(known) - len(kept) + len(begun)


def see_ended(
    session: Session,
    guardian_id: uuid.UUID,
    patient_ids: Collection[uuid.UUID],
    *,
    now: datetime,
) -> None:
    """Note that a guardian has been told of each of these that it opens nothing any more."""
    session.exec(
        update(Guardianship)
        .where(
            col(Guardianship.guardian_id) == guardian_id,
            col(Guardianship.patient_id).in_(patient_ids),
            col(Guardianship.end_seen_at).is_(None),
        )
        .values(end_seen_at=now)
    )


def ask_to_stay(session: Session, *, patient_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Note that somebody has asked to see a plan that they do not see. Nobody is told."""
    journal.write(session, Happening.ASKED_TO_STAY, by=by, patient_id=patient_id, now=now)


def approve(
    session: Session,
    what: Approves,
    *,
    patient_id: uuid.UUID,
    unit_id: uuid.UUID,
    role_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a unit's yes. A yes that was there already stands as it is.

    One of a unit that takes no part in the care any more gives way to it.
    """
    in_care = care_queries.units_in_care_of(session, patient_id, today=clock.local_day(now))
    before = _live_approval(session, what, patient_id=patient_id)
    if before and before.unit_id not in in_care:
        _end_approval(session, before, role_id=role_id, by=by, now=now)
    said = Approval(patient_id=patient_id, what=what, unit_id=unit_id, role_id=role_id, said_at=now)
    if add_unless_there(session, said):
        _note_approval(session, Happening.APPROVED, said, by=by, now=now)


def take_back_approval(
    session: Session,
    what: Approves,
    *,
    patient_id: uuid.UUID,
    role_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    """Let a yes hold no longer, from the next request on. One that is not there is no fault."""
    if said := _live_approval(session, what, patient_id=patient_id):
        _end_approval(session, said, role_id=role_id, by=by, now=now)


def _live_approval(session: Session, what: Approves, *, patient_id: uuid.UUID) -> Approval | None:
    return session.exec(
        select(Approval)
        .where(
            Approval.patient_id == patient_id,
            Approval.what == what,
            col(Approval.ended_at).is_(None),
        )
        .with_for_update()
    ).one_or_none()


def _end_approval(
    session: Session, said: Approval, *, role_id: uuid.UUID, by: Actor, now: datetime
) -> None:
    said.ended_at, said.ended_by_id = now, role_id
    session.add(said)
    session.flush()
    _note_approval(session, Happening.APPROVAL_ENDED, said, by=by, now=now)


def _days_of(one: Guardianship) -> Days:
    return one.starts_on, one.ends_on


def _note(
    session: Session, happening: Happening, one: Guardianship, *, by: Actor, now: datetime
) -> None:
    journal.write(session, happening, by=by, patient_id=one.patient_id, about=one.id, now=now)


def _note_approval(
    session: Session, happening: Happening, said: Approval, *, by: Actor, now: datetime
) -> None:
    journal.write(
        session,
        happening,
        by=by,
        patient_id=said.patient_id,
        about=said.id,
        now=now,
        what=said.what.value,
    )
