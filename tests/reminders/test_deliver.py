"""What is important goes another way in time, and everybody who should knows what arrives."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.base.db import transaction
from app.people.models import SignInSession
from app.push.content import Answer, Outcome
from app.push.models import PushSubscription
from app.reminders import arrivals, delivery_queries
from app.reminders.bundling import bundle
from app.reminders.carrying import Carrier
from app.reminders.claiming import claim
from app.reminders.content import Channel, DeliveryState, ReminderState
from app.reminders.marking import mark
from app.reminders.models import ContactPoint, Delivery, Reminder
from app.reminders.unreached import Why, unreached
from tests.conftest import TUESDAY_MORNING
from tests.reminders.due import A_DAY, AN_HOUR, contact_point, phone, reminder, told_by_push
from tests.reminders.made import wall

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def go_round(app):
    """Do what a worker does at a moment, and return the ways that it took: the answer is given."""

    def at(now=TUESDAY_MORNING, outcome=Outcome.ACCEPTED):
        with app.app_context(), transaction() as db:
            bundle(db, now)
        with app.app_context(), transaction() as db:
            claims = claim(db, now, 100)
        with app.app_context(), transaction() as db:
            for one in claims:
                mark(db, one, Answer(outcome), now, chance=0.5)
        return [one.channel for one in claims]

    return at


@pytest.fixture
def ann(session, people):
    """Ann, with a phone and a confirmed e-mail address, and something important to know."""
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], important=True)
    return people["ann"]


def only(engine, table):
    with Session(engine) as session:
        return session.exec(select(table)).one()


def test_what_no_phone_has_shown_in_two_hours_goes_by_mail(ann, go_round):
    assert go_round() == [Channel.PUSH]
    assert go_round(TUESDAY_MORNING + timedelta(hours=2) - A_SECOND) == []

    assert go_round(TUESDAY_MORNING + timedelta(hours=2)) == [Channel.EMAIL]


def test_of_something_near_the_phone_has_half_of_the_time(session, people, go_round):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(
        session, people["ann"], important=True, useless_at=TUESDAY_MORNING + timedelta(minutes=50)
    )

    assert go_round() == [Channel.PUSH]
    assert go_round(TUESDAY_MORNING + timedelta(minutes=25)) == [Channel.EMAIL]


@pytest.mark.parametrize(
    ("useless", "quiet", "at_last"),
    [
        (("2026-11-26", "12.00"), ("2026-11-24", "22.00"), ("2026-11-25", "07.00")),
        (("2026-11-25", "06.00"), ("2026-11-24", "20.29"), ("2026-11-24", "20.30")),
    ],
)
def test_no_other_way_is_taken_in_the_quiet_hours(
    session, people, go_round, useless, quiet, at_last
):
    evening = wall("2026-11-24", "20.00")
    phone(session, people["ann"], now=evening)
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], due=evening, important=True, useless_at=wall(*useless))

    assert go_round(evening) == [Channel.PUSH]
    assert go_round(wall(*quiet)) == []
    assert go_round(wall(*at_last)) == [Channel.EMAIL]


@pytest.mark.parametrize(("useless", "waits"), [("06.00", False), ("12.00", True)])
def test_nothing_is_tried_again_in_the_quiet_hours(session, people, go_round, useless, waits):
    evening = wall("2026-11-24", "21.00") - 10 * A_SECOND
    phone(session, people["ann"], now=evening)
    reminder(session, people["ann"], due=evening, useless_at=wall("2026-11-25", useless))

    assert go_round(evening, outcome=Outcome.LATER) == [Channel.PUSH]

    again = [go_round(wall(*at)) for at in (("2026-11-24", "21.01"), ("2026-11-25", "07.00"))]
    assert again == ([[], [Channel.PUSH]] if waits else [[Channel.PUSH], []])


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ({}, True),
        ({"put_off_at": TUESDAY_MORNING}, False),
        ({"key": "time:own:20261124T1900Z"}, False),
        ({"useless_at": TUESDAY_MORNING + timedelta(hours=21)}, False),
    ],
)
def test_a_worker_that_comes_late_wakes_nobody(session, people, go_round, said, waits):
    evening = wall("2026-11-24", "20.00")
    phone(session, people["ann"], now=evening)
    reminder(session, people["ann"], due=evening, **said)

    told = [go_round(wall(*at)) for at in (("2026-11-24", "23.00"), ("2026-11-25", "07.00"))]

    assert told == ([[], [Channel.PUSH]] if waits else [[Channel.PUSH], []])


def test_what_a_phone_has_shown_goes_no_other_way(ann, session, app, engine, go_round):
    go_round()
    sent = session.exec(select(Delivery).where(Delivery.channel == Channel.PUSH)).one()
    with app.app_context(), transaction() as db:
        arrivals.note_shown(db, sent.id, now=TUESDAY_MORNING + A_SECOND)

    assert go_round(TUESDAY_MORNING + timedelta(hours=2)) == []


def test_what_is_not_important_goes_no_other_way(session, people, go_round):
    phone(session, people["ann"])
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"])

    assert go_round() == [Channel.PUSH]
    assert go_round(TUESDAY_MORNING + timedelta(hours=12)) == []


def test_when_the_phone_has_gone_silent_it_goes_another_way_at_once(ann, session, people, go_round):
    go_round()
    later = TUESDAY_MORNING + A_DAY
    reminder(session, people["ann"], due=later, important=True)

    assert sorted(go_round(later)) == [Channel.EMAIL, Channel.PUSH]


def test_when_the_browser_is_gone_it_goes_another_way_at_once(ann, go_round):
    assert go_round(outcome=Outcome.GONE) == [Channel.PUSH]

    assert go_round(TUESDAY_MORNING + A_SECOND) == [Channel.EMAIL]


def test_without_a_phone_it_goes_by_text_message_and_then_by_mail(session, people, go_round):
    contact_point(session, people["ann"], "email", "somebody@example.org")
    contact_point(session, people["ann"], "sms", "+46701740605")
    reminder(session, people["ann"], important=True)

    assert go_round(outcome=Outcome.BAD) == [Channel.SMS]
    assert go_round(TUESDAY_MORNING + A_SECOND) == [Channel.EMAIL]


def test_the_patient_is_told_which_phone_is_silent(ann, session, app, go_round):
    go_round()

    def silent(after):
        with app.app_context():
            phones = delivery_queries.phones_of(session, ann, now=TUESDAY_MORNING + after)
            return [phone for phone in phones if phone.silent]

    assert silent(A_DAY - A_SECOND) == []
    assert len(silent(A_DAY)) == 1

    with app.app_context(), transaction() as db:
        arrivals.note_shown(db, _push(session), now=TUESDAY_MORNING + A_DAY)
    session.rollback()

    assert silent(A_DAY + A_SECOND) == []
    assert len(silent(timedelta(days=32))) == 1


def test_a_phone_tells_that_it_has_shown_a_message_and_is_believed_once(
    ann, session, app, engine, go_round
):
    go_round()
    sent = _push(session)

    for after in (A_SECOND, AN_HOUR):
        with app.app_context(), transaction() as db:
            arrivals.note_shown(db, sent, now=TUESDAY_MORNING + after)

    with Session(engine) as looking:
        kept = looking.get(Delivery, sent)
    assert (kept.state, kept.shown_at) == (DeliveryState.SHOWN, TUESDAY_MORNING + A_SECOND)
    assert only(engine, PushSubscription).shown_at == TUESDAY_MORNING + A_SECOND


def test_pressing_a_message_is_noted_and_hides_nothing_of_what_it_told(
    ann, session, app, engine, go_round
):
    go_round()

    with app.app_context(), transaction() as db:
        arrivals.note_pressed(db, _push(session), now=TUESDAY_MORNING + A_SECOND)

    told = only(engine, Reminder)
    assert (told.state, told.seen_at) == (ReminderState.TOLD, None)
    session.rollback()
    assert session.get(Delivery, _push(session)).opened_at == TUESDAY_MORNING + A_SECOND


def test_a_phone_that_shows_what_a_dead_worker_sent_is_not_sent_it_again(
    ann, session, app, go_round
):
    with app.app_context(), transaction() as db:
        bundle(db, TUESDAY_MORNING)
    with app.app_context(), transaction() as db:
        (one,) = claim(db, TUESDAY_MORNING, 1)
    with app.app_context(), transaction() as db:
        arrivals.note_shown(db, one.id, now=TUESDAY_MORNING + A_SECOND)

    assert go_round(TUESDAY_MORNING + timedelta(minutes=5)) == []


def test_a_worker_with_another_secret_key_ends_no_address(session, people, app, engine, lines):
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], important=True)
    carrier = Carrier("https://nastasteg.example.org", "another secret key, and as long as ours")
    with app.app_context(), transaction() as db:
        bundle(db, TUESDAY_MORNING)
    with app.app_context(), transaction() as db:
        (one,) = claim(db, TUESDAY_MORNING, 1)

    answer = carrier.carry(one, now=TUESDAY_MORNING)
    with app.app_context(), transaction() as db:
        mark(db, one, answer, TUESDAY_MORNING)

    assert only(engine, Delivery).state is DeliveryState.WAITING
    assert only(engine, ContactPoint).ended_at is None
    assert any("sending refused" in line for line in lines)


def test_an_unknown_message_that_is_shown_changes_nothing(ann, app, engine):
    with app.app_context(), transaction() as db:
        arrivals.note_pressed(db, uuid.uuid4(), now=TUESDAY_MORNING)

    assert only(engine, Reminder).state is ReminderState.WAITING


def test_care_is_told_whom_nobody_reaches_and_why(ann, session, people, app, go_round):
    reminder(session, people["carl"], important=True)
    go_round()
    session.rollback()

    def found(after, *keys):
        ids = [people[key] for key in keys]
        return [
            (one.given_name, one.why)
            for one in unreached(session, ids, now=TUESDAY_MORNING + after)
        ]

    assert found(A_DAY - A_SECOND, "ann", "carl") == []
    assert sorted(found(A_DAY, "ann", "carl")) == [
        ("Ann", Why.NOT_SHOWN),
        ("Carl", Why.NO_WAY),
    ]
    assert found(A_DAY, "rut") == []


@pytest.mark.parametrize("sign", ["signed in", "by mail", "seen"])
def test_whoever_has_been_reached_since_is_not_on_that_list(
    ann, session, people, app, go_round, browse, sign
):
    go_round()
    later = TUESDAY_MORNING + timedelta(hours=2)
    if sign == "by mail":
        go_round(later)
    elif sign == "seen":
        with app.app_context(), transaction() as db:
            arrivals.note_pressed(db, _push(session), now=later)
    else:
        browse("ann")
        for one in session.exec(select(SignInSession)):
            one.seen_at = later
            session.add(one)
        session.commit()
    session.rollback()

    assert unreached(session, [ann], now=TUESDAY_MORNING + A_DAY) == []


def test_what_waits_too_long_is_counted_and_nobody_is_named(session, people, app, lines):
    reminder(session, people["ann"])

    def counted(after):
        with app.app_context():
            return delivery_queries.late(session, now=TUESDAY_MORNING + after)

    assert not counted(timedelta(minutes=10))
    late = counted(timedelta(minutes=10) + A_SECOND)
    assert (late.reminders, late.messages) == (1, 0)


def test_what_a_service_does_not_take_is_late_though_it_is_tried_again(ann, session, app, go_round):
    def late(after):
        with app.app_context():
            return delivery_queries.late(session, now=TUESDAY_MORNING + after).messages

    for minutes in range(0, 31, 5):
        go_round(TUESDAY_MORNING + timedelta(minutes=minutes), outcome=Outcome.LATER)
    session.rollback()

    assert late(timedelta(minutes=10)) == 0
    assert late(timedelta(minutes=10) + A_SECOND) == 1


def test_a_mail_server_that_does_not_answer_is_late_also_without_a_phone(
    session, people, app, go_round
):
    contact_point(session, people["ann"], "email", "somebody@example.org")
    reminder(session, people["ann"], important=True)

    for minutes in range(0, 61, 10):
        go_round(TUESDAY_MORNING + timedelta(minutes=minutes), outcome=Outcome.LATER)
    session.rollback()

    with app.app_context():
        assert delivery_queries.late(session, now=TUESDAY_MORNING + AN_HOUR).messages == 1


def test_what_is_there_in_case_is_not_late_before_its_turn(ann, session, app, go_round):
    go_round()
    session.rollback()

    with app.app_context():
        assert not delivery_queries.late(session, now=TUESDAY_MORNING + AN_HOUR)
        third = TUESDAY_MORNING + timedelta(hours=2, minutes=10) + A_SECOND
        assert delivery_queries.late(session, now=third).messages == 1


def test_after_ninety_days_nothing_is_remembered(session, people, app, engine):
    told_by_push(session, people["ann"])
    ninety = timedelta(days=90)

    for after, left in ((A_DAY + ninety, 1), (A_DAY + ninety + A_SECOND, 0)):
        with app.app_context(), transaction() as db:
            arrivals.forget_before(db, TUESDAY_MORNING + after - ninety)
        with Session(engine) as looking:
            assert len(looking.exec(select(Delivery)).all()) == left
            assert len(looking.exec(select(Reminder)).all()) == left


def _push(session):
    session.rollback()
    return session.exec(select(Delivery.id).where(Delivery.channel == Channel.PUSH)).one()
