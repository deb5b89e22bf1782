"""A phone is reached once it has shown so, by one person at a time, never longer than it may."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from app.people.models import Device
from app.push import actions, queries, rules, sealing
from app.push.content import End, Reached
from app.push.models import PushSubscription
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.push.proved import phones_of

LATER = TUESDAY_MORNING + timedelta(hours=1)
APPLE = "https://web.push.apple.com"


@pytest.fixture
def device(session, people):
    """Add a phone of somebody's own."""

    def added(person):
        device = Device(person_id=people[person], name="Safari", own=True, added_at=TUESDAY_MORNING)
        session.add(device)
        session.commit()
        return device.id

    return added


@pytest.fixture
def subscribe(session, people):
    """Let a person's phone be subscribed at an address."""

    def subscribed(person, device_id, address="one", *, key_id="key", now=TUESDAY_MORNING):
        new = actions.subscribe(
            session,
            Reached(f"{APPLE}/{address}", "p" * 87, "a" * 22),
            person_id=people[person],
            device_id=device_id,
            origin=APPLE,
            key_id=key_id,
            secret_key=SETTINGS.secret_key,
            now=now,
        )
        session.commit()
        return new

    return subscribed


@pytest.fixture
def prove(session):
    def proved(device_id, now=TUESDAY_MORNING):
        phone = queries.phone_on(session, device_id)
        token = actions.ask(session, phone.id, now=now)
        actions.note_returned(session, token, now=now)
        session.commit()
        return token

    return proved


def rows(session):
    session.expire_all()
    return session.exec(select(PushSubscription).order_by(PushSubscription.made_at)).all()


def test_nothing_goes_to_a_phone_before_it_has_shown_its_token(
    session, people, device, subscribe, prove
):
    phone_id = device("ann")
    assert subscribe("ann", phone_id)
    assert phones_of(session, people["ann"]) == []

    prove(phone_id)

    [phone] = phones_of(session, people["ann"])
    assert (phone.device_id, phone.origin, phone.key_id) == (phone_id, APPLE, "key")
    assert (phone.proved_at, phone.shown_at) == (TUESDAY_MORNING, TUESDAY_MORNING)
    assert queries.phone(session, phone.id) == queries.phone_on(session, phone.device_id)


def test_a_token_that_was_not_pushed_proves_nothing(session, people, device, subscribe):
    subscribe("ann", device("ann"))

    for token in ("", "not-a-token", "None"):
        actions.note_returned(session, token, now=LATER)

    assert phones_of(session, people["ann"]) == []


def test_only_the_last_token_counts(session, people, device, subscribe):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    phone = queries.phone_on(session, phone_id)
    first = actions.ask(session, phone.id, now=TUESDAY_MORNING)
    last = actions.ask(session, phone.id, now=TUESDAY_MORNING)

    actions.note_returned(session, first, now=LATER)
    assert phones_of(session, people["ann"]) == []
    actions.note_returned(session, last, now=LATER)
    assert len(phones_of(session, people["ann"])) == 1


def test_the_address_lies_closed(session, device, subscribe):
    subscribe("ann", device("ann"), "secret-address")

    [row] = rows(session)

    assert "secret-address" not in repr(row.model_dump())
    reached = sealing.opened(row.sealed, secret_key=SETTINGS.secret_key)
    assert reached.endpoint == f"{APPLE}/secret-address"
    assert sealing.opened(row.sealed, secret_key="another-key-of-thirty-two-letters") is None


def test_the_same_again_changes_nothing(session, device, subscribe, prove):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)

    assert not subscribe("ann", phone_id, now=LATER)

    [row] = rows(session)
    assert (row.made_at, row.proved_at) == (TUESDAY_MORNING, TUESDAY_MORNING)


@pytest.mark.parametrize("change", [{"address": "two"}, {"key_id": "new-key"}])
def test_a_new_address_or_key_takes_the_place_of_the_old(
    session, people, device, subscribe, prove, change
):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)

    assert subscribe("ann", phone_id, **change, now=LATER)

    old, new = rows(session)
    assert (old.why_ended, old.sealed, old.endpoint_hash) == (End.REPLACED, "", None)
    assert (new.ended_at, new.proved_at) == (None, None)
    assert phones_of(session, people["ann"]) == []


def test_a_phone_that_changes_hands_is_the_new_persons_alone(
    session, people, device, subscribe, prove
):
    anns, carls = device("ann"), device("carl")
    subscribe("ann", anns)
    prove(anns)

    subscribe("carl", carls, now=LATER)
    prove(carls)

    assert phones_of(session, people["ann"]) == []
    assert len(phones_of(session, people["carl"])) == 1
    assert rows(session)[0].why_ended is End.REPLACED


def test_a_person_has_ten_at_most_and_the_oldest_gives_way(session, people, device, subscribe):
    for number in range(rules.MOST_PHONES + 1):
        moment = TUESDAY_MORNING + timedelta(minutes=number)
        subscribe("ann", device("ann"), f"address-{number}", now=moment)

    found = rows(session)
    assert [row.why_ended for row in found] == [End.REPLACED] + [None] * rules.MOST_PHONES


def silent(phone, now):
    return rules.is_silent(
        waits_since=phone.unshown_since, last_sign=phone.shown_at or phone.proved_at, now=now
    )


def test_what_is_taken_and_not_shown_for_a_day_is_silence(session, device, subscribe, prove):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)
    phone = queries.phone_on(session, phone_id)
    for hours in (1, 10, 20):
        actions.note_accepted(session, phone.id, now=TUESDAY_MORNING + timedelta(hours=hours))

    phone = queries.phone_on(session, phone_id)

    assert phone.unshown_since == LATER
    day = timedelta(hours=24)
    assert not silent(phone, LATER + day - timedelta(seconds=1))
    assert silent(phone, LATER + day)


def test_what_it_shows_ends_the_silence(session, device, subscribe, prove):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)
    phone = queries.phone_on(session, phone_id)
    actions.note_accepted(session, phone.id, now=TUESDAY_MORNING + timedelta(minutes=30))
    assert queries.phone_on(session, phone_id).unshown_since

    actions.note_shown(session, phone.id, now=LATER)

    phone = queries.phone_on(session, phone_id)
    assert (phone.shown_at, phone.unshown_since) == (LATER, None)
    assert not silent(phone, LATER + timedelta(days=30))
    assert silent(phone, LATER + timedelta(days=30, seconds=1))


def test_a_phone_that_tells_before_we_have_noted_it_is_not_silent(
    session, device, subscribe, prove
):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)
    phone = queries.phone_on(session, phone_id)
    actions.note_shown(session, phone.id, now=LATER)

    actions.note_accepted(session, phone.id, now=LATER)

    assert queries.phone_on(session, phone_id).unshown_since is None


@pytest.mark.parametrize("why", list(End))
def test_a_retired_phone_keeps_no_address(session, people, device, subscribe, prove, why):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    prove(phone_id)
    [phone] = phones_of(session, people["ann"])

    actions.retire(session, phone.id, why, now=LATER)
    session.commit()

    [row] = rows(session)
    assert (row.sealed, row.endpoint_hash, row.token_hash) == ("", None, None)
    assert (row.ended_at, row.why_ended) == (LATER, why)
    assert queries.phone(session, phone.id) is None


def test_what_has_ended_stays_ended(session, device, subscribe, prove):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    phone = queries.phone_on(session, phone_id)
    token = actions.ask(session, phone.id, now=TUESDAY_MORNING)
    actions.retire(session, phone.id, End.GONE, now=TUESDAY_MORNING)

    actions.note_returned(session, token, now=LATER)
    actions.note_accepted(session, phone.id, now=LATER)
    actions.note_shown(session, phone.id, now=LATER)
    actions.retire(session, phone.id, End.TURNED_OFF, now=LATER)
    session.commit()

    [row] = rows(session)
    assert (row.proved_at, row.accepted_at, row.shown_at) == (None, None, None)
    assert (row.ended_at, row.why_ended) == (TUESDAY_MORNING, End.GONE)


def test_nobody_turns_off_somebody_elses(session, people, device, subscribe):
    phone_id = device("ann")
    subscribe("ann", phone_id)
    phone = queries.phone_on(session, phone_id)

    assert not actions.turn_off(session, phone.id, person_id=people["carl"], now=LATER)
    assert not actions.turn_off(session, uuid.uuid4(), person_id=people["ann"], now=LATER)
    assert queries.phone(session, phone.id)
    assert actions.turn_off(session, phone.id, person_id=people["ann"], now=LATER)
    assert queries.phone(session, phone.id) is None


def test_a_service_that_refuses_is_shown_for_an_hour(session):
    actions.note_refused(session, APPLE, status=403, now=TUESDAY_MORNING)
    actions.note_refused(session, APPLE, status=401, now=LATER)
    actions.note_refused(session, APPLE, status=403, now=TUESDAY_MORNING)

    hour = timedelta(hours=1)
    assert queries.services_that_refuse(session, now=LATER) == [APPLE]
    assert queries.services_that_refuse(session, now=LATER + hour - timedelta(seconds=1)) == [APPLE]
    assert queries.services_that_refuse(session, now=LATER + hour) == []


def test_what_ended_long_ago_is_dropped(session, device, subscribe):
    gone, kept = device("ann"), device("ann")
    subscribe("ann", gone, "one")
    subscribe("ann", kept, "two")
    actions.forget_device(session, gone, now=TUESDAY_MORNING)
    month = timedelta(days=30)

    actions.forget_ended(session, now=TUESDAY_MORNING + month, keep=month)
    assert len(rows(session)) == 2
    actions.forget_ended(session, now=TUESDAY_MORNING + month + timedelta(seconds=1), keep=month)

    assert [row.device_id for row in rows(session)] == [kept]
