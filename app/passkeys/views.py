"""Passkeys. What a browser's own part of it needs is asked for by static/js/passkey.js."""

import uuid
from collections.abc import Callable

from flask import (
    Blueprint,
    Flask,
    Response,
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
from markupsafe import Markup
from sqlmodel import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.limits import WRONG_ANSWER, few_requests
from app.base.once import one_press
from app.base.words import printable
from app.passkeys import actions, queries, rules
from app.passkeys.content import Answer, Purpose, Site
from app.people import sign_in
from app.people.sessions import Way
from app.people.ways_in import offer_way_in
from app.sharing import door

pages = Blueprint("passkeys", __name__, url_prefix="/passkeys")

ASKED = "challenge"


def init_app(app: Flask) -> None:
    host = rules.site_of(app.config["PUBLIC_URL"])
    app.extensions["passkey_site"] = Site(host, app.config["PUBLIC_URL"]) if host else None
    if host:
        offer_way_in(app, "people.sign_in", lambda: _("With a passkey"), _card)


def _card() -> Markup:
    return Markup(render_template("passkeys/card.html"))  # noqa: S704  # our own template


@pages.post("/challenge")
@few_requests("passkey challenge")
def ask() -> ResponseReturnValue:
    """Give whoever asks something to sign. Which passkey will sign it is not known here."""
    site = _site()
    return _options(
        Purpose.SIGN_IN,
        lambda asked: options_to_json(
            generate_authentication_options(
                rp_id=site.host,
                challenge=asked,
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        ),
    )


@pages.post("/sign-in")
@few_requests("passkey")
@one_press
def enter(db: Session) -> ResponseReturnValue:
    now, site = clock.now(), _site()
    answer = _answer(db, Purpose.SIGN_IN)
    passkey = actions.show(db, answer, site=site, now=now) if answer else None
    if passkey is None:
        return make_response(render_template("passkeys/refused.html"), WRONG_ANSWER)
    sign_in.begin(db, passkey.person_id, now=now, how=Way.PASSKEY, at=now)
    return redirect(sign_in.welcome(sign_in.own_path(request.form.get("back"))), code=303)


@pages.get("")
def passkeys() -> ResponseReturnValue:
    asking = door.signed_in()
    found = queries.passkeys_of(database.session(), asking.person.id)
    return render_template("passkeys/list.html", passkeys=found)


@pages.get("/new")
def new() -> ResponseReturnValue:
    if not sign_in.is_fresh(door.signed_in(), now=clock.now()):
        return sign_in.ask_again(url_for("passkeys.new"))
    return render_template("passkeys/new.html", site=current_app.extensions["passkey_site"])


@pages.post("/options")
@few_requests("passkey options")
def offer() -> ResponseReturnValue:
    """Give somebody who has just shown who they are what their phone needs to make a passkey."""
    asking, site = door.signed_in(), _site()
    if not sign_in.is_fresh(asking, now=clock.now()):
        abort(403)
    known = [
        PublicKeyCredentialDescriptor(id=one.credential_id)
        for one in queries.passkeys_of(database.session(), asking.person.id)
    ]
    return _options(
        Purpose.MAKE,
        lambda asked: options_to_json(
            generate_registration_options(
                rp_id=site.host,
                rp_name="Nästa steg",
                user_id=asking.person.id.bytes,
                user_name=asking.person.name,
                challenge=asked,
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED,
                    user_verification=UserVerificationRequirement.REQUIRED,
                ),
                exclude_credentials=known,
            )
        ),
    )


@pages.post("")
@few_requests("passkey")
@one_press
def keep(db: Session) -> ResponseReturnValue:
    asking, now = door.signed_in(), clock.now()
    if not sign_in.is_fresh(asking, now=now):
        return sign_in.ask_again(url_for("passkeys.new"))
    name = printable(request.form.get("name", "")) or asking.device.name or _("Passkey")
    answer, site = _answer(db, Purpose.MAKE), _site()
    kept = answer and actions.keep(
        db,
        answer,
        site=site,
        person_id=asking.person.id,
        device_id=asking.device.id,
        name=name,
        now=now,
    )
    if not kept:
        page = render_template("passkeys/new.html", site=site, refused=True, name=name)
        return make_response(page, WRONG_ANSWER)
    return redirect(url_for("passkeys.passkeys"), code=303)


@pages.post("/<uuid:passkey_id>/remove")
@one_press
def remove(db: Session, passkey_id: uuid.UUID) -> ResponseReturnValue:
    asking, now = door.signed_in(), clock.now()
    if not sign_in.is_fresh(asking, now=now):
        return sign_in.ask_again(url_for("passkeys.passkeys"))
    if not actions.remove(
        db, passkey_id, person_id=asking.person.id, device_id=asking.device.id, now=now
    ):
        abort(404)
    return redirect(url_for("passkeys.passkeys"), code=303)


def _site() -> Site:
    site: Site | None = current_app.extensions["passkey_site"]
    return site or abort(404)


def _options(purpose: Purpose, write: Callable[[bytes], str]) -> Response:
    """Answer with what the browser is to do, and remember in its cookie what it was asked."""
    with database.transaction() as writing:
        challenge = actions.challenge(writing, purpose, now=clock.now())
    session[ASKED] = str(challenge.id)
    response = make_response(write(challenge.asked))
    response.mimetype = "application/json"
    return response


def _answer(db: Session, purpose: Purpose) -> Answer | None:
    """Return what was asked of this browser and what it answers; it is asked only once."""
    number = session.pop(ASKED, None)
    asked = actions.take(db, uuid.UUID(number), purpose, now=clock.now()) if number else None
    return Answer(asked, request.form.get("credential", "")) if asked else None
