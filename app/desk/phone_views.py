"""Booking for a patient who calls: whom, what, when, what they need, and then it is theirs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import booking, earlier
from app.appointments.booking import ChangedMeanwhileError, Filled
from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base import clock
from app.base import db as database
from app.base.content import HERE
from app.base.language import speech, today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.base.words import Words, printable
from app.contracts import queries as contracts
from app.desk import door, queries, time_queries
from app.desk.cards import FreeCard, TimeCard
from app.desk.door import AtWork
from app.desk.forms import PhoneForm
from app.people import queries as people
from app.people.cards import PersonCard
from app.sharing import care_queries
from app.slots import queries as slots
from app.slots.cards import FreeSlot
from app.slots.models import VisitKind

pages = Blueprint("phone", __name__, url_prefix="/times/book")

SHOWN_AT_A_TIME = 40


@dataclass(frozen=True)
class Call:
    """What has been chosen so far, for whom, by whom."""

    here: AtWork
    patient: PersonCard
    in_care: bool
    kind: VisitKind | None
    time: TimeCard | None
    slot: FreeSlot | None


@pages.get("")
def patients() -> ResponseReturnValue:
    """Choose for whom: those in the care of the unit, and those who have something to book."""
    db = database.session()
    here = door.at_work(db)
    with_times = time_queries.patients_with_times_at(db, here.unit_id, now=clock.now())
    in_care = care_queries.patients_in_care_at(db, here.unit_id, today=today())
    found = {one.id: one for one in (*in_care, *with_times)}
    return render_template(
        "desk/phone_patients.html",
        here=here,
        patients=sorted(found.values(), key=lambda one: (one.family_name, one.given_name)),
        slot_id=door.chosen_id("slot"),
    )


@pages.get("/<uuid:patient_id>")
def choose(patient_id: uuid.UUID) -> ResponseReturnValue:
    """Choose what, then when, then say what the patient needs. The address keeps what is chosen."""
    db, now = database.session(), clock.now()
    call = _call(db, patient_id, now=now)
    with database.transaction() as writing:
        door.note_look(writing, call.here, patient_id, part="booking", now=now)
    if call.kind is None:
        return _what_page(db, call, now=now)
    if call.slot is None:
        return _when_page(db, call, now=now)
    return _details_page(call, PhoneForm(support=_lines(_support(db, call))))


@pages.post("/<uuid:patient_id>")
@one_press
def book(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    """Book. Who comes second is shown the nearest free times, with all that was typed."""
    now, form = clock.now(), PhoneForm()
    call = _call(db, patient_id, now=now)
    if call.kind is None or call.slot is None:
        abort(422)
    if not form.validate():
        return make_response(_details_page(call, form), WRONG_ANSWER)
    filled = Filled(_supports(form, _support(db, call)), form.message.typed)
    try:
        with db.begin_nested() as step:
            booked = _book(db, call, call.slot, call.kind, filled=filled, now=now)
            if not booked:
                step.rollback()
    except ChangedMeanwhileError:
        page = render_template("desk/changed.html", here=call.here, time=call.time)
        return make_response(page, WRONG_ANSWER)
    if not booked:
        nearest = queries.nearest_free(db, call.kind.id, call.slot.starts_at, now=now)
        return make_response(_details_page(call, form, nearest=nearest), WRONG_ANSWER)
    return redirect(url_for("desk.times.slot", slot_id=call.slot.id), code=303)


def _call(db: Session, patient_id: uuid.UUID, *, now: datetime) -> Call:
    """Return what has been chosen, where all of it belongs together. Else there is nothing."""
    here = door.at_work(db)
    patient = people.person(db, patient_id) or abort(404)
    in_care = here.unit_id in care_queries.units_in_care_of(db, patient_id, today=today())
    times = time_queries.times_to_book(db, patient_id, here.unit_id, now=now)
    if not in_care and not times:
        abort(404)
    time = next((one for one in times if one.id == door.chosen_id("time")), None)
    if door.chosen_id("time") and time is None:
        abort(404)
    kinds = queries.visit_kinds_of(db, here.unit_id, slot_id=door.chosen_id("slot"))
    if door.chosen_id("slot") and not kinds:
        abort(404)
    wanted = (time and time.kind_id) or door.chosen_id("kind")
    kind = next((one for one in kinds if one.id == wanted), None)
    slot = _slot(db, here, kind)
    return Call(here, patient, in_care, kind, time, slot)


def _slot(db: Session, here: AtWork, kind: VisitKind | None) -> FreeSlot | None:
    slot_id = door.chosen_id("slot")
    if slot_id is None or kind is None:
        return None
    found = slots.slot_for(db, slot_id, kind_id=kind.id)
    return found if found and found.unit_id == here.unit_id else abort(404)


def _book(
    db: Session, call: Call, slot: FreeSlot, kind: VisitKind, *, filled: Filled, now: datetime
) -> bool:
    time = (
        time_queries.appointment(db, call.time.id) if call.time else _new_time(db, call, kind, now)
    )
    if time is None:
        raise ChangedMeanwhileError
    before = time.slot_id
    booked = booking.book(
        db,
        time,
        slot,
        filled=filled,
        held_for_id=None,
        earliest=now,
        by=call.here.actor,
        now=now,
        booked_by_id=call.here.place.role_id,
    )
    if booked:
        earlier.settle(db, time, freed=before, by=call.here.actor, now=now)
    return booked


def _new_time(db: Session, call: Call, kind: VisitKind, now: datetime) -> Appointment:
    """Return a time that the patient asks for at this moment, and that has no day yet."""
    bookable = slots.booking_rules(db, call.here.unit_id) is not None
    time = Appointment(
        patient_id=call.patient.id,
        source=HERE,
        key=str(uuid.uuid4()),
        state=State.REQUESTED,
        what=kind.name,
        unit_id=call.here.unit_id,
        kind_id=kind.id,
        change=WayToChange.ONLINE if bookable else WayToChange.PHONE,
        changed_at=now,
    )
    db.add(time)
    db.flush()
    return time


def _support(db: Session, call: Call) -> Sequence[Words]:
    """Return the support that the time has, or else what the contract says is needed."""
    if call.time:
        return time_queries.support_of(db, call.time.id)
    if not call.in_care:
        return []
    agreement = contracts.agreement_of(db, call.here.access(call.patient.id))
    return [one.what for one in agreement.supports] if agreement else []


def _lines(support: Sequence[Words]) -> str:
    return "\n".join(words.in_language(speech().language)[0] for words in support)


def _supports(form: PhoneForm, known: Sequence[Words]) -> list[Words]:
    """Return a line for each support. One that was not changed keeps its translations."""
    language = speech().language
    by_text = {words.in_language(language)[0]: words for words in known}
    lines = filter(None, (printable(line) for line in form.support.typed.splitlines()))
    return [by_text.get(line) or Words.from_json({language: line}) for line in lines]


def _what_page(db: Session, call: Call, *, now: datetime) -> str:
    slot_id = door.chosen_id("slot")
    kinds = queries.visit_kinds_of(db, call.here.unit_id, slot_id=slot_id)
    times = time_queries.times_to_book(db, call.patient.id, call.here.unit_id, now=now)
    known = {kind.id for kind in kinds}
    return render_template(
        "desk/phone_what.html",
        call=call,
        kinds=kinds,
        times=[time for time in times if time.kind_id in known],
        slot_id=slot_id,
    )


def _when_page(db: Session, call: Call, *, now: datetime) -> str:
    assert call.kind  # noqa: S101  # the kind is chosen before the time
    begin = max(clock.moment(_from(), 0), now)
    found = queries.free_for_staff(db, call.kind.id, since=begin, most=SHOWN_AT_A_TIME + 1)
    shown = found[:SHOWN_AT_A_TIME]
    return render_template(
        "desk/phone_when.html",
        call=call,
        slots=shown,
        more=clock.local_day(found[-1].starts_at) if len(found) > len(shown) else None,
        since=_from(),
        colleagues=door.colleagues(db, call.here),
        now=now,
    )


def _details_page(call: Call, form: PhoneForm, *, nearest: Sequence[FreeCard] | None = None) -> str:
    db = database.session()
    return render_template(
        "desk/phone_details.html",
        call=call,
        form=form,
        nearest=nearest,
        colleagues=door.colleagues(db, call.here),
        rules=slots.booking_rules(db, call.here.unit_id),
    )


def _from() -> date:
    """Return the day that the list of free times begins with."""
    try:
        return max(date.fromisoformat(request.args.get("from", "")), today())
    except ValueError:
        return today()
