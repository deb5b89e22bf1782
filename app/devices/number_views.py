"""Signing in with a number that one confirms in a browser where one is signed in already."""

from flask import (
    Blueprint,
    Flask,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.limits import WRONG_ANSWER, few_requests, few_wrong_answers
from app.base.once import one_press
from app.devices import actions, queries, rules
from app.devices.models import Handover
from app.people import browsers, sign_in
from app.people.sessions import Way
from app.people.ways_in import offer_way_in
from app.sharing import door

pages = Blueprint("number", __name__)

REFERENCE = "number"


def init_app(app: Flask) -> None:
    offer_way_in(
        app, "devices.number.explain", lambda: _("With another phone or computer, signed in")
    )


@pages.get("/sign-in/number")
def explain() -> ResponseReturnValue:
    return render_template("devices/number_explain.html")


@pages.post("/sign-in/number")
@few_requests("number")
@one_press
def show(db: Session) -> ResponseReturnValue:
    name = browsers.name_of(request.headers.get("User-Agent", ""))
    reference = actions.show_number(db, device_name=name, now=clock.now())
    database.after_commit(db, lambda: session.update({REFERENCE: reference}))
    return redirect(url_for("devices.number.wait"), code=303)


@pages.get("/sign-in/number/wait")
def wait() -> ResponseReturnValue:
    return _waiting(database.session())


@pages.get("/sign-in/number/state")
def state() -> ResponseReturnValue:
    """Tell the page that shows the number whether it has been confirmed."""
    shown = _shown(database.session())
    return jsonify(confirmed=bool(shown and shown.confirmed_by_id))


@pages.post("/sign-in/number/done")
@few_requests("number done")
@one_press
def enter(db: Session) -> ResponseReturnValue:
    now, reference = clock.now(), session.get(REFERENCE)
    found = actions.use_number(db, reference, now=now) if reference else None
    if found is None:
        return make_response(_waiting(db, early=True), WRONG_ANSWER)
    person_id, authenticated_at = found
    sign_in.begin(db, person_id, now=now, how=Way.CONFIRMED_BY_OTHER, at=authenticated_at)
    return redirect(sign_in.welcome(url_for("passkeys.new")), code=303)


@pages.get("/devices/number")
def confirm() -> ResponseReturnValue:
    if not sign_in.is_fresh(door.signed_in(), now=clock.now()):
        return sign_in.ask_again(url_for("devices.number.confirm"))
    return render_template("devices/number_confirm.html")


@pages.post("/devices/number")
@few_wrong_answers("number")
@one_press
def let_in(db: Session) -> ResponseReturnValue:
    asking, now = door.signed_in(), clock.now()
    if not sign_in.is_fresh(asking, now=now):
        return sign_in.ask_again(url_for("devices.number.confirm"))
    number = rules.read_number(request.form.get("number", ""))
    if not actions.confirm_number(
        db,
        number,
        person_id=asking.person.id,
        authenticated_at=asking.authenticated_at,
        now=now,
    ):
        page = render_template("devices/number_confirm.html", refused=True, number=number)
        return make_response(page, WRONG_ANSWER)
    return redirect(url_for("devices.devices"), code=303)


def _waiting(db: Session, *, early: bool = False) -> str:
    """Draw the page with the number of this browser.

    early: whether somebody wanted to go on before it was confirmed.
    """
    shown = _shown(db)
    number = rules.in_groups(shown.number) if shown else None
    return render_template("devices/number_wait.html", number=number, early=early)


def _shown(db: Session) -> Handover | None:
    reference = session.get(REFERENCE)
    return queries.handover(db, reference, now=clock.now()) if reference else None
