import uuid
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Date, Uuid, bindparam, select
from sqlmodel import Session, and_, col, or_

from app.base import clock
from app.base.db import Question
from app.people.models import Person
from app.sharing import care_queries, rules
from app.sharing import guardian_queries as guardians
from app.sharing.ages import Band
from app.sharing.cards import Helped, ShareCard
from app.sharing.content import Deed, Part, Thing
from app.sharing.models import KeptOut, Share
from app.sharing.rules import ALL, Access

A_DAY = timedelta(days=1)
SOON = timedelta(days=14)
"""How long before the last day of a share both are told that it ends."""
SHARE = [getattr(Share, name.name) for name in fields(ShareCard)]


def access_of(
    session: Session,
    person_id: uuid.UUID,
    *,
    patient_id: uuid.UUID,
    band: Band,
    today: date,
    at_work: bool = True,
    allowed: Collection[Part | Deed] = ALL,
) -> Access | None:
    """Answer "may they?" for everybody: pages, files, pushes and exports all ask here.

    band: how old the patient is today.
    at_work: whether they are here for their work, if they have any in care.
    allowed: what can be shared at all where this is in use (house_rules.can_be_shared).
    """
    if person_id == patient_id:
        young = band is Band.YOUNG
        approved = guardians.approved_for(session, patient_id, today=today) if young else ()
        return rules.may_open(person_id, patient_id, [], band=band, approved=approved)
    units = (
        care_queries.units_between(session, person_id, patient_id, today=today) if at_work else []
    )
    guardian = (
        not units
        and band is Band.CHILD
        and guardians.is_guardian(session, person_id, patient_id=patient_id, today=today)
    )
    let_in = bool(units) or guardian
    share = None if let_in else share_between(session, patient_id, person_id, today=today)
    if share is None:
        return rules.may_open(person_id, patient_id, units, band=band, guardian=guardian)
    off = care_queries.switched_off(session, patient_id, today=today)
    return rules.may_open(
        person_id,
        patient_id,
        units,
        band=band,
        share=share,
        kept_out=things_kept_out(session, patient_id),
        allowed=rules.left_of(allowed, off),
    )


def share_between(
    session: Session, patient_id: uuid.UUID, helper_id: uuid.UUID, *, today: date
) -> ShareCard | None:
    """Return what a patient shares with somebody today."""
    asked = {"patient": patient_id, "helper": helper_id, "today": today}
    row = session.connection().execute(_between(), asked).one_or_none()
    return ShareCard(*row) if row else None


@cache
def _between() -> Question:
    return select(*SHARE).where(
        col(Share.patient_id) == bindparam("patient"),
        col(Share.helper_id) == bindparam("helper"),
        in_use(bindparam("today", type_=Date)),
    )


def share_of(session: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ShareCard | None:
    """Return one share, or draft of one, if it is this patient's and has not ended."""
    row = (
        session.connection()
        .execute(
            select(*SHARE).where(
                col(Share.id) == share_id,
                col(Share.patient_id) == patient_id,
                col(Share.ended_at).is_(None),
            )
        )
        .one_or_none()
    )
    return ShareCard(*row) if row else None


def shares_of(session: Session, patient_id: uuid.UUID, *, today: date) -> list[ShareCard]:
    """Return what a patient shares, will share or has invited somebody to, the first made first."""
    asked = {"patient": patient_id, "today": today}
    return [ShareCard(*row) for row in session.connection().execute(_shares(), asked)]


@cache
def _shares() -> Question:
    return (
        select(*SHARE)
        .where(
            col(Share.patient_id) == bindparam("patient"),
            col(Share.agreed_at).is_not(None),
            col(Share.ended_at).is_(None),
            not_past(bindparam("today", type_=Date)),
        )
        .order_by(col(Share.agreed_at), col(Share.id))
    )


def ended_lately(
    session: Session, patient_id: uuid.UUID, *, today: date, since: datetime
) -> list[ShareCard]:
    """Return what a patient shared until lately, and does not share any more."""
    first = clock.local_day(since)
    rows = session.connection().execute(
        select(*SHARE)
        .where(
            col(Share.patient_id) == patient_id,
            col(Share.agreed_at).is_not(None),
            col(Share.replaced).is_(False),
            or_(
                col(Share.ended_at) > since,
                and_(
                    col(Share.ended_at).is_(None), col(Share.ends_on).between(first, today - A_DAY)
                ),
            ),
        )
        .order_by(col(Share.agreed_at), col(Share.id))
    )
    return [ShareCard(*row) for row in rows]


def helped_by(session: Session, person_id: uuid.UUID, *, today: date) -> list[Helped]:
    """Return whose plan somebody may see today since it is shared with them, by given name."""
    rows = session.connection().execute(
        select(*SHARE, col(Person.given_name), col(Person.family_name))
        .join(Person, col(Person.id) == col(Share.patient_id))
        .where(col(Share.helper_id) == person_id, in_use(today))
        .order_by(col(Person.given_name), col(Person.id))
    )
    return [Helped(ShareCard(*row[:-2]), *row[-2:]) for row in rows]


def to_look_at(
    session: Session, person_id: uuid.UUID, *, patient_id: uuid.UUID, today: date
) -> list[ShareCard]:
    """Return what soon ends by itself between a patient and whoever opens the plan.

    To the patient also what they have shared for so long that it should be looked through.
    """
    asked = {"person": person_id, "patient": patient_id, "today": today, "soon": today + SOON}
    return [ShareCard(*row) for row in session.connection().execute(_to_look_at(), asked)]


@cache
def _to_look_at() -> Question:
    person, patient = bindparam("person", type_=Uuid), bindparam("patient", type_=Uuid)
    today, soon = bindparam("today", type_=Date), bindparam("soon", type_=Date)
    return (
        select(*SHARE)
        .where(
            col(Share.patient_id) == patient,
            or_(person == patient, col(Share.helper_id) == person),
            in_use(today),
            or_(col(Share.ends_on) <= soon, and_(person == patient, col(Share.review_on) <= today)),
        )
        .order_by(col(Share.agreed_at), col(Share.id))
    )


def ended_for(session: Session, person_id: uuid.UUID, *, today: date) -> list[Helped]:
    """Return what was shared with somebody, is not any more, and they have not been told of."""
    rows = session.connection().execute(
        select(*SHARE, col(Person.given_name), col(Person.family_name))
        .join(Person, col(Person.id) == col(Share.patient_id))
        .where(is_over_for(person_id, today=today))
        .order_by(col(Person.given_name), col(Person.id))
    )
    return [Helped(ShareCard(*row[:-2]), *row[-2:]) for row in rows]


def is_over_for(person_id: uuid.UUID, *, today: date) -> ColumnElement[bool]:
    """Pick what somebody could see once, cannot see now, and has not been told has ended."""
    return and_(
        col(Share.helper_id) == person_id,
        col(Share.agreed_at).is_not(None),
        col(Share.end_seen_at).is_(None),
        or_(col(Share.ended_at).is_not(None), col(Share.ends_on) < today),
    )


def ever_shared_with(session: Session, patient_id: uuid.UUID) -> set[uuid.UUID]:
    """Return whom a patient shares with, or has shared with."""
    found = session.connection().execute(
        select(col(Share.helper_id)).where(
            col(Share.patient_id) == patient_id, col(Share.agreed_at).is_not(None)
        )
    )
    return {helper_id for helper_id in found.scalars() if helper_id}


def things_kept_out(session: Session, patient_id: uuid.UUID) -> dict[tuple[Thing, str], bool]:
    """Return what the patient has said of single things: True is kept out, False is let in."""
    rows = session.connection().execute(
        select(col(KeptOut.kind), col(KeptOut.key), col(KeptOut.kept_out)).where(
            col(KeptOut.patient_id) == patient_id
        )
    )
    return {(kind, key): kept_out for kind, key, kept_out in rows}


def in_use(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Pick the shares that hold today: agreed, answered, begun, and not over."""
    return and_(
        col(Share.agreed_at).is_not(None),
        col(Share.helper_id).is_not(None),
        col(Share.ended_at).is_(None),
        col(Share.starts_on) <= today,
        not_past(today),
    )


def not_past(today: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(col(Share.ends_on).is_(None), col(Share.ends_on) >= today)
