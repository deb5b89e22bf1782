from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.follow_up.models import FollowUp
from app.journal.models import JournalEntry
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.sets import publish

__all__ = ["publish"]

FORM = {
    "question_set": "vgr-5",
    "set_version": "1",
    "asked_in": "en",
    "answered_by": "patient",
    "contract_version": "1",
}
"""What a form with the five questions carries, besides the answers."""
MEETING = {"manner": "at-meeting", "asked_on": "2026-11-24"}
ALL_YES = {f"reply_{number}": "yes" for number in range(1, 6)}


@pytest.fixture
def kept(session):
    """Return everything that was answered here, in the order it was answered."""

    def rows():
        session.expire_all()
        here = select(FollowUp).where(FollowUp.source == "here")
        return session.exec(here.order_by(col(FollowUp.recorded_at))).all()

    return rows


@pytest.fixture
def journal(session):
    """Return the rows of the journal about one thing that happened, oldest first."""

    def rows(happening):
        told = select(JournalEntry).where(JournalEntry.happening == happening.value)
        return session.exec(told.order_by(col(JournalEntry.number))).all()

    return rows


@pytest.fixture
def days_later(now):
    """Let so many days go by since that Tuesday morning."""
    return lambda days: now(TUESDAY_MORNING + timedelta(days=days))


@pytest.fixture
def answered(browse):
    """Return what lets Ann answer the five, and tells where her answers stand."""

    def send(**fields):
        sent = browse("ann").press("/follow-up/answer", **{**FORM, **fields})
        assert sent.status_code == 303, sent.text
        return sent.location

    return send
