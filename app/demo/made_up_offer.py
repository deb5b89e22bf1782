"""An offer that waits for an answer, to show what offers look like. Files tell of none."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.appointments import offers, suiting
from app.appointments.content import OfferReason, State
from app.appointments.models import Appointment
from app.base import clock
from app.journal.actions import Actor
from app.journal.models import Role
from app.people import calendar
from app.people.models import CareRole, Person
from app.slots import queries as slots
from app.slots.rules import Bookable

PATIENT, TIME = "torsten", "blodtryck"
WORDS = "Välj den tid som passar dig bäst."
WORKING_DAYS_KEPT, CLOSES = 2, 16 * 60
WITHIN = timedelta(days=30)
TIMES = 3


def keep(session: Session, *, now: datetime) -> None:
    """Let a patient have an offer to answer, until they have taken a time."""
    time = session.exec(
        select(Appointment)
        .join(Person, col(Person.id) == Appointment.patient_id)
        .where(Person.key == PATIENT, Appointment.key == TIME, Appointment.state == State.PLANNED)
    ).one_or_none()
    if time is None or time.kind_id is None or time.role_id is None:
        return
    day = suiting.working_days_on(now, WORKING_DAYS_KEPT, year=calendar.year)
    until = clock.moment(day, CLOSES)
    between = Bookable(until, until + WITHIN)
    free = slots.free_slots(session, time.kind_id, between=between, now=now)
    # Every third, so that they are on more than one day.
    offers.make(
        session,
        time,
        [slot.id for slot in free[::3][:TIMES]],
        reason=OfferReason.CARE,
        words=WORDS,
        until=until,
        role_id=time.role_id,
        by=Actor(session.get_one(CareRole, time.role_id).person_id, Role.STAFF),
        now=now,
    )
