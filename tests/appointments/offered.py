"""Offers made for the tests, and many who do something at the same moment."""

import threading
from datetime import timedelta

from sqlmodel import Session, col, select

from app.appointments import offers
from app.appointments.content import OfferReason
from app.journal.actions import Actor
from app.journal.models import JournalEntry, Role
from app.slots.models import SlotHolder
from tests.conftest import TUESDAY_MORNING

TWO_HOURS = timedelta(hours=2)
IN_A_WEEK = TUESDAY_MORNING + timedelta(days=7)


def hours(number):
    return IN_A_WEEK + timedelta(hours=number)


def offer(session, time, slots, *, until=TUESDAY_MORNING + TWO_HOURS, now=TUESDAY_MORNING, **said):
    """Let the clinic offer these slots, and keep it."""
    made = offers.make(
        session,
        time,
        [slot.id for slot in slots],
        **{"reason": OfferReason.CARE, "words": "", "role_id": None, **said},
        until=until,
        by=Actor(None, Role.STAFF),
        now=now,
    )
    session.commit()
    return made


def held(session):
    """Return who holds which slot, as {slot: (what, what for)}."""
    session.expire_all()
    rows = session.exec(select(SlotHolder)).all()
    return {row.slot_id: (row.holding.value, row.held_for_id) for row in rows}


def told(session, happening):
    rows = select(JournalEntry).where(JournalEntry.happening == happening.value)
    return session.exec(rows.order_by(col(JournalEntry.number))).all()


def all_at_once(engine, *doing):
    """Do all of this at the same moment, each in a transaction of its own, and return the answers.

    Each is handed a session to read in, which is a writing one from its first statement on.
    """
    ready, answers = threading.Barrier(len(doing)), [None] * len(doing)

    def run(number, do):
        with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
            ready.wait()
            try:
                answers[number] = do(session)
                session.commit()
            except Exception as error:
                session.rollback()
                answers[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doing)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def again(session, row):
    """Return a row as it is now, in this session."""
    return session.get(type(row), row.id, populate_existing=True)
