from flask import (
    Blueprint,
    Flask,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlmodel import Session

from app.activation import actions, rules
from app.activation.rules import HashedLetter
from app.base import clock
from app.base.language import gettext as _
from app.base.limits import WRONG_ANSWER, few_wrong_answers
from app.base.once import one_press
from app.people import sign_in
from app.people.sessions import Way
from app.people.ways_in import offer_way_in

pages = Blueprint("activation", __name__)


def init_app(app: Flask) -> None:
    offer_way_in(app, "activation.activate", lambda: _("With a code from a letter"), _card)


def _card() -> Markup:
    return Markup(render_template("activation/card.html"))  # noqa: S704  # our own template


@pages.get("/activate")
def activate() -> ResponseReturnValue:
    """Show the form. The code of a QR stands behind the # of the address, which no server sees."""
    return render_template("activation/activate.html")


@pages.post("/activate")
@few_wrong_answers("activation")
def enter() -> ResponseReturnValue:
    """Hash first, which takes its time, so that no transaction is held open for it."""
    typed = rules.hashed(
        rules.read_code(request.form.get("code", "")),
        rules.read_digits(request.form.get("digits", "")),
        secret_key=current_app.config["SECRET_KEY"],
    )
    return _enter(typed)


@one_press
def _enter(db: Session, typed: HashedLetter) -> ResponseReturnValue:
    now = clock.now()
    tries = current_app.config["TRIES_PER_CODE"]
    person_id = actions.enter(db, typed, tries=tries, now=now)
    if person_id is None:
        kept = rules.kept(request.form.get("code", ""))
        page = render_template("activation/activate.html", refused=True, code=kept)
        return make_response(page, WRONG_ANSWER)
    sign_in.begin(db, person_id, now=now, how=Way.ACTIVATION_CODE, at=now)
    return redirect(sign_in.welcome(url_for("passkeys.new")), code=303)
