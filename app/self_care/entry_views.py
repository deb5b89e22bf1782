"""What is written down, sent once or again, corrected and undone."""

import hashlib
import uuid
from datetime import date

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.self_care import actions, queries, rules, situation, wording
from app.self_care.cards import EntryCard
from app.self_care.content import Outcome
from app.self_care.forms import EntryForm, as_typed, entry_form
from app.self_care.models import Entry, Routine
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access

pages = Blueprint("entries", __name__)

TOLD = ("routine", "on", "slot", "outcome", "happened", "at", "second", "words")
"""The fields that say what is written down, besides the numbers."""


@pages.get("/<uuid:routine_id>/new")
def new(routine_id: uuid.UUID) -> ResponseReturnValue:
    """Show the form for an occasion, or for something besides when no occasion is named."""
    access, _patient, routine = door.open_one(
        "self-care", lambda db, access: _routine_to_record(db, access, routine_id)
    )
    on = _day(request.args.get("on")) or clock.local_day(clock.now())
    slot = request.args.get("slot")
    if not rules.SLOT.fullmatch(slot or ""):
        abort(404)
    said = {"on": f"{on}", "slot": slot, "outcome": Outcome.DONE.value}
    form = entry_form(routine.measures, data=said)
    if slot is None:
        return _new_page(access, routine, form, uuid.uuid4())
    return _new_page(access, routine, form, _occasion_id(access, routine, on, slot))


@pages.post("/entries")
@one_press
def record(db: Session) -> ResponseReturnValue:
    """Write something down once, whoever sends it again and in whatever order it comes."""
    access = _recording(db)
    routine = queries.routine_of(db, access.patient_id, _id("routine")) or abort(404)
    entry_id = rules.id_for(access, _id("id"))
    if known := queries.entry_by_id(db, entry_id):
        return _again(db, access, routine, known)
    form, now = entry_form(routine.measures), clock.now()
    told = form.told(now=now)
    if told is None:
        return make_response(_new_page(access, routine, form, entry_id), WRONG_ANSWER)
    kept = actions.record(
        db,
        told,
        entry_id=entry_id,
        routine=routine,
        fingerprint=_fingerprint(),
        by=sharing.actor(access),
        now=now,
    )
    if kept:
        return _back_to(entry_id, on=told.on)
    return _again(db, access, routine, queries.entry_by_id(db, entry_id) or abort(404))


@pages.get("/entries/<uuid:entry_id>")
def show(entry_id: uuid.UUID) -> ResponseReturnValue:
    def theirs(db: Session, access: Access) -> EntryCard | None:
        found = queries.entry_of(db, access.patient_id, entry_id)
        return found if found and rules.is_theirs(found.by_id, access) else None

    access, _patient, found = door.open_one("self-care", theirs)
    db = database.session()
    routine = queries.routine_of(db, access.patient_id, found.routine_id) or abort(404)
    return _entry_page(db, access, routine, found, form=_filled(routine, found))


@pages.post("/entries/<uuid:entry_id>")
@one_press
def correct(db: Session, entry_id: uuid.UUID) -> ResponseReturnValue:
    """Let an entry say something else. What it said before is kept, and can be read."""
    access, kept, found = _correcting(db, entry_id)
    routine = queries.routine_of(db, access.patient_id, kept.routine_id) or abort(404)
    form, now = entry_form(routine.measures), clock.now()
    told = form.told(now=now, kept=kept.happened_at)
    if told is None or kept.undone_at:
        page = _entry_page(db, access, routine, found, form=form)
        return make_response(page, WRONG_ANSWER)
    actions.correct(db, kept, told, by=sharing.actor(access), now=now)
    return _back_to(entry_id, on=told.on)


@pages.post("/entries/<uuid:entry_id>/undo")
@one_press
def undo(db: Session, entry_id: uuid.UUID) -> ResponseReturnValue:
    access, kept, _found = _correcting(db, entry_id)
    actions.undo(db, kept.id, by=sharing.actor(access), now=clock.now())
    return _back_to(kept.id, on=kept.on)


def _routine_to_record(db: Session, access: Access, routine_id: uuid.UUID) -> Routine | None:
    may = rules.may_record(access)
    return queries.routine_of(db, access.patient_id, routine_id) if may else None


def _recording(db: Session) -> Access:
    """Let somebody write something down, in their own name."""
    access, _patient = door.open_to_change(db, deed=Deed.RECORD)
    if not rules.may_record(access):
        abort(404)
    _stop_at_another_sign_in(access)
    return access


def _correcting(db: Session, entry_id: uuid.UUID) -> tuple[Access, Entry, EntryCard]:
    """Let the patient correct anything in their plan, and others what they wrote themselves."""
    access, _patient = door.open_to_change(db, deed=Deed.RECORD)
    kept = queries.entry_by_id(db, entry_id)
    found = queries.entry_of(db, access.patient_id, entry_id)
    if kept is None or found is None or not rules.is_theirs(found.by_id, access):
        abort(404)
    _stop_at_another_sign_in(access)
    return access, kept, found


def _stop_at_another_sign_in(access: Access) -> None:
    """Refuse what was written under another sign-in, such as on a phone without network (422)."""
    if request.form.get("by") != str(access.person_id):
        abort(422)


def _again(db: Session, access: Access, routine: Routine, known: Entry) -> Response:
    """Answer what was sent before as it was then. Something else with its id is asked about."""
    if known.patient_id != access.patient_id:
        abort(404)
    if known.told == _fingerprint():
        return _back_to(known.id, on=known.on)
    if known.routine_id != routine.id:
        abort(422)
    form = entry_form(routine.measures)
    form.validate()
    found = queries.entry_of(db, access.patient_id, known.id)
    if known.undone_at or found is None or not rules.is_theirs(found.by_id, access):
        return make_response(_new_page(access, routine, form, uuid.uuid4()), WRONG_ANSWER)
    page = _entry_page(db, access, routine, found, form=form, again=True)
    return make_response(page, WRONG_ANSWER)


def _back_to(entry_id: uuid.UUID, *, on: date) -> Response:
    """Lead back to where it was pressed; what is about an earlier day has a page of its own."""
    first_page = url_for("overview.next_step")
    if request.form.get("back") == first_page:
        place = f"{first_page}#today-at-home"
    elif on >= clock.local_day(clock.now()) - situation.A_DAY:
        place = url_for("self_care.today", _anchor=f"entry-{entry_id}")
    else:
        place = url_for("self_care.entries.show", entry_id=entry_id)
    return make_response(redirect(place, code=303))


def _new_page(access: Access, routine: Routine, form: EntryForm, entry_id: uuid.UUID) -> str:
    return render_template(
        "self_care/entry.html",
        routine=routine,
        form=form,
        outcomes=list(Outcome),
        entry_id=entry_id,
        found=None,
        earlier=[],
        may_write=rules.may_record(access),
        own=access.decides,
        yesterday=clock.local_day(clock.now()) - situation.A_DAY,
    )


def _entry_page(
    db: Session,
    access: Access,
    routine: Routine,
    found: EntryCard,
    *,
    form: EntryForm,
    again: bool = False,
) -> str:
    """Draw what was written down, what it said before, and the form that corrects it.

    again: something else has just been sent in its place, and stands in the form.
    """
    return render_template(
        "self_care/entry.html",
        routine=routine,
        form=form,
        outcomes=list(Outcome),
        found=found,
        earlier=queries.earlier_of(db, found.id),
        may_write=found.undone_at is None and rules.may_record(access),
        own=access.decides,
        again=again,
    )


def _filled(routine: Routine, found: EntryCard) -> EntryForm:
    """Return the form as it was filled in."""
    numbers = {f"value-{one.measure}": wording.number(one.number) for one in found.values}
    said = {
        "on": f"{found.on}",
        "slot": found.slot,
        "outcome": found.outcome.value,
        "at": as_typed(found.happened_at) if found.outcome is Outcome.DONE else "",
        "words": found.words,
    }
    return entry_form(routine.measures, data={**said, **numbers})


def _occasion_id(access: Access, routine: Routine, on: date, slot: str) -> uuid.UUID:
    """Return the id of what will be written down about an occasion, of what the reader may know."""
    found = queries.days_of(database.session(), access.patient_id, on, on)
    told = [
        entry
        for entry in found.entries
        if entry.place == (routine.id, on, slot)
        and not (access.shared and entry.by_id != access.person_id)
    ]
    undone = [entry for entry in told if entry.undone_at]
    return rules.first_id(routine.id, on, slot, undone=len(undone))


def _day(told: str | None) -> date | None:
    """Return a day that something can be written down for. Any other is not there (404)."""
    if told is None:
        return None
    form = entry_form([], data={"on": told, "outcome": Outcome.DONE.value})
    if not form.validate() or form.on.day is None:
        abort(404)
    return form.on.day


def _id(field: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get(field, ""))
    except ValueError:
        abort(422)


def _fingerprint() -> str:
    """Return a fingerprint of what is written down, as it was sent."""
    told = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if value and (name in TOLD or name.startswith("value-"))
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()
