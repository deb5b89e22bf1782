import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.requests.content import RequestKind
from app.requests.models import Request


def open_requests_of(session: Session, patient_id: uuid.UUID) -> Mapping[RequestKind, Request]:
    """Return what the patient has asked for and not been answered yet; one of each kind at most."""
    rows = session.exec(
        select(Request).where(Request.patient_id == patient_id, col(Request.answered_at).is_(None))
    )
    return {request.kind: request for request in rows}


def has_asked_at(
    session: Session, kind: RequestKind, *, patient_id: uuid.UUID, asked_at: datetime
) -> bool:
    """Say whether this very request is known, answered or not."""
    known = select(Request.id).where(
        Request.patient_id == patient_id, Request.kind == kind, Request.asked_at == asked_at
    )
    return session.exec(known).first() is not None


def open_requests_about(
    session: Session, patient_ids: list[uuid.UUID]
) -> Mapping[uuid.UUID, list[Request]]:
    """Return the open requests of several patients, oldest first."""
    rows = session.exec(
        select(Request)
        .where(col(Request.patient_id).in_(patient_ids), col(Request.answered_at).is_(None))
        .order_by(col(Request.asked_at))
    )
    found: dict[uuid.UUID, list[Request]] = {}
    for request in rows:
        found.setdefault(request.patient_id, []).append(request)
    return found
