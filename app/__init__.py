"""Nästa steg: what happens next, when, and whom to call."""

import hashlib
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.appointments import views as appointments
from app.appointments import wording as appointment_words
from app.base import cli, db, errors, headers, health, language, log, pages, settings, wording
from app.base.settings import Settings
from app.contracts import wording as contract_words
from app.demo import cli as demo_cli
from app.demo import views as demo
from app.desk import staff_views as desk
from app.exchange import cli as exchange_cli
from app.follow_up import views as follow_up
from app.follow_up import wording as follow_up_words
from app.journal import cli as journal_cli
from app.offline import views as offline
from app.overview import views as overview
from app.people import sign_in
from app.people import views as people
from app.people import wording as people_words
from app.requests import views as requests
from app.worker import cli as worker_cli

ROOMS = (people, requests, appointments, follow_up, overview, desk, offline)
LABELS = (
    appointment_words.LABELS,
    contract_words.LABELS,
    follow_up_words.LABELS,
    people_words.LABELS,
)
COMMANDS = (cli, journal_cli, exchange_cli, worker_cli)
STATIC = Path(__file__).parent / "static"


def create_app(chosen: Settings | None = None) -> Flask:
    """Build the application, or raise SettingsError with everything that is wrong."""
    decided = chosen or settings.load()
    app = Flask(__name__, static_url_path=f"/static/{_fingerprint(STATIC)}")
    settings.apply(app, decided)

    log.init_app(app)
    db.init_app(app, decided.database_url)
    CSRFProtect(app)
    Compress(app)
    language.init_app(app, pseudo=decided.pseudo_language)
    wording.init_app(app, LABELS, [contract_words.EXPLANATIONS])
    headers.init_app(app, styles=pages.STYLES, https=decided.https)
    pages.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    sign_in.init_app(app, idle_minutes=decided.session_idle_minutes, hours=decided.session_hours)

    for room in ROOMS:
        app.register_blueprint(room.pages)
    for room in COMMANDS:
        app.cli.add_command(room.commands)
    app.cli.add_command(demo_cli.commands)
    if decided.demo:
        demo.init_app(app)
    if decided.trusted_proxies:
        hops = decided.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the way Flask's own guide does it
    return app


def _fingerprint(folder: Path) -> str:
    """Return a name for exactly these files, so that their addresses never mean other files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
