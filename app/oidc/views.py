"""Sending a browser to an identity provider, and letting in whom the provider vouches for."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

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

from app.base import clock, once
from app.base.db import transaction
from app.base.language import gettext as _
from app.base.language import plain, speech
from app.base.log import log
from app.base.providers import IdentityProvider
from app.oidc import actions, attempt, rules
from app.oidc.actions import Proven
from app.oidc.attempt import Attempt
from app.oidc.refusals import (
    AwayError,
    NoCareRoleError,
    NotFinishedError,
    RefusedError,
    StaleError,
    UnknownPersonError,
)
from app.people import sign_in
from app.people.sessions import Way
from app.people.ways_in import offer_way_in

if TYPE_CHECKING:
    from app.oidc.provider import Provider

pages = Blueprint("oidc", __name__, url_prefix="/sign-in/with/<provider>")


def init_app(app: Flask, chosen: tuple[IdentityProvider, ...]) -> None:
    """Offer each provider of the settings as a way in."""
    app.extensions["oidc"] = {one.key: _provider_of(one) for one in chosen}
    app.extensions["csrf"].exempt(logged_out)
    for one in chosen:
        offer_way_in(app, "oidc.leave", partial(plain, one.name), provider=one.key)


@pages.get("")
def leave(provider: str) -> ResponseReturnValue:
    """Send the browser to the provider.

    Not a form: browsers that hold forms to our own site would stop at the provider's.
    """
    asked, now = _provider(provider), clock.now()
    back = sign_in.own_path(request.args.get("next"))
    try:
        address = asked.address_to_sign_in(
            attempt.begin(provider, back=back, now=now),
            redirect_uri=_redirect_uri(provider),
            language=speech().language,
            now=now,
        )
    except RefusedError as error:
        return _refused(asked, error)
    return redirect(address, code=303)


@pages.get("/answer")
def answer(provider: str) -> ResponseReturnValue:
    """Let in whom the provider vouches for. A page that is opened by coming back: no press."""
    asked, now = _provider(provider), clock.now()
    try:
        tried = attempt.take(provider, request.args, now=now)
        _use_up(tried)
        said = asked.read_answer(tried, request.args, redirect_uri=_redirect_uri(provider), now=now)
        _let_in(asked, Proven(asked.chosen.issuer, said["sub"], said), now=now)
    except RefusedError as error:
        return _refused(asked, error)
    return redirect(sign_in.welcome(tried.back), code=303)


@pages.post("/logged-out")
def logged_out(provider: str) -> ResponseReturnValue:
    """Hear from the provider that somebody has signed out there (Back-Channel Logout 1.0)."""
    asked, now = _provider(provider), clock.now()
    try:
        told = asked.read_logout(request.form.get("logout_token", ""), now=now)
        with transaction() as writing:
            actions.end_session(writing, asked.chosen.issuer, told, now=now)
    except RefusedError as error:
        _note(asked, error)
        return jsonify(error="invalid_request"), 503 if isinstance(error, AwayError) else 400
    return jsonify()


def _provider_of(chosen: IdentityProvider) -> "Provider":
    from app.oidc.provider import Provider  # its libraries are heavy, and many choose no provider

    return Provider(chosen)


def _provider(key: str) -> "Provider":
    found: Provider | None = current_app.extensions["oidc"].get(key)
    return found or abort(404)


def _redirect_uri(provider: str) -> str:
    """Return the one address that the provider may send somebody back to."""
    public_url: str = current_app.config["PUBLIC_URL"]
    return public_url + url_for("oidc.answer", provider=provider)


def _use_up(tried: Attempt) -> None:
    """Let an answer count once, also for whoever has copied the browser's cookie."""
    with transaction() as writing:
        if not once.claim(writing, tried.number, question="e-identity"):
            raise StaleError("used before")


def _let_in(asked: "Provider", proven: Proven, *, now: datetime) -> None:
    config = current_app.config
    key = rules.key_for_numbers(config["IDENTITY_KEY"], config["SECRET_KEY"])
    at = datetime.fromtimestamp(min(proven.said["auth_time"], now.timestamp()), UTC)
    with transaction() as writing:
        person_id = actions.recognise(writing, asked.chosen, proven, key=key, now=now)
        sign_in_id = sign_in.begin(writing, person_id, now=now, how=Way.E_IDENTITY, at=at)
        actions.note_session(writing, proven, sign_in_id)


def _refused(asked: "Provider", error: RefusedError) -> ResponseReturnValue:
    """Say in plain words that nobody was signed in, and whom to call.

    The page is opened once: what is pressed on it leads to where one begins again.
    """
    _note(asked, error)
    title, text = _words(error, plain(asked.chosen.name))
    again = url_for("people.sign_in")
    page = render_template("oidc/refused.html", title=title, text=text, here=again)
    return page, 503 if isinstance(error, AwayError) else 403


def _note(asked: "Provider", error: RefusedError) -> None:
    """Log which provider and which rule it was, and nothing that anybody said."""
    kind = type(error).__name__
    log.warning(
        "sign-in refused", extra={"provider": asked.chosen.key, "kind": kind, "why": str(error)}
    )


def _words(error: RefusedError, name: str) -> tuple[str, str]:
    """Return what a person reads. All who are unknown read the same, whatever the reason."""
    not_signed_in = _("You are not signed in.")
    if isinstance(error, AwayError):
        return (
            _("%(name)s does not answer right now") % {"name": name},
            _("Your plan and your times are safe. Try again in a while, or call."),
        )
    return {
        StaleError: (
            _("This sign-in is no longer open"),
            _("Perhaps it took a long time, or you came back in another browser.")
            + " "
            + _("Begin again, and finish in the same browser."),
        ),
        NotFinishedError: (
            _("The sign-in was stopped"),
            not_signed_in + " " + _("You can try again whenever you want."),
        ),
        NoCareRoleError: (
            _("You have no role here for that unit"),
            _("%(name)s says who you are and where you work, but no care role here fits.")
            % {"name": name}
            + " "
            + _("Ask the head of your unit, or call."),
        ),
        UnknownPersonError: (
            _("We cannot let you in here"),
            _("%(name)s says who you are, but there is no plan here that it opens for you.")
            % {"name": name}
            + " "
            + _("Call, and we will find out together what is missing."),
        ),
    }.get(
        type(error),
        (
            _("We could not trust the answer from %(name)s") % {"name": name},
            not_signed_in + " " + _("Try again. If it happens once more, call."),
        ),
    )
