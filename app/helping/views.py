"""Where a patient shares a part of their plan, looks at what is seen of it, and takes it back."""

import uuid
from datetime import date, timedelta

from flask import (
    Blueprint,
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

from app.activation import rules as codes
from app.base import clock, sealing
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import queries as contracts
from app.helping.forms import NEW, ShareForm, said_before
from app.people import queries as people
from app.people import sign_in
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door, queries, share_actions
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part, Relation
from app.sharing.models import Share
from app.sharing.rules import Access

pages = Blueprint("helping", __name__)

LATELY = timedelta(days=30)
CODE = "share-code"
SIGNS = 12
"""How long a code is: 58 bits, for a week and with few tries, and short enough to say aloud."""
PURPOSE = "code of a share"


@pages.get("/sharing")
def shares() -> ResponseReturnValue:
    access, db, now = _own(), database.session(), clock.now()
    today = clock.local_day(now)
    return render_template(
        "helping/shares.html",
        now=now,
        shares=queries.shares_of(db, access.patient_id, today=today),
        ended=queries.ended_lately(db, access.patient_id, today=today, since=now - LATELY),
        today=today,
        can_share=Part.NEXT_STEP in door.can_be_shared(),
    )


@pages.get("/sharing/new")
def new() -> ResponseReturnValue:
    access = _own()
    _can_share()
    form = ShareForm(data={"sees": [Part.TIMES.value], "starts": "", "ends": ""})
    return _form_page(form, known_to(database.session(), access), None)


@pages.post("/sharing")
@one_press
def draw_up(db: Session) -> ResponseReturnValue:
    """Keep what was filled in, to be looked at before anybody else sees anything."""
    access = _to_change(db)
    _can_share()
    return _drawn_up(db, access, known_to(db, access), None)


@pages.get("/sharing/<uuid:share_id>")
def show(share_id: uuid.UUID) -> ResponseReturnValue:
    access = _own()
    share = _found(database.session(), access, share_id)
    return render_template(
        "helping/show.html",
        share=share,
        helper=people.person(database.session(), share.helper_id) if share.helper_id else None,
        code=_held(share, access),
        today=clock.local_day(clock.now()),
    )


@pages.get("/sharing/<uuid:share_id>/change")
def change(share_id: uuid.UUID) -> ResponseReturnValue:
    access = _own()
    share = _found(database.session(), access, share_id)
    return _form_page(ShareForm(data=said_before(share)), _known_for(share, access), share)


@pages.post("/sharing/<uuid:share_id>/change")
@one_press
def draw_up_change(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    access = _to_change(db)
    share = _found(db, access, share_id)
    return _drawn_up(db, access, _known_for(share, access), share)


@pages.post("/sharing/<uuid:share_id>/look")
@one_press
def look(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Show the patient their own plan as the one they share it with will see it."""
    share = _found(db, _to_change(db), share_id)
    door.look_through(share.id)
    return redirect(url_for("overview.next_step"), code=303)


@pages.post("/sharing/<uuid:share_id>/agree")
@one_press
def agree(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    access, now = _to_change(db), clock.now()
    here = url_for("helping.show", share_id=share_id)
    if not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(here)
    draft = _row(db, access, share_id)
    if draft.agreed_at or draft.ended_at:
        return redirect(here, code=303)
    elif draft.ends_on and draft.ends_on < clock.local_day(now):
        return redirect(url_for("helping.change", share_id=share_id), code=303)
    code = codes.new_code()[:SIGNS] if draft.helper_id is None else None
    share_actions.agree(
        db, draft, code_hash=_hash(code) if code else None, by=sharing.actor(access), now=now
    )
    if code:
        database.after_commit(db, lambda: _hold(code, share_id, access))
    return redirect(here, code=303)


@pages.post("/sharing/<uuid:share_id>/still-right")
@one_press
def keep_on(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    access = _to_change(db)
    share = _row(db, access, share_id)
    if share.agreed_at and not share.ended_at:
        share_actions.keep_on(db, share, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("helping.show", share_id=share_id), code=303)


@pages.post("/sharing/<uuid:share_id>/end")
@one_press
def end(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Take a share back, at once. Taking it back twice is the same."""
    access = _to_change(db)
    share = _row(db, access, share_id)
    share_actions.end(db, share, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("helping.shares"), code=303)


def known_to(db: Session, access: Access) -> dict[str, PersonCard]:
    """Return whom a patient can share with without an invitation, by their ids as texts.

    What is shared with somebody already is changed where it stands.
    """
    published = contracts.latest_of(db, access)
    relatives = published.agreement.relatives if published else []
    ids = {one.person_id for one in relatives if one.person_id}
    ids |= queries.ever_shared_with(db, access.patient_id)
    live = queries.shares_of(db, access.patient_id, today=clock.local_day(clock.now()))
    found = people.people(
        db, ids - {access.patient_id, access.person_id, *(one.helper_id for one in live)}
    )
    return {str(one.id): one for one in found}


def _known_for(share: ShareCard, access: Access) -> dict[str, PersonCard]:
    """Return who a share that is changed can be with: the same one, or for a draft anybody."""
    db = database.session()
    if share.helper_id is None:
        return known_to(db, access) if share.agreed_at is None else {}
    return {str(share.helper_id): one for one in people.people(db, [share.helper_id])}


def _drawn_up(
    db: Session, access: Access, known: dict[str, PersonCard], before: ShareCard | None
) -> ResponseReturnValue:
    form, now = ShareForm(), clock.now()
    wanted = form.wanted(
        known, door.can_be_shared(), today=clock.local_day(now), latest=_latest_day(access)
    )
    if wanted is None:
        return make_response(_form_page(form, known, before), WRONG_ANSWER)
    draft = share_actions.draw_up(db, access.patient_id, wanted, now=now)
    return redirect(url_for("helping.show", share_id=draft.id), code=303)


def _latest_day(access: Access) -> date | None:
    """Return the last day of what guardians share. From the next one on it is not theirs."""
    return door.last_day_of_guardians(access.patient_id) if access.guardian else None


def _form_page(form: ShareForm, known: dict[str, PersonCard], share: ShareCard | None) -> str:
    allowed = door.can_be_shared()
    return render_template(
        "helping/form.html",
        form=form,
        known=known,
        new=NEW,
        share=share,
        relations=list(Relation),
        parts=[part for part in Part if part in allowed and part is not Part.NEXT_STEP],
        deeds=[deed for deed in Deed if deed in allowed],
    )


def _own() -> Access:
    """Let the patient in, and stop looking at the plan as somebody else sees it."""
    door.stop_looking()
    access, _patient = door.open_own("sharing")
    return access


def _to_change(db: Session) -> Access:
    door.stop_looking()
    access, _patient = door.open_own_to_change(db, "sharing")
    return access


def _can_share() -> None:
    if Part.NEXT_STEP not in door.can_be_shared():
        abort(404)


def _found(db: Session, access: Access, share_id: uuid.UUID) -> ShareCard:
    return queries.share_of(db, access.patient_id, share_id) or abort(404)


def _row(db: Session, access: Access, share_id: uuid.UUID) -> Share:
    return share_actions.share_to_change(db, access.patient_id, share_id) or abort(404)


def _hash(code: str) -> str:
    return codes.hash_of_code(code, secret_key=current_app.config["SECRET_KEY"])


def _hold(code: str, share_id: uuid.UUID, access: Access) -> None:
    """Hold a code in the cookie of whoever shares, for the page that shows it."""
    said = {"code": code, "share": str(share_id), "person": str(access.person_id)}
    key = current_app.config["SECRET_KEY"]
    session[CODE] = sealing.seal(said, purpose=PURPOSE, secret_key=key, now=clock.now())


def _held(share: ShareCard, access: Access) -> str | None:
    """Return the code of an invitation, in groups, to whoever has just made it."""
    key = current_app.config["SECRET_KEY"]
    said = sealing.unseal(session.get(CODE), purpose=PURPOSE, secret_key=key, now=clock.now())
    whose = (str(share.id), str(access.person_id))
    if share.helper_id or not said or (said["share"], said["person"]) != whose:
        return None
    return codes.in_groups(said["code"])
