"""What several threads have sent is noted together, and each keeps what is its own."""

import pytest
from sqlmodel import Session, select

from app.base.db import transaction
from app.push.content import Answer, Outcome
from app.push.models import PushSubscription
from app.reminders.bundling import bundle
from app.reminders.claiming import LEASE_SECONDS, claim
from app.reminders.marking import mark_all
from app.reminders.models import Delivery
from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import AN_HOUR, phone, reminder

OUTCOMES = (Outcome.ACCEPTED, Outcome.GONE, Outcome.ACCEPTED, Outcome.LATER, Outcome.BAD)


@pytest.fixture
def claims(app, session, people):
    """Five messages to five phones of Ann's, in the hands of one worker."""
    for _ in OUTCOMES:
        phone(session, people["ann"])
    reminder(session, people["ann"])
    with app.app_context(), transaction() as db:
        bundle(db, TUESDAY_MORNING)
    with app.app_context(), transaction() as db:
        return claim(db, TUESDAY_MORNING, 10)


def note(app, claims, now=TUESDAY_MORNING):
    answered = [(one, Answer(outcome)) for one, outcome in zip(claims, OUTCOMES, strict=True)]
    with app.app_context(), transaction() as db:
        mark_all(db, answered, now)


def test_each_becomes_what_its_service_answered(app, engine, claims):
    note(app, claims)

    with Session(engine) as session:
        kept = {one.id: one for one in session.exec(select(Delivery))}
        phones = {one.id: one for one in session.exec(select(PushSubscription))}
    assert [kept[one.id].state for one in claims] == [
        "accepted",
        "gone",
        "accepted",
        "waiting",
        "failed",
    ]
    assert all(one.lease is None for one in kept.values())
    taken = [phones[one.to_id].accepted_at for one in claims]
    assert taken == [TUESDAY_MORNING, None, TUESDAY_MORNING, None, None]
    assert [bool(phones[one.to_id].ended_at) for one in claims] == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_what_another_worker_has_by_now_is_its_own(app, engine, claims):
    late = TUESDAY_MORNING + AN_HOUR
    with app.app_context(), transaction() as db:
        again = claim(db, late, 10)
    assert (late - TUESDAY_MORNING).total_seconds() > LEASE_SECONDS

    note(app, claims, late)

    with Session(engine) as session:
        kept = session.exec(select(Delivery)).all()
    assert {one.state for one in kept} == {"waiting"}
    assert {one.lease for one in kept} == {again[0].lease}
