import uuid

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.journal.models import Role
from app.people import queries as people
from app.people import sign_in
from app.people.cards import PersonCard
from app.requests import actions, queries
from app.requests.content import RequestKind
from app.requests.forms import ASKED_BY_PATIENTS, AskForm
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("")
def requests() -> ResponseReturnValue:
    access, patient = door.open_plan("requests")
    return _page(database.session(), access, patient, AskForm())


@pages.post("")
@one_press
def ask(db: Session) -> ResponseReturnValue:
    access, patient = _asking(db)
    form = AskForm()
    if not form.validate():
        return make_response(_page(db, access, patient, form), WRONG_ANSWER)
    actions.ask(
        db,
        RequestKind(form.kind.data or ""),
        patient_id=access.patient_id,
        words=form.words.typed,
        by=sharing.actor(access),
        now=clock.now(),
    )
    back = request.form.get("back")
    return redirect(sign_in.own_path(back) if back else url_for("requests.requests"), code=303)


@pages.post("/<uuid:request_id>/withdraw")
@one_press
def withdraw(db: Session, request_id: uuid.UUID) -> ResponseReturnValue:
    """Let a request go. One that was answered in the meantime stays, with its answer."""
    access, _patient = _own(db)
    asked = queries.request_of(db, access.patient_id, request_id) or abort(404)
    actions.withdraw(db, asked, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("requests.requests"), code=303)


@pages.post("/read")
@one_press
def mark_answers_read(db: Session) -> ResponseReturnValue:
    access, _patient = _own(db)
    actions.mark_answers_read(db, access.patient_id, now=clock.now())
    return redirect(sign_in.own_path(request.form.get("back")), code=303)


def _own(db: Session) -> tuple[Access, PersonCard]:
    """Let the patient do something. Nobody asks in somebody else's name."""
    return door.open_own_to_change(db, "requests")


def _asking(db: Session) -> tuple[Access, PersonCard]:
    """Let the patient ask, if somebody would read it: else it must not look as if they did."""
    access, patient = _own(db)
    if not _may_ask(db, access):
        abort(404)
    return access, patient


def _may_ask(db: Session, access: Access) -> bool:
    in_care = care_queries.units_in_care_of(db, access.patient_id, today=today())
    return access.decides and bool(in_care)


def _page(db: Session, access: Access, patient: PersonCard, form: AskForm) -> str:
    found = queries.requests_of(db, access)
    answered_by = {one.answered_by_id for one in found if one.answered_by_id}
    asked_by = {one.asked_by_id for one in found if one.asked_by_id}
    return render_template(
        "requests/list.html",
        form=form,
        kinds=ASKED_BY_PATIENTS,
        waiting=[one for one in found if one.open],
        answered=[one for one in found if one.answered_at],
        own=access.decides,
        may_ask=_may_ask(db, access),
        asked_by=people.names_of(db, asked_by),
        asked_as={one.id: Role(one.asked_by_role) for one in found if one.asked_by_role},
        directory=door.directory(patient, role_ids=answered_by, unit_ids=[]),
    )
