from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base.language import today
from app.base.once import one_press
from app.people import sign_in
from app.requests import actions
from app.requests.content import RequestKind
from app.sharing import actions as sharing
from app.sharing import door, queries

pages = Blueprint("requests", __name__)


@pages.post("/requests/<any('care-contact', 'contract'):kind>")
@one_press
def ask(db: Session, kind: str) -> ResponseReturnValue:
    access, _patient = door.open_to_change(db)
    if not access.own:
        # Nobody asks in somebody else's name.
        abort(404)
    if not queries.units_in_care_of(db, access.patient_id, today=today()):
        # There is nobody who would read it, so it must not look as if somebody did.
        abort(404)
    actions.ask(
        db,
        RequestKind(kind),
        patient_id=access.patient_id,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(sign_in.own_path(request.form.get("back")), code=303)
