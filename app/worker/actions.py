"""What is swept away, what is made ahead of time, and who is asked when nobody has answered."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col

from app.activation import actions as activation
from app.appointments import earlier, offer_queries, told_times
from app.base import limits, once
from app.base.log import log
from app.break_glass import actions as break_glass
from app.devices import actions as devices
from app.passkeys import actions as passkeys
from app.people import actions as people
from app.push import actions as push
from app.reminders import arrival_rules as rules
from app.reminders import arrivals as reminders
from app.reminders import delivery_queries, planning
from app.slots import making
from app.slots.models import Slot

FORMS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=30)
PATIENTS_AT_A_TIME = 5
PATTERNS_AT_A_TIME = 20
"""Few enough that patients who book meanwhile do not have to wait for them."""


def sweep(session: Session, *, now: datetime) -> None:
    """Drop the keys of forms sent long ago, and what is left of ways in that ended long ago."""
    once.forget_before(session, now - FORMS_KEPT)
    limits.forget_before(session, now)
    passkeys.forget_challenges(session, now=now)
    devices.forget_numbers(session, now=now)
    activation.forget_expired(session, now=now, keep=SIGN_INS_KEPT)
    break_glass.forget_before(session, now - SIGN_INS_KEPT)
    push.forget_ended(session, now=now, keep=SIGN_INS_KEPT)
    people.forget_ended(session, now=now, keep=SIGN_INS_KEPT)
    reminders.forget_before(session, now - rules.KEPT)


def report_late(session: Session, *, now: datetime) -> None:
    """Tell the operator how much waits for too long, and nothing of whom."""
    if found := delivery_queries.late(session, now=now):
        extra = {"reminders": found.reminders, "messages": found.messages}
        log.warning("reminders late", extra=extra)


def offers_over(session: Session, *, now: datetime) -> Sequence[uuid.UUID]:
    """Return the offers that nobody has answered in time."""
    return offer_queries.offers_over(session, now=now)


def go_on(session: Session, offer_id: uuid.UUID, *, now: datetime) -> None:
    """Let the next who wait be asked about what such an offer kept. One transaction for each."""
    earlier.go_on(session, offer_id, now=now)


def make_slots(session: Session, *, now: datetime) -> int:
    """Make the slots of some patterns that are behind. Return for how many; none when all are done.

    Several workers at once make none twice.
    """
    made = making.make_ahead(session, now=now, most=PATTERNS_AT_A_TIME)
    if made:
        told_times.take_up(session, col(Slot.made_at) == now, now=now)
    return made


def plan_reminders(session: Session, *, now: datetime) -> int:
    """Plan the reminders of some patients for whom days have gone by. Return for how many.

    Several workers at once plan for different patients.
    """
    return planning.plan_due(session, now=now, most=PATIENTS_AT_A_TIME)
