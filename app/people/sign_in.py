"""Who is asking: a row in the database, found by the reference that the browser holds.

Flask-Login carries the reference in its cookie. It is looked up anew at each request, so an
ended sign-in is refused by the next one. There is no remember-me.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlmodel import Session

from app.base import clock, db
from app.people import actions, numbers, queries, rules
from app.people.cards import PersonCard
from app.people.phone_links import with_numbers_to_tap

SEEN_EVERY = timedelta(seconds=60)
ASKING_NOBODY = (None, "static", "healthz", "offline.offline", "offline.service_worker")
OWN_PATH = re.compile(r"/(?![/\\])[\w/-]{0,200}")


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """A small fixed copy of who is asking, so that no database row follows the request around."""

    reference: str
    reference_hash: str
    seen_at: datetime
    person: PersonCard
    staff: bool
    plan_of: PersonCard | None

    def get_id(self) -> str:
        return self.reference

    @property
    def language(self) -> str:
        return self.person.language


def init_app(app: Flask, *, idle_minutes: int, hours: int) -> None:
    app.config["SESSION_IDLE"] = timedelta(minutes=idle_minutes)
    app.config["SESSION_LONGEST"] = timedelta(hours=hours)
    app.extensions["ways_in"] = []
    # Its own context processor would ask the database who is asking, even to say it is away.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.jinja_env.filters["dialable"] = numbers.dialable
    app.jinja_env.filters["to_tap"] = with_numbers_to_tap
    app.jinja_env.tests["open"] = lambda answer: isinstance(answer, rules.Open)
    app.before_request(_keep_awake)
    app.context_processor(_frame)


def _remember(signed_in: SignedIn) -> None:
    session.clear()
    login_user(signed_in)


def _forget() -> None:
    logout_user()
    session.clear()


def _frame() -> dict[str, object]:
    """Give every page who is asking, and the path that a form on it may lead back to."""
    here = own_path(request.path if request.method == "GET" else None)
    asking = None if g.get("ask_nobody") else who()
    return {"signed_in": asking, "here": here, "opened": g.get("opened")}


def who() -> SignedIn | None:
    """Return who is signed in, or nothing."""
    return current_user if current_user.is_authenticated else None


@dataclass(frozen=True)
class WayIn:
    """A way to sign in: the page where it begins, and what that page is called."""

    endpoint: str
    name: Callable[[], str]


def offer_way_in(app: Flask, endpoint: str, name: Callable[[], str]) -> None:
    """Add a way to sign in. The rooms that bring one call this when the application is made."""
    app.extensions["ways_in"].append(WayIn(endpoint, name))


def begin(writing: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """Sign a person in on this browser, with a new reference and a clean cookie."""
    if earlier := who():
        actions.end_sign_in(writing, earlier.reference_hash, person_id=earlier.person.id, now=now)
    reference = actions.begin_sign_in(writing, person_id, now=now)
    writing.flush()
    found = queries.live_session(writing, actions.hash_of(reference), today=clock.local_day(now))
    assert found, "The row was written in this transaction."  # noqa: S101  # a mistake of ours
    signed_in = _signed_in(reference, found)
    db.after_commit(writing, lambda: _remember(signed_in))


def end(writing: Session, signed_in: SignedIn, *, now: datetime) -> None:
    """Sign out for good: the row is ended, so that a copied cookie opens nothing."""
    actions.end_sign_in(writing, signed_in.reference_hash, person_id=signed_in.person.id, now=now)
    db.after_commit(writing, _forget)


def own_path(path: str | None) -> str:
    """Return a path on this site that a form may lead back to, else the first page."""
    return path if path and OWN_PATH.fullmatch(path) else url_for("overview.next_step")


def _load(reference: str) -> SignedIn | None:
    reference_hash, now = actions.hash_of(reference), clock.now()
    found = queries.live_session(db.session(), reference_hash, today=clock.local_day(now))
    if found is None or _has_run_out(found, now):
        return None
    return _signed_in(reference, found)


def _keep_awake() -> None:
    """Note that a sign-in is in use, before any page or form begins a transaction of its own."""
    if request.endpoint in ASKING_NOBODY:
        return
    asking, now = who(), clock.now()
    if asking and now - asking.seen_at > SEEN_EVERY:
        with db.transaction() as writing:
            actions.note_seen(writing, asking.reference_hash, now=now)


def _has_run_out(found: queries.LiveSession, now: datetime) -> bool:
    idle, longest = current_app.config["SESSION_IDLE"], current_app.config["SESSION_LONGEST"]
    return bool(now - found.seen_at > idle or now - found.began_at > longest)


def _signed_in(reference: str, found: queries.LiveSession) -> SignedIn:
    return SignedIn(
        reference,
        found.reference_hash,
        found.seen_at,
        found.person,
        found.staff,
        found.plan_of,
    )


def _ask_to_sign_in() -> ResponseReturnValue:
    wanted = request.path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("people.sign_in", next=wanted), code=303)
