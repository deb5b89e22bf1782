import uuid
from datetime import datetime

from sqlmodel import Session

from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
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
) -> None:
    """Ask care for something. Asking again while it is open changes nothing."""
    request = Request(patient_id=patient_id, kind=kind, asked_at=asked_at or now)
    if add_unless_there(session, request):
        journal.write(
            session,
            Happening.REQUESTED,
            by=by,
            patient_id=patient_id,
            about=request.id,
            now=now,
            kind=kind.value,
        )
