"""Where a patient shares a part of their plan, looks at what is seen of it, and takes it back."""

import uuid
from collections.abc import Mapping

from flask import (
    Blueprint,
    abort,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.helping import invitations
from app.helping.forms import NEW, ShareForm, said_before
from app.helping.queries import LATELY, known_to, recorders, switched_off
from app.helping.wording import DEEDS, LABELS, PARTS, RELATIONS
from app.people import queries as people
from app.people import sign_in
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import (
    door,
    house_rules,
    preview,
    queries,
    share_actions,
    share_queries,
    share_rows,
)
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part, Relation
from app.sharing.guardian_queries import ever_guardians_of
from app.sharing.models import Share
from app.sharing.rules import Access
from app.sharing.second_yes import Second
from app.sharing.share_queries import Wishes

pages = Blueprint("helping", __name__)


@pages.get("/sharing")
def shares() -> ResponseReturnValue:
    (access, patient), db, now = _own(), database.session(), clock.now()
    today, whose = clock.local_day(now), Wishes.GUARDIANS if access.guardian else Wishes.PATIENT
    found = queries.shares_of(db, access.patient_id, today=today)
    return render_template(
        "helping/shares.html",
        now=now,
        reader_id=access.person_id,
        guardian=access.guardian,
        patient=patient,
        wordings=_wordings(access),
        guardians=ever_guardians_of(db, access.patient_id) if access.band.under_age else (),
        shares=found,
        waiting=share_queries.waiting_of(db, access.patient_id, whose=whose, today=today),
        refused=share_queries.refused_lately(
            db, access.patient_id, whose=whose, since=now - LATELY
        ),
        ended=queries.ended_lately(db, access.patient_id, today=today, since=now - LATELY),
        off=switched_off(db, patient, today=today),
        directory=recorders(patient, found),
        today=today,
        allowed=house_rules.shareable(db, access.patient_id),
    )


@pages.get("/sharing/new")
def new() -> ResponseReturnValue:
    access, _patient = _own()
    _can_share(access)
    form = ShareForm(data={"sees": [Part.TIMES.value], "starts": "", "ends": ""})
    return _form_page(form, _known(database.session(), access), None, access=access)


@pages.post("/sharing")
@one_press
def draw_up(db: Session) -> ResponseReturnValue:
    """Keep what was filled in, to be looked at before anybody else sees anything."""
    access = _to_change(db)
    _can_share(access)
    return _drawn_up(db, access, _known(db, access), None)


@pages.get("/sharing/<uuid:share_id>")
def show(share_id: uuid.UUID) -> ResponseReturnValue:
    access, patient = _own()
    share = _found(database.session(), access, share_id)
    return render_template(
        "helping/show.html",
        share=share,
        guardian=access.guardian,
        wordings=_wordings(access),
        helper=people.person(database.session(), share.helper_id) if share.helper_id else None,
        code=invitations.held(share, person_id=access.person_id),
        directory=recorders(patient, [share]),
        reader_id=access.person_id,
        second=house_rules.second_yes(database.session(), share, by_id=access.person_id),
        today=clock.local_day(clock.now()),
        allowed=house_rules.shareable(database.session(), access.patient_id),
    )


@pages.get("/sharing/<uuid:share_id>/change")
def change(share_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = _own()
    share = _to_be_changed(_found(database.session(), access, share_id))
    form = ShareForm(data=said_before(share))
    return _form_page(form, _known_for(share, access), share, access=access)


@pages.post("/sharing/<uuid:share_id>/change")
@one_press
def draw_up_change(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    access = _to_change(db)
    share = _to_be_changed(_found(db, access, share_id))
    return _drawn_up(db, access, _known_for(share, access), share)


@pages.post("/sharing/<uuid:share_id>/look")
@one_press
def look(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Show the patient their own plan as the one they share it with will see it."""
    share = _found(db, _to_change(db), share_id)
    preview.look_through(share.id)
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
    share = _found(db, access, share_id)
    if house_rules.second_yes(db, share, by_id=access.person_id) is not Second.NOBODY:
        if not draft.wished_at:
            share_actions.wish(db, draft, by=sharing.actor(access), now=now)
        return redirect(here, code=303)
    code_hash = invitations.invite(db, draft, person_id=access.person_id)
    share_actions.agree(db, draft, code_hash=code_hash, by=sharing.actor(access), now=now)
    return redirect(here, code=303)


@pages.post("/sharing/<uuid:share_id>/still-right")
@one_press
def keep_on(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    access = _to_change(db)
    share = _row(db, access, share_id)
    if share.agreed_at and not share.ended_at and not share.basis.recorded:
        share_actions.keep_on(db, share, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("helping.show", share_id=share_id), code=303)


@pages.post("/sharing/<uuid:share_id>/end")
@one_press
def end(db: Session, share_id: uuid.UUID) -> ResponseReturnValue:
    """Take a share back, at once. Taking it back twice is the same.

    What another guardian wishes, and waits for a yes, is answered with a no.
    """
    access = _to_change(db)
    share = _row(db, access, share_id)
    asked = share.wished_by_id not in (None, access.person_id) and not share.agreed_at
    stop = share_actions.refuse if asked else share_actions.end
    stop(db, share, by=sharing.actor(access), now=clock.now())
    return redirect(url_for("helping.shares"), code=303)


def _known(db: Session, access: Access) -> dict[str, PersonCard]:
    return known_to(db, access, but=[access.person_id], today=clock.local_day(clock.now()))


def _known_for(share: ShareCard, access: Access) -> dict[str, PersonCard]:
    """Return who a share that is changed can be with: the same one, or for a draft anybody."""
    db = database.session()
    if share.helper_id is None:
        return _known(db, access) if share.agreed_at is None else {}
    return {str(share.helper_id): one for one in people.people(db, [share.helper_id])}


def _drawn_up(
    db: Session, access: Access, known: dict[str, PersonCard], before: ShareCard | None
) -> ResponseReturnValue:
    form, now = ShareForm(), clock.now()
    wanted = form.wanted(
        known,
        house_rules.theirs_to_share(db, access),
        today=clock.local_day(now),
        latest=house_rules.last_day_of_guardians(access),
    )
    if wanted is None:
        return make_response(_form_page(form, known, before, access=access), WRONG_ANSWER)
    draft = share_actions.draw_up(db, access.patient_id, wanted, now=now)
    return redirect(url_for("helping.show", share_id=draft.id), code=303)


def _form_page(
    form: ShareForm, known: dict[str, PersonCard], share: ShareCard | None, *, access: Access
) -> str:
    allowed = house_rules.theirs_to_share(database.session(), access)
    return render_template(
        "helping/form.html",
        form=form,
        known=known,
        new=NEW,
        share=share,
        guardian=access.guardian,
        wordings=_wordings(access),
        relations=RELATIONS if access.guardian else LABELS[Relation],
        parts=[part for part in Part if part in allowed and part is not Part.NEXT_STEP],
        deeds=[deed for deed in Deed if deed in allowed],
    )


def _wordings(access: Access) -> Mapping[str, str]:
    """Return what parts and deeds are called, to the patient or to guardians of the patient."""
    if access.guardian:
        return {**PARTS, **DEEDS}
    return {**LABELS[Part], **LABELS[Deed]}


def _own() -> tuple[Access, PersonCard]:
    """Let the patient in, and stop looking at the plan as somebody else sees it."""
    preview.stop_looking()
    return door.open_own("sharing")


def _to_change(db: Session) -> Access:
    preview.stop_looking()
    access, _patient = door.open_own_to_change(db, "sharing")
    return access


def _can_share(access: Access) -> None:
    if not house_rules.shareable(database.session(), access.patient_id):
        abort(404)


def _to_be_changed(share: ShareCard) -> ShareCard:
    """Let the patient change what they share. What somebody represents them in they can end."""
    waits = share.wished_at is not None and share.agreed_at is None
    return abort(404) if share.basis.represents or waits else share


def _found(db: Session, access: Access, share_id: uuid.UUID) -> ShareCard:
    """Return a share. What staff are about to write down is not one before it is kept.

    What guardians only wished for a child is not there for the young person.
    """
    found = queries.share_of(db, access.patient_id, share_id) or abort(404)
    theirs = access.own and found.wished_by_id not in (None, access.patient_id)
    return abort(404) if found.agreed_at is None and (found.basis.recorded or theirs) else found


def _row(db: Session, access: Access, share_id: uuid.UUID) -> Share:
    _found(db, access, share_id)
    return share_rows.share_to_change(db, access.patient_id, share_id) or abort(404)
