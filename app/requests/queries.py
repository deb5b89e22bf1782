import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.journal.models import Role
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing.rules import Access

OPEN = and_(col(Request.answered_at).is_(None), col(Request.withdrawn_at).is_(None))
UNREAD = and_(col(Request.answered_at).is_not(None), col(Request.answer_read_at).is_(None))


def open_and_unread_of(session: Session, access: Access) -> Sequence[Request]:
    """Return what waits for an answer, and answers that the patient has not read, oldest first."""
    found = session.exec(_open_and_unread(), params={"patient": access.patient_id})
    return _shown_to(access, found)


@cache
def _open_and_unread() -> SelectOfScalar[Request]:
    return (
        select(Request)
        .where(col(Request.patient_id) == bindparam("patient"), or_(OPEN, UNREAD))
        .order_by(col(Request.asked_at))
    )


def requests_of(session: Session, access: Access) -> Sequence[Request]:
    """Return everything the patient has asked for here, the newest first."""
    found = session.exec(
        select(Request)
        .where(Request.patient_id == access.patient_id)
        .order_by(col(Request.asked_at).desc(), col(Request.kind))
    )
    return _shown_to(access, found)


def _shown_to(access: Access, found: Iterable[Request]) -> Sequence[Request]:
    """Return what this reader may see. What guardians asked is not the young patient's to read."""
    hidden = Role.GUARDIAN.value if access.young else None
    return [one for one in found if hidden is None or one.asked_by_role != hidden]


def request_of(session: Session, patient_id: uuid.UUID, request_id: uuid.UUID) -> Request | None:
    return session.exec(
        select(Request).where(Request.id == request_id, Request.patient_id == patient_id)
    ).one_or_none()


def patient_of(session: Session, request_id: uuid.UUID) -> uuid.UUID | None:
    """Return whose request this is."""
    return session.exec(select(Request.patient_id).where(Request.id == request_id)).one_or_none()


def open_request(
    session: Session, kind: RequestKind, *, patient_id: uuid.UUID, about: str = ""
) -> Request | None:
    """Return the one open request of this kind about this, held until the transaction ends."""
    return session.exec(
        select(Request)
        .where(Request.patient_id == patient_id, Request.kind == kind, Request.about == about, OPEN)
        .with_for_update()
    ).one_or_none()


def requests_by_id(
    session: Session, patient_id: uuid.UUID, request_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Request]:
    """Return those of these requests that are this patient's."""
    rows = session.exec(
        select(Request).where(Request.patient_id == patient_id, col(Request.id).in_(request_ids))
    )
    return {request.id: request for request in rows}


def has_asked_at(
    session: Session, kind: RequestKind, *, patient_id: uuid.UUID, asked_at: datetime
) -> bool:
    """Say whether this very request is known, answered or not."""
    known = select(Request.id).where(
        Request.patient_id == patient_id, Request.kind == kind, Request.asked_at == asked_at
    )
    return session.exec(known).first() is not None


def open_requests_about(session: Session, patient_ids: Sequence[uuid.UUID]) -> Sequence[Request]:
    """Return the open requests of several patients, oldest first."""
    return session.exec(
        select(Request)
        .where(col(Request.patient_id).in_(patient_ids), OPEN)
        .order_by(col(Request.asked_at), col(Request.id))
    ).all()


def answered_about(
    session: Session, patient_ids: Sequence[uuid.UUID], *, since: datetime
) -> Sequence[Request]:
    """Return what has been answered since a moment for several patients, the newest first."""
    return session.exec(
        select(Request)
        .where(col(Request.patient_id).in_(patient_ids), col(Request.answered_at) >= since)
        .order_by(col(Request.answered_at).desc(), col(Request.id))
    ).all()
