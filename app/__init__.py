"""Nästa steg: what happens next, when, and whom to call."""

import hashlib
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import app.base.columns  # noqa: F401  # before any table: it says how constraints are named
from app.activation import cli as activation_cli
from app.activation import staff_views as staff_sign_in
from app.activation import views as activation
from app.activation import wording as activation_words
from app.appointments import booking_views as booking
from app.appointments import calendar_views as calendars
from app.appointments import offer_views as offers
from app.appointments import offer_wording as offer_words
from app.appointments import question_views as time_questions
from app.appointments import staff_views as care_offers
from app.appointments import views as appointments
from app.appointments import wish_views as wishes
from app.appointments import wording as appointment_words
from app.base import cli, db, errors, headers, health, language, log, pages, settings, wording
from app.base.settings import Settings
from app.break_glass import cli as break_glass_cli
from app.break_glass import views as break_glass
from app.contracts import wording as contract_words
from app.demo import cli as demo_cli
from app.demo import views as demo
from app.desk import staff_views as desk
from app.desk import wording as desk_words
from app.devices import views as devices
from app.exchange import cli as exchange_cli
from app.follow_up import figures_views as figures
from app.follow_up import over_time_views as over_time
from app.follow_up import views as follow_up
from app.follow_up import wording as follow_up_words
from app.helping import helper_views as helped
from app.helping import kept_out_views as kept_out
from app.helping import record_views as care_shares
from app.helping import staff_views as young
from app.helping import views as helping
from app.helping import wording as helping_words
from app.journal import cli as journal_cli
from app.offline import saved_views as saved
from app.offline import views as offline
from app.oidc import cli as oidc_cli
from app.oidc import views as oidc
from app.overview import look_views as looks
from app.overview import staff_views as care_looks
from app.overview import views as overview
from app.overview import wording as overview_words
from app.passkeys import views as passkeys
from app.people import sign_in
from app.people import views as people
from app.people import wording as people_words
from app.people.sessions import Allowed, Limits
from app.preparing import views as preparing
from app.push import cli as push_cli
from app.push import views as push
from app.reminders import arrival_views as arrivals
from app.reminders import choice_views as reminder_choices
from app.reminders import contact_views as contact_points
from app.reminders import hooks as reminders
from app.reminders import views as notices
from app.reminders import wording as reminder_words
from app.requests import staff_views as care_requests
from app.requests import views as requests
from app.requests import wording as request_words
from app.self_care import history_views as history
from app.self_care import sending_views as sending
from app.self_care import staff_views as care_sent
from app.self_care import views as self_care
from app.self_care import wording as self_care_words
from app.sharing import door, frame, house_rules
from app.worker import cli as worker_cli

ROOMS = (
    people,
    passkeys,
    devices,
    push,
    activation,
    staff_sign_in,
    break_glass,
    oidc,
    requests,
    care_requests,
    preparing,
    appointments,
    time_questions,
    offers,
    wishes,
    care_offers,
    booking,
    calendars,
    follow_up,
    self_care,
    history,
    sending,
    care_sent,
    over_time,
    figures,
    reminder_choices,
    notices,
    contact_points,
    overview,
    arrivals,
    looks,
    care_looks,
    care_shares,
    helping,
    helped,
    kept_out,
    young,
    desk,
    offline,
    saved,
)
WAYS_IN = (passkeys, activation, devices)
LABELS = (
    activation_words.LABELS,
    appointment_words.LABELS,
    contract_words.LABELS,
    desk_words.LABELS,
    follow_up_words.LABELS,
    helping_words.LABELS,
    offer_words.LABELS,
    overview_words.LABELS,
    people_words.LABELS,
    reminder_words.LABELS,
    request_words.LABELS,
    self_care_words.LABELS,
)
COMMANDS = (
    cli,
    activation_cli,
    break_glass_cli,
    oidc_cli,
    journal_cli,
    exchange_cli,
    worker_cli,
    push_cli,
)
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
    wording.init_app(app, LABELS, [contract_words.EXPLANATIONS, reminder_words.EXPLANATIONS])
    self_care_words.init_app(app)
    headers.init_app(app, styles=pages.STYLES, https=decided.https)
    pages.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    sign_in.init_app(
        app,
        allowed=_sessions_allowed(decided),
        fresh=timedelta(minutes=decided.step_up_minutes),
    )

    house_rules.init_app(app, not_shared=decided.not_shared, age_rules=decided.age_rules)
    door.init_app(app)
    frame.init_app(app)
    contact_points.init_app(app)
    reminders.init_app(app)
    for way in WAYS_IN:
        way.init_app(app)
    saved.init_app(app)
    oidc.init_app(app, decided.identity_providers)
    arrivals.init_app(app)
    push.init_app(app, decided)
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


def _sessions_allowed(decided: Settings) -> Allowed:
    """Return how long sign-ins stand. On a borrowed phone one ends where others are locked."""
    return Allowed(
        own=Limits(
            timedelta(minutes=decided.session_idle_minutes),
            timedelta(hours=decided.session_hours),
        ),
        borrowed=Limits(
            timedelta(minutes=decided.session_borrowed_idle_minutes),
            timedelta(hours=decided.session_borrowed_hours),
            locks=False,
        ),
        staff=Limits(
            timedelta(minutes=decided.session_staff_idle_minutes),
            timedelta(hours=decided.session_staff_hours),
        ),
    )


def _fingerprint(folder: Path) -> str:
    """Return a name for exactly these files, so that their addresses never mean other files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
