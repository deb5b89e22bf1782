"""Staff's way in when no provider answers: an address from the command line, and a press."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base.limits import WRONG_ANSWER, few_requests
from app.base.once import one_press
from app.break_glass import actions
from app.people import sign_in
from app.people.sessions import Way

pages = Blueprint("break_glass", __name__, url_prefix="/sign-in/break-glass")


@pages.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Offer the press, and say nothing of whether the address still works: opening is no press."""
    return render_template("break_glass/show.html", token=token)


@pages.post("/<token>")
@few_requests("break-glass")
@one_press
def use(db: Session, token: str) -> ResponseReturnValue:
    now = clock.now()
    person_id = actions.use(db, token, now=now)
    if person_id is None:
        return make_response(render_template("break_glass/too_late.html"), WRONG_ANSWER)
    sign_in.begin(db, person_id, now=now, how=Way.BREAK_GLASS, at=now)
    return redirect(sign_in.welcome(url_for("overview.next_step")), code=303)
