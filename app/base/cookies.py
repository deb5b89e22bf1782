"""What a browser keeps for us beside the sign-in: never for scripts, nor for other sites."""

from datetime import timedelta

from flask import Response, current_app, make_response
from flask.typing import ResponseReturnValue

A_YEAR = timedelta(days=365)


def keep(answer: ResponseReturnValue, name: str, *, value: str) -> Response:
    """Let the browser keep a value for a year, from this answer on."""
    response = make_response(answer)
    response.set_cookie(
        name, value, max_age=A_YEAR, secure=_over_https(), httponly=True, samesite="Lax"
    )
    return response


def drop(answer: ResponseReturnValue, name: str) -> Response:
    """Let the browser forget what it kept under this name."""
    response = make_response(answer)
    response.delete_cookie(name, secure=_over_https(), httponly=True, samesite="Lax")
    return response


def _over_https() -> bool:
    secure: bool = current_app.config["SESSION_COOKIE_SECURE"]
    return secure
