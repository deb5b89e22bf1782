"""Pushes to a person's own phones. What the browser's part of it needs is asked by push.js.

A phone's address is proved at once, in the very request that told of it: the person looks at the
phone, and each start asks again what is not proved yet. It is sent when the transaction is over.
"""

import uuid
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import speech
from app.base.limits import WRONG_ANSWER, few_requests
from app.base.once import one_press
from app.base.settings import Settings
from app.people import sign_in
from app.people.sign_in import SignedIn
from app.push import actions, queries, rules, sealing
from app.push.cards import Phone
from app.push.content import End, Fault, Outcome
from app.push.payload import body, payload
from app.push.sending import Sender, sender
from app.push.vapid import Vapid
from app.sharing import door

pages = Blueprint("push", __name__)

AT_ONCE = 8
"""How many phones of people who wait for a page are pushed to at the same time, in a process."""
TEST_LIFE = timedelta(minutes=10)
TOPIC = "a-test"
WANTED_AGAIN = (None, End.GONE, End.REPLACED)
"""How a phone may have ended without anybody having wished it."""
NO_CONTENT = ("", 204, {"Content-Type": "text/plain"})


def init_app(app: Flask, decided: Settings) -> None:
    has_key = decided.vapid_private_key and decided.vapid_subject
    app.config.update(
        VAPID=Vapid(decided.vapid_private_key, decided.vapid_subject) if has_key else None,
        PUSH_HOSTS=decided.push_hosts,
        PUSH_CA_FILE=decided.push_ca_file,
    )
    for view in (shown, opened):
        app.extensions["csrf"].exempt(view)


@pages.get("/settings/reminders/phone")
def show() -> ResponseReturnValue:
    asking, now, vapid = _reader(), clock.now(), _vapid()
    found = queries.phones_in_words(database.session(), asking.person.id, now=now)
    spoken = speech()
    return render_template(
        "push/phone.html",
        phones=found,
        here=next((one for one in found if one.device_id == asking.device.id), None),
        key_id=vapid.key_id if vapid else None,
        is_silent=lambda phone: rules.is_silent(
            waits_since=phone.unshown_since, last_sign=phone.last_sign, now=now
        ),
        protected=asking.person.protected_identity,
        words={"neutral": body(spoken, None), "time": body(spoken, _tomorrow_at_two())},
    )


@pages.post("/settings/reminders/phone/<uuid:subscription_id>/test")
@few_requests("push")
@one_press
def test(db: Session, subscription_id: uuid.UUID) -> ResponseReturnValue:
    """Push something to a phone that shows whether it arrives, once this is kept."""
    asking = _pushed_to()
    phone = queries.phone(db, subscription_id)
    if phone is None or phone.person_id != asking.person.id:
        abort(404)
    token = actions.ask(db, phone.id, now=clock.now())
    database.after_commit(db, lambda: _push(phone, token, asking))
    return redirect(url_for("push.show"), code=303)


@pages.post("/settings/reminders/phone/<uuid:subscription_id>/off")
@one_press
def turn_off(db: Session, subscription_id: uuid.UUID) -> ResponseReturnValue:
    asking = _reader()
    if not actions.turn_off(db, subscription_id, person_id=asking.person.id, now=clock.now()):
        abort(404)
    return redirect(url_for("push.show"), code=303)


@pages.get("/push/state")
def state() -> ResponseReturnValue:
    """Tell this very browser what is known of pushes to it, for it to compare with what is so."""
    asking, vapid = sign_in.who(), _vapid()
    if vapid is None or asking is None or asking.staff or not _may_push(asking):
        return jsonify(wanted=False, proved=False, off=False)
    here = queries.here(database.session(), asking.device.id)
    secret_key = current_app.config["SECRET_KEY"]
    fits = (
        here is not None
        and here.key_id == vapid.key_id
        and sealing.opened(here.sealed, secret_key=secret_key) is not None
    )
    return jsonify(
        wanted=here is not None and here.why_ended in WANTED_AGAIN,
        proved=here is not None and here.proved and here.why_ended is None and fits,
        off=here is not None and here.why_ended is End.TURNED_OFF,
        address=here.endpoint_hash if here else None,
        key=vapid.public_key,
        keys=generate_csrf(),
    )


@pages.post("/push/subscriptions")
@few_requests("push")
def subscribe() -> ResponseReturnValue:
    """Take where this phone is reached, and push it what it shows that it receives by."""
    asking, vapid, now = _pushed_to(), _vapid(), clock.now()
    if not asking.device.own:
        return jsonify(fault="borrowed"), 403
    if vapid is None:
        abort(404)
    hosts = current_app.config["PUSH_HOSTS"]
    read = rules.read_subscription(_said(), hosts)
    if isinstance(read, Fault):
        return jsonify(fault=read), WRONG_ANSWER
    with database.transaction() as writing:
        actions.subscribe(
            writing,
            read,
            person_id=asking.person.id,
            device_id=asking.device.id,
            origin=rules.origin_of(read.endpoint, hosts) or "",
            key_id=vapid.key_id,
            secret_key=current_app.config["SECRET_KEY"],
            now=now,
        )
        phone = queries.phone_on(writing, asking.device.id)
        token = actions.ask_to_prove(writing, phone.id, now=now) if phone else None
    if phone and token:
        _push(phone, token, asking)
    return jsonify(kept=phone is not None)


@pages.post("/push/refused")
def refuse() -> ResponseReturnValue:
    """Take from this phone that it lets us show nothing any more."""
    asking = _reader()
    with database.transaction() as writing:
        actions.forget_device(writing, asking.device.id, now=clock.now(), why=End.REFUSED)
    return NO_CONTENT


@pages.get("/push/<token>")
def follow(token: str) -> ResponseReturnValue:  # noqa: ARG001  # it has done its work when shown
    """Lead on from what was pushed to try a phone."""
    return redirect(url_for("push.show"), code=303)


@pages.post("/push/<token>/shown")
@few_requests("push shown")
def shown(token: str) -> ResponseReturnValue:
    """Take a token back. Who holds it was pushed it: nobody has to be signed in."""
    with database.transaction() as writing:
        actions.note_returned(writing, token, now=clock.now())
    return NO_CONTENT


@pages.post("/push/<token>/opened")
def opened(token: str) -> ResponseReturnValue:  # noqa: ARG001  # the service worker tells both
    return NO_CONTENT


def _reader() -> SignedIn:
    """Return who is asking. At work there are no reminders."""
    asking = door.signed_in()
    if asking.staff:
        abort(404)
    return asking


def _may_push(asking: SignedIn) -> bool:
    """Say whether this phone may be pushed to: one's own, unless nothing leaves the app."""
    return bool(asking.device.own) and not asking.person.protected_identity


def _pushed_to() -> SignedIn:
    """Return who is asking. To whoever's identity is protected nothing is pushed."""
    asking = _reader()
    if asking.person.protected_identity:
        abort(404)
    return asking


def _said() -> object:
    """Return what was sent as JSON, or nothing when it is none."""
    try:
        said: object = request.get_json(silent=True)
    except RecursionError:  # thousands of brackets inside each other
        return None
    return said


def _vapid() -> Vapid | None:
    vapid: Vapid | None = current_app.config["VAPID"]
    return vapid


def _push(phone: Phone, token: str, asking: SignedIn) -> None:
    """Push a token to a phone, and keep what became of it."""
    now = clock.now()
    address = current_app.config["PUBLIC_URL"] + url_for("push.follow", token=token)
    answer = _sender().send(
        phone,
        payload(asking.language, address=address),
        ttl_seconds=int(TEST_LIFE.total_seconds()),
        urgent=True,
        topic=TOPIC,
        now=now,
    )
    with database.transaction() as writing:
        match answer.outcome:
            case Outcome.ACCEPTED:
                actions.note_accepted(writing, phone.id, now=now)
            case Outcome.GONE:
                actions.retire(writing, phone.id, End.GONE, now=now)
            case Outcome.REFUSED:
                actions.note_refused(writing, phone.origin, status=answer.status or 0, now=now)


def _sender() -> Sender:
    """Return what sends in this process. It is made when the first phone is pushed to."""
    if "push_sender" not in current_app.extensions:
        current_app.extensions["push_sender"] = sender(current_app.config, threads=AT_ONCE)
    made: Sender = current_app.extensions["push_sender"]
    return made


def _tomorrow_at_two() -> datetime:
    tomorrow = clock.local_day(clock.now()) + timedelta(days=1)
    return clock.moment(tomorrow, 14 * 60)
