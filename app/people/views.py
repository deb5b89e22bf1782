from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock, cookies, language, words
from app.base.once import one_press
from app.people import actions
from app.people import sign_in as signing_in
from app.people.ways_in import ways_in

pages = Blueprint("people", __name__)


@pages.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    if signing_in.who():
        return redirect(url_for("overview.next_step"), code=303)
    locked = signing_in.is_locked()
    return render_template("people/sign_in.html", ways=ways_in(), locked=locked)


@pages.get("/sign-in/again")
def sign_in_again() -> ResponseReturnValue:
    """Ask somebody who is signed in to show once more who they are."""
    if signing_in.who() is None:
        return redirect(url_for("people.sign_in", next=request.args.get("next")), code=303)
    return render_template("people/sign_in.html", ways=ways_in(), again=True)


@pages.post("/sign-out")
@one_press
def sign_out(db: Session) -> ResponseReturnValue:
    signing_in.end(db, now=clock.now())
    response = redirect(url_for("people.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.post("/language")
@one_press
def speak(db: Session) -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen not in words.LANGUAGES:
        abort(422)
    if signed_in := signing_in.who():
        actions.speak(db, signed_in.person.id, chosen)
    answer = redirect(signing_in.own_path(request.form.get("back")), code=303)
    return cookies.keep(answer, language.COOKIE, value=chosen)
