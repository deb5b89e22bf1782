import uuid
from collections import Counter

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.once import one_press
from app.desk import moving_views, pattern_views, phone_views, queries, slot_views
from app.people import queries as people
from app.people import sign_in
from app.reminders import unreached
from app.requests import queries as requests
from app.sharing import actions, care_queries, door, share_queries

pages = Blueprint("desk", __name__, url_prefix="/care")
for views in (slot_views, pattern_views, phone_views, moving_views):
    pages.register_blueprint(views.pages)


@pages.get("")
def patients() -> ResponseReturnValue:
    db, person_id = database.session(), door.staff().person.id
    found = care_queries.patients_in_care_of(db, person_id, today=today())
    asked = requests.open_requests_about(db, [patient.id for patient in found])
    return render_template(
        "desk/patients.html",
        patients=found,
        asked=Counter(one.patient_id for one in asked),
        wish_to_share=share_queries.how_many_wait(
            db, [patient.id for patient in found], today=today()
        ),
        heads=people.units_headed_by(db, person_id, today=today()),
    )


@pages.get("/not-reached")
def not_reached() -> ResponseReturnValue:
    """List the patients in one's care whom no reminder reaches, or those who help them."""
    db, person_id = database.session(), door.staff().person.id
    found = care_queries.patients_in_care_of(db, person_id, today=today())
    missed = unreached.unreached(db, [patient.id for patient in found], now=clock.now())
    ids = {one.patient_id for one in missed}
    return render_template(
        "desk/not_reached.html",
        patients=[patient for patient in found if patient.id in ids],
        missed={id_: [one for one in missed if one.patient_id == id_] for id_ in ids},
        phones=queries.phones_of(db, ids) if ids else {},
    )


@pages.post("/patients/<uuid:patient_id>")
@one_press
def open_plan(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    access = door.knock(db, patient_id)
    if not access.at_work:
        abort(404)
    actions.open_plan(db, access, reference_hash=door.signed_in().reference_hash, now=clock.now())
    return redirect(sign_in.own_path(request.form.get("to")), code=303)


@pages.post("/close")
@one_press
def close_plan(db: Session) -> ResponseReturnValue:
    actions.close_plan(db, reference_hash=door.signed_in().reference_hash)
    return redirect(url_for("desk.patients"), code=303)
