"""What patients have sent of their own notes. Staff see nothing else that is written down there."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.people.cards import PersonCard
from app.requests import actions as request_actions
from app.requests import queries as requests
from app.requests.models import Request
from app.self_care import sending_queries as queries
from app.self_care.figures import shown
from app.self_care.models import Sending
from app.self_care.sending_forms import ReadForm
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.rules import Access

pages = Blueprint("care_sent", __name__, url_prefix="/care/sent")


@dataclass(frozen=True)
class Arrived:
    """Something a patient has sent, and the way in of whoever reads it."""

    access: Access
    patient: PersonCard
    sending: Sending
    asked: Request


@pages.get("/<uuid:sending_id>")
def show(sending_id: uuid.UUID) -> ResponseReturnValue:
    arrived = _arrived(database.session(), sending_id)
    with database.transaction() as writing:
        sharing.note_look(
            writing, arrived.access, part="sent self-care", about=sending_id, now=clock.now()
        )
    return _page(arrived, ReadForm())


@pages.post("/<uuid:sending_id>/read")
@one_press
def mark_read(db: Session, sending_id: uuid.UUID) -> ResponseReturnValue:
    """Tell the patient that it is read. When somebody else was first, no word is lost."""
    arrived, form = _arrived(db, sending_id), ReadForm()
    if not form.validate():
        return make_response(_page(arrived, form), WRONG_ANSWER)
    access = arrived.access
    first = request_actions.answer(
        db,
        arrived.asked,
        words=form.words.typed,
        role_id=door.role_at_work(db, access),
        by=sharing.actor(access),
        now=clock.now(),
    )
    if not first and form.words.typed:
        db.refresh(arrived.asked)
        return make_response(_page(arrived, form), WRONG_ANSWER)
    return redirect(url_for("care_requests.requests"), code=303)


def _arrived(db: Session, sending_id: uuid.UUID) -> Arrived:
    """Return what a patient in the care of this member of staff has sent, and not taken back."""
    door.staff()
    patient_id = queries.patient_of(db, sending_id) or abort(404)
    access, patient = door.open_at_work(db, patient_id)
    sending = queries.sending_of(db, patient_id, sending_id) or abort(404)
    asked = requests.request_of(db, patient_id, sending.request_id)
    if asked is None or asked.withdrawn_at:
        abort(404)
    return Arrived(access, patient, sending, asked)


def _page(arrived: Arrived, form: ReadForm) -> str:
    reader = arrived.asked.answered_by_id
    return render_template(
        "self_care/care_sent.html",
        patient=arrived.patient,
        sending=arrived.sending,
        shown=shown(arrived.sending.document),
        asked=arrived.asked,
        form=form,
        directory=door.directory(arrived.patient, role_ids=[reader] if reader else [], unit_ids=[]),
    )
