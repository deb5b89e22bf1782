"""What every answer tells the browser about safety."""

import base64
import hashlib

from flask import Flask, Response, request, session

ONE_YEAR = 365 * 24 * 60 * 60
IMMUTABLE = f"public, max-age={ONE_YEAR}, immutable"


def init_app(app: Flask, *, styles: str, https: bool) -> None:
    policy = content_policy(styles)

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if https:
            headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        _say_how_long_to_keep(response)
        _say_whom_it_is_for(response)
        _close_the_file(response)
        return response


def content_policy(styles: str) -> str:
    """Allow our own files, and the one sheet of styles that stands in the page itself."""
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'sha256-{digest}'",
            "img-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _say_how_long_to_keep(response: Response) -> None:
    """Files with their content's fingerprint in the address never change; pages are never kept.

    Without no-store the Back button shows a signed-out person's page from memory.
    """
    if request.endpoint == "static" and response.status_code in (200, 206, 304):
        response.headers["Cache-Control"] = IMMUTABLE
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"


def _say_whom_it_is_for(response: Response) -> None:
    """What may be kept is the same for everybody, whatever cookies they come with.

    Every template and extension looks at the session, and Flask would say that it matters.
    """
    if "no-store" not in response.headers["Cache-Control"] and not session.modified:
        session.accessed = False


def _close_the_file(response: Response) -> None:
    """Let the answer close its file: Flask-Compress puts another body before it and forgets it."""
    if close := getattr(response.response, "close", None):
        response.call_on_close(close)
