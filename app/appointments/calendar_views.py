"""Times in the calendar of whoever reads this: one as a file, or all at a private address."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import calendar_files, calendar_words, feeds, queries, rules
from app.appointments.calendar_files import Entry
from app.appointments.cards import Time
from app.base import clock, db, language, sealing
from app.base.language import gettext as _
from app.base.limits import few_requests
from app.base.once import one_press
from app.people import queries as people
from app.people import sign_in
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door, house_rules
from app.sharing.rules import Access

pages = Blueprint("calendar", __name__)

ADDRESS = "calendar"
PURPOSE = "address of a calendar"
FILE_NAME = "tid.ics"
SUBSCRIBE = "webcal"
"""What an address begins with that a calendar opens, and not a browser."""


@pages.get("/appointments/<uuid:appointment_id>/calendar.ics")
def file(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Give one time as a file. It tells more than that it is booked only when asked to."""
    access, patient = door.open_for_oneself("calendar")
    time = queries.time_of(db.session(), access, appointment_id)
    if time is None or not rules.belongs_in_calendars(time):
        abort(404)
    tells = request.args.get("says") == "all" and not patient.protected_identity
    (entry,) = _entries([time], tells=tells)
    response = _calendar(calendar_files.file_of(entry))
    # As an attachment an iPhone would put it among its files, and not ask the calendar.
    response.headers["Content-Disposition"] = f'inline; filename="{FILE_NAME}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@pages.get("/appointments/calendar")
def show() -> ResponseReturnValue:
    access, patient = door.open_for_oneself("calendar")
    session.pop(ADDRESS, None)
    feed = feeds.feed_of(db.session(), access)
    return render_template("appointments/calendar.html", feed=feed, patient=patient)


@pages.get("/appointments/calendar/new")
def new() -> ResponseReturnValue:
    _access, patient = door.open_for_oneself("calendar")
    if not sign_in.is_fresh(door.signed_in(), now=clock.now()):
        return sign_in.ask_again(url_for("calendar.new"))
    return render_template("appointments/calendar_new.html", patient=patient)


@pages.post("/appointments/calendar")
@one_press
def make(writing: Session) -> ResponseReturnValue:
    access, patient = door.open_for_oneself_to_change(writing, "calendar")
    asking, now = door.signed_in(), clock.now()
    if not sign_in.is_fresh(asking, now=now):
        return sign_in.ask_again(url_for("calendar.new"))
    tells, device_id = _tells(patient), asking.device.id
    token = feeds.make(writing, access, tells=tells, device_id=device_id, now=now)
    db.after_commit(writing, lambda: _hold(token, access, now=now))
    return redirect(url_for("calendar.address"), code=303)


@pages.get("/appointments/calendar/address")
def address() -> ResponseReturnValue:
    """Show an address to whoever has just made it. The database cannot show it again."""
    access, _patient = door.open_for_oneself("calendar")
    token = _held(access, now=clock.now())
    path = url_for("calendar.feed", token=token) if token else ""
    site: str = current_app.config["PUBLIC_URL"]
    return render_template(
        "appointments/calendar_address.html",
        address=path and site + path,
        subscription=f"{SUBSCRIBE}://{urlsplit(site).netloc}{path}",
    )


@pages.post("/appointments/calendar/titles")
@one_press
def tell(writing: Session) -> ResponseReturnValue:
    """Let the calendar say more, which has to be the patient's own will; or less, at once."""
    access, patient = door.open_for_oneself_to_change(writing, "calendar")
    now, tells = clock.now(), _tells(patient)
    if tells and not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(url_for("calendar.show"))
    feeds.tell(writing, access, tells=tells, now=now)
    return redirect(url_for("calendar.show"), code=303)


@pages.post("/appointments/calendar/end")
@one_press
def end(writing: Session) -> ResponseReturnValue:
    access, _patient = door.open_for_oneself_to_change(writing, "calendar")
    feeds.end(writing, access, now=clock.now())
    return redirect(url_for("calendar.show"), code=303)


@pages.get("/calendar/<token>.ics")
@few_requests("calendar")
def feed(token: str) -> ResponseReturnValue:
    """Give a calendar the times it may show now. Whoever holds the address is not asked who."""
    now = clock.now()
    found = feeds.reading(db.session(), token) or abort(404)
    access = _may_still_read(found) or abort(404)
    language.speak(found.language)
    times = queries.times_for_calendars(db.session(), access, now=now)
    entries = _entries(times, tells=found.tells)
    response = _calendar(calendar_files.feed_of(entries, name=_("Booked times")))
    if feeds.is_to_be_noted(found, now=now):
        with db.transaction() as writing:
            feeds.note_read(writing, found, now=now)
            if not access.own:
                sharing.note_look(writing, access, part="calendar", now=now)
    return _unless_known(response, [found.made_at, *(time.changed_at for time in times)])


def _may_still_read(found: feeds.Reading) -> Access | None:
    """Ask what every page asks, each time anew: may they, and how much of it?"""
    access = house_rules.access_of(
        db.session(), found.person_id, patient_id=found.patient_id, at_work=False
    )
    if access is None or access.at_work or not access.may_open_page("calendar"):
        return None
    return access


def _entries(times: Sequence[Time], *, tells: bool) -> Sequence[Entry]:
    if not tells:
        return [calendar_words.silent(time) for time in times]
    directory = people.directory(
        db.session(),
        role_ids={time.role_id for time in times if time.role_id},
        unit_ids={time.unit_id for time in times if time.unit_id},
        today=language.today(),
    )
    return [calendar_words.telling(time, directory) for time in times]


def _calendar(written: bytes) -> Response:
    return Response(written, content_type="text/calendar; charset=utf-8")


def _unless_known(response: Response, changed_at: Sequence[datetime]) -> Response:
    """Answer with the calendar, or only that it is still as the reader has it.

    What it holds decides that, and never a moment: that thirty days have passed, or that a clinic
    has another number, changes a calendar without any time having changed.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    response.make_conditional(request)
    response.last_modified = max(changed_at)
    return response


def _tells(patient: PersonCard) -> bool:
    """Return what was chosen. For somebody whose identity is protected nothing can be."""
    return request.form.get("says") == "all" and not patient.protected_identity


def _hold(token: str, access: Access, *, now: datetime) -> None:
    """Hold an address in the cookie of whoever made it, for the page that shows it."""
    key = current_app.config["SECRET_KEY"]
    said = {"token": token, "person": str(access.person_id), "patient": str(access.patient_id)}
    session[ADDRESS] = sealing.seal(said, purpose=PURPOSE, secret_key=key, now=now)


def _held(access: Access, *, now: datetime) -> str | None:
    key = current_app.config["SECRET_KEY"]
    said = sealing.unseal(session.get(ADDRESS), purpose=PURPOSE, secret_key=key, now=now)
    whose = (str(access.person_id), str(access.patient_id))
    return said["token"] if said and (said["person"], said["patient"]) == whose else None
