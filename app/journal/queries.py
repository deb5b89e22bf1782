from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from app.journal import rules
from app.journal.models import JournalEntry, JournalHead

ROWS_AT_A_TIME = 1000


def faults(session: Session) -> Iterator[str]:
    """Walk the whole journal and say what does not fit. An untouched journal says nothing."""
    previous: dict[str, Any] = {"number": 0, "fingerprint": ""}
    for row in _rows(session):
        if fault := rules.fault_between(previous, row):
            yield fault
        previous = row
    yield from _faults_at_the_end(session, previous)


def _rows(session: Session) -> Iterator[dict[str, Any]]:
    columns = JournalEntry.__table__.columns  # type: ignore[attr-defined]  # added by SQLModel
    statement = select(*columns).order_by(columns.number)
    for row in session.connection().execute(statement).yield_per(ROWS_AT_A_TIME):
        yield dict(row._mapping)


def _faults_at_the_end(session: Session, last: dict[str, Any]) -> Iterator[str]:
    head = session.exec(select(JournalHead)).one_or_none()
    if head is None:
        yield "the journal's head is missing"
    elif (head.number, head.fingerprint) != (last["number"], last["fingerprint"]):
        yield f"the journal ends at row {last['number']}, but {head.number} rows were written"
