import uuid
from datetime import datetime
from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.appointments import booking_rules, offer_queries, queries, rules, suiting
from app.appointments.cards import Time
from app.appointments.offer_cards import Beside
from app.base import clock, db
from app.contracts import contacts
from app.contracts import queries as contracts
from app.journal.models import Role
from app.people import queries as people
from app.preparing import queries as preparing
from app.requests import queries as requests
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access
from app.slots import queries as slots

pages = Blueprint("appointments", __name__, url_prefix="/appointments")


@pages.get("")
def times() -> ResponseReturnValue:
    access, patient = door.open_plan("appointments")
    session, now = db.session(), clock.now()
    around = offer_queries.around(session, access, now=now)
    coming, offered = around.coming, [offer.time for offer in around.offers]
    sees_asked = access.at_work or access.may(Deed.BOOK)
    asked = requests.open_requests_about(session, [access.patient_id]) if sees_asked else []
    past = queries.past_times_of(session, access, now=now)
    directory, call = contacts.whom_to_call(
        contracts.agreement_of(session, access),
        patient,
        roles=[time.role_id for time in (*coming, *offered, *past)],
        units=[time.unit_id for time in (*coming, *offered, *past)],
        now=now,
    )
    sorted_times = rules.sorted_by_kind(
        suiting.not_offered(coming, around.offers, now=now), past, now=now
    )
    return render_template(
        "appointments/list.html",
        patient=patient,
        offers=around.offers,
        sorted_times=suiting.with_help_asked(sorted_times, offer_queries.helped_times(asked)),
        overlaps=rules.overlapping(coming, now=now),
        directory=directory,
        at_work=access.at_work,
        units=directory.units_of((time.unit_id, time.role_id) for time in coming),
        call=call,
    )


@pages.get("/<uuid:appointment_id>")
def show(appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, found = door.open_one(
        "appointment", partial(queries.time_and_next, appointment_id=appointment_id)
    )
    time, now = found.time, clock.now()
    beside = offer_queries.beside(db.session(), time, access, now=now)
    kind_id = None if found.next_hidden else time.kind_id
    kind = slots.bookable_kind(db.session(), kind_id) if kind_id else None
    unit_rules = kind.rules if kind else None
    agreement = contracts.agreement_of(db.session(), access)
    not_before = agreement.terms.not_before if agreement else None
    directory, call = contacts.whom_to_call(
        agreement,
        patient,
        role_id=time.role_id,
        unit_id=time.unit_id,
        roles=[time.booked_by_id],
        now=now,
    )
    return render_template(
        "appointments/show.html",
        patient=patient,
        time=time,
        beside=beside,
        asks=_asks(access, time, beside, now=now),
        after=found.next,
        here=kind is not None,
        may=booking_rules.may(time, unit_rules, now=now),
        near=booking_rules.is_too_near(time, unit_rules, now=now),
        own=access.own,
        shared=access.shared,
        at_work=access.at_work,
        may_book=access.may(Deed.BOOK),
        young=access.young and not access.may(Deed.BOOK),
        tells_ways=access.at_work or access.may(Deed.BOOK),
        relative=people.person(db.session(), time.relative_id) if time.relative_id else None,
        relative_role=Role(time.relative_role or Role.RELATIVE),
        may_write=access.may(Deed.WRITE),
        questions=_open_questions(access),
        directory=directory,
        call=call,
        not_before=not_before,
        early=rules.too_early(time, not_before=not_before),
        past=rules.is_past(time, now=now),
        to_remind_of=rules.is_to_come(time, now=now),
        for_calendar=not access.at_work and rules.is_worth_a_file(time, now=now),
    )


def _open_questions(access: Access) -> int:
    """Return how many questions wait for staff, who alone are told the number here."""
    return preparing.open_questions(db.session(), access.patient_id) if access.at_work else 0


def _asks(access: Access, time: Time, beside: Beside, *, now: datetime) -> list[str]:
    """Return what whoever reads this may ask about a time. What came after it only patients say."""
    asks = suiting.asks(time, beside, now=now) if access.may(Deed.BOOK) else []
    return [one for one in asks if access.decides or one != "after"]
