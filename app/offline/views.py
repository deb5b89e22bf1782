"""What a phone keeps: name and icons, and one public page for when there is no network."""

import hashlib
import re

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.base import language
from app.base.language import gettext as _

pages = Blueprint("offline", __name__)

ICON_SIZES = (192, 512)
CHECK_EACH_TIME = "no-cache"
FILES = (
    "js/keep.js",
    "js/saved.js",
    "js/store.js",
    "js/words.js",
    "js/later.js",
    "js/queue.js",
    "js/panel.js",
    "js/phone.js",
    "js/at_once.js",
)
"""What the kept page asks for, and what pages that are open ask for when the network goes."""
FINGERPRINT = re.compile(r"[0-9a-f]{12}")


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
    """Answer the worker, or the one that takes it away from every phone when it is switched off."""
    on = current_app.config["SERVICE_WORKER"]
    script = _worker() if on else render_template("offline/off.js")
    response = make_response(script)
    response.mimetype = "text/javascript"
    return _checked_each_time(response)


@pages.get("/offline")
def offline() -> ResponseReturnValue:
    """Show public numbers only, in the language that the address names.

    While machines are changed one after the other, one with other files does not answer.
    """
    if request.args.get("files", _fingerprint()) != _fingerprint():
        abort(404)
    language.speak_without_asking_who(request.args.get("language"))
    return _checked_each_time(make_response(render_template("offline/offline.html")))


@pages.get("/static/<version>/<path:name>")
def file_of_another_version(version: str, name: str) -> ResponseReturnValue:
    """Give a page that was opened before a new version, or after, the file that is here now."""
    if not FINGERPRINT.fullmatch(version):
        abort(404)
    return _checked_each_time(send_from_directory(current_app.static_folder or "", name))


def _worker() -> str:
    """Name the worker after all that it is and keeps: when any of it changes, it is another.

    It is one for all languages, so that a change of language changes nothing on a phone.
    """
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    keeps = {
        "main": languages[0],
        "pages": {
            spoken: url_for("offline.offline", language=spoken, files=_fingerprint())
            for spoken in languages
        },
        "files": [url_for("static", filename=name) for name in FILES],
        "something": {
            spoken: language.speech_of(spoken).gettext("There is something for you")
            for spoken in languages
        },
    }
    drawn = [render_template("offline/sw.js", version="", **keeps)]
    for spoken in languages:
        language.speak_without_asking_who(spoken)
        drawn.append(render_template("offline/offline.html"))
    version = hashlib.sha256("".join(drawn).encode()).hexdigest()[:12]
    return render_template("offline/sw.js", version=version, **keeps)


def _fingerprint() -> str:
    return (current_app.static_url_path or "").rpartition("/")[2]


def _checked_each_time(response: Response) -> Response:
    response.headers["Cache-Control"] = CHECK_EACH_TIME
    return response
