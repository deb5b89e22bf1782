import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, not_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, or_
from sqlmodel import select as select_rows

from app.devices.models import Handover
from app.people.actions import hash_of
from app.people.models import Device, Notice, SignInSession
from app.people.queries import news_to


@dataclass(frozen=True)
class DeviceInUse:
    """A phone or computer of a person's, when it was last used, and whether it is signed in."""

    id: uuid.UUID
    name: str
    own: bool | None
    seen_at: datetime | None
    signed_in: int


def devices_of(
    session: Session, person_id: uuid.UUID, *, began_after: datetime
) -> Sequence[DeviceInUse]:
    """Return a person's own devices, and the others they are signed in on, last used first.

    began_after: a sign-in that began earlier has run out, whatever the device.
    """
    live = and_(col(SignInSession.ended_at).is_(None), col(SignInSession.began_at) > began_after)
    last, how_many = func.max(col(SignInSession.seen_at)), func.count().filter(live)
    rows = session.connection().execute(
        select(col(Device.id), col(Device.name), col(Device.own), last, how_many)
        .outerjoin(SignInSession, col(SignInSession.device_id) == Device.id)
        .where(col(Device.person_id) == person_id, col(Device.removed_at).is_(None))
        .group_by(col(Device.id), col(Device.name), col(Device.own))
        .having(or_(col(Device.own).is_(True), how_many > 0))
        .order_by(last.desc())
    )
    return [DeviceInUse(*row) for row in rows]


def unseen_notices(
    session: Session, person_id: uuid.UUID, *, device_id: uuid.UUID
) -> Sequence[Notice]:
    """Return what a person has not yet seen and was not done on this device, newest first."""
    return session.exec(
        select_rows(Notice)
        .where(*news_to(person_id, device_id))
        .order_by(col(Notice.happened_at).desc())
    ).all()


def may_put_away(device_id: uuid.UUID) -> ColumnElement[bool]:
    """Say of a notice whether it is older than no other device of the person's own."""
    here, older = aliased(Device), aliased(Device)
    came_before = exists().where(
        col(here.id) == device_id, col(here.added_at) < col(Notice.happened_at)
    )
    another_did = exists().where(
        col(older.person_id) == Notice.person_id,
        col(older.own).is_(True),
        col(older.removed_at).is_(None),
        col(older.id) != device_id,
        col(older.added_at) < col(Notice.happened_at),
    )
    return or_(came_before, not_(another_did))


def handover(session: Session, reference: str, *, now: datetime) -> Handover | None:
    """Return the number that this browser was given, while it can still be used."""
    return session.exec(
        select_rows(Handover).where(
            Handover.reference_hash == hash_of(reference), Handover.expires_at > now
        )
    ).first()
