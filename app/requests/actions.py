import uuid
from datetime import datetime

from sqlmodel import Session

from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.requests import queries
from app.requests.content import RequestKind
from app.requests.models import Request


def ask(
    session: Session,
    kind: RequestKind,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
    asked_at: datetime | None = None,
) -> Request:
    """Ask care for something. Asking again while it is open changes nothing."""
    if earlier := queries.open_requests_of(session, patient_id).get(kind):
        return earlier
    request = Request(patient_id=patient_id, kind=kind, asked_at=asked_at or now)
    session.add(request)
    session.flush()
    journal.write(
        session,
        Happening.REQUESTED,
        by=by,
        patient_id=patient_id,
        about=request.id,
        now=now,
        kind=kind.value,
    )
    return request
