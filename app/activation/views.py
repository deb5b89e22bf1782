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
from app.base import clock
from app.base.language import gettext as _
from app.base.limits import WRONG_ANSWER, few_wrong_answers
from app.base.once import one_press
from app.people import sign_in
from app.people.sessions import Way

pages = Blueprint("activation", __name__)


def init_app(app: Flask) -> None:
    sign_in.offer_way_in(app, "activation.activate", lambda: _("With a code from a letter"), _card)


def _card() -> Markup:
    return Markup(render_template("activation/card.html"))  # noqa: S704  # our own template


@pages.get("/activate")
def activate() -> ResponseReturnValue:
    """Show the form. The code of a QR stands behind the # of the address, which no server sees."""
    return render_template("activation/activate.html")


@pages.post("/activate")
@few_wrong_answers("activation")
@one_press
def enter(db: Session) -> ResponseReturnValue:
    now, code = clock.now(), request.form.get("code", "")
    person_id = actions.enter(
        db,
        rules.read_code(code),
        rules.read_digits(request.form.get("digits", "")),
        tries=current_app.config["TRIES_PER_CODE"],
        secret_key=current_app.config["SECRET_KEY"],
        now=now,
    )
    if person_id is None:
        kept = rules.kept(code)
        page = render_template("activation/activate.html", refused=True, code=kept)
        return make_response(page, WRONG_ANSWER)
    sign_in.begin(db, person_id, now=now, how=Way.ACTIVATION_CODE, at=now)
    return redirect(sign_in.welcome(url_for("passkeys.new")), code=303)
