"""What a phone of one's own keeps by choice: the choice, what is kept, and whether it may stay."""

from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlmodel import Session

from app.base import clock, cookies
from app.base import db as database
from app.base.language import plain, speech
from app.base.once import one_press
from app.offline import pieces, wording
from app.overview import rules, situation
from app.overview.situation import Situation
from app.people import queries as people
from app.people import sign_in
from app.people.sign_in import SignedIn
from app.self_care import queries as self_care
from app.self_care import rules as self_care_rules
from app.self_care.content import Outcome
from app.self_care.rules import Occasion, OccasionState
from app.self_care.wording import slot_name
from app.sharing import door
from app.sharing.content import Deed

pages = Blueprint("saved", __name__, url_prefix="/saved")

CHOICE = "saved"
DAYS_KEPT = 7
COMING = timedelta(weeks=4)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["phone_marks"] = _marks


@pages.get("")
def show() -> ResponseReturnValue:
    """Say what would be kept, for how long and who could read it, before anything is chosen."""
    asking = door.signed_in()
    if asking.staff:
        abort(404)
    return render_template("offline/saved.html", chosen=_keeps(asking))


@pages.post("")
@one_press
def choose(_db: Session) -> ResponseReturnValue:
    """Keep the choice in this browser: it is about this phone, and goes when the phone does."""
    asking, answer = door.signed_in(), request.form.get("answer")
    if not _is_own(asking):
        abort(404)
    if answer not in ("yes", "no"):
        abort(422)
    response = redirect(url_for("saved.show"), code=303)
    if answer == "no":
        return cookies.drop(response, CHOICE)
    return cookies.keep(response, CHOICE, value=str(asking.device.id))


@pages.get("/state")
def state() -> ResponseReturnValue:
    """Tell a phone whose it is, so that it knows what may stay on it and be sent.

    open: they are signed in. resting: their sign-in locked or ran out. strange: anything else,
    such as signed out, removed or borrowed; then nothing may stay.
    """
    asking = sign_in.who()
    if asking is None:
        holder = _resting()
        return jsonify(phone="resting" if holder else "strange", holder=holder)
    if not _is_own(asking):
        return jsonify(phone="strange")
    return jsonify(
        phone="open",
        holder=str(asking.device.id),
        whose=str((asking.plan_of or asking.person).id),
        keeps=_keeps(asking),
        token=generate_csrf(),
    )


@pages.get("/copy")
def copy() -> ResponseReturnValue:
    """Tell what the phone keeps of the plan that is open: what its reader may see, and no more."""
    asking = door.signed_in()
    if not _keeps(asking):
        abort(404)
    access, patient = door.open_plan("next step")
    if access.preview:
        abort(404)
    now = clock.now()
    seen = situation.read(access, patient, now=now)
    times = rules.later(seen.times, seen.step, offers=seen.offers, now=now)
    waiting = rules.waiting(seen.times, seen.step, offers=seen.offers, now=now)
    drawn = render_template(
        "offline/copy.html",
        seen=seen,
        step=seen.step,
        call=situation.call_of(seen),
        times=[*waiting, *(one for one in times if _is_near(seen, one.starts_at))],
        sides=rules.sides(seen.promises, besides=seen.step.promise),
    )
    return jsonify(
        holder=str(asking.device.id),
        whose=str(patient.id),
        language=speech().language,
        ages=wording.ages(now),
        pieces=pieces.of(drawn),
        writing=_writing(seen, asking),
    )


def _marks() -> dict[str, str]:
    """Return what each page tells its scripts about the phone it is on."""
    asking = None if g.get("ask_nobody") else sign_in.who()
    marks = {} if current_app.config["SERVICE_WORKER"] else {"data-off": ""}
    if asking and _is_own(asking):
        marks["data-holder"] = str(asking.device.id)
        if _keeps(asking):
            marks["data-keeps"] = ""
    return marks


def _is_own(asking: SignedIn) -> bool:
    return bool(asking.device.own) and not asking.staff


def _keeps(asking: SignedIn) -> bool:
    return _is_own(asking) and request.cookies.get(CHOICE) == str(asking.device.id)


def _resting() -> str | None:
    """Return the own device whose sign-in was neither left nor taken away, if this is it."""
    reference = request.cookies.get(sign_in.device_cookie())
    if reference is None:
        return None
    found = people.resting_device(database.session(), sign_in.hash_of(reference))
    return str(found) if found else None


def _is_near(seen: Situation, starts_at: datetime | None) -> bool:
    return starts_at is None or starts_at <= seen.now + COMING


def _writing(seen: Situation, asking: SignedIn) -> dict[str, Any]:
    """Return what can be written without a network: for each day, what it is for at home."""
    may_record = seen.decides and seen.access.may(Deed.RECORD)
    return {
        "by": str(asking.person.id),
        "question": seen.access.may(Deed.WRITE),
        "days": _days(seen) if may_record else {},
    }


def _days(seen: Situation) -> dict[str, list[dict[str, Any]]]:
    first = clock.local_day(seen.now)
    coming = [first + timedelta(days=ahead) for ahead in range(DAYS_KEPT + 1)]
    found = self_care.days_of(database.session(), seen.patient.id, first, coming[-1])
    done = (OccasionState.RECORDED, OccasionState.PAUSED)
    return {
        f"{day}": [
            _occasion(one)
            for one in self_care_rules.occasions(
                found.routines, found.entries, found.pauses, on=day, now=seen.now
            )
            if one.state not in done
        ]
        for day in coming
    }


def _occasion(one: Occasion) -> dict[str, Any]:
    named, routine = slot_name(one.slot), one.routine
    return {
        "what": plain(routine.what) + (f", {named}" if named else ""),
        "fields": {
            "id": str(one.entry_id),
            "routine": str(routine.id),
            "on": f"{one.on}",
            "slot": one.slot,
            "outcome": Outcome.DONE.value,
        },
        "measures": [
            {
                "name": f"value-{measure.key}",
                "called": plain(measure.name) + (f" ({measure.unit})" if measure.unit else ""),
            }
            for measure in routine.measures
        ],
    }
