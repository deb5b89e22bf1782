"""The patient books a time, changes it and cancels it: one question on each page."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import booking_rules, rules, walk
from app.appointments.booking import ChangedMeanwhileError, Filled
from app.appointments.booking_rules import Errand, SupportChoice
from app.appointments.content import State
from app.appointments.forms import BookForm, CancelForm, SlotForm
from app.appointments.walk import Walk
from app.base import clock
from app.base import db as database
from app.base.language import speech
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.sharing import door
from app.slots import queries as slots
from app.slots import rules as slot_rules
from app.slots.cards import FreeSlot
from app.slots.queries import MOST_SHOWN

pages = Blueprint("booking", __name__, url_prefix="/appointments/<uuid:appointment_id>")

ERRAND = '/<any(book, change, "book-again"):errand>'
A_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)


class NotDoneError(Exception):
    """The patient cannot do this now, or what they sent is not right. Nothing has been done."""


@pages.get(ERRAND)
def days(appointment_id: uuid.UUID, errand: str) -> ResponseReturnValue:
    way = walk.to_read(appointment_id, Errand(errand))
    if way.hindrance:
        return _hindered(way)
    first = _day(request.args["from"]) if "from" in request.args else None
    found = way.free(way.between.after(clock.moment(first, 0)) if first else way.between)
    shown, later = slot_rules.free_days(found, cut=len(found) == MOST_SHOWN)
    return _page("book_days", way, days=shown, later=later, first=first)


@pages.get(f"{ERRAND}/days/<day>")
def times(appointment_id: uuid.UUID, errand: str, day: str) -> ResponseReturnValue:
    way, on = walk.to_read(appointment_id, Errand(errand)), _day(day)
    if way.hindrance:
        return _hindered(way)
    between = way.between.on(on)
    if "from" in request.args:
        between = between.after(_moment(request.args["from"]))
    found = way.free(between)
    shown, later = slot_rules.first_times(found, cut=len(found) == MOST_SHOWN)
    near = [] if shown else way.nearest(clock.moment(on, clock.NOON))
    return _page("book_times", way, shown or near, day=on, nearest=not shown, later=later)


@pages.post(f"{ERRAND}/held")
def hold(appointment_id: uuid.UUID, errand: str) -> ResponseReturnValue:
    """Keep a slot for the patient while they fill in the rest, or show the nearest others."""
    try:
        _stop_if_taken(SlotForm())
        return _hold(appointment_id, errand)
    except NotDoneError:
        way, form = walk.to_read(appointment_id, Errand(errand)), SlotForm()
        return make_response(_hindered(way) if way.hindrance else _gone(way, form), WRONG_ANSWER)


@one_press
def _hold(db: Session, appointment_id: uuid.UUID, errand: str) -> ResponseReturnValue:
    way, form = walk.to_change(db, appointment_id, Errand(errand)), SlotForm()
    slot = way.slot(form.slot_id) if form.slot_id and not way.hindrance else None
    if slot is None or not way.hold(slot):
        raise NotDoneError
    there = url_for(
        "booking.details", appointment_id=way.time.id, errand=way.errand, slot_id=slot.id
    )
    return redirect(there, code=303)


@pages.get(f"{ERRAND}/slots/<uuid:slot_id>")
def details(appointment_id: uuid.UUID, errand: str, slot_id: uuid.UUID) -> ResponseReturnValue:
    way = walk.to_read(appointment_id, Errand(errand))
    if way.hindrance:
        return _hindered(way)
    return _details(way, BookForm(slot=str(slot_id)))


@pages.post(ERRAND)
def book(appointment_id: uuid.UUID, errand: str) -> ResponseReturnValue:
    """Let the patient have the slot they chose. Else all is as it was, and what they typed stands.

    The refusal is drawn when the transaction has ended: nobody waits for that.
    """
    try:
        _stop_if_taken(BookForm())
        return _book(appointment_id, errand)
    except (NotDoneError, ChangedMeanwhileError) as error:
        way, form = walk.to_read(appointment_id, Errand(errand)), BookForm()
        if booked := way.booked_in(form.slot_id):
            return _to_receipt(booked)
        form.validate()
        changed = isinstance(error, ChangedMeanwhileError)
        page = _hindered(way, form) if way.hindrance else _details(way, form, changed=changed)
        return make_response(page, WRONG_ANSWER)


@one_press
def _book(db: Session, appointment_id: uuid.UUID, errand: str) -> ResponseReturnValue:
    way, form = walk.to_change(db, appointment_id, Errand(errand)), BookForm()
    if booked := way.booked_in(form.slot_id):
        return _to_receipt(booked)
    if way.hindrance:
        raise NotDoneError
    _stop_if_changed(way, form)
    slot = way.slot(form.slot_id) if form.validate() and form.slot_id else None
    done = way.book(slot, _filled(way, form)) if slot else None
    if done is None:
        raise NotDoneError
    return _to_receipt(done)


@pages.get("/receipt")
def receipt(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Say what is true now: that the time is booked, or that it is cancelled."""
    way = walk.to_read(appointment_id, Errand.CHANGE)
    if way.time.state not in (State.BOOKED, State.CANCELLED):
        return redirect(url_for("appointments.show", appointment_id=appointment_id), code=303)
    return _page(
        "book_receipt",
        way,
        near=booking_rules.is_too_near(way.time, way.rules, now=way.now),
        for_calendar=rules.is_worth_a_file(way.time, now=way.now),
    )


@pages.get("/cancel")
def ask_to_cancel(appointment_id: uuid.UUID) -> ResponseReturnValue:
    way = walk.to_read(appointment_id, Errand.CANCEL)
    return _hindered(way) if way.hindrance else _page("cancel", way, changed=False)


@pages.post("/cancel")
def cancel(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a time, with what was said of the consequences when the button was pressed."""
    try:
        return _cancel(appointment_id)
    except (NotDoneError, ChangedMeanwhileError):
        way = walk.to_read(appointment_id, Errand.CANCEL)
        page = _hindered(way) if way.hindrance else _page("cancel", way, changed=True)
        return make_response(page, WRONG_ANSWER)


@one_press
def _cancel(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    way, form = walk.to_change(db, appointment_id, Errand.CANCEL), CancelForm()
    if way.time.state is State.CANCELLED:
        return _to_receipt(appointment_id)
    if way.hindrance:
        raise NotDoneError
    _stop_if_changed(way, form)
    way.cancel()
    return _to_receipt(appointment_id)


def _to_receipt(appointment_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("booking.receipt", appointment_id=appointment_id), code=303)


def _stop_if_taken(form: SlotForm) -> None:
    """Tell whoever is too late so at once, without letting them wait for their turn to write.

    The database decides all the same about those who come at the same moment.
    """
    asking = door.signed_in()
    patient_id = (asking.plan_of or asking.person).id
    if form.slot_id and slots.is_taken(
        database.session(), form.slot_id, by_others_than=patient_id, now=clock.now()
    ):
        raise NotDoneError


def _stop_if_changed(way: Walk, form: CancelForm) -> None:
    """Do nothing with a time, or with consequences, that are not those the patient has read."""
    if (form.seen.data, form.told.data) != (way.seen, way.consequences.told):
        raise ChangedMeanwhileError


def _filled(way: Walk, form: BookForm) -> Filled:
    support = booking_rules.chosen_support(
        way.support_choices,
        form.support.ticked,
        more=form.more.typed,
        language=speech().language,
    )
    return Filled(support, form.message.typed if way.kind.rules.message_allowed else "")


def _page(name: str, way: Walk, shown: Sequence[FreeSlot] = (), **more: object) -> str:
    """Draw a page on the way, with everybody it speaks of and whom to call."""
    directory, call = way.whom_to_call(shown)
    return render_template(
        f"appointments/{name}.html",
        way=way,
        may=booking_rules.may(way.time, way.rules, now=way.now),
        slots=shown,
        directory=directory,
        call=call,
        **more,
    )


def _hindered(way: Walk, form: BookForm | None = None) -> str:
    """Say why this cannot be done here, and whom to call. What was typed stands there to keep."""
    typed = [form.more.typed, form.message.typed] if form else []
    return _page("by_phone", way, why=way.hindrance, typed=[one for one in typed if one])


def _details(way: Walk, form: BookForm, *, changed: bool = False) -> str:
    """Draw the last page before the button; with the nearest times when the chosen is taken."""
    chosen = way.slot_to_book(form.slot_id) if form.slot_id else None
    return _page(
        "book_details",
        way,
        [chosen.slot] if chosen else _nearest_to_wanted(way, form),
        form=form,
        chosen=chosen,
        changed=changed,
        choices=_choices(way, form),
        at_once=way.at_once(chosen.slot) if chosen else [],
    )


def _gone(way: Walk, form: SlotForm) -> str:
    """Say that the slot cannot be had, and show the nearest free times."""
    slot = way.slot(form.slot_id) if form.slot_id else None
    near = way.nearest(slot.starts_at if slot else way.now)
    return _page("book_times", way, near, day=None, nearest=True, later=None)


def _choices(way: Walk, form: BookForm) -> list[SupportChoice]:
    """Return the boxes to tick: as they were sent, else as the agreement has them."""
    if not form.is_submitted():
        return way.support_choices
    return booking_rules.ticked_again(
        way.support_choices, form.support.ticked, language=speech().language
    )


def _nearest_to_wanted(way: Walk, form: BookForm) -> list[FreeSlot]:
    wanted = way.slot(form.wanted_id) if form.wanted_id else None
    return way.nearest(wanted.starts_at if wanted else way.now)


def _day(written: str) -> date:
    """Return a day of this century that an address names; without one there is no such page."""
    try:
        return date.fromisoformat(written) if A_DAY.fullmatch(written) else abort(404)
    except ValueError:
        abort(404)


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        abort(404)
    return moment if moment.tzinfo and 2000 <= moment.year < 2100 else abort(404)
