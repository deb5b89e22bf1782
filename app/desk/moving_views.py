"""Moving times when somebody is ill: each patient is offered others, and keeps theirs till then."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import offers
from app.appointments.content import OfferReason
from app.base import clock
from app.base import db as database
from app.base.content import HERE
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.desk import door, queries, rules, time_queries
from app.desk.cards import Between, FreeCard, TimeCard
from app.desk.door import AtWork
from app.desk.forms import MoveForm
from app.slots import timetable

pages = Blueprint("moving", __name__, url_prefix="/times/move")


@dataclass(frozen=True)
class Moving:
    """The times of one professional on one day, or a single time, and what each could be offered.

    waiting: those who have been offered others and can still answer, and until when.
    """

    here: AtWork
    role_id: uuid.UUID | None
    day: date
    single: uuid.UUID | None
    times: Sequence[TimeCard]
    waiting: Mapping[uuid.UUID, datetime] = field(default_factory=dict)
    proposed: Mapping[uuid.UUID, Sequence[FreeCard]] = field(default_factory=dict)

    @property
    def patient_id(self) -> uuid.UUID | None:
        """Return whom the page is about, when it is about a single time and shows it."""
        return self.times[0].patient_id if self.single and self.times else None

    @property
    def to_offer(self) -> Sequence[TimeCard]:
        return [time for time in self.times if time.id in self.proposed]

    @property
    def to_call(self) -> Sequence[TimeCard]:
        known = {*self.waiting, *self.proposed}
        return [time for time in self.times if time.id not in known]


@pages.get("")
def choose() -> ResponseReturnValue:
    """Choose whose times, and see what each patient could be offered.

    A page about a single time is about its patient: that is a look.
    """
    db, now = database.session(), clock.now()
    until = rules.answer_by(now)
    until_clock = clock.write_minute(clock.minute_of_day(until))
    form = MoveForm(until_day=clock.local_day(until).isoformat(), until_clock=until_clock)
    here = door.at_work(db)
    moving = _moving(db, here, since=until, now=now)
    _note_look(here, moving, now=now)
    return _page(db, here, form, moving, since=until, now=now)


@pages.post("")
@one_press
def move(db: Session) -> ResponseReturnValue:
    """Offer other times. What is free of the day is withdrawn, and what is theirs stays so."""
    here, form, now = door.at_work(db), MoveForm(), clock.now()
    moving = _moving(db, here, since=now, now=now) or abort(404)
    form.times.offered = [(str(time.id), "") for time in moving.times]
    if not (form.validate() and form.is_in_time(now)) or form.until is None:
        since = form.until or rules.answer_by(now)
        again = _moving(db, here, since=since, now=now)
        return make_response(_page(db, here, form, again, since=since, now=now), WRONG_ANSWER)
    _withdraw(db, moving, now=now)
    chosen = [time for time in moving.times if str(time.id) in form.times.ticked]
    free = _free(db, moving, chosen, since=form.until, now=now)
    for time_id, free_slots in rules.offers_for(chosen, free).items():
        _offer(db, here, time_id, free_slots, form=form, now=now)
    return redirect(_address(moving), code=303)


def _moving(db: Session, here: AtWork, *, since: datetime, now: datetime) -> Moving | None:
    """Return what the address names: one time, or a day; nothing when it names none yet."""
    single = door.chosen_id("time")
    if single:
        time = time_queries.time_at(db, single, unit_id=here.unit_id) or abort(404)
        if time.starts_at is None:
            abort(404)
        moving = Moving(here, time.role_id, clock.local_day(time.starts_at), single, [time])
    elif day := _day():
        role_id = door.chosen_id("role")
        if role_id and role_id not in door.colleagues(db, here):
            abort(404)
        times = time_queries.times_on(db, here.unit_id, Between.days(day, day), role_id=role_id)
        moving = Moving(here, role_id, day, None, times)
    else:
        return None
    coming = [time for time in moving.times if time.starts_at and time.starts_at > now]
    waiting = time_queries.offered_until(db, [time.id for time in coming], now=now)
    asked = [time for time in coming if time.id not in waiting]
    proposed = rules.offers_for(asked, _free(db, moving, asked, since=since, now=now))
    return replace(moving, times=coming, waiting=waiting, proposed=proposed)


def _free(
    db: Session, moving: Moving, times: Sequence[TimeCard], *, since: datetime, now: datetime
) -> Mapping[uuid.UUID, Sequence[FreeCard]]:
    """Return what can be offered, which is nothing of the day that is moved."""
    return queries.free_to_offer(
        db,
        {time.kind_id for time in times if time.kind_id},
        since=since,
        now=now,
        but_of=None if moving.single else Between.days(moving.day, moving.day),
        role_id=moving.role_id,
    )


def _withdraw(db: Session, moving: Moving, *, now: datetime) -> None:
    """See that nobody else gets what is moved: the day, or the one slot."""
    by = moving.here.actor
    if moving.single:
        timetable.withdraw_after(db, moving.single, by=by, now=now)
    else:
        timetable.close_day(
            db,
            moving.here.unit_id,
            moving.day,
            role_id=moving.role_id,
            source=HERE,
            by=by,
            now=now,
        )


def _offer(
    db: Session,
    here: AtWork,
    time_id: uuid.UUID,
    free_slots: Sequence[FreeCard],
    *,
    form: MoveForm,
    now: datetime,
) -> None:
    """Offer these slots for a time. When one of them is gone, the time stays among those left."""
    time, until = time_queries.appointment(db, time_id), form.until
    if time is not None and until is not None:
        offers.make(
            db,
            time,
            [slot.id for slot in free_slots],
            reason=OfferReason.MOVED,
            words=form.words.typed,
            until=until,
            role_id=here.place.role_id,
            by=here.actor,
            now=now,
        )


def _note_look(here: AtWork, moving: Moving | None, *, now: datetime) -> None:
    patient_id = moving.patient_id if moving else None
    if moving is None or patient_id is None:
        return
    with database.transaction() as writing:
        door.note_look(writing, here, patient_id, part="moving", about=moving.single, now=now)


def _page(
    db: Session,
    here: AtWork,
    form: MoveForm,
    moving: Moving | None,
    *,
    since: datetime,
    now: datetime,
) -> str:
    return render_template(
        "desk/move.html",
        here=here,
        form=form,
        moving=moving,
        colleagues=door.colleagues(db, here).values(),
        chosen_role=door.chosen_id("role"),
        chosen_day=_day(),
        since=since,
        now=now,
    )


def _address(moving: Moving) -> str:
    """Return where one sees what came of it, and who is still to be called."""
    unit_id = moving.here.unit_id
    if moving.single:
        return url_for("desk.moving.choose", unit=unit_id, time=moving.single)
    role, day = moving.role_id or "", moving.day.isoformat()
    return url_for("desk.moving.choose", unit=unit_id, role=role, day=day)


def _day() -> date | None:
    try:
        named = date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return None
    return named if abs((named - today()).days) < rules.FARTHEST_DAYS else None
