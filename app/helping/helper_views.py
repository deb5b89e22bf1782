"""Where somebody finds the people who share their plan with them, and answers an invitation."""

import uuid

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.activation import rules as codes
from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER, few_wrong_answers
from app.base.once import one_press
from app.helping.forms import CodeForm
from app.journal.actions import Actor
from app.journal.models import Role
from app.people import sign_in
from app.sharing import (
    actions,
    door,
    guardian_actions,
    house_rules,
    queries,
    share_actions,
    share_queries,
    share_rows,
)
from app.sharing import guardian_queries as guardians
from app.sharing.guardian_queries import Ward
from app.sharing.rules import role_by

pages = Blueprint("helped", __name__, url_prefix="/helping")


@pages.get("")
def people() -> ResponseReturnValue:
    return _page(CodeForm())


@pages.post("/answer")
@few_wrong_answers("helping")
def answer() -> ResponseReturnValue:
    """Hash first, which takes its time, so that no transaction is held open for it."""
    door.signed_in()
    form = CodeForm()
    code = codes.read_code(form.code.data or "")
    return _answer(codes.hash_of_code(code, secret_key=current_app.config["SECRET_KEY"]), form)


@pages.post("/<uuid:patient_id>")
@one_press
def open_plan(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    access = door.knock(db, patient_id)
    if not (access.shared or access.guardian):
        abort(404)
    reference_hash = door.signed_in().reference_hash
    actions.open_plan(db, access, reference_hash=reference_hash, now=clock.now())
    return redirect(sign_in.own_path(request.form.get("to")), code=303)


@pages.post("/own")
@one_press
def close_plan(db: Session) -> ResponseReturnValue:
    actions.close_plan(db, reference_hash=door.signed_in().reference_hash)
    return redirect(sign_in.own_path(request.form.get("to")), code=303)


@pages.post("/<uuid:share_id>/leave")
@one_press
def leave(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Let a helper go. They see the plan no more, and the patient is told."""
    asking, now = door.signed_in(), clock.now()
    share = share_rows.share_to_leave(db, asking.person.id, share_id) or abort(404)
    share_actions.end(db, share, by=Actor(asking.person.id, role_by(share.basis)), now=now)
    if asking.plan_of and asking.plan_of.id == share.patient_id:
        actions.close_plan(db, reference_hash=asking.reference_hash)
    return redirect(url_for("helped.people"), code=303)


@pages.post("/seen")
@one_press
def see_ended(db: Session) -> ResponseReturnValue:
    asking, now = door.signed_in(), clock.now()
    share_actions.see_ended(db, asking.person.id, now=now)
    over = [one.patient_id for one in _wards(db) if not one.live]
    guardian_actions.see_ended(db, asking.person.id, over, now=now)
    if asking.plan_of and not door.shows_a_plan():
        actions.close_plan(db, reference_hash=asking.reference_hash)
    return redirect(url_for("helped.people"), code=303)


@pages.post("/<uuid:patient_id>/ask")
@one_press
def ask_to_stay(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a former guardian asks to see a plan. The answer is the same to everybody."""
    if not any(one.patient_id == patient_id for one in _wards(db) if _is_former(one)):
        abort(404)
    by = Actor(door.signed_in().person.id, Role.GUARDIAN)
    guardian_actions.ask_to_stay(db, patient_id=patient_id, by=by, now=clock.now())
    return redirect(url_for("helped.asked"), code=303)


@pages.get("/asked")
def asked() -> ResponseReturnValue:
    door.signed_in()
    return render_template("helping/asked.html")


@one_press
def _answer(db: Session, code_hash: str, form: CodeForm) -> ResponseReturnValue:
    person_id, now = door.signed_in().person.id, clock.now()
    invitation = share_rows.invitation_to_answer(db, code_hash, by_id=person_id, now=now)
    if invitation is None:
        form.refuse()
        return make_response(_page(form), WRONG_ANSWER)
    by = Actor(person_id, role_by(invitation.basis))
    share_actions.answer(db, invitation, by=by, now=now)
    return redirect(url_for("helped.people"), code=303)


def _wards(db: Session) -> list[Ward]:
    return guardians.wards_of(
        db, door.signed_in().person.id, today=today(), rules=house_rules.age_rules()
    )


def _page(form: CodeForm) -> str:
    person, db = door.signed_in().person, database.session()
    helped = share_queries.still_shared(
        db,
        queries.helped_by(db, person.id, today=today()),
        allowed=house_rules.can_be_shared(),
        today=today(),
    )
    wards = _wards(db)
    seen = {one.share.patient_id for one in helped}
    return render_template(
        "helping/people.html",
        form=form,
        helped=[one for one in helped if one.share.patient_id not in _ids(wards, live=True)],
        wards=[one for one in wards if one.live],
        former=[one for one in wards if _is_former(one) and one.patient_id not in seen],
        lost=any(not (one.live or one.by_age or one.told) for one in wards),
        ended=queries.ended_for(db, person.id, today=today()),
        today=today(),
    )


def _is_former(one: Ward) -> bool:
    return one.by_age and not one.live


def _ids(wards: list[Ward], *, live: bool) -> set[uuid.UUID]:
    return {one.patient_id for one in wards if one.live is live}
