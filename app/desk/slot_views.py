"""A unit's day and week, and what staff do with one slot or one time."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response

from app.appointments import actions as appointments
from app.appointments import booking, earlier
from app.appointments.content import State
from app.appointments.rules import is_fixed
from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.desk import door, queries, rules, time_queries
from app.desk.cards import Between, SlotCard, TimeCard
from app.desk.content import SlotState
from app.desk.door import AtWork
from app.preparing import queries as preparing
from app.sharing.house_rules import access_of
from app.slots import timetable

pages = Blueprint("times", __name__, url_prefix="/times")

TOLD_BY_STAFF = "cancelled-by-staff"


@pages.get("")
def day() -> ResponseReturnValue:
    db = database.session()
    here, shown = door.at_work(db), _day()
    between = Between.days(shown, shown)
    slots = queries.slots_of(db, here.unit_id, between)
    return render_template(
        "desk/day.html",
        here=here,
        day=shown,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        by_role=rules.by_role(slots),
        people=_people(db, here, slots),
        told=time_queries.told_times_of(db, here.unit_id, between),
        kinds=queries.kinds_of_slots(db, here.unit_id, between),
        states=SlotState,
        now=clock.now(),
    )


@pages.get("/week")
def week() -> ResponseReturnValue:
    db = database.session()
    here, first = door.at_work(db), rules.monday_of(_day())
    last = first + timedelta(days=rules.DAYS_PER_WEEK - 1)
    slots = queries.slots_of(db, here.unit_id, Between.days(first, last))
    return render_template(
        "desk/week.html",
        here=here,
        first=first,
        last=last,
        before=first - timedelta(days=rules.DAYS_PER_WEEK),
        after=first + timedelta(days=rules.DAYS_PER_WEEK),
        week=rules.week(slots, first=first, now=clock.now()),
        states=SlotState,
        people=_people(db, here, slots),
    )


@pages.get("/slots/<uuid:slot_id>")
def slot(slot_id: uuid.UUID) -> ResponseReturnValue:
    """Show a slot. Whose it is, is read by staff: that is a look, like any other."""
    db, now = database.session(), clock.now()
    here, found = door.slot(db, slot_id)
    with database.transaction() as writing:
        _note_whose(writing, here, found, now=now)
    return _slot_page(db, here, found, now=now)


@pages.post("/slots/<uuid:slot_id>/withdraw")
@one_press
def withdraw(db: Session, slot_id: uuid.UUID) -> ResponseReturnValue:
    """Let nobody have a slot. One that somebody has is shown again, with what can be done."""
    here, found = door.slot(db, slot_id)
    if not timetable.withdraw(db, slot_id, by=here.actor, now=clock.now()):
        return _changed_meanwhile(db, here, slot_id)
    return _to_day(here, found)


@pages.post("/slots/<uuid:slot_id>/give-back")
@one_press
def give_back(db: Session, slot_id: uuid.UUID) -> ResponseReturnValue:
    """Let a withdrawn slot be free, and those be asked who wait for an earlier time."""
    here, found = door.slot(db, slot_id)
    now = clock.now()
    if not timetable.give_back(db, slot_id, by=here.actor, now=now):
        return _changed_meanwhile(db, here, slot_id)
    earlier.ask_about(db, [slot_id], now=now)
    return _to_day(here, found)


@pages.get("/appointments/<uuid:appointment_id>")
def appointment(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Show a patient's time at the unit, whether it stands in a slot or not."""
    db, now = database.session(), clock.now()
    here, found = door.time(db, appointment_id)
    with database.transaction() as writing:
        door.note_look(writing, here, found.patient_id, part="appointment", about=found.id, now=now)
    return render_template(
        "desk/appointment.html",
        here=here,
        time=found,
        begun=found.starts_at is not None and found.starts_at <= now,
        colleagues=door.colleagues(db, here),
        questions=_open_questions(db, here, found),
    )


@pages.post("/appointments/<uuid:appointment_id>/outcome")
@one_press
def note_outcome(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a time took place or was missed. What cannot be noted is left as it is."""
    here, time = door.time(db, appointment_id)
    outcome = request.form.get("outcome", "")
    if outcome not in (State.DONE, State.MISSED) or time.starts_at is None:
        abort(422)
    appointments.note_outcome(
        db,
        time.id,
        State(outcome),
        patient_id=time.patient_id,
        by=here.actor,
        now=clock.now(),
    )
    return _to_day(here, time)


@pages.post("/appointments/<uuid:appointment_id>/cancel")
@one_press
def cancel(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a patient's time. Its slot is free for others, unless its day is closed."""
    here, shown = door.time(db, appointment_id)
    time, now = time_queries.appointment(db, appointment_id), clock.now()
    if time is None or not is_fixed(time, now=now):
        return _not_as_it_was(here, shown)
    try:
        with db.begin_nested():
            freed = booking.cancel(db, time, told=TOLD_BY_STAFF, by=here.actor, now=now)
    except booking.ChangedMeanwhileError:
        return _not_as_it_was(here, shown)
    earlier.settle(db, time, freed=freed, by=here.actor, now=now)
    return _to_day(here, shown)


@pages.get("/waiting")
def waiting() -> ResponseReturnValue:
    """List the times that were planned and have not become any, and those that are asked for."""
    db = database.session()
    here = door.at_work(db)
    return render_template(
        "desk/waiting.html",
        here=here,
        overdue=time_queries.overdue_of(db, here.unit_id, today=today()),
        requested=time_queries.requested_of(db, here.unit_id),
        colleagues=door.colleagues(db, here),
    )


def _not_as_it_was(here: AtWork, time: TimeCard) -> Response:
    """Say that a time has changed since its page was drawn, so that nothing was done."""
    return make_response(render_template("desk/changed.html", here=here, time=time), WRONG_ANSWER)


def _changed_meanwhile(db: Session, here: AtWork, slot_id: uuid.UUID) -> Response:
    """Show a slot as it is now, to whoever wanted something that somebody else was before.

    Whose it has become is read by staff here for the first time: that is a look too.
    """
    found, now = queries.slot_at(db, slot_id, unit_ids=[here.unit_id]) or abort(404), clock.now()
    _note_whose(db, here, found, now=now)
    page = _slot_page(db, here, found, now=now, changed=True)
    return make_response(page, WRONG_ANSWER)


def _slot_page(
    db: Session, here: AtWork, found: SlotCard, *, now: datetime, changed: bool = False
) -> str:
    time = None
    if found.appointment_id:
        time = time_queries.time_at(db, found.appointment_id, unit_id=here.unit_id)
    return render_template(
        "desk/slot.html",
        here=here,
        slot=found,
        state=found.state(now),
        states=SlotState,
        time=time,
        kinds=queries.visit_kinds_of(db, here.unit_id, slot_id=found.id),
        colleagues=door.colleagues(db, here),
        changed=changed,
        begun=found.starts_at <= now,
        questions=_open_questions(db, here, time) if time else None,
    )


def _open_questions(db: Session, here: AtWork, time: TimeCard) -> int | None:
    """Return how many questions a patient has for care, to whoever may open their plan."""
    access = access_of(db, here.person_id, patient_id=time.patient_id)
    return preparing.open_questions(db, time.patient_id) if access and access.at_work else None


def _note_whose(writing: Session, here: AtWork, found: SlotCard, *, now: datetime) -> None:
    """Write down a look at the patient whose slot it is, where its page says whose it is."""
    if found.patient_id and found.state(now) in (SlotState.BOOKED, SlotState.OFFERED):
        door.note_look(writing, here, found.patient_id, part="slot", about=found.id, now=now)


def _people(
    db: Session, here: AtWork, slots: Sequence[SlotCard]
) -> list[tuple[uuid.UUID | None, str]]:
    """Return whose these slots are, by name: colleagues, somebody who has left, nobody named."""
    names, theirs = door.colleagues(db, here), {slot.role_id for slot in slots}
    left = [(role_id, _("Somebody who has left")) for role_id in theirs - {*names, None}]
    known = [(role_id, one.name) for role_id, one in names.items() if role_id in theirs]
    return [*known, *sorted(left, key=str), *([(None, "")] if None in theirs else [])]


def _day() -> date:
    """Return the day that the address names, or today when it names none that there is."""
    try:
        named = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()
    return named if abs(named - today()) < timedelta(days=rules.FARTHEST_DAYS) else today()


def _to_day(here: AtWork, shown: SlotCard | TimeCard) -> Response:
    assert shown.starts_at is not None  # noqa: S101  # only what has a start stands in a day
    named = clock.local_day(shown.starts_at).isoformat()
    return redirect(url_for("desk.times.day", unit=here.unit_id, day=named), code=303)
