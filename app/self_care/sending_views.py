"""Sending to care what one has written down: which days, which of it, look it through, send."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from app.base import clock
from app.base import db as database
from app.base.language import Speech, in_all_languages, today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.requests import actions as request_actions
from app.requests import queries as requests
from app.self_care import history, history_queries, sending_actions
from app.self_care import sending_queries as queries
from app.self_care.cards import RoutineCard
from app.self_care.content import Sent
from app.self_care.figures import shown
from app.self_care.models import Sending
from app.self_care.sending_forms import DaysForm, RoutinesForm, this_month, this_week
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("sending", __name__, url_prefix="/self-care")


@dataclass(frozen=True)
class Choice:
    """The days that are to be sent, and what was written down in them, by routine."""

    access: Access
    first: date
    last: date
    routines: Mapping[uuid.UUID, RoutineCard]
    counts: Mapping[uuid.UUID, int]


@pages.get("/send")
def days() -> ResponseReturnValue:
    access, _patient = door.open_own("self-care")
    form = DaysForm(request.args)
    asked = bool(request.args)
    if asked and form.validate():
        first, last = form.chosen()
        return redirect(url_for("sending.what", first=first, last=last), code=303)
    page = render_template(
        "self_care/send_days.html",
        form=form,
        week=this_week(),
        month=this_month(),
        read=_is_read(database.session(), access),
    )
    return make_response(page, WRONG_ANSWER if asked else 200)


@pages.get("/send/<first>/<last>")
def what(first: str, last: str) -> ResponseReturnValue:
    access, _patient = door.open_own("self-care")
    choice = _choice(database.session(), access, first, last)
    return _what(choice, RoutinesForm(MultiDict(), counts=choice.counts))


@pages.get("/send/<first>/<last>/preview")
def preview(first: str, last: str) -> ResponseReturnValue:
    db = database.session()
    access, _patient = door.open_own("self-care")
    choice = _choice(db, access, first, last)
    form = RoutinesForm(request.args, counts=choice.counts)
    if not choice.counts:
        return _what(choice, form)
    if not form.validate():
        return make_response(_what(choice, form), WRONG_ANSWER)
    return _preview(choice, form, _copy(db, choice, form))


@pages.post("/send/<first>/<last>")
@one_press
def send(db: Session, first: str, last: str) -> ResponseReturnValue:
    """Send what was looked through. If it says something else by now, it is shown once more."""
    choice = _choice(db, _own(db), first, last)
    form = RoutinesForm(request.form, counts=choice.counts)
    if not form.validate():
        return make_response(_what(choice, form), WRONG_ANSWER)
    copy = _copy(db, choice, form)
    if request.form.get("seen") != history.fingerprint(copy):
        return make_response(_preview(choice, form, copy, changed=True), WRONG_ANSWER)
    now = clock.now()
    sending = sending_actions.send(
        db,
        copy,
        patient_id=choice.access.patient_id,
        first_on=choice.first,
        last_on=choice.last,
        called=in_all_languages(lambda speech: _called(speech, choice, now=now)),
        by=sharing.actor(choice.access),
        now=now,
    )
    return redirect(url_for("sending.show", sending_id=sending.id), code=303)


@pages.get("/sent")
def sendings() -> ResponseReturnValue:
    access, patient = door.open_own("self-care")
    db = database.session()
    sent = queries.sendings_of(db, access.patient_id)
    asked = requests.requests_by_id(db, access.patient_id, [one.request_id for one in sent])
    readers = {one.answered_by_id for one in asked.values() if one.answered_by_id}
    return render_template(
        "self_care/sent_list.html",
        sent=sent,
        asked=asked,
        directory=door.directory(patient, role_ids=readers, unit_ids=[]),
    )


@pages.get("/sent/<uuid:sending_id>")
def show(sending_id: uuid.UUID) -> ResponseReturnValue:
    access, patient = door.open_own("self-care")
    db = database.session()
    sending = _sending(db, access, sending_id)
    asked = requests.request_of(db, access.patient_id, sending.request_id) or abort(404)
    return render_template(
        "self_care/sent.html",
        sending=sending,
        shown=shown(sending.document),
        asked=asked,
        directory=door.directory(
            patient,
            role_ids=[asked.answered_by_id] if asked.answered_by_id else [],
            unit_ids=[],
        ),
    )


@pages.post("/sent/<uuid:sending_id>/take-back")
@one_press
def take_back(db: Session, sending_id: uuid.UUID) -> ResponseReturnValue:
    """Take back what nobody has read. What was read in the meantime stays read."""
    access = _own(db)
    sending = _sending(db, access, sending_id)
    asked = requests.request_of(db, access.patient_id, sending.request_id) or abort(404)
    request_actions.withdraw(db, asked, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("sending.show", sending_id=sending.id), code=303)


def _own(db: Session) -> Access:
    """Let the patient do something. Nobody sends in somebody else's name."""
    access, _patient = door.open_own_to_change(db, "self-care")
    return access


def _is_read(db: Session, access: Access) -> bool:
    """Say whether there is anybody who would read it."""
    return bool(care_queries.units_in_care_of(db, access.patient_id, today=today()))


def _choice(db: Session, access: Access, first: str, last: str) -> Choice:
    """Return what there is to send of these days. What nobody would read is not sent."""
    days = DaysForm(MultiDict({"first": first, "last": last}))
    if not (days.validate() and _is_read(db, access)):
        abort(404)
    found = history_queries.routines_of(db, access.patient_id)
    counts = history_queries.counts_between(db, access.patient_id, *days.chosen())
    routines = {one.id: one for one in found.values() if one.id in counts}
    return Choice(access, *days.chosen(), routines, counts)


def _copy(db: Session, choice: Choice, form: RoutinesForm) -> Sent:
    entries = history_queries.entries_between(
        db, choice.access.patient_id, choice.first, choice.last, routine_ids=form.chosen
    )
    return history.copy_of(choice.routines.values(), entries, patient_id=choice.access.patient_id)


def _called(speech: Speech, choice: Choice, *, now: datetime) -> str:
    """Return what care's list calls it: its days, and when it was sent, since two can be alike."""
    return speech.gettext("%(days)s, sent at %(clock)s") % {
        "days": speech.days(choice.first, choice.last),
        "clock": speech.clock(now),
    }


def _sending(db: Session, access: Access, sending_id: uuid.UUID) -> Sending:
    return queries.sending_of(db, access.patient_id, sending_id) or abort(404)


def _what(choice: Choice, form: RoutinesForm) -> str:
    return render_template("self_care/send_what.html", choice=choice, form=form)


def _preview(choice: Choice, form: RoutinesForm, copy: Sent, *, changed: bool = False) -> str:
    return render_template(
        "self_care/send_preview.html",
        choice=choice,
        form=form,
        shown=shown(copy),
        seen=history.fingerprint(copy),
        changed=changed,
    )
