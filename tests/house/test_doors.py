"""Every address, and who may open it. An address without a line here fails."""

import re
import uuid
from datetime import date, timedelta

import pytest
from flask import url_for
from sqlmodel import select, update

from app.appointments.models import Appointment, OfferedSlot
from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.follow_up.models import FollowUp
from app.journal import actions as journal
from app.journal.actions import OPERATOR, Actor
from app.journal.models import Happening, JournalHead, Role
from app.people.models import SignInSession, Unit
from app.people.sessions import Way
from app.preparing.models import MattersNow, Question
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import Reminder
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care.cards import OWN as OWN_SOURCE
from app.self_care.content import Outcome, PauseReason, Sent
from app.self_care.models import Entry, Pause, Routine, Sending
from app.sharing.content import Basis
from app.sharing.models import CareRelation
from app.slots import timetable
from app.slots.content import Mode, WeekPatternContent
from app.slots.models import PatternException, Slot
from tests.appointments.offered import hours, offer
from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import told_by_push
from tests.sharing.shared import recorded, share
from tests.slots.made import make_kind, make_slot, make_time

OPEN = "anybody may see it"
FORM = "anybody may send it"
OWN = "whoever is signed in sees their own, or the plan they have open"
OWN_FORM = "whoever is signed in does it for their own, or in the plan they have open"
MINE = "the patient alone sees it, in their own plan"
MINE_FORM = "the patient alone does it, in their own plan"
ANNS = "it is Ann's: she and the staff who care for her"
ANNS_ALONE = "it is Ann's: she alone"
ANNS_WAY = "it leads Ann on to what is hers: she alone"
ANNS_FORM = "it is Ann's: she does it, and staff who care for her what they may"
SERVER = "a provider's server tells something there, with a token that it has signed"
RUTS_FORM = "Rut does it, for whom Ann shares her plan with"
GUARDIANS_FORM = "somebody does it who has been a guardian of the one it is about"
CHILDS_FORM = "a child or a young person does it, alone"
PHONES = "whoever is signed in on a phone of their own; tests/offline/test_keep.py looks at it"
STAFF = "staff only"
STAFF_OF_ANN = "only staff at a unit that takes part in Ann's care"
HEAD = "only the head of a unit, of what the unit's own staff have opened"

DOORS = {
    ("static", "GET"): OPEN,
    ("healthz", "GET"): OPEN,
    ("offline.manifest", "GET"): OPEN,
    ("offline.service_worker", "GET"): OPEN,
    ("offline.offline", "GET"): OPEN,
    ("offline.file_of_another_version", "GET"): OPEN,
    ("saved.state", "GET"): OPEN,
    ("saved.show", "GET"): PHONES,
    ("saved.choose", "POST"): OWN_FORM,
    ("saved.copy", "GET"): PHONES,
    ("overview.about", "GET"): OPEN,
    ("people.sign_in", "GET"): OPEN,
    ("people.sign_in_again", "GET"): OWN,
    ("people.sign_out", "POST"): FORM,
    ("people.speak", "POST"): FORM,
    ("activation.activate", "GET"): OPEN,
    ("activation.enter", "POST"): FORM,
    ("passkeys.ask", "POST"): FORM,
    ("passkeys.enter", "POST"): FORM,
    ("passkeys.passkeys", "GET"): OWN,
    ("passkeys.new", "GET"): OWN,
    ("passkeys.offer", "POST"): OWN_FORM,
    ("passkeys.keep", "POST"): OWN_FORM,
    ("passkeys.remove", "POST"): OWN_FORM,
    ("devices.devices", "GET"): OWN,
    ("devices.end", "POST"): OWN_FORM,
    ("devices.end_others", "POST"): OWN_FORM,
    ("devices.see_notices", "POST"): OWN_FORM,
    ("devices.time_left", "GET"): OPEN,
    ("devices.stay", "POST"): OWN_FORM,
    ("devices.lock", "POST"): OWN_FORM,
    ("devices.forget_phone", "POST"): OWN_FORM,
    ("devices.own_phone", "GET"): OWN,
    ("devices.answer_own_phone", "POST"): OWN_FORM,
    ("devices.number.explain", "GET"): OPEN,
    ("devices.number.show", "POST"): FORM,
    ("devices.number.wait", "GET"): OPEN,
    ("devices.number.state", "GET"): OPEN,
    ("devices.number.enter", "POST"): FORM,
    ("devices.number.confirm", "GET"): OWN,
    ("devices.number.let_in", "POST"): OWN_FORM,
    ("push.show", "GET"): MINE,
    ("push.test", "POST"): ANNS_ALONE,
    ("push.turn_off", "POST"): ANNS_ALONE,
    ("push.state", "GET"): OPEN,
    ("push.subscribe", "POST"): MINE_FORM,
    ("push.refuse", "POST"): MINE_FORM,
    ("push.follow", "GET"): OPEN,
    ("push.shown", "POST"): FORM,
    ("push.opened", "POST"): FORM,
    ("staff_sign_in.ways_in", "GET"): STAFF_OF_ANN,
    ("staff_sign_in.invite", "POST"): STAFF_OF_ANN,
    ("staff_sign_in.letter", "GET"): STAFF_OF_ANN,
    ("staff_sign_in.digits", "GET"): STAFF_OF_ANN,
    ("staff_sign_in.end", "POST"): STAFF_OF_ANN,
    ("oidc.leave", "GET"): OPEN,
    ("oidc.answer", "GET"): OPEN,
    ("oidc.logged_out", "POST"): SERVER,
    ("break_glass.show", "GET"): OPEN,
    ("break_glass.use", "POST"): FORM,
    ("demo.people", "GET"): OPEN,
    ("demo.become", "POST"): FORM,
    ("demo.follow", "GET"): OPEN,
    ("overview.next_step", "GET"): OWN,
    ("overview.contract", "GET"): OWN,
    ("overview.paper", "GET"): OWN,
    ("overview.contacts", "GET"): OWN,
    ("overview.read_changes", "POST"): OWN_FORM,
    ("overview.too_much", "GET"): MINE,
    ("overview.say_too_much", "POST"): MINE_FORM,
    ("looks.latest", "GET"): MINE,
    ("looks.month", "GET"): MINE,
    ("care_looks.latest", "GET"): HEAD,
    ("care_looks.month", "GET"): HEAD,
    ("care_looks.one", "GET"): HEAD,
    ("looks.ask", "GET"): ANNS_ALONE,
    ("looks.send", "POST"): ANNS_ALONE,
    ("arrivals.follow", "GET"): ANNS_WAY,
    ("arrivals.open_plan", "POST"): ANNS_ALONE,
    ("arrivals.shown", "POST"): FORM,
    ("arrivals.opened", "POST"): FORM,
    ("appointments.times", "GET"): OWN,
    ("appointments.show", "GET"): ANNS,
    ("preparing.show", "GET"): OWN,
    ("preparing.say", "POST"): MINE_FORM,
    ("preparing.unsay", "POST"): ANNS_ALONE,
    ("preparing.ask", "POST"): MINE_FORM,
    ("preparing.withdraw", "POST"): ANNS_ALONE,
    ("preparing.answer", "POST"): STAFF_OF_ANN,
    ("time_questions.new", "GET"): ANNS_ALONE,
    ("time_questions.ask", "POST"): ANNS_ALONE,
    ("offers.show", "GET"): ANNS,
    ("offers.look", "GET"): MINE,
    ("offers.take", "POST"): MINE_FORM,
    ("offers.none", "GET"): MINE,
    ("offers.decline", "POST"): MINE_FORM,
    ("wishes.wish", "GET"): MINE,
    ("wishes.keep_wish", "POST"): MINE_FORM,
    ("wishes.stop", "POST"): MINE_FORM,
    ("wishes.help_to_book", "GET"): MINE,
    ("wishes.ask_for_help", "POST"): MINE_FORM,
    ("wishes.ask_afterwards", "GET"): MINE,
    ("wishes.say_afterwards", "POST"): MINE_FORM,
    ("care_offers.pick", "GET"): STAFF_OF_ANN,
    ("care_offers.make", "POST"): STAFF_OF_ANN,
    ("care_offers.find", "GET"): STAFF_OF_ANN,
    ("care_offers.withdraw", "POST"): STAFF_OF_ANN,
    ("care_offers.choose_kind", "GET"): STAFF_OF_ANN,
    ("care_offers.new", "POST"): STAFF_OF_ANN,
    ("care_offers.waiting", "GET"): STAFF,
    ("booking.days", "GET"): ANNS_ALONE,
    ("booking.times", "GET"): ANNS_ALONE,
    ("booking.hold", "POST"): ANNS_ALONE,
    ("booking.details", "GET"): ANNS_ALONE,
    ("booking.book", "POST"): ANNS_ALONE,
    ("booking.receipt", "GET"): ANNS_ALONE,
    ("booking.ask_to_cancel", "GET"): ANNS_ALONE,
    ("booking.cancel", "POST"): ANNS_ALONE,
    ("calendar.file", "GET"): MINE,
    ("calendar.show", "GET"): MINE,
    ("calendar.new", "GET"): MINE,
    ("calendar.make", "POST"): MINE_FORM,
    ("calendar.address", "GET"): MINE,
    ("calendar.tell", "POST"): MINE_FORM,
    ("calendar.end", "POST"): MINE_FORM,
    ("calendar.feed", "GET"): OPEN,
    ("follow_up.follow_ups", "GET"): OWN,
    ("follow_up.questions", "GET"): OWN,
    ("follow_up.answer", "POST"): OWN_FORM,
    ("follow_up.postpone", "POST"): MINE_FORM,
    ("follow_up.show", "GET"): ANNS,
    ("follow_up.lead_on", "POST"): ANNS_FORM,
    ("follow_up.say_yes", "POST"): STAFF_OF_ANN,
    ("history.everything", "GET"): MINE,
    ("history.stretch", "GET"): MINE,
    ("history.spreadsheet", "GET"): MINE,
    ("sending.days", "GET"): MINE,
    ("sending.what", "GET"): MINE,
    ("sending.preview", "GET"): MINE,
    ("sending.send", "POST"): MINE_FORM,
    ("sending.sendings", "GET"): MINE,
    ("sending.show", "GET"): MINE,
    ("sending.take_back", "POST"): MINE_FORM,
    ("care_sent.show", "GET"): STAFF_OF_ANN,
    ("care_sent.mark_read", "POST"): STAFF_OF_ANN,
    ("over_time.show", "GET"): OWN,
    ("self_care.today", "GET"): OWN,
    ("self_care.entries.new", "GET"): ANNS,
    ("self_care.entries.record", "POST"): OWN_FORM,
    ("self_care.entries.show", "GET"): MINE,
    ("self_care.entries.correct", "POST"): ANNS_FORM,
    ("self_care.entries.undo", "POST"): ANNS_FORM,
    ("self_care.routines.new", "GET"): MINE,
    ("self_care.routines.add", "POST"): MINE_FORM,
    ("self_care.routines.change", "GET"): MINE,
    ("self_care.routines.keep_change", "POST"): MINE_FORM,
    ("self_care.routines.end", "POST"): MINE_FORM,
    ("self_care.routines.too_much", "GET"): MINE,
    ("self_care.routines.say_too_much", "POST"): MINE_FORM,
    ("self_care.routines.new_pause", "GET"): MINE,
    ("self_care.routines.pause", "POST"): MINE_FORM,
    ("self_care.routines.end_pause", "POST"): MINE_FORM,
    ("reminders.notices", "GET"): MINE,
    ("reminders.see", "POST"): ANNS_ALONE,
    ("reminders.ask_when", "GET"): ANNS_ALONE,
    ("reminders.put_off", "POST"): ANNS_ALONE,
    ("reminders.moments", "GET"): ANNS_ALONE,
    ("reminders.remind_me", "POST"): ANNS_ALONE,
    ("reminders.do_not_remind_me", "POST"): ANNS_ALONE,
    ("contact_points.show", "GET"): MINE,
    ("contact_points.give", "POST"): MINE_FORM,
    ("contact_points.confirm", "POST"): MINE_FORM,
    ("contact_points.end", "POST"): MINE_FORM,
    ("contact_points.ask_to_stop", "GET"): OPEN,
    ("contact_points.stop", "POST"): FORM,
    ("reminder_choices.settings", "GET"): MINE,
    ("reminder_choices.show", "GET"): MINE,
    ("reminder_choices.kind", "GET"): MINE,
    ("reminder_choices.choose", "POST"): MINE_FORM,
    ("reminder_choices.quiet", "GET"): MINE,
    ("reminder_choices.be_quiet", "POST"): MINE_FORM,
    ("reminder_choices.words", "GET"): MINE,
    ("reminder_choices.choose_words", "POST"): MINE_FORM,
    ("reminder_choices.helpers", "GET"): MINE,
    ("reminder_choices.choose_helpers", "POST"): MINE_FORM,
    ("requests.requests", "GET"): OWN,
    ("requests.ask", "POST"): MINE_FORM,
    ("requests.withdraw", "POST"): MINE_FORM,
    ("requests.mark_answers_read", "POST"): MINE_FORM,
    ("care_requests.requests", "GET"): STAFF,
    ("care_requests.show", "GET"): STAFF_OF_ANN,
    ("care_requests.answer", "POST"): STAFF_OF_ANN,
    ("figures.units", "GET"): STAFF,
    ("figures.show", "GET"): STAFF_OF_ANN,
    ("figures.download", "GET"): STAFF_OF_ANN,
    ("helping.shares", "GET"): MINE,
    ("helping.new", "GET"): MINE,
    ("helping.draw_up", "POST"): MINE_FORM,
    ("helping.show", "GET"): ANNS_ALONE,
    ("helping.change", "GET"): ANNS_ALONE,
    ("helping.draw_up_change", "POST"): ANNS_ALONE,
    ("helping.look", "POST"): ANNS_ALONE,
    ("helping.agree", "POST"): ANNS_ALONE,
    ("helping.keep_on", "POST"): ANNS_ALONE,
    ("helping.end", "POST"): ANNS_ALONE,
    ("care_shares.shares", "GET"): STAFF_OF_ANN,
    ("care_shares.new", "GET"): STAFF_OF_ANN,
    ("care_shares.draw_up", "POST"): STAFF_OF_ANN,
    ("care_shares.show", "GET"): STAFF_OF_ANN,
    ("care_shares.record", "POST"): STAFF_OF_ANN,
    ("care_shares.letter", "GET"): STAFF_OF_ANN,
    ("care_shares.say_yes", "POST"): STAFF_OF_ANN,
    ("care_shares.say_not_now", "POST"): STAFF_OF_ANN,
    ("care_shares.review", "POST"): STAFF_OF_ANN,
    ("care_shares.end", "POST"): STAFF_OF_ANN,
    ("kept_out.show", "GET"): MINE,
    ("kept_out.keep", "POST"): MINE_FORM,
    ("young.show", "GET"): STAFF_OF_ANN,
    ("young.approve", "POST"): STAFF_OF_ANN,
    ("young.take_back", "POST"): STAFF_OF_ANN,
    ("preparing.keep_note", "POST"): CHILDS_FORM,
    ("preparing.drop_note", "POST"): CHILDS_FORM,
    ("helped.people", "GET"): OWN,
    ("helped.answer", "POST"): OWN_FORM,
    ("helped.open_plan", "POST"): RUTS_FORM,
    ("helped.close_plan", "POST"): OWN_FORM,
    ("helped.leave", "POST"): RUTS_FORM,
    ("helped.see_ended", "POST"): OWN_FORM,
    ("helped.ask_to_stay", "POST"): GUARDIANS_FORM,
    ("helped.asked", "GET"): OWN,
    ("desk.patients", "GET"): STAFF,
    ("desk.not_reached", "GET"): STAFF,
    ("desk.open_plan", "POST"): STAFF_OF_ANN,
    ("desk.close_plan", "POST"): OWN_FORM,
    ("desk.times.day", "GET"): STAFF,
    ("desk.times.week", "GET"): STAFF,
    ("desk.times.waiting", "GET"): STAFF,
    ("desk.times.slot", "GET"): STAFF_OF_ANN,
    ("desk.times.withdraw", "POST"): STAFF_OF_ANN,
    ("desk.times.give_back", "POST"): STAFF_OF_ANN,
    ("desk.times.appointment", "GET"): STAFF_OF_ANN,
    ("desk.times.note_outcome", "POST"): STAFF_OF_ANN,
    ("desk.times.cancel", "POST"): STAFF_OF_ANN,
    ("desk.patterns.new_slots", "GET"): STAFF,
    ("desk.patterns.make_slots", "POST"): STAFF,
    ("desk.patterns.patterns", "GET"): STAFF,
    ("desk.patterns.new_pattern", "GET"): STAFF,
    ("desk.patterns.add_pattern", "POST"): STAFF,
    ("desk.patterns.pattern", "GET"): STAFF_OF_ANN,
    ("desk.patterns.change_pattern", "POST"): STAFF_OF_ANN,
    ("desk.patterns.end_pattern", "POST"): STAFF_OF_ANN,
    ("desk.patterns.close_day", "POST"): STAFF,
    ("desk.patterns.open_day", "POST"): STAFF_OF_ANN,
    ("desk.phone.patients", "GET"): STAFF,
    ("desk.phone.choose", "GET"): STAFF_OF_ANN,
    ("desk.phone.book", "POST"): STAFF_OF_ANN,
    ("desk.moving.choose", "GET"): STAFF,
    ("desk.moving.move", "POST"): STAFF,
}
ANN_DOES = (OWN, OWN_FORM, MINE, MINE_FORM, ANNS, ANNS_ALONE, ANNS_WAY, ANNS_FORM)
SIGNED_IN = (*ANN_DOES, RUTS_FORM, GUARDIANS_FORM, CHILDS_FORM, STAFF, STAFF_OF_ANN, HEAD)
AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOT_THERE = (
    "demo.follow",
    "oidc.leave",
    "oidc.answer",
    "calendar.feed",
    "contact_points.ask_to_stop",
)
"""Without a good token, or where no provider is chosen, nothing is at these addresses."""
ANNS_WORDS = (
    "Exempelsson, Ann",
    "Visit to Sam",
    "Besök hos Sam",
    "Att kunna cykla",
    "Cykla till",
    "Mäter blodtrycket",
    "Går till sjön",
    "Sjunga i kören",
    "Att sjunga",
    "Får jag sjunga",
)


@pytest.fixture
def address(app, session, people):
    """Return the address of a page, with Ann's ids where it needs any."""
    visit = session.exec(select(Appointment.id).where(Appointment.key == "visit")).all()
    anns = session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    assert len(visit) == 2
    asked = Request(patient_id=people["ann"], kind=RequestKind.TIME, asked_at=TUESDAY_MORNING)
    session.add(asked)
    ids_at_home = _something_at_home(session, people["ann"])
    session.commit()
    sending = Sending(
        patient_id=people["ann"],
        request_id=asked.id,
        first_on=date(2026, 11, 23),
        last_on=date(2026, 11, 24),
        sent_at=TUESDAY_MORNING,
        document=Sent(routines=[]),
    )
    session.add(sending)
    session.commit()
    offered = _offered(session, people)
    slot_id = session.exec(select(OfferedSlot.slot_id)).first()
    looked = _look(session, people)
    until = {"helper": None, "code_until": TUESDAY_MORNING + timedelta(days=7)}
    written = {"share_id": recorded(session, people, Basis.ORAL_WISH, **until).id}
    here = {
        "reminder_choices.kind": {"kind": "time"},
        "reminder_choices.choose": {"kind": "time"},
        "wishes.help_to_book": {"appointment_id": offered.appointment_id},
        "wishes.ask_afterwards": {"appointment_id": _past(session, people)},
        "looks.ask": {"number": looked},
        "looks.send": {"number": looked},
        "offline.file_of_another_version": {"version": "0123456789ab", "name": "js/keep.js"},
        "care_shares.new": {"kind": "oral"},
        "care_shares.draw_up": {"kind": "oral"},
        "care_shares.show": written,
        "care_shares.review": written,
        "care_shares.end": written,
    }
    ids = {
        **_timetable(session, session.get(Slot, slot_id).unit_id),
        "reminder_id": _told(session, people["ann"]),
        "offer_id": offered.id,
        "slot_id": slot_id,
        "appointment_id": anns,
        "request_id": asked.id,
        **_brought_up(session, people["ann"]),
        "follow_up_id": session.exec(select(FollowUp.id)).one(),
        "number": 4,
        "sending_id": sending.id,
        "span": "week",
        "day": "2026-11-24",
        "month": "2026-11",
        "first": "2026-11-23",
        "last": "2026-11-24",
        **ids_at_home,
        "place": 0,
        "errand": "change",
        "patient_id": people["ann"],
        "person_id": people["ann"],
        "year": 2026,
        "share_id": share(session, people, agreed_at=None).id,
        "unit_id": session.exec(select(Unit.id).where(Unit.key == "clinic")).one(),
        "kind": "contract",
        "what": "plan",
        "note_id": uuid.uuid4(),
        "delivery_id": told_by_push(session, people["ann"]),
        "device_id": uuid.uuid4(),
        "subscription_id": uuid.uuid4(),
        "passkey_id": uuid.uuid4(),
        "provider": "none",
        "token": "not-a-token",
        "way": "email",
        "filename": "icons/icon.svg",
    }

    def build(endpoint: str) -> str:
        with app.test_request_context():
            rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
            named = {**ids, **here.get(endpoint, {})}
            return url_for(endpoint, **{name: named[name] for name in rule.arguments})

    return build


def _told(session, ann):
    """Let Ann have been told of something, and return the id of that."""
    told = Reminder(
        recipient_id=ann,
        patient_id=ann,
        kind=ReminderKind.FOLLOW_UP,
        key="follow-up:tests",
        planned_at=TUESDAY_MORNING - timedelta(hours=1),
        due_at=TUESDAY_MORNING - timedelta(hours=1),
        useless_at=TUESDAY_MORNING + timedelta(days=7),
        state=ReminderState.TOLD,
        told_at=TUESDAY_MORNING,
    )
    session.add(told)
    session.commit()
    return told.id


def _brought_up(session, ann):
    """Let Ann have something to bring up at the next meeting."""
    by = {"patient_id": ann, "by_id": ann, "role": "patient"}
    matters = MattersNow(words="Att sjunga i kören", said_at=TUESDAY_MORNING, **by)
    question = Question(words="Får jag sjunga?", asked_at=TUESDAY_MORNING, **by)
    session.add_all([matters, question])
    session.commit()
    return {"matters_id": matters.id, "question_id": question.id}


def _offered(session, people):
    """Let Ann's clinic have times of the kind that she has one of, and offer her some."""
    kind = make_kind(session)
    session.exec(update(Appointment).where(Appointment.key == "visit").values(kind_id=kind.id))
    time = make_time(session, kind, people["ann"], answer_by=date(2027, 1, 15))
    return offer(session, time, [make_slot(session, kind, hours(n)) for n in range(2)])


def _past(session, people):
    yesterday = {"state": "done", "starts_at": TUESDAY_MORNING - timedelta(days=1)}
    time = Appointment(
        patient_id=people["ann"],
        source="tests",
        key="past",
        what=Words("sv", {"sv": "Besök"}),
        changed_at=TUESDAY_MORNING,
        **yesterday,
    )
    session.add(time)
    session.commit()
    return time.id


def _look(session, people):
    """Let Sam have looked at Ann's plan, and return the number of that row of the journal."""
    by = Actor(people["staff:sam"], Role.STAFF)
    whose = {"patient_id": people["ann"], "now": TUESDAY_MORNING}
    journal.write(session, Happening.LOOKED, by=by, part="contract", **whose)
    session.commit()
    return session.exec(select(JournalHead.number)).one()


def _timetable(session, unit_id):
    """Make what stands in the timetable of Ann's clinic, and return its ids."""
    said = WeekPatternContent(
        kind_keys=["eyes"],
        mode=Mode.VISIT,
        days=(1,),
        from_minute=540,
        to_minute=600,
        length=30,
        starts_on=TUESDAY_MORNING.date(),
    )
    whose = {"unit_id": unit_id, "source": "tests", "by": OPERATOR, "now": TUESDAY_MORNING}
    pattern = timetable.add_pattern(session, said, **whose)
    closed = PatternException(unit_id=unit_id, day=TUESDAY_MORNING.date(), source="tests")
    session.add(closed)
    session.commit()
    return {"pattern_id": pattern.id, "closed_id": closed.id}


def _something_at_home(session, ann):
    """Let Ann have something that she has chosen to do, written down and paused."""
    routine = Routine(
        patient_id=ann,
        source=OWN_SOURCE,
        key="sing",
        kind=SelfCareKind.OWN_ACTIVITY,
        what=Words.from_json({"sv": "Sjunga i kören"}),
        added_at=TUESDAY_MORNING,
    )
    session.add(routine)
    session.flush()
    written = {"outcome": Outcome.DONE, "on": date(2026, 11, 24), "by_id": ann, "role": "patient"}
    moments = {"happened_at": TUESDAY_MORNING, "recorded_at": TUESDAY_MORNING}
    entry = Entry(
        id=uuid.uuid4(), patient_id=ann, routine_id=routine.id, told="", **written, **moments
    )
    pause = Pause(
        patient_id=ann,
        routine_id=routine.id,
        starts_on=date(2026, 11, 25),
        reason=PauseReason.AWAY,
        added_at=TUESDAY_MORNING,
    )
    session.add_all([entry, pause])
    return {"routine_id": routine.id, "entry_id": entry.id, "pause_id": pause.id}


def test_every_address_has_a_line(one_app):
    found = {
        (rule.endpoint, method)
        for rule in one_app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert found == set(DOORS)


def _doors(*kinds):
    return [
        pytest.param(endpoint, method, id=f"{method} {endpoint}")
        for (endpoint, method), kind in DOORS.items()
        if kind in kinds
    ]


def _knock(browser, method, url):
    return browser.get(url) if method == "GET" else browser.press(url)


@pytest.mark.parametrize(("endpoint", "method"), _doors(*SIGNED_IN))
def test_nobody_is_asked_to_sign_in(app, address, endpoint, method):
    response = _knock(app.test_client(), method, address(endpoint))

    assert response.status_code == 303
    assert response.location.startswith("/sign-in")


@pytest.mark.parametrize(("endpoint", "method"), _doors(*SIGNED_IN))
def test_who_is_locked_is_asked_to_open_it_first(browse, now, address, endpoint, method):
    browser = browse("ann" if DOORS[endpoint, method] in ANN_DOES else "staff:sam")
    now(TUESDAY_MORNING + timedelta(minutes=16))

    response = _knock(browser, method, address(endpoint))

    assert response.status_code == 303
    assert response.location.startswith("/sign-in")
    assert [words for words in ANNS_WORDS if words in response.text] == []


@pytest.mark.parametrize(("endpoint", "method"), _doors(STAFF, STAFF_OF_ANN, HEAD))
def test_a_nurse_who_came_in_as_a_patient_is_not_at_work(
    browse, session, address, endpoint, method
):
    nurse = browse("staff:sam")
    session.exec(update(SignInSession).values(way=Way.PASSKEY))
    session.commit()

    assert _knock(nurse, method, address(endpoint)).status_code == 404


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
@pytest.mark.parametrize(
    ("endpoint", "method"), _doors(ANNS, ANNS_ALONE, ANNS_WAY, ANNS_FORM, STAFF_OF_ANN)
)
def test_what_is_anns_does_not_exist_for_others(browse, address, person, endpoint, method):
    browser = browse(person)
    missing = AN_ID.sub(str(uuid.uuid4()), address(endpoint))

    response = _knock(browser, method, address(endpoint))

    assert response.status_code == 404
    assert _without_keys(response.text) == _without_keys(_knock(browser, method, missing).text)


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
@pytest.mark.parametrize(("endpoint", "method"), _doors(OWN, MINE, STAFF))
def test_others_see_nothing_of_anns_on_their_own_pages(browse, address, person, endpoint, method):
    page = _knock(browse(person), method, address(endpoint)).text

    assert [words for words in ANNS_WORDS if words in page] == []


@pytest.mark.parametrize("person", ["ann", "carl", "rut", "staff:sam", "staff:stella"])
@pytest.mark.parametrize(("endpoint", "method"), _doors(HEAD))
def test_who_heads_no_unit_reads_nothing_of_its_staff(browse, address, person, endpoint, method):
    assert _knock(browse(person), method, address(endpoint)).status_code == 404


@pytest.mark.parametrize(("endpoint", "method"), _doors(OWN, ANNS))
def test_ann_and_the_staff_who_care_for_her_get_in(browse, sees, address, endpoint, method):
    assert browse("ann").get(address(endpoint)).status_code == 200
    assert sees("staff:sam", "ann").get(address(endpoint)).status_code == 200


@pytest.mark.parametrize(("endpoint", "method"), _doors(MINE, MINE_FORM, ANNS_ALONE, ANNS_WAY))
def test_what_a_patient_does_alone_is_not_there_for_staff(browse, sees, address, endpoint, method):
    if method == "GET":
        way_in = 303 if DOORS[endpoint, method] == ANNS_WAY else 200
        assert browse("ann").get(address(endpoint)).status_code == way_in
    assert _knock(sees("staff:sam", "ann"), method, address(endpoint)).status_code == 404


@pytest.mark.parametrize("person", ["ann", "carl", "rut"])
def test_the_desk_does_not_exist_for_patients(browse, person):
    assert browse(person).get("/care").status_code == 404


def test_staff_do_not_see_another_units_patient_after_the_relation_has_ended(sees, session):
    browser = sees("staff:sam", "ann")
    assert browser.get("/contract").status_code == 200

    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
    session.commit()

    assert browser.get("/contract").status_code == 404


@pytest.mark.parametrize(("endpoint", "method"), _doors(OPEN))
def test_open_doors_say_nothing_of_anybody(app, people, address, endpoint, method):
    with app.test_client().get(address(endpoint)) as response:
        assert response.status_code in (200, 303) or endpoint in NOT_THERE
        assert "Visit to Sam" not in response.get_data().decode(errors="replace")


@pytest.mark.parametrize(("endpoint", "method"), _doors(SERVER))
def test_what_is_for_a_provider_does_not_exist_without_one(app, address, endpoint, method):
    assert app.test_client().open(address(endpoint), method=method).status_code == 404


def _without_keys(page: str) -> str:
    """Drop the keys that every form gets anew."""
    return re.sub(r'value="[^"]*"', "", page)
