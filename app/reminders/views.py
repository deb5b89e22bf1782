"""What somebody has been told in the app, and when they want to be reminded instead."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import queries as appointments
from app.appointments import rules as appointment_rules
from app.appointments.cards import Time
from app.base import clock
from app.base import db as database
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.reminders import (
    contact_queries,
    delivery_queries,
    later,
    notice_queries,
    putting_off,
    queries,
)
from app.reminders.forms import LaterForm
from app.reminders.queries import Notice
from app.sharing import door, house_rules, share_queries
from app.sharing import guardian_queries as guardians
from app.sharing import queries as shares
from app.sharing.content import Deed
from app.sharing.rules import Access

pages = Blueprint("reminders", __name__)

MOST_OWN = 5
"""How many moments somebody can choose for one time."""


@pages.get("/reminders")
def notices() -> ResponseReturnValue:
    """Show what somebody has been told in the plan they have open, and where there is more."""
    asking, session, now = door.signed_in(), database.session(), clock.now()
    if asking.staff:
        abort(404)
    here = asking.plan_of or asking.person
    found = queries.notices_of(session, asking.person.id, now=now)
    shown: Sequence[Notice] = []
    times: dict[uuid.UUID, Time] = {}
    if door.opens_for_oneself("reminders"):
        access, _patient = door.open_for_oneself("reminders")
        shown = _once_each(one for one in found if one.patient_id == access.patient_id)
        times = _times(session, access, shown, now=now)
    elsewhere = Counter(one.patient_id for one in _once_each(found) if one.patient_id != here.id)
    return render_template(
        "reminders/notices.html",
        notices=shown,
        times=times,
        whose=asking.plan_of,
        mine=elsewhere.pop(asking.person.id, 0),
        others=_others(session, asking.person.id, elsewhere) if elsewhere else [],
        phones=delivery_queries.phones_of(session, asking.person.id, now=now),
        points=contact_queries.points_of(session, asking.person.id),
        day_of=_last_day,
        protected=asking.person.protected_identity,
    )


@pages.post("/reminders/<uuid:reminder_id>/seen")
@one_press
def see(db: Session, reminder_id: uuid.UUID) -> ResponseReturnValue:
    """Note that somebody knows, however often they were told of the same thing."""
    access = _mine(db, reminder_id)
    same = [one.id for one in _same(db, access, reminder_id)]
    putting_off.see(db, same, person_id=access.person_id, now=clock.now())
    return redirect(url_for("reminders.notices"), code=303)


@pages.get("/reminders/<uuid:reminder_id>/later")
def ask_when(reminder_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient = door.open_for_oneself("reminders")
    notice = _notice(database.session(), access, reminder_id) or abort(404)
    return _later_page(notice, LaterForm(later.until(notice.useless_at, now=clock.now()), None))


@pages.post("/reminders/<uuid:reminder_id>/later")
@one_press
def put_off(db: Session, reminder_id: uuid.UUID) -> ResponseReturnValue:
    """Remind somebody later. What they have seen meanwhile, elsewhere, stays seen."""
    access, now = _mine(db, reminder_id), clock.now()
    notice = _notice(db, access, reminder_id)
    if notice is None:
        return redirect(url_for("reminders.notices"), code=303)
    form = LaterForm(later.until(notice.useless_at, now=now))
    until = form.moment(now=now, latest=notice.useless_at)
    if until is None:
        return make_response(_later_page(notice, form), WRONG_ANSWER)
    others = [one.id for one in _same(db, access, reminder_id) if one.id != reminder_id]
    putting_off.see(db, others, person_id=access.person_id, now=now)
    putting_off.put_off(db, reminder_id, person_id=access.person_id, until=until, now=now)
    return redirect(url_for("reminders.notices"), code=303)


@pages.get("/appointments/<uuid:appointment_id>/remind")
def moments(appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, _patient, time = door.open_one_to(
        Deed.BE_REMINDED,
        partial(appointments.time_of, appointment_id=appointment_id),
        part="reminders",
    )
    if access.preview:
        abort(404)
    return _moments_page(database.session(), access, _coming(time))


@pages.post("/appointments/<uuid:appointment_id>/remind")
@one_press
def remind_me(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, now = _reminded(db), clock.now()
    time = _coming(appointments.time_of(db, access, appointment_id))
    starts_at = appointment_rules.start_of(time)
    form = LaterForm(later.before(starts_at, now=now))
    at = form.moment(now=now, latest=starts_at)
    chosen = notice_queries.own_moments(db, time.id, person_id=access.person_id)
    if at is None or len({*chosen, at}) > MOST_OWN:
        if at is not None:
            form.refuse_more(MOST_OWN)
        return make_response(_moments_page(db, access, time, form), WRONG_ANSWER)
    whose = {"person_id": access.person_id, "patient_id": access.patient_id}
    putting_off.remind_me(db, time.id, at=at, now=now, **whose)
    return redirect(url_for("reminders.moments", appointment_id=time.id), code=303)


@pages.post("/appointments/<uuid:appointment_id>/remind/not")
@one_press
def do_not_remind_me(db: Session, appointment_id: uuid.UUID) -> ResponseReturnValue:
    access = _reminded(db)
    time = appointments.time_of(db, access, appointment_id) or abort(404)
    putting_off.do_not_remind_me(
        db,
        time.id,
        person_id=access.person_id,
        patient_id=access.patient_id,
        at=_moment_sent(),
        now=clock.now(),
    )
    return redirect(url_for("reminders.moments", appointment_id=time.id), code=303)


def _mine(db: Session, reminder_id: uuid.UUID) -> Access:
    """Let somebody in to do something with what they were told in the plan they have open."""
    access = _reminded(db)
    whose = {"person_id": access.person_id, "patient_id": access.patient_id}
    return access if notice_queries.is_theirs(db, reminder_id, **whose) else abort(404)


def _reminded(db: Session) -> Access:
    access, _patient = door.open_for_oneself_to_change(db, "reminders")
    return access


def _notice(session: Session, access: Access, reminder_id: uuid.UUID) -> Notice | None:
    found = queries.notices_of(session, access.person_id, now=clock.now())
    return next(
        (one for one in found if (one.id, one.patient_id) == (reminder_id, access.patient_id)),
        None,
    )


def _same(session: Session, access: Access, reminder_id: uuid.UUID) -> list[Notice]:
    """Return everything that was told of the same thing, if it has not been seen."""
    found = queries.notices_of(session, access.person_id, now=clock.now())
    thing = next((one.thing for one in found if one.id == reminder_id), None)
    return [one for one in found if one.thing == thing]


def _once_each(notices: Iterable[Notice]) -> list[Notice]:
    """Return the last word of each thing, where several tell of the same."""
    last = {one.thing: one for one in sorted(notices, key=lambda one: one.told_at)}
    return sorted(last.values(), key=lambda one: (one.useless_at, one.planned_at, one.id))


def _times(
    session: Session, access: Access, notices: Sequence[Notice], *, now: datetime
) -> dict[uuid.UUID, Time]:
    """Return the times that these are about, by id, as far as this reader may see them."""
    if not any(one.about_id for one in notices):
        return {}
    return {time.id: time for time in appointments.coming_times_of(session, access, now=now)}


def _others(
    session: Session, person_id: uuid.UUID, how_many: Counter[uuid.UUID]
) -> list[tuple[uuid.UUID, str, int]]:
    """Return in whose other plans there is something, as far as they are open to this person."""
    wards = guardians.wards_of(session, person_id, today=today(), rules=house_rules.age_rules())
    helped = share_queries.still_shared(
        session,
        shares.helped_by(session, person_id, today=today()),
        allowed=house_rules.can_be_shared(),
        today=today(),
    )
    names = {one.patient_id: one.given_name for one in wards if one.live}
    names |= {
        one.share.patient_id: one.given_name for one in helped if Deed.BE_REMINDED in one.share.does
    }
    return [(one, names[one], number) for one, number in how_many.items() if one in names]


def _coming(time: Time | None) -> Time:
    """Return a time that somebody has, and that is still to come. Of others nobody is reminded."""
    if time is None or not appointment_rules.is_to_come(time, now=clock.now()):
        abort(404)
    return time


def _later_page(notice: Notice, form: LaterForm) -> str:
    return render_template("reminders/later.html", notice=notice, form=form)


def _moments_page(
    session: Session, access: Access, time: Time, form: LaterForm | None = None
) -> str:
    now = clock.now()
    chosen = notice_queries.own_moments(session, time.id, person_id=access.person_id)
    return render_template(
        "reminders/moments.html",
        time=time,
        chosen=[at for at in chosen if at > now],
        form=form or LaterForm(later.before(appointment_rules.start_of(time), now=now), None),
    )


def _moment_sent() -> datetime:
    """Return the moment that a form names; anything else is refused (422)."""
    try:
        at = datetime.fromisoformat(request.form.get("at", ""))
    except ValueError:
        abort(422)
    return at if at.tzinfo else abort(422)


def _last_day(until: datetime) -> datetime:
    """Return a moment of the last day until a moment: midnight belongs to the day before."""
    return until - datetime.resolution
