"""What a person reads when something is wrong: what happened, what was kept, whom to call."""

from flask import Flask, Response, current_app, g, make_response, render_template
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.base import db, language, once
from app.base.language import gettext as _
from app.base.log import log

TRY_AGAIN_AFTER_SECONDS = 10
EXPLAINED_CODES = (400, 403, 404, 405, 413, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(CSRFError, _page_too_old)
    for away in db.AWAY:
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _our_fault)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = _page(error.code if error.code in EXPLAINED_CODES else _nearest(error.code))
    response.status_code = error.code
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    return response


def _nearest(code: int) -> int:
    return 400 if code < 500 else 500


def _page_too_old(_error: CSRFError) -> ResponseReturnValue:
    try:
        return once.same_again() or _page(400)
    except db.AWAY as error:
        return _database_away(error)


def _database_away(error: Exception) -> ResponseReturnValue:
    """Answer without asking the database anything, not even who is asking."""
    db.note_away(error)
    response = _page(503)
    response.headers["Retry-After"] = str(TRY_AGAIN_AFTER_SECONDS)
    return response


def _our_fault(error: Exception) -> ResponseReturnValue:
    """Log where it happened. The message itself may hold what a person wrote, so it stays out.

    In demo mode nobody's words are real, and the whole story helps whoever is building.
    """
    trace, places = error.__traceback__, []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error(
        "unexpected",
        extra={"kind": type(error).__name__, "places": places[-8:]},
        exc_info=error if current_app.config["DEMO"] else None,
    )
    return _page(500)


def _page(code: int) -> Response:
    g.explained = True
    if request_ctx.url_adapter is None:
        # The Host header cannot be one. The page needs to name addresses here all the same.
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
    if code >= 500:
        language.speak_without_asking_who()
    title, text = _words(code)
    return make_response(render_template("error.html", title=title, text=text), code)


def _words(code: int) -> tuple[str, str]:
    nothing_changed = _("Nothing was changed.")
    return {
        400: (
            _("We could not understand what was sent"),
            _("The page may have been open too long. Load it again and try once more.")
            + " "
            + nothing_changed,
        ),
        403: (_("You cannot do this"), nothing_changed),
        404: (
            _("There is nothing here"),
            _("The address may be old or mistyped. Your next step is on the first page."),
        ),
        405: (_("This page cannot be used that way"), nothing_changed),
        413: (
            _("That was too long"),
            _("Shorten what you wrote and send it again.") + " " + nothing_changed,
        ),
        422: (
            _("Something in the form is not right"),
            _("Go back, look through your answers and send again.") + " " + nothing_changed,
        ),
        429: (
            _("That was too many times"),
            _("Wait an hour and try again, or call. Nobody has been locked out.")
            + " "
            + nothing_changed,
        ),
        500: (
            _("Something went wrong with us"),
            _("It is not your fault. We have made a note of it. Try again in a while."),
        ),
        503: (
            _("Nästa steg is resting for a moment"),
            _("Your plan and your times are safe. Try again in a minute."),
        ),
    }[code]
