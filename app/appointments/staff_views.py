"""Staff pick free times for one patient, see what became of them, and who waits for an earlier."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import (
    earlier,
    offer_queries,
    offers,
    requested,
    suiting,
    waiting_queries,
)
from app.appointments.cards import Time
from app.appointments.content import OfferReason, Wishes
from app.appointments.models import Appointment, Offer
from app.appointments.offer_cards import OfferCard
from app.appointments.offer_forms import OfferForm
from app.appointments.rules import NOT_OVER
from app.appointments.suiting import MOST, Suggestion
from app.appointments.waiting_queries import KindAtUnit
from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.people import calendar
from app.people import queries as people
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access
from app.slots import queries as slots
from app.slots.cards import FreeSlot
from app.slots.rules import Bookable

pages = Blueprint("care_offers", __name__, url_prefix="/care")

WORKING_DAYS_KEPT = 2
CLOSES = 16 * 60
SHOWN = 40
HORIZON = timedelta(days=365)


@dataclass(frozen=True)
class Picking:
    """A member of staff with a patient's time, what was offered for it, and what is free."""

    access: Access
    patient: PersonCard
    time: Time
    kind: KindAtUnit | None
    """The kind of visit, where this member of staff may offer its times."""
    offered: Sequence[OfferCard]
    free: Sequence[FreeSlot]
    now: datetime

    @property
    def live(self) -> OfferCard | None:
        return next((one for one in self.offered if not one.became(now=self.now)), None)

    @property
    def wishes(self) -> Wishes | None:
        """Return what the patient has last said would suit."""
        return next((one.wishes for one in self.offered if one.wishes), None)

    @property
    def until(self) -> datetime:
        """Return until when an offer stands when nothing else is said: two working days."""
        days = WORKING_DAYS_KEPT
        return clock.moment(suiting.working_days_on(self.now, days, year=calendar.year), CLOSES)

    @property
    def kept_until(self) -> dict[str, str]:
        """Return the same as a form writes it."""
        shown = clock.local(self.until)
        return {"until_day": shown.date().isoformat(), "until_clock": shown.strftime("%H:%M")}

    @property
    def suggestions(self) -> list[Suggestion[FreeSlot]]:
        """Return what comes nearest to what would suit, of what starts after such an offer."""
        if self.wishes is None:
            return []
        after = [slot for slot in self.free if slot.starts_at >= self.until]
        return suiting.nearest(after, self.wishes, now=self.now, limit=MOST)


@pages.get("/times/<uuid:appointment_id>/offer")
def pick(appointment_id: uuid.UUID) -> ResponseReturnValue:
    picking = _picking(database.session(), appointment_id)
    with database.transaction() as writing:
        sharing.note_look(
            writing, picking.access, part="offers", about=appointment_id, now=picking.now
        )
    return _page(picking, OfferForm(**picking.kept_until))


@pages.post("/times/<uuid:appointment_id>/offer")
@one_press
def make(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Offer what was picked: all of it, or nothing when one of the times is gone."""
    picking, form = _picking(db, appointment_id), OfferForm()
    if picking.kind is None:
        abort(404)
    chosen = [slot for slot in picking.free if slot.id in form.slot_ids]
    starts = [slot.starts_at for slot in chosen]
    if not form.validate() or not form.ends_in_time(starts, now=picking.now):
        return make_response(_page(picking, form), WRONG_ANSWER)
    access, now = picking.access, picking.now
    made = offers.make(
        db,
        db.get_one(Appointment, appointment_id),
        form.slot_ids,
        reason=OfferReason.CARE,
        words=form.words.typed,
        until=form.until or now,
        role_id=people.role_at(db, access.person_id, picking.kind.unit_id, today=today()),
        by=sharing.actor(access),
        now=now,
    )
    if made is None:
        return make_response(_page(_picking(db, appointment_id), form, gone=True), WRONG_ANSWER)
    return redirect(url_for("care_offers.pick", appointment_id=appointment_id), code=303)


@pages.get("/offers/<uuid:offer_id>")
def find(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Lead to the time that something was offered for."""
    db = database.session()
    offer = db.get(Offer, offer_id) or abort(404)
    door.open_at_work(db, offer.patient_id)
    return redirect(url_for("care_offers.pick", appointment_id=offer.appointment_id), code=303)


@pages.post("/offers/<uuid:offer_id>/withdraw")
@one_press
def withdraw(db: Session, offer_id: uuid.UUID) -> ResponseReturnValue:
    """Take an offer back. One that was answered meanwhile stays as it was answered."""
    offer = db.get(Offer, offer_id) or abort(404)
    access, _patient = door.open_at_work(db, offer.patient_id)
    now = clock.now()
    freed = offers.withdraw(db, offer, by=sharing.actor(access), now=now)
    earlier.ask_about(db, freed or (), now=now)
    return redirect(url_for("care_offers.pick", appointment_id=offer.appointment_id), code=303)


@pages.get("/patients/<uuid:patient_id>/times/new")
def choose_kind(patient_id: uuid.UUID) -> ResponseReturnValue:
    db = database.session()
    access, patient = door.open_at_work(db, patient_id)
    kinds = waiting_queries.kinds_of(db, access.person_id, today=today())
    with database.transaction() as writing:
        sharing.note_look(writing, access, part="new time", now=clock.now())
    return render_template("appointments/care_new.html", patient=patient, kinds=kinds)


@pages.post("/patients/<uuid:patient_id>/times/new")
@one_press
def new(db: Session, patient_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a time is requested for a patient, so that some can be offered for it."""
    access, _patient = door.open_at_work(db, patient_id)
    kinds = waiting_queries.kinds_of(db, access.person_id, today=today())
    kind = next((one for one in kinds if str(one.id) == request.form.get("kind")), None)
    if kind is None:
        abort(404)
    time = requested.request(
        db,
        kind_id=kind.id,
        what=kind.name,
        unit_id=kind.unit_id,
        patient_id=patient_id,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(url_for("care_offers.pick", appointment_id=time.id), code=303)


@pages.get("/waiting")
def waiting() -> ResponseReturnValue:
    """Show who waits for an earlier time where one works. Who is a stranger there has no name."""
    db, asking = database.session(), door.staff()
    kinds = waiting_queries.kinds_of(db, asking.person.id, today=today())
    patients = care_queries.patients_in_care_of(db, asking.person.id, today=today())
    return render_template(
        "appointments/care_waiting.html",
        lists=waiting_queries.waiting_lists(db, kinds, now=clock.now()),
        patients={patient.id: patient for patient in patients},
    )


def _picking(db: Session, appointment_id: uuid.UUID) -> Picking:
    door.staff()
    row = db.get(Appointment, appointment_id) or abort(404)
    access, patient = door.open_at_work(db, row.patient_id)
    time = Time.model_construct(**{name: getattr(row, name) for name in Time.model_fields})
    kinds = waiting_queries.kinds_of(db, access.person_id, today=today())
    kind = next((one for one in kinds if one.id == time.kind_id), None)
    now = clock.now()
    return Picking(
        access=access,
        patient=patient,
        time=time,
        kind=kind if time.state in NOT_OVER else None,
        offered=offer_queries.offers_for(db, appointment_id),
        free=_free(db, kind, now=now),
        now=now,
    )


def _free(db: Session, kind: KindAtUnit | None, *, now: datetime) -> Sequence[FreeSlot]:
    """Return the first free times of a kind."""
    if kind is None:
        return []
    between = Bookable(now, now + HORIZON)
    return slots.free_slots(db, kind.id, between=between, now=now)


def _page(picking: Picking, form: OfferForm, *, gone: bool = False) -> str:
    """Draw the page. Ticks stay on what is free still."""
    from_ = _day(request.args.get("from"))
    later = [
        slot for slot in picking.free if from_ is None or clock.local_day(slot.starts_at) >= from_
    ]
    shown = later[:SHOWN]
    ticked = [slot for slot in picking.free if slot.id in form.slot_ids and slot not in shown]
    told = [*ticked, *shown, *(one.slot for offer in picking.offered for one in offer.offered)]
    roles = {picking.time.role_id, *(slot.role_id for slot in told)}
    return render_template(
        "appointments/care_offer.html",
        picking=picking,
        form=form,
        gone=gone,
        free=_by_day([*ticked, *shown]),
        later=clock.local_day(later[SHOWN].starts_at) if len(later) > SHOWN else None,
        directory=door.directory(
            picking.patient,
            role_ids=[one for one in roles if one],
            unit_ids=[one for one in [picking.time.unit_id] if one],
        ),
    )


def _by_day(free: Sequence[FreeSlot]) -> list[tuple[date, list[FreeSlot]]]:
    days = groupby(free, key=lambda slot: clock.local_day(slot.starts_at))
    return [(day, list(some)) for day, some in days]


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
