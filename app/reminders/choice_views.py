"""What somebody is reminded of, when and how, and whom they want to be helped by."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import speech, today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.people.cards import PersonCard
from app.push import payload
from app.reminders import choice_queries, choices, contact_queries, delivery_queries
from app.reminders.content import Channel, ReminderKind
from app.reminders.forms import (
    HOURS_TO_WAIT,
    NO,
    YES,
    AtHomeForm,
    HelpForm,
    KindForm,
    QuietForm,
    SaysForm,
    TimesForm,
)
from app.reminders.usual import EVENING, MORNING, Choice, Settings, kinds_for
from app.reminders.ways import SETTING
from app.sharing import actions as sharing
from app.sharing import door, house_rules, queries
from app.sharing.cards import ShareCard
from app.sharing.content import Deed
from app.sharing.rules import Access

pages = Blueprint("reminder_choices", __name__, url_prefix="/settings")

FORMS: Mapping[ReminderKind, type[KindForm]] = {
    ReminderKind.TIME: TimesForm,
    ReminderKind.SELF_CARE: AtHomeForm,
}
USUAL_WAIT = 4
EXAMPLE = 14 * 60
"""The minute of the day of the time in the example of what a message says."""


@pages.get("")
def settings() -> ResponseReturnValue:
    asking = door.signed_in()
    if asking.staff:
        abort(404)
    return render_template("reminders/settings.html")


@pages.get("/reminders")
def show() -> ResponseReturnValue:
    access, patient = door.open_for_oneself("reminders")
    session, person_id = database.session(), access.person_id
    helpers = _helpers(session, access)
    wishes = choice_queries.help_wishes_of(session, access.patient_id) if helpers else {}
    return render_template(
        "reminders/choices.html",
        patient=patient,
        own=access.own,
        kinds=kinds_for(access),
        choices=choice_queries.choices_of(session, person_id, patient_id=access.patient_id),
        settings=choice_queries.settings_of(session, person_id),
        points=contact_queries.points_of(session, person_id),
        phones=delivery_queries.phones_of(session, person_id, now=clock.now()),
        sent=sent_here(),
        protected=_is_protected(patient),
        chooses_help=access.shares,
        asked_to_help=[one.called for one in helpers if one.helper_id in wishes],
        morning=MORNING,
    )


@pages.get("/reminders/<kind>")
def kind(kind: str) -> ResponseReturnValue:
    access, patient = door.open_for_oneself("reminders")
    found, session = _kind(access, kind), database.session()
    chosen = choice_queries.choices_of(session, access.person_id, patient_id=access.patient_id)
    return _kind_page(session, access, patient, found, _filled(found, chosen[found]))


@pages.post("/reminders/<kind>")
@one_press
def choose(db: Session, kind: str) -> ResponseReturnValue:
    access, patient = door.open_for_oneself_to_change(db, "reminders")
    found, person_id, patient_id = _kind(access, kind), access.person_id, access.patient_id
    form = FORMS.get(found, KindForm)()
    if not form.validate():
        page = _kind_page(db, access, patient, found, form)
        return make_response(page, WRONG_ANSWER)
    before = choice_queries.choices_of(db, person_id, patient_id=patient_id)[found]
    choices.choose(
        db,
        found,
        form.choice(before, offered=_offered(db, person_id)),
        person_id=person_id,
        patient_id=patient_id,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(url_for("reminder_choices.show"), code=303)


@pages.get("/reminders/quiet")
def quiet() -> ResponseReturnValue:
    access, _patient = door.open_for_oneself("reminders")
    now = choice_queries.settings_of(database.session(), access.person_id)
    never = now.quiet_from == now.quiet_to
    usual = Settings() if never else now
    form = QuietForm(
        None,
        quiet=NO if never else YES,
        quiet_from=speech().minute(usual.quiet_from),
        quiet_to=speech().minute(usual.quiet_to),
    )
    return render_template("reminders/quiet.html", form=form)


@pages.post("/reminders/quiet")
@one_press
def be_quiet(db: Session) -> ResponseReturnValue:
    access, _patient = door.open_for_oneself_to_change(db, "reminders")
    form = QuietForm()
    if not form.validate():
        page = render_template("reminders/quiet.html", form=form)
        return make_response(page, WRONG_ANSWER)
    return _settled(db, access, form)


@pages.get("/reminders/words")
def words() -> ResponseReturnValue:
    access, patient = door.open_for_oneself("reminders")
    if _is_protected(patient):
        abort(404)
    now = choice_queries.settings_of(database.session(), access.person_id)
    form = SaysForm(None, tells_time=YES if now.tells_time else NO)
    return _words_page(form)


@pages.post("/reminders/words")
@one_press
def choose_words(db: Session) -> ResponseReturnValue:
    """Keep whether messages may say when a time is. Of whom is protected nothing is sent."""
    access, patient = door.open_for_oneself_to_change(db, "reminders")
    if _is_protected(patient):
        abort(404)
    form = SaysForm()
    if not form.validate():
        return make_response(_words_page(form), WRONG_ANSWER)
    return _settled(db, access, form)


@pages.get("/reminders/help")
def helpers() -> ResponseReturnValue:
    access, patient = door.open_for_oneself("reminders")
    session = database.session()
    wishes = choice_queries.help_wishes_of(session, _decides(access).patient_id)
    form = HelpForm(
        None,
        helpers=[str(one) for one in wishes],
        after_hours=str(next(iter(wishes.values()), USUAL_WAIT)),
    )
    return _help_page(session, access, patient, form)


@pages.post("/reminders/help")
@one_press
def choose_helpers(db: Session) -> ResponseReturnValue:
    access, patient = door.open_for_oneself_to_change(db, "reminders")
    form, patient_id = HelpForm(), _decides(access).patient_id
    offered = {one.helper_id for one in _helpers(db, access) if one.helper_id}
    if not form.validate():
        return make_response(_help_page(db, access, patient, form), WRONG_ANSWER)
    by, now = sharing.actor(access), clock.now()
    before = choice_queries.help_wishes_of(db, patient_id)
    wanted = {one for one in offered if str(one) in form.helpers.ticked}
    after = int(form.after_hours.data or USUAL_WAIT)
    for helper_id in sorted(before.keys() - wanted):
        choices.stop_help(db, helper_id, patient_id=patient_id, by=by, now=now)
    for helper_id in sorted(one for one in wanted if before.get(one) != after):
        choices.wish_help(db, helper_id, after_hours=after, patient_id=patient_id, by=by, now=now)
    return redirect(url_for("reminder_choices.show"), code=303)


def sent_here() -> Collection[Channel]:
    """Return in which ways whoever runs this sends messages, besides to phones."""
    return [channel for channel, name in SETTING.items() if current_app.config[name]]


def _settled(db: Session, access: Access, form: QuietForm | SaysForm) -> ResponseReturnValue:
    before = choice_queries.settings_of(db, access.person_id)
    choices.settle(db, form.settings(before), by=sharing.actor(access), now=clock.now())
    return redirect(url_for("reminder_choices.show"), code=303)


def _kind(access: Access, written: str) -> ReminderKind:
    """Return the kind that an address names, if there is anything of it in this plan."""
    return next((one for one in kinds_for(access) if one.value == written), None) or abort(404)


def _filled(kind: ReminderKind, choice: Choice) -> KindForm:
    minute = choice.minute
    if kind is ReminderKind.TIME and minute is None:
        minute = EVENING
    return FORMS.get(kind, KindForm)(
        None,
        wanted=YES if choice.wanted else NO,
        channels=list(choice.channels),
        moments=list(choice.moments),
        minute="" if minute is None else speech().minute(minute),
    )


def _kind_page(
    session: Session, access: Access, patient: PersonCard, kind: ReminderKind, form: KindForm
) -> str:
    return render_template(
        "reminders/kind.html",
        kind=kind,
        form=form,
        own=access.own,
        patient=patient,
        offered=_offered(session, access.person_id),
        morning=MORNING,
    )


def _offered(session: Session, person_id: uuid.UUID) -> Sequence[Channel]:
    """Return the ways to choose among: phones, and what is confirmed and sent here."""
    points = contact_queries.points_of(session, person_id)
    there = [one for one in sent_here() if one in points and points[one].confirmed_at]
    return [Channel.PUSH, *there]


def _words_page(form: SaysForm) -> str:
    example = clock.moment(today() + timedelta(days=1), EXAMPLE)
    neutral, telling = payload.body(speech(), None), payload.body(speech(), example)
    return render_template("reminders/words.html", form=form, neutral=neutral, telling=telling)


def _is_protected(patient: PersonCard) -> bool:
    """Say whether nothing leaves the app: of whom is protected, and to whom is."""
    return patient.protected_identity or door.signed_in().person.protected_identity


def _decides(access: Access) -> Access:
    """Let in whoever decides what is shared. Others choose no help for the patient."""
    return access if access.shares else abort(404)


def _helpers(session: Session, access: Access) -> list[ShareCard]:
    """Return whom the plan is shared with today so that they are reminded."""
    if not access.shares or Deed.BE_REMINDED not in house_rules.shareable(
        session, access.patient_id
    ):
        return []
    shares = queries.shares_of(session, access.patient_id, today=today())
    return [
        one
        for one in shares
        if one.helper_id and one.starts_on <= today() and Deed.BE_REMINDED in one.does
    ]


def _help_page(session: Session, access: Access, patient: PersonCard, form: HelpForm) -> str:
    return render_template(
        "reminders/helpers.html",
        form=form,
        own=access.own,
        patient=patient,
        helpers=_helpers(session, access),
        hours=HOURS_TO_WAIT,
    )
