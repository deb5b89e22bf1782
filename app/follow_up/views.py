import uuid

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.follow_up import actions, forms, queries, rules, situation
from app.follow_up.cards import FollowUpCard, wording
from app.follow_up.content import Manner, Reply
from app.follow_up.forms import (
    AT_WORK,
    AnswersForm,
    CareYesForm,
    LaterForm,
    MoreWordsForm,
    RecordForm,
)
from app.follow_up.situation import Situation
from app.follow_up.wording import ASKS
from app.people import sign_in
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access

pages = Blueprint("follow_up", __name__, url_prefix="/follow-up")


@pages.get("")
def follow_ups() -> ResponseReturnValue:
    access, patient = door.open_plan("follow-up")
    db = database.session()
    return _all(db, situation.read(db, access, patient), LaterForm())


@pages.get("/answer")
def questions() -> ResponseReturnValue:
    access, patient = door.open_plan_to(Deed.ANSWER, "follow-up questions")
    db = database.session()
    seen = _answering(db, access, patient)
    allowed = rules.who_may_answer(seen.access)
    form = forms.answers_form(seen.asked, at_work=seen.at_work, allowed=allowed)
    form.answered_by.data = request.args.get("answered_by")
    if isinstance(form, RecordForm):
        form.asked_on.data, form.manner.data = seen.today, Manner.AT_MEETING
    return _questions(seen, form)


@pages.post("/answer")
@one_press
def answer(db: Session) -> ResponseReturnValue:
    """Keep the answers, to the questions as they were shown, also when others are asked by now."""
    access, patient = door.open_to_change(db, deed=Deed.ANSWER)
    seen, now = _answering(db, access, patient), clock.now()
    shown = forms.set_that_was_shown()
    allowed = rules.who_may_answer(seen.access)
    form = forms.answers_form(shown or seen.asked, at_work=seen.at_work, allowed=allowed)
    right = form.validate()
    if shown is None:
        form.form_errors.append(_("These questions have changed. Look through your answers."))
    if not right or shown is None:
        return make_response(_questions(seen, form), WRONG_ANSWER)
    said = form.content(door.role_at_work(db, access) if seen.at_work else None)
    if access.shared or access.guardian:
        said.together_with = door.signed_in().person.name
    kept = actions.record(
        db,
        said,
        patient_id=patient.id,
        reason=_why(seen),
        order=shown.order,
        contract_version=rules.version_answered(
            seen.version, seen=forms.version_that_was_seen(), on=said.asked_on
        ),
        by=sharing.actor(access),
        now=now,
    )
    return redirect(url_for("follow_up.show", follow_up_id=kept), code=303)


@pages.post("/later")
@one_press
def postpone(db: Session) -> ResponseReturnValue:
    """Answer later. Only what this page asked for is put off, and only if it is asked still."""
    access, patient = door.open_own_to_change(db, "follow-up")
    seen, form = situation.read(db, access, patient), LaterForm()
    if not form.validate():
        return make_response(_all(db, seen, form), WRONG_ANSWER)
    given = request.form.getlist("reason")
    actions.postpone(
        db,
        [reason for reason in seen.asked_now if str(reason) in given],
        patient_id=patient.id,
        until=form.until.data,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(sign_in.own_path(request.form.get("back")), code=303)


@pages.get("/<uuid:follow_up_id>")
def show(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, one = door.open_one(
        "follow-up",
        lambda db, access: queries.follow_up_of(db, access, follow_up_id=follow_up_id),
    )
    db = database.session()
    return _one(db, situation.read(db, access, patient), one)


@pages.post("/<uuid:follow_up_id>/questions/<int:number>")
@one_press
def lead_on(db: Session, follow_up_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Ask care to do something about an answer, in the patient's words."""
    seen, one = _changing(db, follow_up_id)
    given, question = one.answer(number), one.question(number)
    if not (seen.may_ask_care and given and question and rules.leads_somewhere(given)):
        abort(404)
    form = MoreWordsForm(prefix=_prefix(number))
    if not form.validate():
        return make_response(_one(db, seen, one, more={number: form}), WRONG_ANSWER)
    said = [str(given.words) if given.words else "", form.words.typed]
    actions.lead_on(
        db,
        (one.id, number),
        question,
        patient_id=seen.patient.id,
        words="\n\n".join(filter(None, said)),
        by=sharing.actor(seen.access),
        now=clock.now(),
    )
    there = url_for("follow_up.show", follow_up_id=one.id, _anchor=f"question-{number}")
    return redirect(there, code=303)


@pages.post("/<uuid:follow_up_id>/care-yes")
@one_press
def say_yes(db: Session, follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Say yes in care's name. When the patient no longer does, the page tells how it is now."""
    seen, one = _changing(db, follow_up_id)
    if not seen.at_work:
        abort(404)
    form = CareYesForm()
    if not form.validate():
        return make_response(_one(db, seen, one, care_yes=form), WRONG_ANSWER)
    if rules.may_say_yes(one, queries.follow_ups_of(db, seen.access)):
        actions.say_yes(
            db,
            one,
            patient_id=seen.patient.id,
            role_id=door.role_at_work(db, seen.access),
            documented_on=form.documented_on.data or seen.today,
            by=sharing.actor(seen.access),
            now=clock.now(),
        )
    return redirect(url_for("follow_up.show", follow_up_id=one.id), code=303)


def _answering(db: Session, access: Access, patient: PersonCard) -> Situation:
    """Read the situation of a patient whose answers somebody in care would read."""
    seen = situation.read(db, access, patient)
    if not seen.may_answer:
        abort(404)
    return seen


def _changing(db: Session, follow_up_id: uuid.UUID) -> tuple[Situation, FollowUpCard]:
    access, patient = door.open_to_change(db, part="follow-up")
    one = queries.follow_up_of(db, access, follow_up_id=follow_up_id) or abort(404)
    return situation.read(db, access, patient), one


def _why(seen: Situation) -> str:
    """Return the reasons that the form was drawn for and that stand still, as they are kept."""
    given = request.form.getlist("reason")
    stood = [str(reason) for reason in seen.reasons if str(reason) in given]
    return ", ".join(stood) or (rules.CARE_ASKED if seen.at_work else rules.OWN_WISH)


def _all(db: Session, seen: Situation, form: LaterForm) -> str:
    told = situation.told(db, seen, queries.follow_ups_of(db, seen.access))
    return render_template("follow_up/list.html", seen=seen, told=told, form=form)


def _questions(seen: Situation, form: AnswersForm) -> str:
    return render_template(
        "follow_up/answer.html",
        seen=seen,
        form=form,
        replies=list(Reply),
        manners=AT_WORK,
        wording=wording,
    )


def _one(
    db: Session,
    seen: Situation,
    one: FollowUpCard,
    *,
    more: dict[int, MoreWordsForm] | None = None,
    care_yes: CareYesForm | None = None,
) -> str:
    """Draw one follow-up, with the form that was refused if there is one."""
    told = situation.told(db, seen, queries.follow_ups_of(db, seen.access))
    empty = {
        given.question: MoreWordsForm(None, prefix=_prefix(given.question)) for given in one.answers
    }
    return render_template(
        "follow_up/show.html",
        seen=seen,
        told=told,
        one=one,
        more={**empty, **(more or {})},
        care_yes=care_yes or CareYesForm(None, documented_on=seen.today),
        asks=ASKS,
    )


def _prefix(number: int) -> str:
    return f"question-{number}"
