"""What is due is told once, however many workers there are and whenever one of them dies."""

import threading
import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.base.db import transaction
from app.people.models import Person
from app.push.content import Answer, Outcome
from app.push.models import PushSubscription
from app.reminders import arrival_rules as rules
from app.reminders import notice_queries
from app.reminders.bundling import bundle
from app.reminders.claiming import claim, give_back
from app.reminders.content import Channel, ReminderKind, ReminderState
from app.reminders.marking import mark
from app.reminders.models import Delivery, Reminder, ReminderChoice, ReminderSettings
from app.sharing.content import Deed, Part
from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import A_DAY, AN_HOUR, contact_point, phone, reminder
from tests.reminders.told import told
from tests.sharing.shared import share

A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LEASE = timedelta(seconds=60)


@pytest.fixture
def tell_due(app):
    """Bundle what is due at a moment, as a worker does."""

    def at(now=TUESDAY_MORNING, **said):
        with app.app_context(), transaction() as db:
            return bundle(db, now, **said)

    return at


@pytest.fixture
def take(app):
    """Claim what is due at a moment, as a worker does."""

    def at(now=TUESDAY_MORNING, most=100):
        with app.app_context(), transaction() as db:
            return claim(db, now, most)

    return at


@pytest.fixture
def note(app):
    """Note what became of a claim."""

    def that(one, outcome, now=TUESDAY_MORNING, *, chance=0.5, **said):
        with app.app_context(), transaction() as db:
            return mark(db, one, Answer(Outcome(outcome), **said), now, chance=chance)

    return that


def all_of(engine, table):
    with Session(engine) as session:
        return session.exec(select(table)).all()


def states(engine):
    return sorted(one.state.value for one in all_of(engine, Delivery))


def test_what_falls_together_is_one_message_to_each_phone(session, people, engine, tell_due, take):
    phone(session, people["ann"])
    phone(session, people["ann"])
    for minutes in (0, 1, 5):
        reminder(session, people["ann"], due=TUESDAY_MORNING - minutes * A_MINUTE)
    reminder(session, people["ann"], due=TUESDAY_MORNING + A_SECOND)

    count = tell_due()

    assert count == 3
    claims = take()
    assert len({one.message_id for one in claims}) == 1
    assert len({one.to_id for one in claims}) == len(claims) == 2
    kept = {one.state for one in all_of(engine, Reminder)}
    assert kept == {ReminderState.TOLD, ReminderState.WAITING}
    assert claims[0].unseen == 3


def test_the_number_at_the_icon_is_how_many_things_the_list_shows(
    session, people, tell_due, take, app
):
    phone(session, people["ann"])
    about = uuid.uuid4()
    for minutes in (0, 1):
        reminder(
            session,
            people["ann"],
            due=TUESDAY_MORNING - minutes * A_MINUTE,
            about_id=about,
            about_at=TUESDAY_MORNING + A_DAY,
        )
    told(session, people["ann"], "time:over", useless_at=TUESDAY_MORNING)
    tell_due()

    (one,) = take()

    with app.app_context():
        shown = notice_queries.how_many(session, people["ann"], now=TUESDAY_MORNING)
    assert one.unseen == shown == 1


def test_without_a_phone_it_is_told_in_the_app_alone(session, people, engine, tell_due):
    reminder(session, people["ann"])

    assert tell_due() == 1

    assert [one.state for one in all_of(engine, Reminder)] == [ReminderState.TOLD]
    assert all_of(engine, Delivery) == []


def test_what_is_useless_by_now_is_not_told_and_is_seen_to_be_late(
    session, people, engine, tell_due
):
    phone(session, people["ann"])
    reminder(session, people["ann"], due=TUESDAY_MORNING - AN_HOUR, useless_at=TUESDAY_MORNING)

    tell_due()

    assert [one.state for one in all_of(engine, Reminder)] == [ReminderState.TOO_LATE]
    assert all_of(engine, Delivery) == []


def test_a_relative_is_told_only_as_long_as_the_patient_lets_them(
    session, people, engine, tell_due, take
):
    phone(session, people["rut"])
    let = share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    reminder(session, people["rut"], of=people["ann"])
    reminder(session, people["carl"], of=people["ann"])

    tell_due()

    by_person = {one.recipient_id: one.state for one in all_of(engine, Reminder)}
    assert by_person == {
        people["rut"]: ReminderState.TOLD,
        people["carl"]: ReminderState.CANCELLED,
    }

    let.ended_at = TUESDAY_MORNING
    session.add(let)
    session.commit()

    assert take() == []
    assert states(engine) == ["cancelled"]


def test_of_a_protected_identity_nothing_leaves_the_app(session, people, engine, tell_due):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    session.get(Person, people["ann"]).protected_identity = True
    session.commit()
    reminder(session, people["ann"], important=True)

    tell_due()

    assert [one.state for one in all_of(engine, Reminder)] == [ReminderState.TOLD]
    assert all_of(engine, Delivery) == []


def test_the_time_is_told_only_by_choice_and_only_when_there_is_one(
    session, people, engine, tell_due, take
):
    phone(session, people["ann"])
    session.add(ReminderSettings(person_id=people["ann"], tells_time=True))
    first = reminder(session, people["ann"])
    reminder(session, people["ann"], kind=ReminderKind.SHARE, about_at=None)
    tell_due()

    (one,) = take()

    assert one.tells_time == first.about_at

    reminder(session, people["ann"], due=TUESDAY_MORNING)
    reminder(session, people["ann"], due=TUESDAY_MORNING)
    tell_due()
    assert [one.tells_time for one in take()] == [None]


def test_a_time_that_has_moved_is_not_told(session, people, tell_due, take):
    phone(session, people["ann"])
    session.add(ReminderSettings(person_id=people["ann"], tells_time=True))
    row = reminder(session, people["ann"])
    tell_due()
    row.about_at += AN_HOUR
    session.refresh(row, ["state", "told_at", "message_id"])
    session.add(row)
    session.commit()

    (one,) = take()

    assert one.tells_time is None


def test_what_has_been_seen_in_the_app_is_not_sent_any_more(
    session, people, engine, tell_due, take
):
    phone(session, people["ann"])
    row = reminder(session, people["ann"])
    tell_due()
    session.refresh(row)
    row.state = ReminderState.SEEN
    session.add(row)
    session.commit()

    assert take() == []
    assert states(engine) == ["cancelled"]


def test_only_chosen_ways_are_used(session, people, engine, tell_due):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    contact_point(session, people["ann"], "sms", "+46701740605")
    reminder(session, people["ann"])
    session.add(
        ReminderChoice(
            person_id=people["ann"],
            patient_id=people["ann"],
            kind=ReminderKind.TIME,
            channels=[Channel.EMAIL],
        )
    )
    session.commit()

    tell_due()

    assert [one.channel for one in all_of(engine, Delivery)] == [Channel.EMAIL]


def choose(session, person_id, kind, *channels):
    session.add(
        ReminderChoice(
            person_id=person_id, patient_id=person_id, kind=kind, channels=list(channels)
        )
    )
    session.commit()


def test_whoever_chose_no_way_is_told_in_the_app_alone(session, people, engine, tell_due):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    contact_point(session, people["ann"], "sms", "+46701740605")
    reminder(session, people["ann"], important=True)
    choose(session, people["ann"], ReminderKind.TIME)

    tell_due()

    assert [one.state for one in all_of(engine, Reminder)] == [ReminderState.TOLD]
    assert all_of(engine, Delivery) == []


def test_a_way_that_was_chosen_and_is_not_there_leads_to_no_other(
    session, people, engine, tell_due
):
    contact_point(session, people["ann"], "sms", "+46701740605")
    reminder(session, people["ann"], important=True)
    choose(session, people["ann"], ReminderKind.TIME, Channel.EMAIL)

    tell_due()

    assert all_of(engine, Delivery) == []


def test_what_is_for_the_app_alone_makes_nothing_else_urgent(session, people, engine, tell_due):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], important=True, useless_at=TUESDAY_MORNING + 2 * A_DAY)
    reminder(session, people["ann"], kind=ReminderKind.SHARE, about_at=None)
    choose(session, people["ann"], ReminderKind.TIME)

    tell_due()

    (sent,) = all_of(engine, Delivery)
    assert (sent.channel, sent.important) == (Channel.PUSH, False)
    assert sent.useless_at == TUESDAY_MORNING + A_DAY
    assert len({one.message_id for one in all_of(engine, Reminder)}) == 1


def test_a_way_that_the_operator_has_not_is_not_used(session, people, engine, tell_due):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "sms", "+46701740605")
    reminder(session, people["ann"], important=True)

    tell_due(by=[Channel.PUSH])

    assert [one.channel for one in all_of(engine, Delivery)] == [Channel.PUSH]


def test_two_workers_share_and_never_tell_the_same_twice(session, people, engine, app):
    for key in ("ann", "rut", "carl", "staff:sam", "staff:stella"):
        phone(session, people[key])
        for _ in range(20):
            reminder(session, people[key])
    claims, at_once = [], threading.Barrier(2)

    def work():
        at_once.wait()
        for _ in range(30):
            with app.app_context(), transaction() as db:
                bundle(db, TUESDAY_MORNING, 2)
            with app.app_context(), transaction() as db:
                claims.extend(claim(db, TUESDAY_MORNING, 1))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert all(one.state is ReminderState.TOLD for one in all_of(engine, Reminder))
    made = all_of(engine, Delivery)
    assert len({one.message_id for one in all_of(engine, Reminder)}) == len(made)
    assert len(claims) == len({one.id for one in claims}) == len(made)


def test_what_a_dead_worker_had_in_hand_is_due_again_after_the_lease(
    session, people, tell_due, take, note
):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    (first,) = take()

    assert take(TUESDAY_MORNING + LEASE - A_SECOND) == ()
    (second,) = take(TUESDAY_MORNING + LEASE)

    assert first.id == second.id
    assert not note(first, "accepted", TUESDAY_MORNING + LEASE)
    assert note(second, "accepted", TUESDAY_MORNING + LEASE)
    assert not note(second, "later", TUESDAY_MORNING + LEASE)


def test_what_is_given_back_is_due_at_once(session, people, app, tell_due, take):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    taken = take()

    with app.app_context(), transaction() as db:
        give_back(db, taken, now=TUESDAY_MORNING)

    (again,) = take()
    assert (again.id, again.tries) == (taken[0].id, 1)


def test_a_failed_try_waits_twice_as_long_each_time(session, people, tell_due, take, note):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    now = TUESDAY_MORNING

    for seconds in (30, 60, 120):
        (one,) = take(now)
        note(one, "later", now)
        assert take(now + timedelta(seconds=seconds) - A_SECOND) == ()
        now += timedelta(seconds=seconds)

    assert len(take(now)) == 1


@pytest.mark.parametrize(
    ("asked", "waits"),
    [(timedelta(minutes=7), timedelta(minutes=7)), (A_DAY, timedelta(hours=1))],
)
def test_a_service_that_asks_us_to_wait_is_obeyed_for_an_hour_at_most(
    session, people, tell_due, take, note, asked, waits
):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    (one,) = take()

    note(one, "later", chance=0.0, retry_after=asked)

    assert take(TUESDAY_MORNING + waits - A_SECOND) == ()
    assert len(take(TUESDAY_MORNING + waits)) == 1


def test_nothing_is_tried_after_it_is_useless(session, people, engine, tell_due, take, note):
    phone(session, people["ann"])
    reminder(session, people["ann"], useless_at=TUESDAY_MORNING + timedelta(seconds=30))
    tell_due()
    (one,) = take()

    note(one, "later", chance=0.5)

    assert states(engine) == ["too-late"]


def test_what_waited_past_its_end_is_not_sent(session, people, engine, tell_due, take):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()

    assert take(TUESDAY_MORNING + A_DAY) == []
    assert states(engine) == ["too-late"]


def test_a_browser_that_is_gone_is_left_and_the_others_are_not(
    session, people, engine, tell_due, take, note
):
    phone(session, people["ann"])
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    gone, other = take()

    note(gone, "gone")
    note(other, "accepted")

    assert states(engine) == ["accepted", "gone"]
    kept = {one.id: one for one in all_of(engine, PushSubscription)}
    assert kept[gone.to_id].ended_at == TUESDAY_MORNING
    assert kept[other.to_id].ended_at is None
    assert kept[other.to_id].accepted_at == TUESDAY_MORNING


def test_a_service_that_refuses_us_loses_nothing(session, people, engine, tell_due, take, note):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], important=True)
    tell_due()
    (one,) = take()

    note(one, "refused", status=403)

    (mail,) = take()
    note(mail, "accepted")
    assert mail.channel is Channel.EMAIL
    later = TUESDAY_MORNING + rules.LONGEST_WAIT
    assert [again.id for again in take(later)] == [one.id]


def test_a_clock_that_is_set_back_delays_and_loses_nothing(session, people, tell_due, take, note):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    take()

    assert take(TUESDAY_MORNING - AN_HOUR) == ()
    (one,) = take(TUESDAY_MORNING + LEASE)
    assert note(one, "accepted", TUESDAY_MORNING - AN_HOUR)


def test_a_clock_that_leaps_ahead_lets_only_the_last_worker_note(
    session, people, engine, tell_due, take, note
):
    phone(session, people["ann"])
    reminder(session, people["ann"])
    tell_due()
    (before,) = take()

    (after,) = take(TUESDAY_MORNING + AN_HOUR)

    assert not note(before, "gone")
    assert note(after, "accepted", TUESDAY_MORNING + AN_HOUR)
    assert states(engine) == ["accepted"]
