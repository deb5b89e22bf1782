import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.base import clock
from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.requests import queries
from app.requests.content import RequestContent, RequestKind
from app.requests.models import Request


def ask(
    session: Session,
    kind: RequestKind,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
    asked_at: datetime | None = None,
) -> bool:
    """Ask care for something. Asking again while it is open changes nothing.

    Return whether this was a new request.
    """
    request = Request(patient_id=patient_id, kind=kind, asked_at=asked_at or now)
    if not add_unless_there(session, request):
        return False
    journal.write(
        session,
        Happening.REQUESTED,
        by=by,
        patient_id=patient_id,
        about=request.id,
        now=now,
        kind=kind.value,
    )
    return True


def keep_requests(
    session: Session,
    requests: Sequence[RequestContent],
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> int:
    """Keep what a patient has asked for elsewhere. Return how much of it was new.

    A file knows the day alone, so the moment is noon of it.
    """
    new = 0
    for request in requests:
        asked_at = clock.moment(request.asked_on, clock.NOON)
        known = queries.has_asked_at(
            session, request.kind, patient_id=patient_id, asked_at=asked_at
        )
        if not known:
            new += ask(
                session, request.kind, patient_id=patient_id, by=by, now=now, asked_at=asked_at
            )
    return new
