import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlmodel import Session

from app.base.db import Question
from app.journal import rules
from app.journal.models import Happening, JournalEntry, JournalHead

ROWS_AT_A_TIME = 1000
entry = JournalEntry.__table__.c  # type: ignore[attr-defined]  # added by SQLModel
WHOLE = tuple(entry)
TIES = (entry.number, entry.previous, entry.fingerprint)
UNREADABLE = (ValueError, TypeError, AttributeError)
"""What reading a day, an id or details raises when somebody has written something else there."""


@dataclass(frozen=True)
class Head:
    """The newest row's number and fingerprint. Kept elsewhere, it shows a journal made anew."""

    number: int
    fingerprint: str


@dataclass(frozen=True)
class Doing:
    """What somebody did with one thing in a plan, and when."""

    about_id: uuid.UUID
    actor_id: uuid.UUID | None
    at: datetime
    happening: Happening


def doings(
    session: Session,
    patient_id: uuid.UUID,
    happenings: Collection[Happening],
    *,
    since: datetime,
) -> list[Doing]:
    """Return who has done any of this in a patient's plan since a moment, the latest last."""
    asked = {
        "patient": patient_id,
        "happenings": [one.value for one in happenings],
        "since": since,
    }
    rows = session.connection().execute(_doings(), asked)
    return [Doing(about, actor, at, Happening(what)) for about, actor, at, what in rows]


@cache
def _doings() -> Question:
    return (
        select(entry.about_id, entry.actor_id, entry.happened_at, entry.happening)
        .where(
            entry.patient_id == bindparam("patient"),
            entry.happening.in_(bindparam("happenings", expanding=True)),
            entry.happened_at > bindparam("since"),
            entry.about_id.is_not(None),
        )
        .order_by(entry.number)
    )


def head(session: Session) -> Head | None:
    row = session.get(JournalHead, 1, populate_existing=True)
    return Head(row.number, row.fingerprint) if row else None


def faults(session: Session, *, expected: Head | None = None) -> Iterator[str]:
    """Walk the journal and say what does not fit. An untouched journal says nothing.

    The head is read before the rows, so that rows written meanwhile are no fault.
    expected: a head that was kept elsewhere; its row must still say the same.
    """
    newest = head(session)
    if newest is None:
        yield "the journal's head is missing"
        return
    previous: dict[str, Any] = {"number": 0, "fingerprint": ""}
    for row in _rows(session, upto=newest.number):
        if fault := rules.fault_between(previous, row):
            yield fault
        if expected and expected.number == row["number"] and not _is(expected, row):
            yield f"row {expected.number} is not the row whose fingerprint was kept"
        previous = row
    if not _is(newest, previous):
        yield f"the journal ends at row {previous['number']}, but {newest.number} were written"
    if expected and expected.number > newest.number:
        yield f"row {expected.number} was kept as the newest, and is missing"
    yield from _behind_the_end(session)


def _is(known: Head, row: dict[str, Any]) -> bool:
    return (known.number, known.fingerprint) == (row["number"], row["fingerprint"])


def _behind_the_end(session: Session) -> Iterator[str]:
    """Say whether a row was put in where nothing has been written yet.

    The last row is read before the head, so that rows written meanwhile are no fault.
    """
    last = session.connection().scalar(select(func.max(entry.number))) or 0
    if (newest := head(session)) and last > newest.number:
        yield f"row {last} stands behind the end of the journal"


def _rows(session: Session, *, upto: int) -> Iterator[dict[str, Any]]:
    """Return the rows in order, some at a time: a journal can be longer than memory."""
    last = 0
    while rows := _some_rows(session, WHOLE, entry.number > last, entry.number <= upto):
        yield from rows
        last = rows[-1]["number"]


def _some_rows(
    session: Session, columns: Sequence[ColumnElement[Any]], *which: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Return some rows. Of one that cannot be read any more only what ties it to its neighbours."""
    some = select(*columns).where(*which).order_by(entry.number).limit(ROWS_AT_A_TIME)
    try:
        return [dict(row._mapping) for row in session.connection().execute(some)]
    except UNREADABLE:
        if columns is TIES:
            raise
    tied = _some_rows(session, TIES, *which)
    if len(tied) == 1:
        return tied
    return [
        row for tie in tied for row in _some_rows(session, WHOLE, entry.number == tie["number"])
    ]
