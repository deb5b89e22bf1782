"""Where a message leads: to what it is about, for the one who was told, and for nobody else."""

import uuid

from flask import Blueprint, Flask, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.limits import few_requests
from app.base.once import one_press
from app.people import queries as people
from app.people.sign_in import SignedIn
from app.reminders import arrivals, delivery_queries
from app.reminders.content import ReminderKind
from app.reminders.delivery_queries import About
from app.sharing import actions, door

pages = Blueprint("arrivals", __name__, url_prefix="/n/<uuid:delivery_id>")

EVERYTHING = "/reminders"
NO_CONTENT = ("", 204, {"Content-Type": "text/plain"})


def init_app(app: Flask) -> None:
    for told_by_a_phone in (shown, opened):
        app.extensions["csrf"].exempt(told_by_a_phone)


@pages.get("")
def follow(delivery_id: uuid.UUID) -> ResponseReturnValue:
    """Lead on to what a message is about; when another plan is open, ask to open this one first."""
    asking = door.signed_in()
    about = _about(database.session(), asking, delivery_id)
    if about is None:
        return redirect(EVERYTHING, code=303)
    if about.patient_id == _open_here(asking):
        return redirect(_page(about), code=303)
    own = about.patient_id == asking.person.id
    patient = None if own else people.person(database.session(), about.patient_id)
    return render_template("reminders/open.html", delivery_id=delivery_id, patient=patient)


@pages.post("")
@one_press
def open_plan(db: Session, delivery_id: uuid.UUID) -> ResponseReturnValue:
    asking, now = door.signed_in(), clock.now()
    about = _about(db, asking, delivery_id) or abort(404)
    if about.patient_id == asking.person.id:
        actions.close_plan(db, reference_hash=asking.reference_hash)
    else:
        access = door.knock(db, about.patient_id)
        if not (access.shared or access.guardian):
            abort(404)
        actions.open_plan(db, access, reference_hash=asking.reference_hash, now=now)
    return redirect(_page(about), code=303)


@pages.post("/shown")
@few_requests("arrivals")
def shown(delivery_id: uuid.UUID) -> ResponseReturnValue:
    """Hear from a phone that it has shown a message. It need not be signed in to tell that."""
    with database.transaction() as db:
        arrivals.note_shown(db, delivery_id, now=clock.now())
    return NO_CONTENT


@pages.post("/opened")
@few_requests("arrivals")
def opened(delivery_id: uuid.UUID) -> ResponseReturnValue:
    """Hear from a phone that somebody has pressed a message."""
    with database.transaction() as db:
        arrivals.note_pressed(db, delivery_id, now=clock.now())
    return NO_CONTENT


def _about(db: Session, asking: SignedIn, delivery_id: uuid.UUID) -> About | None:
    """Return the one thing that a message is about; nothing when it is about several."""
    found = delivery_queries.told_in(db, delivery_id, recipient_id=asking.person.id)
    if found is None:
        abort(404)
    return found[0] if len(found) == 1 else None


def _open_here(asking: SignedIn) -> uuid.UUID:
    return asking.plan_of.id if asking.plan_of else asking.person.id


def _page(about: About) -> str:
    """Return the page of what somebody was told of; else where all that is told stands."""
    if about.kind is ReminderKind.SELF_CARE:
        return url_for("self_care.today")
    elif about.kind is ReminderKind.FOLLOW_UP:
        return url_for("follow_up.questions")
    elif about.is_offer:
        return url_for("offers.show", offer_id=about.about_id)
    elif about.is_time:
        return url_for("appointments.show", appointment_id=about.about_id)
    return EVERYTHING
