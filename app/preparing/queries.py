import uuid
from collections.abc import Sequence
from dataclasses import fields
from functools import cache

from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session, and_, col

from app.base import db
from app.people.models import Person
from app.preparing import rules
from app.preparing.cards import MattersCard, NoteCard, QuestionCard
from app.preparing.models import MattersNow, OwnNote, Question
from app.sharing.rules import Access

MOST_EARLIER = 10
MOST_LISTED = 200
OPEN = and_(col(Question.answered_at).is_(None), col(Question.withdrawn_at).is_(None))
NAME = ("given_name", "family_name")
_NAME = [col(getattr(Person, name)) for name in NAME]
_MATTERS = [getattr(MattersNow, one.name) for one in fields(MattersCard) if one.name not in NAME]
_QUESTION = [getattr(Question, one.name) for one in fields(QuestionCard) if one.name not in NAME]


def matters_now(session: Session, access: Access) -> Sequence[MattersCard]:
    """Return the newest words on what matters that may be read, the patient's own first."""
    rows = session.connection().execute(_stands(), {"patient": access.patient_id})
    said = [one for one in (MattersCard(*row) for row in rows) if rules.may_read(access, one)]
    return rules.patient_first(said, access.patient_id)


@cache
def _stands() -> db.Question:
    return (
        select(*_MATTERS, *_NAME)
        .join(Person, col(Person.id) == col(MattersNow.by_id))
        .where(
            col(MattersNow.patient_id) == bindparam("patient"), col(MattersNow.ended_at).is_(None)
        )
        .order_by(col(MattersNow.said_at), col(MattersNow.id))
    )


def said_earlier(session: Session, patient_id: uuid.UUID) -> Sequence[MattersCard]:
    """Return what the patient said matters before, the newest first."""
    rows = session.connection().execute(_earlier(), {"patient": patient_id})
    return [MattersCard(*row) for row in rows]


@cache
def _earlier() -> db.Question:
    patient: BindParameter[uuid.UUID] = bindparam("patient")
    return (
        select(*_MATTERS, *_NAME)
        .join(Person, col(Person.id) == col(MattersNow.by_id))
        .where(
            col(MattersNow.patient_id) == patient,
            col(MattersNow.by_id) == patient,
            col(MattersNow.ended_at).is_not(None),
        )
        .order_by(col(MattersNow.said_at).desc(), col(MattersNow.id))
        .limit(MOST_EARLIER)
    )


def questions_for(session: Session, access: Access) -> Sequence[QuestionCard]:
    """Return the questions that this reader may see.

    Those that wait come first, the oldest of them at the top; then the answered, the newest first.
    """
    rows = session.connection().execute(_questions(), {"patient": access.patient_id})
    return rules.shown_to(access, (QuestionCard(*row) for row in rows))


@cache
def _questions() -> db.Question:
    return (
        select(*_QUESTION, *_NAME)
        .join(Person, col(Person.id) == col(Question.by_id))
        .where(
            col(Question.patient_id) == bindparam("patient"), col(Question.withdrawn_at).is_(None)
        )
        .order_by(
            col(Question.answered_at).desc().nulls_first(),
            col(Question.asked_at),
            col(Question.id),
        )
        .limit(MOST_LISTED)
    )


def question_for(session: Session, access: Access, question_id: uuid.UUID) -> QuestionCard | None:
    """Return one question of this patient, also one taken back, if this reader may see it."""
    row = (
        session.connection()
        .execute(
            select(*_QUESTION, *_NAME)
            .join(Person, col(Person.id) == col(Question.by_id))
            .where(col(Question.id) == question_id, col(Question.patient_id) == access.patient_id)
        )
        .one_or_none()
    )
    found = rules.shown_to(access, [QuestionCard(*row)] if row else [])
    return found[0] if found else None


def who_said(session: Session, patient_id: uuid.UUID, matters_id: uuid.UUID) -> uuid.UUID | None:
    """Return who said what mattered to this patient, also when other words took its place."""
    return session.connection().scalar(
        select(col(MattersNow.by_id)).where(
            col(MattersNow.id) == matters_id, col(MattersNow.patient_id) == patient_id
        )
    )


def open_questions(session: Session, patient_id: uuid.UUID) -> int:
    """Return how many questions wait for an answer. It is told to the patient and staff alone."""
    asked = select(func.count()).where(col(Question.patient_id) == patient_id, OPEN)
    found: int = session.connection().execute(asked).scalar_one()
    return found


def notes_of(session: Session, access: Access) -> Sequence[NoteCard]:
    """Return what the reader has written for themselves, the newest first. Nobody else has any."""
    if not access.own:
        return []
    rows = session.connection().execute(
        select(col(OwnNote.id), col(OwnNote.words), col(OwnNote.written_at))
        .where(col(OwnNote.patient_id) == access.person_id)
        .order_by(col(OwnNote.written_at).desc(), col(OwnNote.id))
    )
    return [NoteCard(*row) for row in rows]
