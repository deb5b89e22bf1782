"""The care contact's list: what patients have asked for, and what came of it."""

import uuid
from datetime import timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.people.cards import PersonCard
from app.requests import actions, queries
from app.requests.forms import AnswerForm
from app.requests.models import Request
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("care_requests", __name__, url_prefix="/care/requests")

ANSWERED_SHOWN_FOR = timedelta(days=14)


@pages.get("")
def requests() -> ResponseReturnValue:
    db, asking = database.session(), door.staff()
    patients = care_queries.patients_in_care_of(db, asking.person.id, today=today())
    ids = [patient.id for patient in patients]
    return render_template(
        "requests/care_list.html",
        patients={patient.id: patient for patient in patients},
        waiting=queries.open_requests_about(db, ids),
        answered=queries.answered_about(db, ids, since=clock.now() - ANSWERED_SHOWN_FOR),
    )


@pages.get("/<uuid:request_id>")
def show(request_id: uuid.UUID) -> ResponseReturnValue:
    db = database.session()
    access, patient, asked = _asked(db, request_id)
    with database.transaction() as writing:
        sharing.note_look(writing, access, part="request", about=asked.id, now=clock.now())
    return _page(patient, asked, AnswerForm())


@pages.post("/<uuid:request_id>/answer")
@one_press
def answer(db: Session, request_id: uuid.UUID) -> ResponseReturnValue:
    """Answer. When somebody else was first, what was written stands there still, and so is told."""
    access, patient, asked = _asked(db, request_id)
    form, now = AnswerForm(), clock.now()
    if not form.validate():
        return make_response(_page(patient, asked, form), WRONG_ANSWER)
    done = actions.answer(
        db,
        asked,
        words=form.words.typed,
        role_id=door.role_at_work(db, access),
        by=sharing.actor(access),
        now=now,
    )
    if not done:
        db.refresh(asked)
        return make_response(_page(patient, asked, form), WRONG_ANSWER)
    return redirect(url_for("care_requests.requests"), code=303)


def _asked(db: Session, request_id: uuid.UUID) -> tuple[Access, PersonCard, Request]:
    """Return a request of a patient in the care of this member of staff."""
    door.staff()
    patient_id = queries.patient_of(db, request_id) or abort(404)
    access, patient = door.open_at_work(db, patient_id)
    asked = queries.request_of(db, patient_id, request_id) or abort(404)
    return access, patient, asked


def _page(patient: PersonCard, asked: Request, form: AnswerForm) -> str:
    return render_template(
        "requests/care_show.html",
        patient=patient,
        asked=asked,
        form=form,
        directory=door.directory(
            patient,
            role_ids=[asked.answered_by_id] if asked.answered_by_id else [],
            unit_ids=[],
        ),
    )
