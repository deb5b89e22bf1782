"""What staff write down of whom a patient shares with, and what they read of it."""

import uuid
from collections.abc import Mapping

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock, language
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.helping import invitations
from app.helping.door import (
    Here,
    at_work,
    draft_at,
    look,
    note_opened,
    row_at,
    share_at,
    that_can_share,
    that_can_write,
    wish_at,
)
from app.helping.forms import NEW, ShareForm
from app.helping.queries import LATELY, recorders, switched_off
from app.helping.record_forms import (
    OralForm,
    RepresentativeForm,
    ReviewForm,
    can_be_represented,
    written_before,
)
from app.helping.wording import DEEDS, PARTS, RELATIONS
from app.people import queries as people
from app.people import sign_in
from app.sharing import actions as sharing
from app.sharing import door, house_rules, queries, share_actions, share_queries
from app.sharing.cards import ShareCard
from app.sharing.content import REPRESENTING, Deed, Part
from app.sharing.models import Share
from app.sharing.share_queries import Wishes

pages = Blueprint("care_shares", __name__, url_prefix="/care/patients/<uuid:patient_id>/sharing")

FORMS: Mapping[str, type[OralForm] | type[RepresentativeForm]] = {
    "oral": OralForm,
    "representative": RepresentativeForm,
}
KIND = "/<any(oral, representative):kind>"


@pages.get("")
def shares(patient_id: uuid.UUID) -> ResponseReturnValue:
    db, now = database.session(), clock.now()
    here = look(db, patient_id)
    found = queries.shares_of(db, patient_id, today=here.today)
    return _page(
        "care_shares",
        here,
        found,
        shares=found,
        waiting=share_queries.waiting_of(db, patient_id, whose=Wishes.PATIENT, today=here.today),
        off=switched_off(db, here.patient, today=here.today),
        ended=queries.ended_lately(db, patient_id, today=here.today, since=now - LATELY),
        names=people.names_of(db, {one.helper_id for one in found if one.helper_id}),
        now=now,
    )


@pages.get(KIND)
def new(patient_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    db = database.session()
    here = that_can_write(look(db, patient_id), kind)
    before = draft_at(db, here, request.args.get("draft"))
    said = written_before(before, here.known) if before else {"sees": [Part.TIMES.value]}
    return _form_page(here, kind, FORMS[kind](None, data=said))


@pages.post(KIND)
@one_press
def draw_up(db: Session, patient_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Keep what was filled in, to be read to the patient before anybody else sees anything."""
    here, form = that_can_write(at_work(db, patient_id), kind), FORMS[kind]()
    wanted = form.wanted(
        dict(here.known),
        here.allowed,
        today=here.today,
        latest=house_rules.last_day_of_guardians(here.access),
    )
    if wanted is None:
        sharing.note_look(db, here.access, part="sharing", now=clock.now())
        return make_response(_form_page(here, kind, form), WRONG_ANSWER)
    ground = form.ground(here.role_id, here.unit_id)
    draft = share_actions.draw_up(db, patient_id, wanted, ground=ground, now=clock.now())
    return _to(here, draft.id)


@pages.get("/<uuid:share_id>")
def show(patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    db = database.session()
    here = look(db, patient_id)
    return _one(db, here, share_at(db, here, share_id), ReviewForm(None))


@pages.post("/<uuid:share_id>/record")
@one_press
def record(db: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    """Let what was written down hold from now on, by whoever wrote it."""
    here, now = that_can_share(at_work(db, patient_id)), clock.now()
    if not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(_address(here, share_id))
    draft = row_at(db, here, share_id)
    if draft.agreed_at or draft.recorded_by_id is None:
        return _to(here, share_id)
    elif draft.recorded_by_id != here.role_id or not here.writes_down(_kind(draft)):
        abort(404)
    elif draft.review_on <= here.today or _is_taken(draft, here):
        return redirect(_form_address(here, draft), code=303)
    code_hash = invitations.invite(db, draft, person_id=here.access.person_id)
    share_actions.agree(db, draft, code_hash=code_hash, by=sharing.actor(here.access), now=now)
    return _to(here, share_id)


@pages.get("/<uuid:share_id>/letter")
def letter(patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    """Show the code on a sheet to print. It says nothing of the plan or of care."""
    db = database.session()
    here = at_work(db, patient_id)
    share = share_at(db, here, share_id)
    code = invitations.held(share, person_id=here.access.person_id)
    if code is None:
        return _to(here, share_id)
    note_opened(here, "share letter")
    language.speak(here.patient.language)
    return render_template(
        "helping/care_letter.html", here=here, share=share, code=code, address=_public_address()
    )


@pages.post("/<uuid:share_id>/yes")
@one_press
def say_yes(db: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    """Let what a young person wants to share hold, when it has been gone through with them."""
    here, now = that_can_share(at_work(db, patient_id)), clock.now()
    if not sign_in.is_fresh(door.signed_in(), now=now):
        return sign_in.ask_again(_address(here, share_id))
    wished = wish_at(db, here, share_id)
    if wished is None or (wished.ends_on and wished.ends_on < here.today):
        return _to(here, share_id)
    code_hash = invitations.invite(db, wished, person_id=here.access.person_id)
    share_actions.say_yes(
        db,
        wished,
        role_id=here.role_id,
        unit_id=here.unit_id,
        code_hash=code_hash,
        by=sharing.actor(here.access),
        now=now,
    )
    return _to(here, share_id)


@pages.post("/<uuid:share_id>/not-now")
@one_press
def say_not_now(db: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    here = at_work(db, patient_id)
    wished = wish_at(db, here, share_id)
    if wished is None:
        return _to(here, share_id)
    share_actions.refuse(db, wished, by=sharing.actor(here.access), now=clock.now())
    return redirect(url_for("care_shares.shares", patient_id=patient_id), code=303)


@pages.post("/<uuid:share_id>/review")
@one_press
def review(db: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    """Say until when it is still right. What the patient has shared themselves is theirs to ask."""
    here, form = at_work(db, patient_id), ReviewForm()
    share = row_at(db, here, share_id)
    if not share.basis.recorded or share.agreed_at is None or share.review_on < here.today:
        abort(404)
    until = form.until(
        here.today, starts_on=share.starts_on, latest=house_rules.last_day_of_guardians(here.access)
    )
    if until is None:
        sharing.note_look(db, here.access, part="sharing", now=clock.now())
        page = _one(db, here, share_at(db, here, share_id), form)
        return make_response(page, WRONG_ANSWER)
    by, now = sharing.actor(here.access), clock.now()
    share_actions.review(db, share, until=until, by=by, now=now)
    return _to(here, share_id)


@pages.post("/<uuid:share_id>/end")
@one_press
def end(db: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> ResponseReturnValue:
    """End a share when the patient says so, also one that they have made themselves."""
    here = at_work(db, patient_id)
    share = row_at(db, here, share_id)
    share_actions.end(db, share, by=sharing.actor(here.access), now=clock.now())
    return redirect(url_for("care_shares.shares", patient_id=patient_id), code=303)


def _is_taken(draft: Share, here: Here) -> bool:
    """Say whether the helper is somebody it cannot be any more, such as one shared with now."""
    return draft.helper_id is not None and str(draft.helper_id) not in here.known


def _form_page(here: Here, kind: str, form: ShareForm) -> str:
    allowed = here.allowed if kind == "oral" else can_be_represented(here.allowed)
    return _page(
        f"care_{kind}",
        here,
        [],
        form=form,
        kinds=REPRESENTING,
        new=NEW,
        parts=[part for part in Part if part in allowed and part is not Part.NEXT_STEP],
        deeds=[deed for deed in Deed if deed in allowed],
    )


def _one(db: Session, here: Here, share: ShareCard, form: ReviewForm) -> str:
    return _page(
        "care_share",
        here,
        [share],
        share=share,
        form=form,
        may_say_yes=share.wished_at is not None and share.helper_id != here.access.person_id,
        helper=people.person(db, share.helper_id) if share.helper_id else None,
        code=invitations.held(share, person_id=here.access.person_id),
        form_address=_form_address(here, share),
        now=clock.now(),
    )


def _page(name: str, here: Here, shown: list[ShareCard], **more: object) -> str:
    return render_template(
        f"helping/{name}.html",
        here=here,
        patient=here.patient,
        today=here.today,
        directory=recorders(here.patient, shown),
        wordings={**PARTS, **DEEDS},
        relations=RELATIONS,
        **more,
    )


def _to(here: Here, share_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(_address(here, share_id), code=303)


def _address(here: Here, share_id: uuid.UUID) -> str:
    return url_for("care_shares.show", patient_id=here.patient.id, share_id=share_id)


def _form_address(here: Here, draft: Share | ShareCard) -> str:
    patient_id = here.patient.id
    return url_for("care_shares.new", patient_id=patient_id, kind=_kind(draft), draft=draft.id)


def _kind(draft: Share | ShareCard) -> str:
    return "representative" if draft.basis.represents else "oral"


def _public_address() -> str:
    address: str = current_app.config["PUBLIC_URL"]
    return address
