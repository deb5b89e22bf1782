from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import queries as appointment_queries
from app.appointments import rules as appointment_rules
from app.base import clock
from app.base import db as database
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import actions as contracts
from app.contracts import plan_kinds
from app.contracts import queries as contract_queries
from app.contracts.content import Commitment, Party
from app.contracts.rules import shown_plans
from app.follow_up import queries as follow_up
from app.follow_up import rules as follow_up_rules
from app.follow_up.cards import FollowUpCard
from app.follow_up.rules import Reason
from app.overview import rules, situation
from app.overview.forms import TooMuchForm
from app.overview.rules import News
from app.overview.situation import Situation
from app.overview.wording import PART_TITLES
from app.people.sign_in import who
from app.reminders import notice_queries as notices
from app.requests import actions as requests
from app.requests.content import RequestKind
from app.self_care import situation as at_home
from app.self_care.situation import AtHome
from app.sharing import actions as sharing
from app.sharing import door, house_rules, share_queries
from app.sharing.content import Part

pages = Blueprint("overview", __name__)

TIMES_SHOWN_LATER = 5


@pages.get("/")
def next_step() -> ResponseReturnValue:
    if (asking := who()) and not door.shows_a_plan():
        if asking.staff:
            return redirect(url_for("desk.patients"), code=303)
        elif asking.plan_of:
            # It is not shared any more.
            return redirect(url_for("helped.people"), code=303)
    seen = _read("next step")
    step = seen.step
    return render_template(
        "overview/next_step.html",
        seen=seen,
        step=step,
        call=situation.call_of(seen),
        waiting=rules.waiting(seen.times, step, offers=seen.offers, now=seen.now),
        later=rules.later(seen.times, step, offers=seen.offers, now=seen.now)[:TIMES_SHOWN_LATER],
        sides=rules.sides(seen.promises, besides=step.promise),
        overlaps=appointment_rules.overlapping(seen.times, now=seen.now),
        news=_news(seen),
        asked_now=_asked_now(seen),
        part_titles=PART_TITLES,
        home=_at_home(seen),
        may_record=seen.decides,
        ending=share_queries.to_tell(
            database.session(), seen.access, today=clock.local_day(seen.now)
        ),
        reminders=_reminders(seen),
        stops_on=house_rules.guardians_stop_on(seen.patient),
        stopped_on=house_rules.guardians_stopped_on(seen.patient),
    )


@pages.get("/contract")
def contract() -> ResponseReturnValue:
    seen = _read("contract")
    return render_template(
        "overview/contract.html",
        seen=seen,
        plans=shown_plans(seen.agreement.plans if seen.agreement else []),
        plan_facts=plan_kinds.FACTS,
        receipt=_receipt(seen),
    )


@pages.get("/contract/paper")
def paper() -> ResponseReturnValue:
    seen = _read("contract on paper")
    step = seen.step
    return render_template(
        "overview/paper.html",
        seen=seen,
        step=step,
        call=situation.call_of(seen),
        waiting=rules.waiting(seen.times, step, offers=seen.offers, now=seen.now),
        later=rules.later(seen.times, step, offers=seen.offers, now=seen.now)[:TIMES_SHOWN_LATER],
        sides=rules.sides(seen.promises, besides=step.promise),
    )


@pages.get("/contacts")
def contacts() -> ResponseReturnValue:
    seen = _read("contacts")
    return render_template("overview/contacts.html", seen=seen)


@pages.get("/about")
def about() -> ResponseReturnValue:
    return render_template("overview/about.html")


@pages.get("/contract/commitments/<int:place>/too-much")
def too_much(place: int) -> ResponseReturnValue:
    access, patient = door.open_own("contract")
    seen = situation.read(access, patient, now=clock.now())
    return _too_much_page(place, _own_commitment(seen, place), TooMuchForm())


@pages.post("/contract/commitments/<int:place>/too-much")
@one_press
def say_too_much(db: Session, place: int) -> ResponseReturnValue:
    """Tell care that a commitment is too much. It is a message, and changes nothing by itself."""
    access, patient = door.open_own_to_change(db, "contract")
    seen, form, now = situation.read(access, patient, now=clock.now()), TooMuchForm(), clock.now()
    commitment = _own_commitment(seen, place)
    if commitment.key != request.form.get("commitment"):
        # Another version has been published since the page was drawn.
        abort(422)
    if not form.validate():
        return make_response(_too_much_page(place, commitment, form), WRONG_ANSWER)
    requests.ask(
        db,
        RequestKind.TOO_MUCH,
        patient_id=access.patient_id,
        about=commitment.key,
        subject=commitment.what,
        words=form.words.typed,
        by=sharing.actor(access),
        now=now,
    )
    return redirect(url_for("requests.requests"), code=303)


@pages.post("/contract/read")
@one_press
def read_changes(db: Session) -> ResponseReturnValue:
    """Note that whoever reads has read it: each of those who may see the plan, for themselves."""
    access, _patient = door.open_for_oneself_to_change(db, "contract", staff_too=True)
    if not access.may_see(Part.PLAN):
        abort(404)
    contracts.mark_read(
        db,
        patient_id=access.patient_id,
        by=sharing.actor(access),
        number=_whole_number("number"),
        now=clock.now(),
    )
    return redirect(url_for("overview.next_step"), code=303)


def _at_home(seen: Situation) -> AtHome | None:
    """Return what waits at home today, to whoever reads what is written down there."""
    if not seen.decides:
        return None
    return at_home.read(database.session(), seen.patient.id, now=seen.now)


def _reminders(seen: Situation) -> int:
    """Return how much the reader has been told, in all plans, and has not said they have seen."""
    if seen.access.at_work or seen.access.preview:
        return 0
    return notices.how_many(database.session(), seen.access.person_id, now=seen.now)


def _own_commitment(seen: Situation, place: int) -> Commitment:
    """Return what the patient has said they will do, at this place in the contract."""
    if not seen.may_ask or place >= len(seen.promises):
        abort(404)
    commitment = seen.promises[place].commitment
    if commitment.who is not Party.ME:
        abort(404)
    return commitment


def _too_much_page(place: int, commitment: Commitment, form: TooMuchForm) -> str:
    return render_template("overview/too_much.html", place=place, commitment=commitment, form=form)


def _read(part: str) -> Situation:
    access, patient = door.open_plan(part)
    return situation.read(access, patient, now=clock.now())


def _news(seen: Situation) -> News | None:
    """Return what is new to this reader: in the contract and among the times.

    That there is another version belongs to the plan, and tells nothing to those who do not see it.
    """
    if seen.published is None or not seen.access.may_see(Part.PLAN):
        return None
    session, read_at = database.session(), seen.published.read_at
    earlier = contract_queries.earlier_than(session, seen.published, access=seen.access)
    times = appointment_queries.changed_since(session, seen.access, read_at) if read_at else []
    return rules.news(earlier, seen.published.agreement, times)


def _asked_now(seen: Situation) -> list[Reason]:
    """Return for which reasons the patient is asked the follow-up questions today."""
    today = clock.local_day(seen.now)
    return follow_up_rules.asked_of(seen.version, seen.asking, today=today)


def _receipt(seen: Situation) -> FollowUpCard | None:
    """Return the follow-up that makes it a patient contract: the patient and care both said yes."""
    if not seen.access.may_see(Part.FOLLOW_UP):
        return None
    found = follow_up.follow_ups_of(database.session(), seen.access)
    terms = seen.agreement.terms if seen.agreement else None
    return follow_up_rules.both_yes(found, terms, today=clock.local_day(seen.now))


def _whole_number(field: str) -> int:
    """Return a number from 1 that a form was sent with; anything else is refused (422)."""
    given = request.form.get(field, "")
    if not (given.isascii() and given.isdecimal() and int(given[:9]) > 0 and len(given) < 10):
        abort(422)
    return int(given)
