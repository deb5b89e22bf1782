"""Who is asking: a row in the database, found by the reference that the browser holds.

Flask-Login carries the reference in its cookie. It is looked up anew at each request, so an
ended sign-in is refused by the next one. There is no remember-me.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlmodel import Session

from app.base import clock, db, once
from app.people import actions, browsers, numbers, queries, rules
from app.people.cards import DeviceCard, PersonCard
from app.people.phone_links import with_numbers_to_tap
from app.people.sessions import WAYS_TO_WORK, Allowed, Limits, NoticeKind, Standing, Way, standing

SEEN_EVERY = timedelta(seconds=60)
NO_SIGN_OF_LIFE = (
    None,
    "static",
    "healthz",
    "offline.offline",
    "offline.service_worker",
    "offline.file_of_another_version",
    "saved.state",
    "saved.copy",
    "devices.time_left",
    "devices.number.state",
    "passkeys.ask",
    "calendar.feed",
    "arrivals.shown",
    "arrivals.opened",
    "push.state",
    "push.subscribe",
    "push.refuse",
    "push.shown",
    "push.opened",
)
"""What a browser or a calendar asks for by itself, which must not keep anybody signed in."""
OWN_PATH = re.compile(r"/(?![/\\])[\w/-]{0,200}")


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """A small fixed copy of who is asking, so that no database row follows the request around."""

    reference: str
    reference_hash: str
    session_id: uuid.UUID
    way: Way
    authenticated_at: datetime
    seen_at: datetime
    locks_at: datetime
    ends_at: datetime
    device: DeviceCard
    person: PersonCard
    staff: bool
    notices: bool
    plan_of: PersonCard | None

    def get_id(self) -> str:
        return self.reference

    def time_left(self, now: datetime) -> dict[str, int]:
        """Return the seconds until it locks when nobody does anything, and until it ends."""
        moments = {"idle": self.locks_at, "end": self.ends_at}
        return {name: int((moment - now).total_seconds()) for name, moment in moments.items()}

    @property
    def language(self) -> str:
        return self.person.language


def init_app(app: Flask, *, allowed: Allowed, fresh: timedelta) -> None:
    app.config["SESSIONS_ALLOWED"] = allowed
    app.config["SESSION_FRESH"] = fresh
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
    session[once.PERSON] = str(signed_in.person.id)


def _forget() -> None:
    logout_user()
    session.clear()


def _frame() -> dict[str, object]:
    """Give every page who is asking, and the path that a form on it may lead back to."""
    here = own_path(request.path if request.method == "GET" else None)
    asking = None if g.get("ask_nobody") else who()
    left = asking.time_left(clock.now()) if asking else None
    return {"signed_in": asking, "time_left": left, "here": here, "opened": g.get("opened")}


def who() -> SignedIn | None:
    """Return who is signed in, or nothing."""
    return current_user if current_user.is_authenticated else None


def begin(
    writing: Session, person_id: uuid.UUID, *, now: datetime, how: Way, at: datetime
) -> uuid.UUID:
    """Sign a person in on this browser, with a new reference and a clean cookie.

    how: the way in. at: when they showed who they are, which may be earlier than now. The
    browser's earlier sign-in ends; if it was the same person's, the device and the plan they
    had open stay with them. Returns the id of the sign-in, by which it can be ended.
    """
    earlier = _earlier(writing, now=now)
    if earlier:
        actions.end_sign_in(writing, earlier.reference_hash, now=now)
    same = earlier if earlier and earlier.person.id == person_id else None
    if earlier and not same:
        actions.note_signed_out(writing, earlier.person.id, now=now)
    reference = actions.begin_sign_in(
        writing,
        person_id,
        device_id=same.device.id if same else _device(writing, person_id, how=how, now=now),
        how=how,
        at=at,
        now=now,
        plan_of_id=_plan_kept(same, how),
    )
    found = queries.live_session(writing, hash_of(reference), today=clock.local_day(now))
    assert found, "The row was written in this transaction."  # noqa: S101  # a mistake of ours
    signed_in = _signed_in(reference, found)
    db.after_commit(writing, lambda: _remember(signed_in))
    return found.id


def end(writing: Session, *, now: datetime) -> queries.LiveSession | None:
    """Sign out for good: the row is ended, so that a copied cookie opens nothing.

    What is locked can be left as well. Returns the sign-in that was ended, if there was one.
    """
    ended = _earlier(writing, now=now)
    if ended:
        actions.end_sign_in(writing, ended.reference_hash, now=now)
        actions.note_signed_out(writing, ended.person.id, now=now)
    db.after_commit(writing, _forget)
    return ended


def is_fresh(signed_in: SignedIn, *, now: datetime) -> bool:
    """Say whether they showed who they are so lately that they may do what is sensitive."""
    fresh: timedelta = current_app.config["SESSION_FRESH"]
    return now - signed_in.authenticated_at <= fresh


def welcome(back: str) -> str:
    """Return where somebody goes who has just come in: what is asked once, then back."""
    return url_for("devices.own_phone", next=back)


def ask_again(back: str) -> ResponseReturnValue:
    """Send somebody on to show once more who they are, and back to a page of ours after that."""
    return redirect(url_for("people.sign_in_again", next=back), code=303)


def own_path(path: str | None) -> str:
    """Return a path on this site that a form may lead back to, else the first page."""
    return path if path and OWN_PATH.fullmatch(path) else url_for("overview.next_step")


hash_of = actions.hash_of


def device_cookie() -> str:
    """Return the name of the cookie by which a person's own phone is known again."""
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def is_locked() -> bool:
    """Say whether somebody was signed in here, and has to show again who they are."""
    return who() is None and bool(g.get("locked"))


def _load(reference: str) -> SignedIn | None:
    now = clock.now()
    found = queries.live_session(db.session(), hash_of(reference), today=clock.local_day(now))
    if found is None:
        return None
    state = _standing(found, now=now)
    g.locked = state is Standing.LOCKED
    return _signed_in(reference, found) if state is Standing.LIVE else None


def _earlier(writing: Session, *, now: datetime) -> queries.LiveSession | None:
    """Return the sign-in that this browser's cookie names, if it has not ended or run out."""
    reference = session.get("_user_id")
    if reference is None:
        return None
    found = queries.live_session(writing, hash_of(reference), today=clock.local_day(now))
    return found if found and _standing(found, now=now) is not Standing.ENDED else None


def _plan_kept(same: queries.LiveSession | None, how: Way) -> uuid.UUID | None:
    """Return the plan that stays open. One opened at work is closed to who comes in otherwise."""
    if same is None or same.plan_of is None:
        return None
    leaves_work = same.way in WAYS_TO_WORK and how not in WAYS_TO_WORK
    return None if leaves_work else same.plan_of.id


def _device(writing: Session, person_id: uuid.UUID, *, how: Way, now: datetime) -> uuid.UUID:
    """Return the person's own device that this is, or note a new one and let them know."""
    reference = request.cookies.get(device_cookie())
    if reference and (
        known := queries.known_device(writing, hash_of(reference), person_id=person_id)
    ):
        return known
    name = browsers.name_of(request.headers.get("User-Agent", ""))
    device_id = actions.add_device(writing, person_id, name=name, now=now)
    if how is not Way.DEMO:
        added = NoticeKind.DEVICE_ADDED
        actions.tell(writing, person_id, added, about=name, caused_by_id=device_id, now=now)
    return device_id


def _keep_awake() -> None:
    """Note that a sign-in is in use, before any page or form begins a transaction of its own."""
    if request.endpoint in NO_SIGN_OF_LIFE:
        return
    asking, now = who(), clock.now()
    if asking and now - asking.seen_at > SEEN_EVERY:
        with db.transaction() as writing:
            actions.note_seen(writing, asking.reference_hash, now=now)


def _limits(found: queries.LiveSession) -> Limits:
    allowed: Allowed = current_app.config["SESSIONS_ALLOWED"]
    working = found.staff and found.way in WAYS_TO_WORK
    return allowed.to(found.way, own=found.device.own, staff=working)


def _standing(found: queries.LiveSession, *, now: datetime) -> Standing:
    return standing(
        _limits(found),
        began_at=found.began_at,
        seen_at=found.seen_at,
        locked_at=found.locked_at,
        now=now,
    )


def _signed_in(reference: str, found: queries.LiveSession) -> SignedIn:
    limits = _limits(found)
    return SignedIn(
        reference=reference,
        reference_hash=found.reference_hash,
        session_id=found.id,
        way=found.way,
        authenticated_at=found.authenticated_at,
        seen_at=found.seen_at,
        locks_at=found.seen_at + limits.idle,
        ends_at=found.began_at + limits.longest,
        device=found.device,
        person=found.person,
        staff=found.staff and found.way in WAYS_TO_WORK,
        notices=found.notices,
        plan_of=found.plan_of,
    )


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send somebody on to sign in; tell a phone that sends what has waited on it (401)."""
    if "Idempotency-Key" in request.headers:
        abort(401)
    wanted = request.path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("people.sign_in", next=wanted), code=303)
