"""Where somebody gives an e-mail address or a phone number, and stops what is sent to it."""

import uuid

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock, language
from app.base import db as database
from app.base.limits import WRONG_ANSWER, few_requests, few_wrong_answers
from app.base.log import log
from app.base.once import one_press
from app.people.sign_in import SignedIn
from app.push.content import Outcome
from app.reminders import (
    carrying,
    contact_codes,
    contact_points,
    contact_queries,
    contact_sealing,
    unsubscribing,
)
from app.reminders.content import Channel
from app.reminders.forms import AddressForm, CodeForm
from app.reminders.ways import SETTING
from app.sharing import door

pages = Blueprint("contact_points", __name__)

WAYS = {"email": Channel.EMAIL, "text-messages": Channel.SMS}
"""What each is called in addresses."""
NOT_SENT = "code not sent"
"""Where the browser holds which code could not be sent."""


def init_app(app: Flask) -> None:
    """Let a mail program unsubscribe, which has no page of ours to take a key from (RFC 8058)."""
    app.extensions["csrf"].exempt(stop)


@pages.get("/settings/reminders/email", defaults={"way": "email"})
@pages.get("/settings/reminders/text-messages", defaults={"way": "text-messages"})
def show(way: str) -> ResponseReturnValue:
    return _page(database.session(), _asking(), WAYS[way])


@pages.post("/settings/reminders/<any('email', 'text-messages'):way>/address")
@few_requests("contact point")
@one_press
def give(db: Session, way: str) -> ResponseReturnValue:
    """Keep what somebody gives, and send a code there once it has been kept."""
    channel, asking = _sent(way), _asking()
    form = AddressForm(channel)
    address = form.read if form.validate() else None
    if address is None:
        return make_response(_page(db, asking, channel, address=form), WRONG_ANSWER)
    point_id, code = uuid.uuid4(), contact_codes.new_code()
    kept = contact_points.give(
        db,
        channel,
        point_id=point_id,
        person_id=asking.person.id,
        sealed=contact_sealing.close(address, secret_key=_key()),
        code_hash=contact_codes.hash_of_code(code, point_id=point_id, secret_key=_key()),
        now=clock.now(),
    )
    if not kept:
        form.refuse_more()
        return make_response(_page(db, asking, channel, address=form), WRONG_ANSWER)
    in_language = asking.person.language
    database.after_commit(
        db, lambda: _send(channel, address, of=point_id, code=code, in_language=in_language)
    )
    return _to(way)


@pages.post("/settings/reminders/<any('email', 'text-messages'):way>/code")
@few_wrong_answers("contact code")
@one_press
def confirm(db: Session, way: str) -> ResponseReturnValue:
    channel, asking, form = _sent(way), _asking(), CodeForm()
    waiting = contact_queries.waiting_of(db, asking.person.id, channel)
    code = contact_codes.read_code(form.code.data or "")
    if waiting is None or not contact_points.confirm(
        db,
        waiting.id,
        code_hash=contact_codes.hash_of_code(code, point_id=waiting.id, secret_key=_key()),
        person_id=asking.person.id,
        now=clock.now(),
    ):
        form.refuse()
        return make_response(_page(db, asking, channel, code=form), WRONG_ANSWER)
    return _to(way)


@pages.post("/settings/reminders/<any('email', 'text-messages'):way>/end")
@one_press
def end(db: Session, way: str) -> ResponseReturnValue:
    contact_points.give_up(db, WAYS[way], person_id=_asking().person.id, now=clock.now())
    return _to(way)


@pages.get("/unsubscribe/<token>")
@few_requests("unsubscribe")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask whoever followed the address in a message. To open it ends nothing."""
    point_id = _point(token)
    return _stop_page(token, stopped=contact_queries.has_ended(database.session(), point_id))


@pages.post("/unsubscribe/<token>")
@few_requests("unsubscribe")
def stop(token: str) -> ResponseReturnValue:
    """End what is sent there, for a person or a mail program, which follows no redirect."""
    point_id = _point(token)
    with database.transaction() as writing:
        contact_points.unsubscribe(writing, point_id, now=clock.now())
    return _stop_page(token, stopped=True)


def _asking() -> SignedIn:
    """Return who is asking for themselves. At work nobody has an address of their own here."""
    asking = door.signed_in()
    return abort(404) if asking.staff else asking


def _sent(way: str) -> Channel:
    """Return a way in which messages are sent here: to nobody whose identity is protected."""
    channel = WAYS[way]
    if _asking().person.protected_identity or not current_app.config[SETTING[channel]]:
        abort(404)
    return channel


def _stop_page(token: str, *, stopped: bool) -> str:
    return render_template("reminders/unsubscribe.html", token=token, stopped=stopped)


def _point(token: str) -> uuid.UUID:
    """Return what a message was sent to, as the address in it says; whoever asks is nobody."""
    language.speak_without_asking_who()
    point_id = unsubscribing.read_token(token, secret_key=_key())
    if point_id is None or not contact_queries.is_there(database.session(), point_id):
        abort(404)
    return point_id


def _send(channel: Channel, address: str, *, of: uuid.UUID, code: str, in_language: str) -> None:
    """Send a code, and let the next page say it if that could not be done."""
    sent = carrying.carry_code(
        current_app.config, channel, address, of=of, code=code, language=in_language
    )
    if sent.outcome is Outcome.ACCEPTED:
        session.pop(NOT_SENT, None)
    else:
        log.warning("code not sent", extra={"kind": channel.value, "why": sent.outcome.value})
        session[NOT_SENT] = str(of)


def _page(
    db: Session,
    asking: SignedIn,
    channel: Channel,
    *,
    address: AddressForm | None = None,
    code: CodeForm | None = None,
) -> str:
    waiting = contact_queries.waiting_of(db, asking.person.id, channel)
    in_use = contact_queries.confirmed_of(db, asking.person.id, channel)
    now = clock.now()
    return render_template(
        "reminders/contact.html",
        channel=channel,
        way=next(name for name, one in WAYS.items() if one is channel),
        sent=bool(current_app.config[SETTING[channel]]),
        protected=asking.person.protected_identity,
        in_use=in_use,
        used=_opened(in_use),
        waiting=waiting if waiting and waiting.takes_code(now) else None,
        given=_opened(waiting),
        not_sent=bool(waiting) and session.get(NOT_SENT) == str(waiting and waiting.id),
        address=address or AddressForm(channel, None),
        code=code or CodeForm(None),
    )


def _opened(point: contact_queries.Point | None) -> str | None:
    return contact_sealing.opened(point.sealed, secret_key=_key()) if point else None


def _to(way: str) -> ResponseReturnValue:
    return redirect(url_for("contact_points.show", way=way), code=303)


def _key() -> str:
    key: str = current_app.config["SECRET_KEY"]
    return key
