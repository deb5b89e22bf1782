"""Somebody turns on reminders on their own phone, sees that they arrive, and turns them off."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from app.push import sealing
from app.push.content import End, Reached
from app.push.models import PushRefusal, PushSubscription
from app.push.vapid import Vapid, new_key
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.push.conftest import show, tell
from tests.push.proved import phones_of
from tests.push.test_take_addresses import HOSTILE, new_keys
from tests.servers.push_service import answers

pytestmark = pytest.mark.usefixtures("in_english")

PAGE = "/settings/reminders/phone"


def rows(session):
    session.expire_all()
    return session.exec(select(PushSubscription).order_by(PushSubscription.made_at)).all()


def words(page):
    return " ".join(page.text.split())


def test_the_page_shows_the_very_words_before_anything_is_asked(on_own_phone, at_service):
    page = words(on_own_phone("ann").get(PAGE))

    assert "Nästa steg</strong> <br> There is something for you" in page
    assert "Nästa steg</strong> <br> Wednesday 25 November 14:00" in page
    assert "Add to Home Screen" in page
    assert 'data-subscribe="/push/subscriptions"' in page


def test_on_a_borrowed_phone_it_says_why_not(browse, at_service, session):
    browser = browse("ann")
    browser.press("/own-phone", answer="no", back="/")

    page = words(browser.get(PAGE))
    refused = tell(browser, "/push/subscriptions", {})

    assert "Not on a phone you have borrowed" in page
    assert "data-subscribe" not in page
    assert (refused.status_code, refused.get_json()) == (403, {"fault": "borrowed"})
    assert rows(session) == []


def test_who_has_not_said_whose_phone_it_is_says_so_first(browse, at_service):
    page = words(browse("ann").get(PAGE))

    assert "Say whose it is" in page
    assert "data-subscribe" not in page


def test_without_a_key_it_says_that_it_is_not_possible(on_own_phone, app, monkeypatch):
    monkeypatch.setitem(app.config, "VAPID", None)
    browser = on_own_phone("ann")

    assert "has not made it possible" in words(browser.get(PAGE))
    assert tell(browser, "/push/subscriptions", {}).status_code == 404
    assert browser.get("/push/state").get_json() == {"wanted": False, "proved": False, "off": False}


def test_a_phone_counts_when_it_has_shown_what_was_pushed_at_once(
    app, on_own_phone, turn_on, at_service, session, people
):
    ann = on_own_phone("ann")
    turn_on(ann)

    [pushed] = at_service.pushed
    assert phones_of(session, people["ann"]) == []
    said = pushed.said()["notification"]
    assert (said["title"], said["body"]) == ("Nästa steg", "There is something for you")

    assert show(app.test_client(), pushed).status_code == 204
    [phone] = phones_of(session, people["ann"])
    assert (phone.proved_at, phone.accepted_at) == (TUESDAY_MORNING, TUESDAY_MORNING)
    assert "A reminder last arrived" in words(ann.get(PAGE))


def test_each_start_is_told_what_is_known(on_own_phone, turn_on, at_service, vapid, app):
    ann = on_own_phone("ann")
    before = ann.get("/push/state").get_json()
    assert (before["wanted"], before["proved"], before["off"]) == (False, False, False)
    assert before["key"] == vapid.public_key

    browser = turn_on(ann)
    unproved = ann.get("/push/state").get_json()
    show(app.test_client(), at_service.pushed[0])
    proved = ann.get("/push/state").get_json()

    assert (unproved["wanted"], unproved["proved"]) == (True, False)
    assert (proved["wanted"], proved["proved"]) == (True, True)
    assert browser.endpoint not in json.dumps(proved)
    assert len(proved["address"]) == 64
    tell(ann, "/push/subscriptions", browser.subscription())
    assert len(at_service.pushed) == 1


def test_a_start_asks_again_when_what_was_pushed_has_not_been_shown(
    on_own_phone, turn_on, at_service, now
):
    ann = on_own_phone("ann")
    browser = turn_on(ann)
    for seconds, pushed in ((0, 1), (119, 1), (120, 2)):
        now(TUESDAY_MORNING + timedelta(seconds=seconds))
        turn_on(ann, browser)
        assert len(at_service.pushed) == pushed


def test_with_a_new_key_the_phone_has_to_subscribe_anew(
    on_own_phone, turn_on, at_service, app, monkeypatch
):
    ann = on_own_phone("ann")
    turn_on(ann)
    show(app.test_client(), at_service.pushed[0])
    new = Vapid(new_key(), SETTINGS.vapid_subject)

    monkeypatch.setitem(app.config, "VAPID", new)

    state = ann.get("/push/state").get_json()
    assert (state["wanted"], state["proved"], state["key"]) == (True, False, new.public_key)
    assert "Open Nästa steg on this phone once" in words(ann.get(PAGE))


def test_with_a_new_secret_key_the_phone_has_to_tell_again_where_it_is(
    on_own_phone, turn_on, at_service, app, session
):
    ann = on_own_phone("ann")
    turn_on(ann)
    show(app.test_client(), at_service.pushed[0])
    before = ann.get("/push/state").get_json()["proved"]
    [row] = rows(session)

    row.sealed = sealing.close(
        Reached("", "", ""), secret_key="the secret key that was used before this one"
    )
    session.add(row)
    session.commit()

    state = ann.get("/push/state").get_json()
    assert (before, state["wanted"], state["proved"]) == (True, True, False)


def test_nobody_signed_in_is_told_nothing(app, people, at_service, sees):
    told = {"wanted": False, "proved": False, "off": False}

    assert app.test_client().get("/push/state").get_json() == told
    assert sees("staff:sam", "ann").get("/push/state").get_json() == told


def test_a_test_is_pushed_and_its_way_is_shown(
    app, on_own_phone, turn_on, at_service, session, now
):
    ann = on_own_phone("ann")
    turn_on(ann)
    show(app.test_client(), at_service.pushed[0])
    [row] = rows(session)
    now(TUESDAY_MORNING + timedelta(minutes=10))

    pressed = ann.press(f"{PAGE}/{row.id}/test")

    assert (pressed.status_code, pressed.location) == (303, PAGE)
    assert "A test was sent today at 09:40, and has not been shown yet" in words(ann.get(PAGE))
    now(TUESDAY_MORNING + timedelta(minutes=11))
    show(app.test_client(), at_service.pushed[1])
    page = words(ann.get(PAGE))
    assert "A reminder last arrived today at 09:41" in page
    assert "A test was sent" not in page


def test_a_test_that_could_not_be_sent_says_so(
    app, on_own_phone, turn_on, at_service, session, now
):
    ann = on_own_phone("ann")
    turn_on(ann)
    show(app.test_client(), at_service.pushed[0])
    now(TUESDAY_MORNING + timedelta(minutes=10))
    at_service.fault = lambda: answers(503)

    ann.press(f"{PAGE}/{rows(session)[0].id}/test")

    assert "The test could not be sent just now" in words(ann.get(PAGE))


def test_a_phone_that_is_gone_says_so_and_wishes_to_come_back(
    on_own_phone, turn_on, at_service, session
):
    ann = on_own_phone("ann")
    browser = turn_on(ann)
    at_service.expire(browser)

    ann.press(f"{PAGE}/{rows(session)[0].id}/test")

    [row] = rows(session)
    assert (row.why_ended, row.sealed) == (End.GONE, "")
    assert "says that Nästa steg is not there any more" in words(ann.get(PAGE))
    assert ann.get("/push/state").get_json()["wanted"]


def test_a_refusal_is_kept_for_the_operator_and_the_phone_stays(
    on_own_phone, turn_on, at_service, session
):
    at_service.fault = lambda: answers(403)

    turn_on(on_own_phone("ann"))

    refused = session.exec(select(PushRefusal)).one()
    assert (refused.origin, refused.status) == (at_service.origin, 403)
    assert rows(session)[0].ended_at is None


def test_turned_off_is_off_and_the_browser_is_told_to_unsubscribe(on_own_phone, turn_on, session):
    ann = on_own_phone("ann")
    turn_on(ann)

    pressed = ann.press(f"{PAGE}/{rows(session)[0].id}/off")

    assert pressed.location == PAGE
    assert rows(session)[0].why_ended is End.TURNED_OFF
    state = ann.get("/push/state").get_json()
    assert (state["wanted"], state["off"]) == (False, True)
    assert "You turned them off" in words(ann.get(PAGE))


def test_a_phone_that_says_no_is_noted_and_shown(on_own_phone, turn_on, session):
    ann = on_own_phone("ann")
    turn_on(ann)

    assert tell(ann, "/push/refused", {}).status_code == 204

    assert rows(session)[0].why_ended is End.REFUSED
    assert not ann.get("/push/state").get_json()["wanted"]
    assert "The phone says no to notices" in words(ann.get(PAGE))


def test_nobody_sees_tests_or_turns_off_anothers(on_own_phone, turn_on, at_service, session):
    turn_on(on_own_phone("ann"))
    carl, anns = on_own_phone("carl"), rows(session)[0].id

    for what in ("test", "off"):
        assert carl.press(f"{PAGE}/{anns}/{what}").status_code == 404
    assert str(anns) not in carl.get(PAGE).text
    assert len(at_service.pushed) == 1


def test_another_person_on_the_same_browser_takes_it_over(
    app, on_own_phone, turn_on, at_service, session, people
):
    browser = turn_on(on_own_phone("ann"))
    show(app.test_client(), at_service.pushed[0])

    turn_on(on_own_phone("carl"), browser)
    show(app.test_client(), at_service.pushed[1])

    assert phones_of(session, people["ann"]) == []
    assert len(phones_of(session, people["carl"])) == 1


@pytest.mark.parametrize(
    "leave",
    [
        lambda browser: browser.press("/forget-phone"),
        lambda browser: browser.press("/own-phone", answer="no", back="/"),
    ],
    ids=["forgotten", "borrowed"],
)
def test_the_address_goes_with_the_device(on_own_phone, turn_on, session, leave):
    ann = on_own_phone("ann")
    turn_on(ann)

    leave(ann)

    [row] = rows(session)
    assert (row.sealed, row.endpoint_hash, row.why_ended) == ("", None, End.TURNED_OFF)


def test_a_device_that_is_ended_from_another_is_pushed_nothing(on_own_phone, turn_on, session):
    turn_on(on_own_phone("ann"))
    device_id = rows(session)[0].device_id

    on_own_phone("ann").press(f"/devices/{device_id}/end")

    assert rows(session)[0].sealed == ""


def test_all_others_are_ended_and_this_one_stays(on_own_phone, turn_on, session):
    turn_on(on_own_phone("ann"))
    here = on_own_phone("ann")
    turn_on(here)

    here.press("/devices/end-others")

    assert [bool(row.sealed) for row in rows(session)] in ([False, True], [True, False])


def test_after_signing_out_what_says_nothing_still_comes(
    app, on_own_phone, turn_on, at_service, session, people
):
    ann = on_own_phone("ann")
    turn_on(ann)
    show(app.test_client(), at_service.pushed[0])

    ann.press("/sign-out")

    assert len(phones_of(session, people["ann"])) == 1


def test_hostile_addresses_get_a_clear_answer_and_are_not_kept(on_own_phone, at_service, session):
    ann = on_own_phone("ann")
    for endpoint in (*HOSTILE, f"{at_service.origin}@evil.example/a", at_service.origin):
        answer = tell(ann, "/push/subscriptions", {"endpoint": endpoint, "keys": new_keys()})
        assert (answer.status_code, answer.get_json()) == (422, {"fault": "address"}), endpoint

    assert rows(session) == []
    assert at_service.connections == 0


@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"[" * 60_000, b"\xff\xfe", b"null", b'{"endpoint":"\\ud800","keys":{}}', b"1e999"],
    ids=range(7),
)
def test_what_is_no_json_is_unreadable(on_own_phone, at_service, sent):
    ann = on_own_phone("ann")
    headers = {"X-CSRFToken": ann.keys()["csrf_token"], "Content-Type": "application/json"}

    answer = ann.post("/push/subscriptions", data=sent, headers=headers)

    assert (answer.status_code, answer.get_json()) == (422, {"fault": "unreadable"})


def test_it_has_to_come_from_our_own_page(on_own_phone, at_service, session, vapid):
    ann = on_own_phone("ann")
    said = at_service.subscribe(vapid.public_key).subscription()

    assert ann.post("/push/subscriptions", json=said).status_code == 400
    assert rows(session) == []


@pytest.mark.parametrize("what", ["shown", "opened"])
def test_whatever_token_is_told_nothing_is_said_of_it(app, people, what):
    for token in ("x", "not-a-token", "a" * 2000):
        assert app.test_client().post(f"/push/{token}/{what}").status_code == 204


def test_no_line_and_no_push_tells_whose_it_is(
    app, on_own_phone, turn_on, at_service, lines, people
):
    browser = turn_on(on_own_phone("ann"))
    token = at_service.pushed[0].said()["notification"]["navigate"]
    show(app.test_client(), at_service.pushed[0])

    written = "".join(lines)
    assert lines
    for word in ("Ann", "Exempelsson", str(people["ann"]), browser.endpoint, token):
        assert word not in written
        assert word == token or word not in at_service.pushed[0].message.decode()
