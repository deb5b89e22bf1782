"""What a patient wants with a time: an earlier one, help to book it, or to say what comes next."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import afterwards, earlier, offer_queries, queries, suiting
from app.appointments import rules as appointment_rules
from app.appointments.cards import Time
from app.appointments.content import NextTime, Wishes
from app.appointments.models import Appointment, EarlierWish
from app.appointments.offer_cards import Beside
from app.appointments.offer_forms import (
    NOTICES,
    AfterwardsForm,
    EarlierForm,
    SuitsForm,
    in_words,
)
from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import contacts
from app.contracts import queries as contracts
from app.people.cards import PersonCard
from app.people.rules import Call
from app.requests import actions as requests
from app.requests.content import RequestKind
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access, own
from app.slots import queries as slots
from app.slots import rules as slot_rules
from app.slots.cards import FreeSlot
from app.slots.models import BookingRules
from app.slots.rules import Bookable

pages = Blueprint("wishes", __name__, url_prefix="/appointments/<uuid:appointment_id>")

FREE_SHOWN = 3


@dataclass(frozen=True)
class Asking:
    """Somebody with one of the patient's times, and what there is beside it."""

    access: Access
    patient: PersonCard
    time: Time
    beside: Beside
    now: datetime


@pages.get("/earlier")
def wish(appointment_id: uuid.UUID) -> ResponseReturnValue:
    asking = _read(appointment_id)
    if not suiting.may_wait(asking.time, asking.beside, now=asking.now):
        abort(404)
    waiting = offer_queries.wish_of(database.session(), appointment_id)
    return _earlier_page(database.session(), asking, _as_said(waiting), waiting)


@pages.post("/earlier")
@one_press
def keep_wish(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    asking, form = _change(db, appointment_id), EarlierForm()
    if asking.time.kind_id is None or not suiting.may_wait(
        asking.time, asking.beside, now=asking.now
    ):
        return _not_any_more(appointment_id)
    if not form.validate():
        waiting = offer_queries.wish_of(db, appointment_id)
        return make_response(_earlier_page(db, asking, form, waiting), WRONG_ANSWER)
    earlier.wish(
        db,
        db.get_one(Appointment, appointment_id),
        kind_id=asking.time.kind_id,
        notice_hours=int(form.notice.data or 0),
        elsewhere=form.elsewhere.data,
        wishes=form.wishes,
        by=sharing.actor(asking.access),
        now=asking.now,
    )
    return redirect(url_for("wishes.wish", appointment_id=appointment_id), code=303)


@pages.post("/earlier/stop")
@one_press
def stop(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    asking = _change(db, appointment_id)
    time = db.get_one(Appointment, appointment_id)
    earlier.stop(db, time, by=sharing.actor(asking.access), now=asking.now)
    return redirect(url_for("appointments.show", appointment_id=appointment_id), code=303)


@pages.get("/help")
def help_to_book(appointment_id: uuid.UUID) -> ResponseReturnValue:
    asking = _read(appointment_id)
    if not suiting.may_be_helped(asking.time, asking.beside):
        abort(404)
    return _help_page(asking, SuitsForm())


@pages.post("/help")
@one_press
def ask_for_help(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Ask to be called. The time stays what it is, and an invitation is not lost by it."""
    asking, form = _change(db, appointment_id), SuitsForm()
    if not suiting.may_be_helped(asking.time, asking.beside):
        return _not_any_more(appointment_id)
    if not form.validate():
        return make_response(_help_page(asking, form), WRONG_ANSWER)
    _ask(db, asking, about=offer_queries.about_time(appointment_id), words=in_words(form.wishes))
    return redirect(url_for("appointments.show", appointment_id=appointment_id), code=303)


@pages.get("/afterwards")
def ask_afterwards(appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, time = door.open_own_one(
        "appointment", lambda db, patient_id: queries.time_of(db, own(patient_id), appointment_id)
    )
    asking = _asking(database.session(), access, patient, time)
    if not suiting.has_an_after(asking.time, now=asking.now):
        abort(404)
    chosen = request.args.get("next_time", asking.beside.next_time)
    return _afterwards_page(asking, AfterwardsForm(next_time=chosen))


@pages.post("/afterwards")
@one_press
def say_afterwards(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Note what was decided to come next. Not to know is a question to the care contact."""
    asking, form = _alone(_change(db, appointment_id)), AfterwardsForm()
    if not suiting.has_an_after(asking.time, now=asking.now):
        return _not_any_more(appointment_id)
    if not form.validate():
        return make_response(_afterwards_page(asking, form), WRONG_ANSWER)
    next_time, words = NextTime(form.next_time.data or ""), form.words.typed
    by = sharing.actor(asking.access)
    patient_id, now = asking.access.patient_id, asking.now
    afterwards.say(
        db, appointment_id, next_time, patient_id=patient_id, words=words, by=by, now=now
    )
    if next_time is NextTime.DO_NOT_KNOW and asking.beside.may_ask:
        _ask(db, asking, about=f"after:{appointment_id}", words=words)
    if next_time is NextTime.LEFT:
        return redirect(url_for("overview.next_step"), code=303)
    return redirect(url_for("appointments.show", appointment_id=appointment_id), code=303)


def _ask(db: Session, asking: Asking, *, about: str, words: str) -> None:
    """Ask the care contact about a time, under its name."""
    requests.ask(
        db,
        RequestKind.TIME,
        patient_id=asking.access.patient_id,
        about=about,
        subject=asking.time.what,
        words=words,
        by=sharing.actor(asking.access),
        now=asking.now,
    )


def _read(appointment_id: uuid.UUID) -> Asking:
    access, patient, time = door.open_one_to(
        Deed.BOOK, partial(queries.time_of, appointment_id=appointment_id), part="appointment"
    )
    return _asking(database.session(), access, patient, time)


def _change(db: Session, appointment_id: uuid.UUID) -> Asking:
    """Let the patient ask, or whoever books for them in their own name. Staff never do."""
    access, patient = door.open_to_change(db, deed=Deed.BOOK)
    time = queries.time_of(db, access, appointment_id)
    if not access.may(Deed.BOOK) or time is None:
        abort(404)
    return _asking(db, access, patient, time)


def _alone(asking: Asking) -> Asking:
    """Let the patient alone say what came after a time."""
    return asking if asking.access.decides else abort(404)


def _asking(db: Session, access: Access, patient: PersonCard, time: Time) -> Asking:
    now = clock.now()
    beside = offer_queries.beside(db, time, access, now=now)
    return Asking(access, patient, time, beside, now)


def _not_any_more(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """Lead to the time itself, which says what has become of it."""
    return redirect(url_for("appointments.show", appointment_id=appointment_id), code=303)


def _as_said(waiting: EarlierWish | None) -> EarlierForm:
    """Return the form as the patient filled it in last."""
    if waiting is None:
        return EarlierForm(notice="24")
    said = waiting.wishes
    return EarlierForm(
        notice=str(waiting.notice_hours),
        elsewhere=waiting.elsewhere,
        weekdays=[str(day) for day in said.weekdays],
        not_before=str(said.not_before.hour) if said.not_before else "",
        not_after=str(said.not_after.hour) if said.not_after else "",
        with_relative=said.with_relative,
        words=said.words,
    )


def _earlier_page(
    db: Session, asking: Asking, form: EarlierForm, waiting: EarlierWish | None
) -> str:
    free, rules = _free_now(db, asking, waiting)
    return render_template(
        "appointments/earlier.html",
        asking=asking,
        form=form,
        waiting=waiting,
        rules=rules,
        free=free,
        directory=door.directory(
            asking.patient, role_ids=[one.role_id for one in free if one.role_id], unit_ids=[]
        ),
        notices=NOTICES,
    )


def _free_now(
    db: Session, asking: Asking, waiting: EarlierWish | None
) -> tuple[Sequence[FreeSlot], BookingRules]:
    """Return earlier times that are free already and suit, and the rules of their unit."""
    time, now = asking.time, asking.now
    kind = slots.bookable_kind(db, time.kind_id) if time.kind_id else None
    if kind is None:
        abort(404)
    between = Bookable(
        slot_rules.bookable(kind.rules, now=now).earliest, appointment_rules.start_of(time)
    )
    free = slots.free_slots(db, kind.id, between=between, now=now)
    wishes = waiting.wishes if waiting else Wishes()
    suits = [slot for slot in free if not suiting.misses(wishes, slot, now=now)]
    return suits[:FREE_SHOWN], kind.rules


def _help_page(asking: Asking, form: SuitsForm) -> str:
    return render_template(
        "appointments/help.html",
        asking=asking,
        form=form,
        call=_call(asking),
    )


def _afterwards_page(asking: Asking, form: AfterwardsForm) -> str:
    return render_template(
        "appointments/afterwards.html",
        asking=asking,
        form=form,
        answers=[one for one in NextTime if one is not NextTime.LEFT],
        call=_call(asking),
    )


def _call(asking: Asking) -> Call | None:
    """Return whom to call about the time instead."""
    time, agreement = asking.time, contracts.agreement_of(database.session(), asking.access)
    _directory, call = contacts.whom_to_call(
        agreement, asking.patient, role_id=time.role_id, unit_id=time.unit_id, now=asking.now
    )
    return call
