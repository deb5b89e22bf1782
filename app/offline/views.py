"""What a phone keeps: name and icons, and one public page for when there is no network."""

import hashlib

from flask import Blueprint, Response, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base import language
from app.base.language import gettext as _

pages = Blueprint("offline", __name__)

ICON_SIZES = (192, 512)
CHECK_EACH_TIME = "no-cache"


@pages.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    icons = [
        {
            "src": url_for("static", filename=f"icons/{purpose}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    response = jsonify(
        id="/",
        name="Nästa steg",
        short_name="Nästa steg",
        description=_("What happens next, when, and whom to call."),
        lang="sv",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f6f3ec",
        theme_color="#0b5c52",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return _checked_each_time(response)


@pages.get("/sw.js")
def service_worker() -> ResponseReturnValue:
    """Answer the worker, named after the page it keeps: a page that reads anew is fetched anew."""
    version = hashlib.sha256(_offline_page().encode()).hexdigest()[:12]
    script = render_template("offline/sw.js", version=version, page=url_for("offline.offline"))
    response = make_response(script)
    response.mimetype = "text/javascript"
    return _checked_each_time(response)


@pages.get("/offline")
def offline() -> ResponseReturnValue:
    return _checked_each_time(make_response(_offline_page()))


def _offline_page() -> str:
    """Show public numbers only, and ask nobody who they are: this page stays on the phone."""
    language.speak_without_asking_who()
    return render_template("offline/offline.html")


def _checked_each_time(response: Response) -> Response:
    response.headers["Cache-Control"] = CHECK_EACH_TIME
    return response
