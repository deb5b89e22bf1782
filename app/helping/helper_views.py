"""Where somebody finds the people who share their plan with them, and answers an invitation."""

import uuid

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.activation import rules as codes
from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER, few_wrong_answers
from app.base.once import one_press
from app.helping.forms import CodeForm
from app.journal.actions import Actor
from app.journal.models import Role
from app.sharing import actions, door, queries, share_actions, share_queries

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
    if not access.shared:
        abort(404)
    reference_hash = door.signed_in().reference_hash
    actions.open_plan(db, access, reference_hash=reference_hash, now=clock.now())
    return redirect(url_for("overview.next_step"), code=303)


@pages.post("/own")
@one_press
def close_plan(db: Session) -> ResponseReturnValue:
    actions.close_plan(db, reference_hash=door.signed_in().reference_hash)
    return redirect(url_for("overview.next_step"), code=303)


@pages.post("/<uuid:share_id>/leave")
@one_press
def leave(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Let a helper go. They see the plan no more, and the patient is told."""
    asking, now = door.signed_in(), clock.now()
    share = share_actions.share_to_leave(db, asking.person.id, share_id) or abort(404)
    share_actions.end(db, share, by=Actor(asking.person.id, Role.RELATIVE), now=now)
    if asking.plan_of and asking.plan_of.id == share.patient_id:
        actions.close_plan(db, reference_hash=asking.reference_hash)
    return redirect(url_for("helped.people"), code=303)


@pages.post("/seen")
@one_press
def see_ended(db: Session) -> ResponseReturnValue:
    asking = door.signed_in()
    share_actions.see_ended(db, asking.person.id, now=clock.now())
    if asking.plan_of and not door.shows_a_plan():
        actions.close_plan(db, reference_hash=asking.reference_hash)
    return redirect(url_for("helped.people"), code=303)


@one_press
def _answer(db: Session, code_hash: str, form: CodeForm) -> ResponseReturnValue:
    person_id, now = door.signed_in().person.id, clock.now()
    invitation = share_actions.invitation_to_answer(db, code_hash, by_id=person_id, now=now)
    if invitation is None:
        form.refuse()
        return make_response(_page(form), WRONG_ANSWER)
    share_actions.answer(db, invitation, by=Actor(person_id, Role.RELATIVE), now=now)
    return redirect(url_for("helped.people"), code=303)


def _page(form: CodeForm) -> str:
    person, today = door.signed_in().person, clock.local_day(clock.now())
    helped = share_queries.still_shared(
        database.session(),
        queries.helped_by(database.session(), person.id, today=today),
        allowed=door.can_be_shared(),
        today=today,
    )
    return render_template(
        "helping/people.html",
        form=form,
        helped=helped,
        ended=queries.ended_for(database.session(), person.id, today=today),
        today=today,
    )
