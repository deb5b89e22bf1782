import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, update

from app.base import clock
from app.base.adding import add_unless_there
from app.base.words import Words
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
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
    words: str = "",
    about: str = "",
    subject: Words | None = None,
    asked_at: datetime | None = None,
) -> Request:
    """Ask care for something, and return the request.

    Asking again while it is open makes no second request, but no word is lost: what is said
    then stands below what was said before.
    """
    request = Request(
        patient_id=patient_id,
        kind=kind,
        about=about,
        subject=subject,
        words=words,
        asked_at=asked_at or now,
        asked_by_id=None if by.role is Role.PATIENT else by.person_id,
        asked_by_role=None if by.role is Role.PATIENT else by.role.value,
    )
    while not add_unless_there(session, request):
        there = queries.open_request(session, kind, patient_id=patient_id, about=about)
        if there is not None:
            return _say_more(session, there, words, by=by, now=now)
    _note(session, Happening.REQUESTED, request, by=by, now=now)
    return request


def answer(
    session: Session,
    request: Request,
    *,
    words: str,
    role_id: uuid.UUID | None,
    by: Actor,
    now: datetime,
) -> bool:
    """Tell the patient what was done. Return whether the request was still open.

    words: what was done, said to the patient.
    role_id: the care role of whoever answers.
    """
    said = {"answered_at": now, "answer": words, "answered_by_id": role_id}
    if not _close(session, request, said):
        return False
    _note(session, Happening.REQUEST_ANSWERED, request, by=by, now=now)
    return True


def withdraw(session: Session, request: Request, *, by: Actor, now: datetime) -> bool:
    """Let a request go that the patient no longer needs. Return whether it was still open."""
    if not _close(session, request, {"withdrawn_at": now}):
        return False
    _note(session, Happening.REQUEST_WITHDRAWN, request, by=by, now=now)
    return True


def mark_answers_read(session: Session, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Note that the patient has read every answer there is."""
    session.exec(
        update(Request)
        .where(
            col(Request.patient_id) == patient_id,
            col(Request.answered_at).is_not(None),
            col(Request.answer_read_at).is_(None),
        )
        .values(answer_read_at=now)
    )


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
            kept = ask(
                session, request.kind, patient_id=patient_id, by=by, now=now, asked_at=asked_at
            )
            new += kept.asked_at == asked_at
    return new


def _say_more(
    session: Session, request: Request, words: str, *, by: Actor, now: datetime
) -> Request:
    """Add words below those that stand there already, unless they say just the same."""
    if words and words not in request.words.split("\n\n"):
        request.words = "\n\n".join(filter(None, (request.words, words)))
        session.add(request)
        session.flush()
        _note(session, Happening.REQUEST_ADDED_TO, request, by=by, now=now)
    return request


def _close(session: Session, request: Request, said: dict[str, object]) -> bool:
    closed = session.exec(
        update(Request)
        .where(
            col(Request.id) == request.id,
            col(Request.answered_at).is_(None),
            col(Request.withdrawn_at).is_(None),
        )
        .values(**said)
    )
    return closed.rowcount == 1


def _note(
    session: Session, happening: Happening, request: Request, *, by: Actor, now: datetime
) -> None:
    journal.write(
        session,
        happening,
        by=by,
        patient_id=request.patient_id,
        about=request.id,
        now=now,
        kind=request.kind.value,
    )
