import uuid

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock, installation, once
from app.base import db as database
from app.base.language import gettext as _
from app.base.once import one_press
from app.demo import links, queries
from app.demo.queries import Group
from app.people import sign_in
from app.people.models import Person
from app.people.sessions import Way
from app.people.ways_in import offer_way_in

pages = Blueprint("demo", __name__, url_prefix="/demo")


def init_app(app: Flask) -> None:
    app.register_blueprint(pages)
    offer_way_in(app, "demo.people", lambda: _("As somebody made up"), first=True)


@pages.get("")
def people() -> ResponseReturnValue:
    _only_where_nobody_is_real(database.session())
    everybody = queries.everybody(database.session())
    groups = {group: [one for one in everybody if one.group is group] for group in Group}
    back = sign_in.own_path(request.args.get("next"))
    return render_template("demo/people.html", groups=groups, back=back)


@pages.post("/people/<uuid:person_id>")
@one_press
def become(db: Session, person_id: uuid.UUID) -> ResponseReturnValue:
    return _become(db, person_id, back=sign_in.own_path(request.form.get("back")))


@pages.get("/links/<token>")
def follow(token: str) -> ResponseReturnValue:
    """Sign in by a one-time address. The only page where opening it is the press."""
    found = links.read(token, secret_key=current_app.config["SECRET_KEY"])
    if found is None:
        abort(404)
    person_id, number = found
    with database.transaction() as db:
        if not once.claim(db, number, question="demo link"):
            abort(404)
        return _become(db, person_id, back=url_for("overview.next_step"))


def _become(db: Session, person_id: uuid.UUID, *, back: str) -> ResponseReturnValue:
    _only_where_nobody_is_real(db)
    if db.get(Person, person_id) is None:
        abort(404)
    now = clock.now()
    sign_in.begin(db, person_id, now=now, how=Way.DEMO, at=now)
    return redirect(back, code=303)


def _only_where_nobody_is_real(db: Session) -> None:
    """Let nobody be anyone in a database of real people, whatever the settings say."""
    if not installation.is_for_demo(db):
        abort(404)
