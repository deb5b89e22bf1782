"""What more is asked about shares: who has helped, and what waits for somebody."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import Enum, auto

from sqlalchemy import ColumnElement, func, not_, select
from sqlmodel import Session, and_, col

from app.sharing import rules
from app.sharing.cards import Helped, ShareCard
from app.sharing.care_queries import switched_off_by
from app.sharing.content import Deed, Part, Thing
from app.sharing.models import KeptOut, Share
from app.sharing.queries import SHARE, in_use, not_past, to_look_at
from app.sharing.rules import Access


class Wishes(Enum):
    """Who wants to share: the patient, which the unit is asked about, or guardians of a child."""

    PATIENT = auto()
    GUARDIANS = auto()


def helpers_of(session: Session, patient_id: uuid.UUID, *, today: date) -> set[uuid.UUID]:
    """Return everybody a patient shares with today."""
    found = session.connection().execute(
        select(col(Share.helper_id)).where(col(Share.patient_id) == patient_id, in_use(today))
    )
    return {helper_id for helper_id in found.scalars() if helper_id}


def still_shared(
    session: Session,
    helped: Sequence[Helped],
    *,
    allowed: Collection[Part | Deed],
    today: date,
) -> list[Helped]:
    """Leave out those whose units have ended all sharing. Nobody is told that there is such."""
    ids = {one.share.patient_id for one in helped}
    off: dict[uuid.UUID, set[Part | Deed]] = {}
    for patient_id, _unit, names in switched_off_by(session, ids, today=today):
        off.setdefault(patient_id, set()).update(rules.switched_off(names))
    return [one for one in helped if rules.left_of(allowed, off.get(one.share.patient_id, ()))]


def to_tell(session: Session, access: Access, *, today: date) -> list[ShareCard]:
    """Return what to tell whoever has just opened a plan: which shares of it soon end.

    To guardians also what the other one wishes to share, and asks for their yes.
    """
    if access.at_work or access.preview or not (access.shares or access.shared):
        return []
    patient_id = access.patient_id
    reader_id = patient_id if access.decides else access.person_id
    ending = to_look_at(session, reader_id, patient_id=patient_id, today=today)
    if not access.guardian:
        return ending
    waiting = waiting_of(session, patient_id, whose=Wishes.GUARDIANS, today=today)
    return [*ending, *(one for one in waiting if one.wished_by_id != access.person_id)]


def waiting_of(
    session: Session, patient_id: uuid.UUID, *, whose: Wishes, today: date
) -> list[ShareCard]:
    """Return what waits for somebody else's yes, the first wished first."""
    rows = session.connection().execute(
        select(*SHARE)
        .where(col(Share.patient_id) == patient_id, is_waiting(today), _of(whose))
        .order_by(col(Share.wished_at), col(Share.id))
    )
    return [ShareCard(*row) for row in rows]


def refused_lately(
    session: Session, patient_id: uuid.UUID, *, whose: Wishes, since: datetime
) -> list[ShareCard]:
    """Return what somebody wanted to share, and was told not now."""
    rows = session.connection().execute(
        select(*SHARE)
        .where(
            col(Share.patient_id) == patient_id,
            col(Share.wished_at).is_not(None),
            col(Share.agreed_at).is_(None),
            col(Share.ended_at) > since,
            col(Share.replaced).is_(False),
            col(Share.ended_by_id) != col(Share.wished_by_id),
            _of(whose),
        )
        .order_by(col(Share.ended_at), col(Share.id))
    )
    return [ShareCard(*row) for row in rows]


def how_many_wait(
    session: Session, patient_ids: Collection[uuid.UUID], *, today: date
) -> dict[uuid.UUID, int]:
    """Return how much each of these wants to share themselves that waits for a yes."""
    rows = session.connection().execute(
        select(col(Share.patient_id), func.count())
        .where(col(Share.patient_id).in_(patient_ids), is_waiting(today), _of(Wishes.PATIENT))
        .group_by(col(Share.patient_id))
    )
    return {row[0]: row[1] for row in rows}


def kept_out_by(
    session: Session, patient_id: uuid.UUID, *, person_id: uuid.UUID
) -> set[tuple[Thing, str]]:
    """Return which things of a plan this person keeps out of what is shared."""
    rows = session.connection().execute(
        select(col(KeptOut.kind), col(KeptOut.key)).where(
            col(KeptOut.patient_id) == patient_id,
            col(KeptOut.said_by_id) == person_id,
            col(KeptOut.kept_out).is_(True),
        )
    )
    return {(kind, key) for kind, key in rows}


def is_waiting(today: date) -> ColumnElement[bool]:
    """Pick what has had its first yes, and waits for the second, until its last day."""
    return and_(
        col(Share.wished_at).is_not(None),
        col(Share.agreed_at).is_(None),
        col(Share.ended_at).is_(None),
        not_past(today),
    )


def _of(whose: Wishes) -> ColumnElement[bool]:
    own = col(Share.wished_by_id) == col(Share.patient_id)
    return own if whose is Wishes.PATIENT else not_(own)
