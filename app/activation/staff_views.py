"""What staff do about how a patient gets in: a letter with a code, and ending what is lost."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response

from app.activation import actions, qr, queries, rules, sealing
from app.activation.content import BEFORE_A_LETTER, BEFORE_AN_END, IdentityCheck, Letter
from app.base import clock, language
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.passkeys import queries as passkeys
from app.people import sign_in
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door

pages = Blueprint("staff_sign_in", __name__, url_prefix="/care/patients/<uuid:patient_id>")

LETTER = "letter"


@pages.get("/sign-in")
def ways_in(patient_id: uuid.UUID) -> ResponseReturnValue:
    access, patient = door.open_at_work(database.session(), patient_id)
    with database.transaction() as writing:
        sharing.note_look(writing, access, part="sign-in", now=clock.now())
    session.pop(LETTER, None)
    return _page(database.session(), patient)


@pages.post("/invitation")
@one_press
def invite(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    access, patient = door.open_at_work(db, patient_id)
    now, check = clock.now(), _check(BEFORE_A_LETTER)
    if not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(url_for("staff_sign_in.ways_in", patient_id=patient_id))
    if check is None:
        return make_response(_page(db, patient, refused="invite"), WRONG_ANSWER)
    letter = actions.invite(
        db,
        patient_id,
        life=current_app.config["INVITATION_LIFE"],
        secret_key=current_app.config["SECRET_KEY"],
        by=sharing.actor(access),
        check=check,
        now=now,
    )
    database.after_commit(db, lambda: _hold(letter, patient_id, now=now))
    return redirect(url_for("staff_sign_in.letter", patient_id=patient_id), code=303)


@pages.get("/letter")
def letter(patient_id: uuid.UUID) -> ResponseReturnValue:
    patient, held = _read_again(patient_id, part="letter")
    language.speak(patient.language)
    address = current_app.config["PUBLIC_URL"] + url_for("activation.activate")
    return render_template(
        "activation/letter.html",
        patient=patient,
        code=rules.in_groups(held.code),
        address=address,
        drawing=qr.draw(f"{address}#{held.code}"),
        expires_at=held.expires_at,
    )


@pages.get("/letter/digits")
def digits(patient_id: uuid.UUID) -> ResponseReturnValue:
    patient, held = _read_again(patient_id, part="digits")
    return render_template("activation/digits.html", patient=patient, digits=held.digits)


@pages.post("/sign-ins/end")
@one_press
def end(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    """End everything that lets a patient in. Staff can end, and never sign in as somebody."""
    access, patient = door.open_at_work(db, patient_id)
    now, check = clock.now(), _check(BEFORE_AN_END)
    if not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(url_for("staff_sign_in.ways_in", patient_id=patient_id))
    if check is None:
        return make_response(_page(db, patient, refused="end"), WRONG_ANSWER)
    actions.end_everything(db, patient_id, by=sharing.actor(access), check=check, now=now)
    return _to_ways_in(patient_id)


def _page(db: Session, patient: PersonCard, *, refused: str = "") -> str:
    return render_template(
        "activation/ways_in.html",
        patient=patient,
        passkeys=len(passkeys.passkeys_of(db, patient.id)),
        live_until=queries.live_until(
            db, patient.id, tries=current_app.config["TRIES_PER_CODE"], now=clock.now()
        ),
        checks={"invite": BEFORE_A_LETTER, "end": BEFORE_AN_END},
        refused=refused,
    )


def _check(enough: Sequence[IdentityCheck]) -> IdentityCheck | None:
    """Return how staff have made sure who it is, or nothing when they have not said."""
    given = request.form.get("check", "")
    return IdentityCheck(given) if given in enough else None


def _hold(letter: Letter, patient_id: uuid.UUID, *, now: datetime) -> None:
    """Hold the letter in the cookie of whoever made it: the database cannot show it again."""
    key = current_app.config["SECRET_KEY"]
    session[LETTER] = sealing.seal(letter, patient_id, secret_key=key, now=now)


def _read_again(patient_id: uuid.UUID, *, part: str) -> tuple[PersonCard, Letter]:
    """Return a patient and the letter to them that this browser holds, and write that down.

    A browser that holds none is sent back to where one is made.
    """
    access, patient = door.open_at_work(database.session(), patient_id)
    now, key = clock.now(), current_app.config["SECRET_KEY"]
    held = sealing.unseal(session.get(LETTER), patient_id, secret_key=key, now=now)
    if held is None:
        session.pop(LETTER, None)
        abort(_to_ways_in(patient_id))
    with database.transaction() as writing:
        sharing.note_look(writing, access, part=part, now=now)
    return patient, held


def _to_ways_in(patient_id: uuid.UUID) -> Response:
    return redirect(url_for("staff_sign_in.ways_in", patient_id=patient_id), code=303)
