"""Where a question is written for one coming time."""

import uuid
from functools import partial

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import queries, rules
from app.appointments.cards import Time
from app.base import clock
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.preparing import actions
from app.preparing.forms import OwnWordsForm
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access

pages = Blueprint("time_questions", __name__, url_prefix="/appointments/<uuid:appointment_id>")


@pages.get("/ask")
def new(appointment_id: uuid.UUID) -> ResponseReturnValue:
    find = partial(_coming, appointment_id=appointment_id)
    access, _patient, time = door.open_one_to(Deed.WRITE, find, part="appointment")
    return _page(access, time, OwnWordsForm())


@pages.post("/ask")
@one_press
def ask(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = door.open_to_change(db, deed=Deed.WRITE, part="appointment")
    time = _coming(db, access, appointment_id=appointment_id)
    if time is None or not access.may(Deed.WRITE):
        abort(404)
    form = OwnWordsForm()
    if not form.validate():
        return make_response(_page(access, time, form), WRONG_ANSWER)
    kept = actions.ask(
        db,
        form.words.typed,
        patient_id=access.patient_id,
        by=sharing.actor(access),
        now=clock.now(),
        time=(time.id, time.what),
    )
    if not kept:
        form.refuse_more()
        return make_response(_page(access, time, form), WRONG_ANSWER)
    return redirect(url_for("preparing.show", _anchor="questions"), code=303)


def _coming(db: Session, access: Access, *, appointment_id: uuid.UUID) -> Time | None:
    """Return a time that has not been, as far as this reader may see it."""
    found = queries.time_of(db, access, appointment_id)
    return found if found and not rules.is_past(found, now=clock.now()) else None


def _page(access: Access, time: Time, form: OwnWordsForm) -> str:
    return render_template("appointments/ask.html", own=access.own, time=time, form=form)
