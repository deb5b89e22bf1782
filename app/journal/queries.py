from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.journal import rules
from app.journal.models import JournalEntry, JournalHead

ROWS_AT_A_TIME = 1000


@dataclass(frozen=True)
class Head:
    """The newest row's number and fingerprint. Kept elsewhere, it shows a journal made anew."""

    number: int
    fingerprint: str


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


def _is(known: Head, row: dict[str, Any]) -> bool:
    return (known.number, known.fingerprint) == (row["number"], row["fingerprint"])


def _rows(session: Session, *, upto: int) -> Iterator[dict[str, Any]]:
    """Return the rows in order, some at a time: a journal can be longer than memory."""
    number = col(JournalEntry.number)
    last = 0
    while True:
        some = select(*JournalEntry.__table__.columns).where(number > last, number <= upto)  # type: ignore[attr-defined]  # added by SQLModel
        rows = session.connection().execute(some.order_by(number).limit(ROWS_AT_A_TIME)).all()
        if not rows:
            return
        yield from (dict(row._mapping) for row in rows)
        last = rows[-1]._mapping["number"]
