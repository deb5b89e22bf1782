"""Before the next meeting: what matters now, and what to ask. Staff read it and answer."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import queries as contracts
from app.contracts.content import Saying, Voice
from app.people.cards import PersonCard
from app.preparing import actions, queries, rules
from app.preparing.cards import QuestionCard
from app.preparing.forms import OwnWordsForm
from app.sharing import actions as sharing
from app.sharing import care_queries, door, share_queries
from app.sharing.content import Deed, Part
from app.sharing.rules import Access

pages = Blueprint("preparing", __name__, url_prefix="/prepare")

MATTERS, QUESTION, ANSWER, NOTE = "matters", "question", "answer", "note"
"""What the names of the fields of each form begin with."""


@pages.get("")
def show() -> ResponseReturnValue:
    access, patient = door.open_plan("own words")
    return _page(database.session(), access, patient)


@pages.post("/matters")
@one_press
def say(db: Session) -> ResponseReturnValue:
    access, patient = _writing(db)
    form = OwnWordsForm(prefix=MATTERS)
    if not form.validate():
        return make_response(_page(db, access, patient, matters=form), WRONG_ANSWER)
    actions.say(
        db,
        form.words.typed,
        patient_id=access.patient_id,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return _to(MATTERS)


@pages.post("/matters/<uuid:matters_id>/withdraw")
@one_press
def unsay(db: Session, matters_id: uuid.UUID) -> ResponseReturnValue:
    """Take words back. Those that others have taken the place of are back already."""
    access, _patient = _writing(db)
    by_id = queries.who_said(db, access.patient_id, matters_id)
    if by_id is None or not rules.may_take_back(access, by_id):
        abort(404)
    by, now = sharing.actor(access), clock.now()
    actions.unsay(db, matters_id, patient_id=access.patient_id, by=by, now=now)
    return _to(MATTERS)


@pages.post("/questions")
@one_press
def ask(db: Session) -> ResponseReturnValue:
    access, patient = _writing(db)
    form = OwnWordsForm(prefix=QUESTION)
    if not form.validate():
        return make_response(_page(db, access, patient, question=form), WRONG_ANSWER)
    kept = actions.ask(
        db,
        form.words.typed,
        patient_id=access.patient_id,
        by=sharing.actor(access),
        now=clock.now(),
    )
    if not kept:
        form.refuse_more()
        return make_response(_page(db, access, patient, question=form), WRONG_ANSWER)
    return _to("questions")


@pages.post("/questions/<uuid:question_id>/withdraw")
@one_press
def withdraw(db: Session, question_id: uuid.UUID) -> ResponseReturnValue:
    """Take a question back. One that was answered in the meantime stays, with its answer."""
    access, _patient = _writing(db)
    found = queries.question_for(db, access, question_id)
    if found is None or not rules.may_take_back(access, found.by_id):
        abort(404)
    by, now = sharing.actor(access), clock.now()
    actions.withdraw(db, question_id, patient_id=access.patient_id, by=by, now=now)
    return _to("questions")


@pages.post("/questions/<uuid:question_id>/answer")
@one_press
def answer(db: Session, question_id: uuid.UUID) -> ResponseReturnValue:
    """Answer. When the question does not wait any more, the words that were not sent are shown."""
    access, patient = door.open_to_change(db, part="own words")
    if not access.at_work:
        abort(404)
    queries.question_for(db, access, question_id) or abort(404)
    form = OwnWordsForm(prefix=_answering(question_id))
    kept = form.validate() and actions.answer(
        db,
        question_id,
        form.words.typed,
        patient_id=access.patient_id,
        role_id=door.role_at_work(db, access),
        by=sharing.actor(access),
        now=clock.now(),
    )
    if not kept:
        page = _page(db, access, patient, answers={question_id: form})
        return make_response(page, WRONG_ANSWER)
    return _to(f"question-{question_id}")


@pages.post("/notes")
@one_press
def keep_note(db: Session) -> ResponseReturnValue:
    """Keep a note that is for nobody but whoever writes it."""
    access, patient = _alone(db)
    form = OwnWordsForm(prefix=NOTE)
    if not form.validate():
        return make_response(_page(db, access, patient, note=form), WRONG_ANSWER)
    if not actions.keep_note(db, form.words.typed, by=sharing.actor(access), now=clock.now()):
        form.refuse_more_notes()
        return make_response(_page(db, access, patient, note=form), WRONG_ANSWER)
    return _to("only-me")


@pages.post("/notes/<uuid:note_id>/drop")
@one_press
def drop_note(db: Session, note_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = door.open_to_change(db, deed=Deed.WRITE)
    if not access.own:
        abort(404)
    actions.drop_note(db, note_id, by=sharing.actor(access), now=clock.now())
    return _to("only-me")


def _alone(db: Session) -> tuple[Access, PersonCard]:
    """Let a child or a young person alone in. Nobody writes or reads this in their place."""
    access, patient = door.open_to_change(db, deed=Deed.WRITE)
    return (access, patient) if rules.may_have_notes(access) else abort(404)


def _writing(db: Session) -> tuple[Access, PersonCard]:
    """Let the patient write, and whoever may do so in their own name. Staff write answers."""
    access, patient = door.open_to_change(db, deed=Deed.WRITE)
    if not access.may(Deed.WRITE):
        abort(404)
    return access, patient


def _page(
    db: Session,
    access: Access,
    patient: PersonCard,
    *,
    matters: OwnWordsForm | None = None,
    question: OwnWordsForm | None = None,
    note: OwnWordsForm | None = None,
    answers: Mapping[uuid.UUID, OwnWordsForm] | None = None,
) -> str:
    """Draw the page, with the form that was refused if there is one."""
    said = queries.matters_now(db, access)
    found = queries.questions_for(db, access)
    waiting = [one for one in found if one.open]
    answered = [one for one in found if not one.open]
    reader_id = None if access.preview else access.person_id
    own = next((one.words for one in said if one.by_id == reader_id), "")
    in_care = care_queries.units_in_care_of(db, access.patient_id, today=today())
    return render_template(
        "preparing/show.html",
        access=access,
        patient=patient,
        reader_id=reader_id,
        helping=_helping(db, access, {one.by_id for one in said} | {one.by_id for one in found}),
        said=said,
        earlier=queries.said_earlier(db, access.patient_id) if access.own else [],
        waiting=waiting,
        answered=answered,
        has_said=bool(own),
        may_write=access.may(Deed.WRITE),
        may_take_back=rules.may_take_back,
        read_by_care=bool(in_care),
        matters=matters or OwnWordsForm(None, prefix=MATTERS, words=own),
        question=question or OwnWordsForm(None, prefix=QUESTION),
        agreed=_agreed(db, access),
        may_have_notes=rules.may_have_notes(access),
        notes=queries.notes_of(db, access),
        note=note or OwnWordsForm(None, prefix=NOTE),
        answers=_answer_forms(waiting, answers or {}) if access.at_work else {},
        unsent=_unsent(waiting, answers or {}),
        directory=door.directory(
            patient,
            role_ids={one.answered_by_id for one in answered if one.answered_by_id},
            unit_ids=[],
        ),
    )


def _agreed(db: Session, access: Access) -> list[Saying]:
    """Return what the contract has in the words of a child or a young person."""
    if not (access.band.under_age and access.may_see(Part.STORY)):
        return []
    agreement = contracts.agreement_of(db, access)
    sayings = agreement.sayings if agreement else []
    return [one for one in sayings if one.whose is Voice.PATIENT]


def _helping(db: Session, access: Access, writers: set[uuid.UUID]) -> set[uuid.UUID]:
    """Return who of these helps the patient now. To those it is shared with that is not told."""
    if access.shared or writers <= {access.patient_id}:
        return set()
    return share_queries.helpers_of(db, access.patient_id, today=today())


def _answer_forms(
    waiting: list[QuestionCard], refused: Mapping[uuid.UUID, OwnWordsForm]
) -> dict[uuid.UUID, OwnWordsForm]:
    empty = {one.id: OwnWordsForm(None, prefix=_answering(one.id)) for one in waiting}
    return {**empty, **refused}


def _unsent(
    waiting: list[QuestionCard], refused: Mapping[uuid.UUID, OwnWordsForm]
) -> OwnWordsForm | None:
    """Return an answer that came too late: the question does not wait any more."""
    ids = {one.id for one in waiting}
    return next((form for id_, form in refused.items() if id_ not in ids), None)


def _answering(question_id: uuid.UUID) -> str:
    return f"{ANSWER}-{question_id}"


def _to(place: str) -> ResponseReturnValue:
    return redirect(url_for("preparing.show", _anchor=place), code=303)
