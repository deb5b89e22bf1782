"""What the patient chooses: own activities, pauses, and saying that something is too much."""

import uuid

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts.schedules import DayPart
from app.requests import actions as requests
from app.requests.content import RequestKind
from app.self_care import actions, queries
from app.self_care.cards import OWN
from app.self_care.content import PauseReason
from app.self_care.forms import PauseForm, RoutineForm, TooMuchForm, said_before
from app.self_care.models import Routine
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("routines", __name__)


@pages.get("/routines/new")
def new() -> ResponseReturnValue:
    door.open_own("self-care")
    form = RoutineForm(data={"how": "daily", "notes": "nothing"})
    return _form_page(form, None)


@pages.post("/routines")
@one_press
def add(db: Session) -> ResponseReturnValue:
    access, form, now = _own(db), RoutineForm(), clock.now()
    said = form.said(starts_on=clock.local_day(now))
    if said is None:
        return make_response(_form_page(form, None), WRONG_ANSWER)
    routine = actions.add_own(
        db, said, patient_id=access.patient_id, by=sharing.actor(access), now=now
    )
    return _back_to(routine)


@pages.get("/routines/<uuid:routine_id>")
def change(routine_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = door.open_own("self-care")
    routine = _chosen(database.session(), access, routine_id)
    return _form_page(RoutineForm(data=said_before(routine)), routine)


@pages.post("/routines/<uuid:routine_id>")
@one_press
def keep_change(db: Session, routine_id: uuid.UUID) -> ResponseReturnValue:
    access, now = _own(db), clock.now()
    routine, form = _chosen(db, access, routine_id), RoutineForm()
    said = form.said(starts_on=clock.local_day(now), before=routine.schedule)
    if said is None:
        return make_response(_form_page(form, routine), WRONG_ANSWER)
    actions.change_own(db, routine, said, by=sharing.actor(access), now=now)
    return _back_to(routine)


@pages.post("/routines/<uuid:routine_id>/end")
@one_press
def end(db: Session, routine_id: uuid.UUID) -> ResponseReturnValue:
    """End an own activity. Pressed twice, it has ended all the same."""
    access = _own(db)
    routine = _found(db, access, routine_id)
    if routine.source != OWN:
        abort(404)
    actions.end_own(db, routine, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("self_care.today"), code=303)


@pages.get("/routines/<uuid:routine_id>/too-much")
def too_much(routine_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = door.open_own("self-care")
    routine = _heard(database.session(), access, routine_id)
    return _too_much_page(routine, TooMuchForm())


@pages.post("/routines/<uuid:routine_id>/too-much")
@one_press
def say_too_much(db: Session, routine_id: uuid.UUID) -> ResponseReturnValue:
    """Tell care that something is too much. It is a message, and changes nothing by itself."""
    access, form = _own(db), TooMuchForm()
    routine = _heard(db, access, routine_id)
    if not form.validate():
        return make_response(_too_much_page(routine, form), WRONG_ANSWER)
    requests.ask(
        db,
        RequestKind.TOO_MUCH,
        patient_id=access.patient_id,
        about=f"routine:{routine.id}",
        subject=routine.what,
        words=form.words.typed,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(url_for("requests.requests"), code=303)


@pages.get("/pauses/new")
def new_pause() -> ResponseReturnValue:
    access, _patient = door.open_own("self-care")
    said = {
        "routine": request.args.get("routine", ""),
        "starts_on": f"{clock.local_day(clock.now())}",
    }
    return _pause_page(database.session(), access, PauseForm(data=said))


@pages.post("/pauses")
@one_press
def pause(db: Session) -> ResponseReturnValue:
    access, form, now = _own(db), PauseForm(), clock.now()
    routine = _found(db, access, _id(form.routine.data)) if form.routine.data else None
    if not form.validate() or form.starts_on.day is None:
        return make_response(_pause_page(db, access, form), WRONG_ANSWER)
    actions.pause(
        db,
        patient_id=access.patient_id,
        routine_id=routine.id if routine else None,
        starts_on=form.starts_on.day,
        ends_on=form.ends_on.day,
        reason=PauseReason(form.reason.data or ""),
        by=sharing.actor(access),
        now=now,
    )
    return redirect(url_for("self_care.today", _anchor="pauses"), code=303)


@pages.post("/pauses/<uuid:pause_id>/end")
@one_press
def end_pause(db: Session, pause_id: uuid.UUID) -> ResponseReturnValue:
    access, now = _own(db), clock.now()
    paused = queries.pause_of(db, access.patient_id, pause_id) or abort(404)
    actions.end_pause(db, paused, today=clock.local_day(now), by=sharing.actor(access), now=now)
    return redirect(url_for("self_care.today"), code=303)


def _own(db: Session) -> Access:
    """Let the patient choose. Nobody chooses in somebody else's name."""
    access, _patient = door.open_own_to_change(db, "self-care")
    return access


def _found(db: Session, access: Access, routine_id: uuid.UUID) -> Routine:
    return queries.routine_of(db, access.patient_id, routine_id) or abort(404)


def _chosen(db: Session, access: Access, routine_id: uuid.UUID) -> Routine:
    """Return what the patient has chosen, and may change. What was agreed is changed together."""
    routine = _found(db, access, routine_id)
    if routine.source != OWN or routine.ended_at:
        abort(404)
    return routine


def _heard(db: Session, access: Access, routine_id: uuid.UUID) -> Routine:
    """Return a routine, if there is somebody in care to read what the patient says of it."""
    today = clock.local_day(clock.now())
    if not care_queries.units_in_care_of(db, access.patient_id, today=today):
        abort(404)
    return _found(db, access, routine_id)


def _id(told: str) -> uuid.UUID:
    try:
        return uuid.UUID(told)
    except ValueError:
        abort(404)


def _back_to(routine: Routine) -> ResponseReturnValue:
    return redirect(url_for("self_care.today", _anchor=f"routine-{routine.id}"), code=303)


def _form_page(form: RoutineForm, routine: Routine | None) -> str:
    return render_template(
        "self_care/routine.html", form=form, routine=routine, parts=list(DayPart)
    )


def _too_much_page(routine: Routine, form: TooMuchForm) -> str:
    return render_template("self_care/too_much.html", routine=routine, form=form)


def _pause_page(db: Session, access: Access, form: PauseForm) -> str:
    today = clock.local_day(clock.now())
    found = queries.days_of(db, access.patient_id, today, today)
    return render_template(
        "self_care/pause.html", form=form, routines=found.routines, reasons=list(PauseReason)
    )
