"""What is said before a meeting, asked, taken back and answered."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select, update

from app.base.words import Words
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.people.models import Person
from app.preparing import rules
from app.preparing.models import MattersNow, OwnNote, Question
from app.preparing.queries import OPEN


def say(session: Session, words: str, *, patient_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Keep what somebody says matters now. It takes the place of their own earlier words.

    The same words once more change nothing.
    """
    _take_turn(session, by)
    before = _stands(session, patient_id, by)
    if before and before.words == words:
        return
    elif before:
        before.ended_at = now
        session.add(before)
        session.flush()
    said = MattersNow(patient_id=patient_id, words=words, said_at=now, **_whose(by))
    session.add(said)
    session.flush()
    journal.write(
        session, Happening.MATTERS_SAID, by=by, patient_id=patient_id, about=said.id, now=now
    )


def unsay(
    session: Session, matters_id: uuid.UUID, *, patient_id: uuid.UUID, by: Actor, now: datetime
) -> bool:
    """Take back what was said to matter. Return whether it stood still."""
    ended = session.exec(
        update(MattersNow)
        .where(
            col(MattersNow.id) == matters_id,
            col(MattersNow.patient_id) == patient_id,
            col(MattersNow.ended_at).is_(None),
        )
        .values(ended_at=now)
    )
    if ended.rowcount != 1:
        return False
    _note_withdrawn(session, matters_id, "matters", patient_id=patient_id, by=by, now=now)
    return True


def ask(
    session: Session,
    words: str,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
    time: tuple[uuid.UUID, Words] | None = None,
) -> bool:
    """Keep a question for the next meeting. Return whether there was room for it.

    The same question once more is one question.
    time: the time it is asked for, and what that is called.
    """
    _take_turn(session, by)
    appointment_id, subject = time or (None, None)
    waiting = _waiting(session, patient_id, by)
    if any((one.words, one.appointment_id) == (words, appointment_id) for one in waiting):
        return True
    elif len(waiting) >= rules.MOST_OPEN:
        return False
    question = Question(
        patient_id=patient_id,
        words=words,
        asked_at=now,
        appointment_id=appointment_id,
        subject=subject,
        **_whose(by),
    )
    session.add(question)
    session.flush()
    journal.write(
        session, Happening.QUESTION_ASKED, by=by, patient_id=patient_id, about=question.id, now=now
    )
    return True


def withdraw(
    session: Session, question_id: uuid.UUID, *, patient_id: uuid.UUID, by: Actor, now: datetime
) -> bool:
    """Take a question back that nobody has answered. Return whether it was open still."""
    if not _close(session, question_id, patient_id, {"withdrawn_at": now}):
        return False
    _note_withdrawn(session, question_id, "question", patient_id=patient_id, by=by, now=now)
    return True


def answer(
    session: Session,
    question_id: uuid.UUID,
    words: str,
    *,
    patient_id: uuid.UUID,
    role_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> bool:
    """Answer a question. Return whether it was open still.

    role_id: the care role of whoever answers.
    """
    said = {"answer": words, "answered_by_id": role_id, "answered_at": now}
    if not _close(session, question_id, patient_id, said):
        return False
    journal.write(
        session,
        Happening.QUESTION_ANSWERED,
        by=by,
        patient_id=patient_id,
        about=question_id,
        now=now,
    )
    return True


def keep_note(session: Session, words: str, *, by: Actor, now: datetime) -> bool:
    """Keep what somebody writes for themselves. Return whether there was room for it."""
    _take_turn(session, by)
    assert by.person_id is not None  # noqa: S101  # whoever writes is signed in
    mine = select(func.count()).where(OwnNote.patient_id == by.person_id)
    if session.exec(mine).one() >= rules.MOST_NOTES:
        return False
    session.add(OwnNote(patient_id=by.person_id, words=words, written_at=now))
    session.flush()
    journal.write(session, Happening.NOTE_KEPT, by=by, patient_id=by.person_id, now=now)
    return True


def drop_note(session: Session, note_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """Let a note be gone. One that is gone already is no fault."""
    mine = delete(OwnNote).where(
        col(OwnNote.id) == note_id, col(OwnNote.patient_id) == by.person_id
    )
    if session.exec(mine).rowcount == 1:
        journal.write(session, Happening.NOTE_DROPPED, by=by, patient_id=by.person_id, now=now)


def _take_turn(session: Session, by: Actor) -> None:
    """Let nobody write in the same name until the transaction ends."""
    session.exec(
        select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True)
    ).one()


def _stands(session: Session, patient_id: uuid.UUID, by: Actor) -> MattersNow | None:
    return session.exec(
        select(MattersNow).where(
            MattersNow.patient_id == patient_id,
            MattersNow.by_id == by.person_id,
            col(MattersNow.ended_at).is_(None),
        )
    ).one_or_none()


def _waiting(session: Session, patient_id: uuid.UUID, by: Actor) -> Sequence[Question]:
    """Return the open questions of one writer."""
    return session.exec(
        select(Question).where(
            Question.patient_id == patient_id, Question.by_id == by.person_id, OPEN
        )
    ).all()


def _close(
    session: Session, question_id: uuid.UUID, patient_id: uuid.UUID, said: dict[str, object]
) -> bool:
    closed = session.exec(
        update(Question)
        .where(col(Question.id) == question_id, col(Question.patient_id) == patient_id, OPEN)
        .values(**said)
    )
    return closed.rowcount == 1


def _whose(by: Actor) -> dict[str, Any]:
    return {"by_id": by.person_id, "role": by.role.value}


def _note_withdrawn(
    session: Session,
    about: uuid.UUID,
    kind: str,
    *,
    patient_id: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    journal.write(
        session,
        Happening.OWN_WORDS_WITHDRAWN,
        by=by,
        patient_id=patient_id,
        about=about,
        now=now,
        kind=kind,
    )
