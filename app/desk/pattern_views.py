"""Making times: single ones, those that come back every week, and the days without any."""

import uuid
from collections.abc import Iterable

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col
from werkzeug.wrappers import Response

from app.appointments import told_times
from app.base import clock
from app.base import db as database
from app.base.content import HERE
from app.base.language import gettext as _
from app.base.language import speech, today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.base.words import Words, printable
from app.desk import door, queries
from app.desk.door import AtWork
from app.desk.forms import MODES, CloseForm, PatternForm, RunForm, TimesForm
from app.people.cards import Colleague
from app.people.opening_hours import DAYS, OnRedDays
from app.slots import making, timetable
from app.slots import queries as slots
from app.slots.content import Mode, WeekPatternContent
from app.slots.models import Slot, WeekPattern

pages = Blueprint("patterns", __name__, url_prefix="/times")

NOBODY = ""
"""What is chosen when a time is with nobody named."""
EVERY_DAY = [(str(number), DAYS[number]) for number in range(len(DAYS))]


@pages.get("/slots/new")
def new_slots() -> ResponseReturnValue:
    db = database.session()
    here = door.at_work(db)
    return _run_page(db, here, RunForm(day=today().isoformat(), buffer="0", seats="1"))


@pages.post("/slots")
@one_press
def make_slots(db: Session) -> ResponseReturnValue:
    """Make one time, or several on one day: all of them, or none when one cannot be."""
    here, form, now = door.at_work(db), RunForm(), clock.now()
    _offer(db, here, form)
    if not (form.validate() and form.fits() and form.is_to_come(now)):
        return make_response(_run_page(db, here, form), WRONG_ANSWER)
    said = _said(form)
    if not making.make_run(db, said, unit_id=here.unit_id, by=here.actor, now=now):
        form.begins.errors = [_("This overlaps other times with the same person or place.")]
        return make_response(_run_page(db, here, form), WRONG_ANSWER)
    _take_up(db, here)
    return redirect(
        url_for("desk.times.day", unit=here.unit_id, day=said.starts_on.isoformat()), code=303
    )


@pages.get("/patterns")
def patterns() -> ResponseReturnValue:
    db = database.session()
    return _list_page(db, door.at_work(db), CloseForm())


@pages.get("/patterns/new")
def new_pattern() -> ResponseReturnValue:
    db = database.session()
    here = door.at_work(db)
    form = PatternForm(starts_on=today().isoformat(), buffer="0", seats="1")
    return _pattern_page(db, here, form, None)


@pages.post("/patterns")
@one_press
def add_pattern(db: Session) -> ResponseReturnValue:
    here, form = door.at_work(db), PatternForm()
    _offer(db, here, form)
    if not _is_right(form):
        return make_response(_pattern_page(db, here, form, None), WRONG_ANSWER)
    said = _said(form)
    timetable.add_pattern(
        db, said, unit_id=here.unit_id, source=HERE, by=here.actor, now=clock.now()
    )
    _take_up(db, here)
    return _to_list(here)


@pages.get("/patterns/<uuid:pattern_id>")
def pattern(pattern_id: uuid.UUID) -> ResponseReturnValue:
    db = database.session()
    here, known = _pattern(db, pattern_id)
    return _pattern_page(db, here, _filled(known), known)


@pages.post("/patterns/<uuid:pattern_id>")
@one_press
def change_pattern(db: Session, pattern_id: uuid.UUID) -> ResponseReturnValue:
    here, known = _pattern(db, pattern_id)
    form = PatternForm()
    _offer(db, here, form)
    if not _is_right(form):
        return make_response(_pattern_page(db, here, form, known), WRONG_ANSWER)
    said = _said(form, place=known.place)
    timetable.change_pattern(db, known, said, by=here.actor, now=clock.now())
    _take_up(db, here)
    return _to_list(here)


@pages.post("/patterns/<uuid:pattern_id>/end")
@one_press
def end_pattern(db: Session, pattern_id: uuid.UUID) -> ResponseReturnValue:
    here, known = _pattern(db, pattern_id)
    timetable.end_pattern(db, known, by=here.actor, now=clock.now())
    return _to_list(here)


@pages.post("/closed")
@one_press
def close_day(db: Session) -> ResponseReturnValue:
    """Close a day. When somebody has a time on it, the way goes on to what they are offered."""
    here, form = door.at_work(db), CloseForm()
    form.role.offered = _roles(door.colleagues(db, here).values())
    if not (form.validate() and form.is_to_come()) or form.day.day is None:
        return make_response(_list_page(db, here, form), WRONG_ANSWER)
    timetable.close_day(
        db,
        here.unit_id,
        form.day.day,
        role_id=_role_id(form.role.data),
        source=HERE,
        by=here.actor,
        now=clock.now(),
    )
    return _to_list(here)


@pages.post("/closed/<uuid:closed_id>/open")
@one_press
def open_day(db: Session, closed_id: uuid.UUID) -> ResponseReturnValue:
    here = door.at_work(db)
    closed = queries.closed_day_at(db, closed_id, unit_ids=here.unit_ids) or abort(404)
    here = here.at(closed.unit_id)
    timetable.open_day(db, closed, by=here.actor, now=clock.now())
    _take_up(db, here)
    return _to_list(here)


def _pattern(db: Session, pattern_id: uuid.UUID) -> tuple[AtWork, WeekPattern]:
    here = door.at_work(db)
    known = queries.pattern_at(db, pattern_id, unit_ids=here.unit_ids) or abort(404)
    return here.at(known.unit_id), known


def _take_up(db: Session, here: AtWork) -> None:
    """Let nobody have what another system has booked already."""
    now = clock.now()
    told_times.take_up(db, col(Slot.unit_id) == here.unit_id, now=now)


def _roles(colleagues: Iterable[Colleague]) -> list[tuple[str, str]]:
    return [(NOBODY, ""), *((str(one.id), one.name) for one in colleagues)]


def _offer(db: Session, here: AtWork, form: TimesForm) -> None:
    kinds = queries.visit_kinds_of(db, here.unit_id)
    form.offer(
        roles=_roles(door.colleagues(db, here).values()),
        kinds=[(kind.key, speech().words(kind.name)) for kind in kinds],
        modes=[(mode.value, mode.value) for mode in MODES],
    )
    if isinstance(form, PatternForm):
        form.days.offered = EVERY_DAY


def _is_right(form: PatternForm) -> bool:
    return bool(form.validate() and form.fits() and form.ends_in_order())


def _said(form: TimesForm, *, place: Words | None = None) -> WeekPatternContent:
    """Return what a form says, which has been found right. A run is a pattern of one day."""
    said = {
        "key": str(uuid.uuid4()),
        "role_id": _role_id(form.role.data),
        "kind_keys": form.kinds.ticked,
        "mode": Mode(form.mode.data or ""),
        "place": _place(form, before=place),
        "from_minute": form.begins.minute,
        "to_minute": min(form.until_minute, clock.MINUTES_PER_DAY),
        "length": form.length.number,
        "buffer": form.buffer.number or 0,
        "seats": form.seats.number or 1,
    }
    return WeekPatternContent.model_validate({**said, **_when(form)})


def _when(form: TimesForm) -> dict[str, object]:
    if isinstance(form, RunForm) and form.day.day:
        day, shown = form.day.day, form.shown_from.day
        return {
            "days": (day.weekday(),),
            "starts_on": day,
            "until": day,
            "release_days": max(0, (day - shown).days) if shown else None,
        }
    assert isinstance(form, PatternForm)  # noqa: S101  # there are two forms for times
    return {
        "days": tuple(sorted(int(number) for number in form.days.ticked)),
        "starts_on": form.starts_on.day,
        "until": form.until.day,
        "release_days": form.release_days.number,
        "on_red_days": OnRedDays.AS_USUAL if form.on_red_days.data else OnRedDays.CLOSED,
    }


def _place(form: TimesForm, *, before: Words | None) -> Words | None:
    """Return the place as it was written. One that was not changed keeps its translations."""
    written = printable(form.place.data or "")
    if before and before.in_language(speech().language)[0] == written:
        return before
    return Words.from_json({speech().language: written}) if written else None


def _filled(known: WeekPattern) -> PatternForm:
    """Return the form as it would have been filled in for these times."""
    return PatternForm(
        role=str(known.role_id or NOBODY),
        kinds=list(known.kind_keys),
        mode=known.mode.value,
        place=known.place.in_language(speech().language)[0] if known.place else "",
        begins=clock.write_minute(known.from_minute),
        ends=clock.write_minute(known.to_minute),
        length=str(known.length),
        buffer=str(known.buffer),
        seats=str(known.seats),
        days=[str(number) for number in known.days],
        starts_on=known.starts_on.isoformat(),
        until=known.until.isoformat() if known.until else "",
        release_days="" if known.release_days is None else str(known.release_days),
        on_red_days=known.on_red_days is OnRedDays.AS_USUAL,
    )


def _role_id(chosen: str | None) -> uuid.UUID | None:
    return uuid.UUID(chosen) if chosen else None


def _run_page(db: Session, here: AtWork, form: RunForm) -> str:
    _offer(db, here, form)
    return render_template("desk/run.html", here=here, form=form, modes=MODES)


def _pattern_page(db: Session, here: AtWork, form: PatternForm, known: WeekPattern | None) -> str:
    _offer(db, here, form)
    weekdays = {str(number): speech().weekdays([number]) for number in range(len(DAYS))}
    return render_template(
        "desk/pattern.html", here=here, form=form, known=known, modes=MODES, weekdays=weekdays
    )


def _list_page(db: Session, here: AtWork, form: CloseForm) -> str:
    colleagues = door.colleagues(db, here)
    form.role.offered = _roles(colleagues.values())
    return render_template(
        "desk/patterns.html",
        here=here,
        form=form,
        patterns=queries.patterns_of(db, here.unit_id, today=today()),
        closed=queries.closed_days_of(db, here.unit_id, today=today()),
        kinds={kind.key: kind.name for kind in queries.visit_kinds_of(db, here.unit_id)},
        rules=slots.booking_rules(db, here.unit_id),
        names={role_id: one.name for role_id, one in colleagues.items()},
    )


def _to_list(here: AtWork) -> Response:
    return redirect(url_for("desk.patterns.patterns", unit=here.unit_id), code=303)
