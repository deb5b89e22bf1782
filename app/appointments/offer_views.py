"""What a patient is offered: one of the times is taken, or none, with what would suit instead."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import earlier, offer_queries, queries, rules
from app.appointments.booking import ChangedMeanwhileError
from app.appointments.cards import Time
from app.appointments.content import OfferReason
from app.appointments.models import Appointment, Offer
from app.appointments.offer_cards import OfferCard
from app.appointments.offer_forms import NoneForm, in_words
from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import contacts
from app.contracts import queries as contracts
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.rules import Call
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access
from app.slots import queries as slots
from app.slots import rules as slot_rules
from app.slots.cards import FreeSlot

pages = Blueprint("offers", __name__, url_prefix="/offers/<uuid:offer_id>")

GUARANTEE, NOTHING = "guarantee", "nothing"
"""What was said of the consequences before the button, as the journal keeps it."""


@dataclass(frozen=True)
class Shown:
    """Everything that a page about an offer shows."""

    access: Access
    patient: PersonCard
    offer: OfferCard
    coming: Sequence[Time]
    directory: Directory
    call: Call | None
    now: datetime

    @property
    def may_answer(self) -> bool:
        """Say whether whoever reads this may take a time, or say no to all of them."""
        return self.access.may(Deed.BOOK)

    def clashes(self, slot: FreeSlot) -> list[Time]:
        return rules.at_once(self.coming, slot, but=self.offer.time.id, now=self.now)


@pages.get("")
def show(offer_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, offer = door.open_one("offer", _find(offer_id))
    return _page(_shown(database.session(), access, patient, offer))


@pages.get("/slots/<uuid:slot_id>")
def look(offer_id: uuid.UUID, slot_id: uuid.UUID) -> ResponseReturnValue:
    """Show what taking one of the slots would mean, before anything is done."""
    shown = _answering(offer_id)
    slot = shown.offer.slot(slot_id) or abort(404)
    if shown.offer.became(now=shown.now):
        return redirect(url_for("offers.show", offer_id=offer_id), code=303)
    return render_template("appointments/offer_look.html", shown=shown, slot=slot)


@pages.post("/slots/<uuid:slot_id>")
@one_press
def take(db: Session, offer_id: uuid.UUID, slot_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, offer = _answered(db, offer_id)
    slot = offer.slot(slot_id) or abort(404)
    time = db.get_one(Appointment, offer.time.id)
    by, now = sharing.actor(access), clock.now()
    try:
        if request.form.get("seen") != offer.seen:
            raise ChangedMeanwhileError
        done = earlier.take(db, db.get_one(Offer, offer_id), slot, time=time, by=by, now=now)
    except ChangedMeanwhileError:
        done = False
    if not done:
        return _too_late(db, access, patient, offer_id, wanted=slot)
    return redirect(url_for("offers.show", offer_id=offer_id), code=303)


@pages.get("/none")
def none(offer_id: uuid.UUID) -> ResponseReturnValue:
    shown = _answering(offer_id)
    if shown.offer.became(now=shown.now) or _is_earlier(shown.offer):
        return redirect(url_for("offers.show", offer_id=offer_id), code=303)
    return _none_page(shown, NoneForm())


@pages.post("/none")
@one_press
def decline(db: Session, offer_id: uuid.UUID) -> ResponseReturnValue:
    """Let the offered times go, with what would suit instead. Who has a time already keeps it."""
    access, patient, offer = _answered(db, offer_id)
    form, now = NoneForm(), clock.now()
    asks = not _is_earlier(offer)
    if asks and not form.validate():
        return make_response(_none_page(_shown(db, access, patient, offer), form), WRONG_ANSWER)
    done = earlier.decline(
        db,
        db.get_one(Offer, offer_id),
        wishes=form.wishes if asks else None,
        words=in_words(form.wishes),
        told=GUARANTEE if asks else NOTHING,
        by=sharing.actor(access),
        now=now,
    )
    if not done:
        return _too_late(db, access, patient, offer_id, typed=form.words.typed)
    return redirect(url_for("offers.show", offer_id=offer_id), code=303)


def _is_earlier(offer: OfferCard) -> bool:
    return offer.reason is OfferReason.EARLIER


def _find(offer_id: uuid.UUID) -> Callable[[Session, Access], OfferCard | None]:
    return partial(offer_queries.offer_of, offer_id=offer_id)


def _answering(offer_id: uuid.UUID) -> Shown:
    """Let in to a form whoever may answer."""
    access, patient, offer = door.open_one_to(Deed.BOOK, _find(offer_id), part="offer")
    return _shown(database.session(), access, patient, offer)


def _answered(db: Session, offer_id: uuid.UUID) -> tuple[Access, PersonCard, OfferCard]:
    """Let the patient answer, or whoever books for them in their own name. Staff never do."""
    access, patient = door.open_to_change(db, deed=Deed.BOOK, part="offer")
    offer = offer_queries.offer_of(db, access, offer_id)
    if not access.may(Deed.BOOK) or offer is None:
        abort(404)
    return access, patient, offer


def _shown(db: Session, access: Access, patient: PersonCard, offer: OfferCard) -> Shown:
    now, time = clock.now(), offer.time
    directory, call = contacts.whom_to_call(
        contracts.agreement_of(db, access),
        patient,
        role_id=offer.made_by_id,
        unit_id=offer.offered[0].slot.unit_id,
        roles=[time.role_id, *(one.slot.role_id for one in offer.offered)],
        units=[time.unit_id, *(one.slot.unit_id for one in offer.offered)],
        now=now,
    )
    return Shown(
        access=access,
        patient=patient,
        offer=offer,
        coming=queries.coming_times_of(db, access, now=now),
        directory=directory,
        call=call,
        now=now,
    )


def _page(shown: Shown, **more: object) -> str:
    return render_template(
        "appointments/offer.html", shown=shown, became=shown.offer.became(now=shown.now), **more
    )


def _none_page(shown: Shown, form: NoneForm) -> str:
    return render_template("appointments/offer_none.html", shown=shown, form=form)


def _too_late(
    db: Session,
    access: Access,
    patient: PersonCard,
    offer_id: uuid.UUID,
    *,
    wanted: FreeSlot | None = None,
    typed: str = "",
) -> ResponseReturnValue:
    """Say what became of the offer, and what is free instead. What was typed stands there still."""
    db.expire_all()
    offer = offer_queries.offer_of(db, access, offer_id) or abort(404)
    shown = _shown(db, access, patient, offer)
    page = _page(shown, too_late=True, typed=typed, nearest=_nearest(db, shown, wanted))
    return make_response(page, WRONG_ANSWER)


def _nearest(db: Session, shown: Shown, wanted: FreeSlot | None) -> list[FreeSlot]:
    """Return the free times that are nearest to the one that could not be had."""
    kind_id = shown.offer.time.kind_id
    wanted = wanted or shown.offer.offered[0].slot
    rules = slots.booking_rules(db, wanted.unit_id)
    if rules is None or kind_id is None:
        return []
    between = slot_rules.bookable(rules, now=shown.now)
    beside = slots.free_slots_beside(db, wanted.starts_at, kind_id, between=between, now=shown.now)
    return slot_rules.nearest(beside, to=wanted.starts_at)
