"""Where a unit says yes to what a young person sees and does themselves, from 13 to 15."""

import uuid

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.once import one_press
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door, guardian_actions, house_rules
from app.sharing import guardian_queries as guardians
from app.sharing.ages import Band
from app.sharing.content import Approves
from app.sharing.rules import Access

pages = Blueprint("young", __name__, url_prefix="/care/patients/<uuid:patient_id>/young")


@pages.get("")
def show(patient_id: uuid.UUID) -> ResponseReturnValue:
    access, patient = _young(database.session(), patient_id)
    with database.transaction() as writing:
        sharing.note_look(writing, access, part="young", now=clock.now())
    said = guardians.approvals_of(database.session(), patient_id, today=today())
    return render_template(
        "helping/young.html",
        patient=patient,
        stops_on=house_rules.guardians_stop_on(patient),
        said={one.what: one for one in said},
        things=list(Approves),
        directory=door.directory(
            patient,
            role_ids={one.role_id for one in said},
            unit_ids={one.unit_id for one in said},
        ),
    )


@pages.post("/<any(plan, book):what>/yes")
@one_press
def approve(db: Session, patient_id: uuid.UUID, what: str) -> ResponseReturnValue:
    access, _patient = _young(db, patient_id)
    guardian_actions.approve(
        db,
        Approves(what),
        patient_id=patient_id,
        unit_id=access.unit_id or abort(404),
        role_id=door.role_at_work(db, access),
        by=sharing.actor(access),
        now=clock.now(),
    )
    return _back(patient_id, what)


@pages.post("/<any(plan, book):what>/no")
@one_press
def take_back(db: Session, patient_id: uuid.UUID, what: str) -> ResponseReturnValue:
    access, _patient = _young(db, patient_id)
    guardian_actions.take_back_approval(
        db,
        Approves(what),
        patient_id=patient_id,
        role_id=door.role_at_work(db, access),
        by=sharing.actor(access),
        now=clock.now(),
    )
    return _back(patient_id, what)


def _young(db: Session, patient_id: uuid.UUID) -> tuple[Access, PersonCard]:
    """Return a young patient in the care of whoever is at work here, or one who soon is young."""
    access, patient = door.open_at_work(db, patient_id)
    if access.band is not Band.YOUNG and house_rules.guardians_stop_on(patient) is None:
        abort(404)
    return access, patient


def _back(patient_id: uuid.UUID, what: str) -> Response:
    return redirect(url_for("young.show", patient_id=patient_id, _anchor=what), code=303)
