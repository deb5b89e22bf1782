"""One's own phones and computers: whose this one is, which there are, and ending them."""

import uuid

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock, cookies
from app.base import db as database
from app.base.once import one_press
from app.devices import actions, number_views, queries
from app.people import sign_in
from app.people.sessions import Allowed
from app.sharing import door

pages = Blueprint("devices", __name__)
pages.register_blueprint(number_views.pages)

FORGET = '"cache", "cookies", "storage"'


def init_app(app: Flask) -> None:
    number_views.init_app(app)


@pages.get("/devices")
def devices() -> ResponseReturnValue:
    asking, session = door.signed_in(), database.session()
    allowed: Allowed = current_app.config["SESSIONS_ALLOWED"]
    found = queries.devices_of(
        session, asking.person.id, began_after=clock.now() - allowed.own.longest
    )
    notices = queries.unseen_notices(session, asking.person.id, device_id=asking.device.id)
    return render_template("devices/list.html", devices=found, notices=notices)


@pages.post("/devices/<uuid:device_id>/end")
@one_press
def end(db: Session, device_id: uuid.UUID) -> ResponseReturnValue:
    asking = door.signed_in()
    if not actions.remove(db, device_id, person_id=asking.person.id, now=clock.now()):
        abort(404)
    return redirect(url_for("devices.devices"), code=303)


@pages.post("/devices/end-others")
@one_press
def end_others(db: Session) -> ResponseReturnValue:
    asking = door.signed_in()
    actions.remove_others(db, asking.person.id, but=asking.device.id, now=clock.now())
    return redirect(url_for("devices.devices"), code=303)


@pages.post("/devices/seen")
@one_press
def see_notices(db: Session) -> ResponseReturnValue:
    asking = door.signed_in()
    actions.see_notices(db, asking.person.id, device_id=asking.device.id, now=clock.now())
    return redirect(url_for("devices.devices"), code=303)


@pages.get("/stay")
def time_left() -> ResponseReturnValue:
    """Tell an open page how long it is until the sign-in locks, without keeping it awake."""
    asking = sign_in.who()
    return jsonify(asking.time_left(clock.now()) if asking else {"idle": 0, "end": 0})


@pages.post("/stay")
@one_press
def stay(_db: Session) -> ResponseReturnValue:
    """Stay signed in. Any request does that; this one is for a press that wants nothing else."""
    door.signed_in()
    return redirect(sign_in.own_path(request.form.get("back")), code=303)


@pages.post("/lock")
@one_press
def lock(db: Session) -> ResponseReturnValue:
    actions.lock(db, door.signed_in().reference_hash, now=clock.now())
    return redirect(url_for("people.sign_in"), code=303)


@pages.post("/forget-phone")
@one_press
def forget_phone(db: Session) -> ResponseReturnValue:
    """Sign out, and leave no trace of the person in the browser, nor of the browser here."""
    now = clock.now()
    if ended := sign_in.end(db, now=now):
        actions.remove(db, ended.device.id, person_id=ended.person.id, now=now)
    response = redirect(url_for("people.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = FORGET
    return cookies.drop(response, sign_in.device_cookie())


@pages.get("/own-phone")
def own_phone() -> ResponseReturnValue:
    """Ask whose phone this is: once on the way in, and again when somebody wants to change it."""
    asking, back = door.signed_in(), request.args.get("next")
    if back and (asking.staff or asking.device.own is not None):
        return redirect(sign_in.own_path(back), code=303)
    return render_template("devices/own_phone.html", back=sign_in.own_path(back))


@pages.post("/own-phone")
@one_press
def answer_own_phone(db: Session) -> ResponseReturnValue:
    asking, answer = door.signed_in(), request.form.get("answer")
    if answer not in ("yes", "no"):
        abort(422)
    response = redirect(sign_in.own_path(request.form.get("back")), code=303)
    if answer == "no":
        actions.borrow(db, asking.device.id, now=clock.now())
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return cookies.drop(response, sign_in.device_cookie())
    if asking.device.own is False and not sign_in.is_fresh(asking, now=clock.now()):
        return sign_in.ask_again(url_for("devices.own_phone"))
    reference = actions.own(db, asking.device.id)
    return cookies.keep(response, sign_in.device_cookie(), value=reference)
