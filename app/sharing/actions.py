import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.base import clock
from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.people import actions as people
from app.sharing.models import CareRelation
from app.sharing.rules import Access


def actor(access: Access) -> Actor:
    """Return who acts, as the journal writes it."""
    return Actor(access.person_id, access.acts_as, access.unit_id)


def note_look(
    session: Session, access: Access, *, part: str, now: datetime, about: uuid.UUID | None = None
) -> None:
    """Write down that somebody other than the patient looked at a part of the plan.

    about: the one thing they looked at, when the page is about one.
    """
    journal.write(
        session,
        Happening.LOOKED,
        by=actor(access),
        patient_id=access.patient_id,
        about=about,
        now=now,
        part=part,
    )


def open_plan(session: Session, access: Access, *, reference_hash: str, now: datetime) -> None:
    """Let this sign-in show another person's plan from now on."""
    people.change_sign_in(session, reference_hash, plan_of_id=access.patient_id)
    journal.write(
        session, Happening.PLAN_OPENED, by=actor(access), patient_id=access.patient_id, now=now
    )


def close_plan(session: Session, *, reference_hash: str) -> None:
    """Go back to showing nobody else's plan."""
    people.change_sign_in(session, reference_hash, plan_of_id=None)


def keep_care_relations(
    session: Session,
    unit_ids: Collection[uuid.UUID],
    *,
    patient_id: uuid.UUID,
    basis: str,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> int:
    """Let these units, and no others, take part in the patient's care on this basis.

    Return how many care relations began or ended.
    """
    begun = [
        begin_care_relation(
            session,
            patient_id=patient_id,
            unit_id=unit_id,
            basis=basis,
            starts_on=starts_on,
            by=by,
            now=now,
        )
        for unit_id in unit_ids
    ]
    return sum(begun) + end_care_relations(
        session, patient_id=patient_id, basis=basis, but=unit_ids, by=by, now=now
    )


def begin_care_relation(
    session: Session,
    *,
    patient_id: uuid.UUID,
    unit_id: uuid.UUID,
    basis: str,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> bool:
    """Let a unit take part in the patient's care, on this basis. Return whether that is new."""
    relation = CareRelation(
        patient_id=patient_id, unit_id=unit_id, basis=basis, starts_on=starts_on
    )
    if not add_unless_there(session, relation):
        return False
    journal.write(
        session,
        Happening.CARE_RELATION_BEGAN,
        by=by,
        patient_id=patient_id,
        about=relation.id,
        now=now,
    )
    return True


def end_care_relations(
    session: Session,
    *,
    patient_id: uuid.UUID,
    basis: str,
    but: Collection[uuid.UUID],
    by: Actor,
    now: datetime,
) -> int:
    """End what this basis gave every unit but these, at once. Return how many ended."""
    live = select(CareRelation).where(
        CareRelation.patient_id == patient_id,
        CareRelation.basis == basis,
        col(CareRelation.ends_on).is_(None),
        col(CareRelation.unit_id).not_in(but),
    )
    ended = session.exec(live).all()
    for relation in ended:
        relation.ends_on = clock.local_day(now) - timedelta(days=1)
        session.add(relation)
        session.flush()
        journal.write(
            session,
            Happening.CARE_RELATION_ENDED,
            by=by,
            patient_id=patient_id,
            about=relation.id,
            now=now,
        )
    return len(ended)
