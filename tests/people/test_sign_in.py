"""Who is signed in, for how long, and what a copied cookie opens: nothing."""

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app import create_app
from app.journal.models import Happening, JournalEntry, Role
from app.people import actions, sign_in
from app.people.models import SignInSession
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.pages import CSRF

COOKIE = "next-step"
IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
A_SECOND = timedelta(seconds=1)


def reference_in(browser):
    with browser.session_transaction() as cookie:
        return cookie["_user_id"]


def asks_to_sign_in(response):
    return response.status_code == 303 and response.location.startswith("/sign-in")


def test_a_person_is_let_in_and_out_again(browse):
    browser = browse("ann")
    assert browser.get("/").status_code == 200

    out = browser.press("/sign-out")

    assert (out.status_code, out.location) == (303, "/sign-in")
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert asks_to_sign_in(browser.get("/"))


def test_the_cookie_of_an_ended_sign_in_opens_nothing(app, browse):
    browser = browse("ann")
    copied = browser.get_cookie(COOKIE).value
    browser.press("/sign-out")
    thief = app.test_client()
    thief.set_cookie(COOKIE, copied)

    assert asks_to_sign_in(thief.get("/"))
    assert asks_to_sign_in(thief.get("/contract"))
    assert "Ann" not in thief.get("/about").text


def test_a_new_sign_in_on_the_same_browser_ends_the_old_one(app, browse, people):
    browser = browse("ann")
    anns = browser.get_cookie(COOKIE).value

    browser.press(f"/demo/people/{people['carl']}")

    copy = app.test_client()
    copy.set_cookie(COOKIE, anns)
    assert asks_to_sign_in(copy.get("/"))
    assert "Carl" in browser.get("/").text


def test_every_sign_in_has_a_reference_of_its_own_and_only_its_hash_is_kept(browse, session):
    references = [reference_in(browse("ann")) for _ in range(3)]

    kept = session.exec(select(SignInSession)).all()

    assert len(set(references)) == 3
    assert {row.reference_hash for row in kept} == {
        hashlib.sha256(reference.encode()).hexdigest() for reference in references
    }
    assert not any(reference in str(dict(row)) for row in kept for reference in references)


def test_a_reference_that_nobody_was_given_opens_nothing(app, browse):
    browser = browse("ann")
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = actions.hash_of(cookie["_user_id"])

    assert asks_to_sign_in(browser.get("/"))


@pytest.mark.parametrize(
    ("idle", "ended"),
    [
        pytest.param(IDLE, False, id="just in time"),
        pytest.param(IDLE + A_SECOND, True, id="a second too late"),
    ],
)
def test_a_sign_in_ends_when_it_is_not_used(browse, now, idle, ended):
    browser = browse("ann")

    now(TUESDAY_MORNING + idle)

    assert asks_to_sign_in(browser.get("/contract")) is ended


def test_using_it_keeps_a_sign_in_alive(browse, now):
    browser = browse("ann")

    for minutes in (14, 28, 42):
        now(TUESDAY_MORNING + timedelta(minutes=minutes))
        assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("used_for", "ended"),
    [
        pytest.param(LONGEST, False, id="just in time"),
        pytest.param(LONGEST + A_SECOND, True, id="a second too late"),
    ],
)
def test_a_sign_in_ends_after_some_hours_however_much_it_is_used(
    browse, session, now, used_for, ended
):
    browser = browse("ann")
    row = session.exec(select(SignInSession)).one()
    row.seen_at = TUESDAY_MORNING + used_for
    session.commit()

    now(TUESDAY_MORNING + used_for)

    assert asks_to_sign_in(browser.get("/contract")) is ended


@pytest.mark.parametrize(
    ("later", "noted"),
    [
        pytest.param(timedelta(seconds=60), False, id="within a minute"),
        pytest.param(timedelta(seconds=61), True, id="after a minute"),
    ],
)
def test_being_seen_is_noted_once_a_minute(browse, session, now, later, noted):
    browser = browse("ann")

    now(TUESDAY_MORNING + later)
    browser.get("/")

    seen_at = session.exec(select(SignInSession.seen_at)).one()
    assert seen_at == (TUESDAY_MORNING + later if noted else TUESDAY_MORNING)


def test_signing_in_and_out_are_in_the_journal(browse, session, people):
    browse("ann").press("/sign-out")

    rows = session.exec(
        select(JournalEntry)
        .where(JournalEntry.actor_id == people["ann"])
        .order_by(col(JournalEntry.number))
    ).all()
    assert [row.happening for row in rows] == [Happening.SIGNED_IN, Happening.SIGNED_OUT]
    assert {row.role for row in rows} == {Role.NOBODY.value}


def test_who_is_not_signed_in_can_press_sign_out(app, session, people):
    out = app.test_client().press("/sign-out")

    assert (out.status_code, out.location) == (303, "/sign-in")


def test_who_is_signed_in_already_goes_to_the_first_page(browse):
    response = browse("ann").get("/sign-in")

    assert (response.status_code, response.location) == (303, "/")


def test_who_wanted_a_page_is_asked_with_the_way_back(app):
    response = app.test_client().get("/contract")

    assert (response.status_code, response.location) == (303, "/sign-in?next=/contract")


def test_the_way_back_is_never_said_of_the_first_page_or_of_a_form(app):
    browser = app.test_client()

    assert browser.get("/").location == "/sign-in"
    assert browser.press("/requests", kind="contract").location == "/sign-in"


def test_all_ways_to_sign_in_stand_on_one_page_with_whom_to_call(app):
    page = app.test_client().get("/sign-in?next=/contract", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert 'action="/passkeys/sign-in"' in page.text
    assert 'action="/activate"' in page.text
    assert 'href="/sign-in/number?next=/contract"' in page.text
    assert 'href="/demo?next=/contract"' in page.text
    assert 'href="tel:1177"' in page.text


def test_in_production_nobody_is_offered_to_be_somebody_else(engine):
    app = create_app(replace(SETTINGS, mode="production", support_phone="031-390 06 60"))
    app.extensions["engine"].dispose()
    app.extensions["engine"] = engine

    page = app.test_client().get("/sign-in", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert "Sign in" in page.text
    assert "/demo" not in page.text
    assert 'href="tel:+46313900660"' in page.text


def test_the_cookie_is_for_our_site_and_not_for_scripts(app, people):
    browser = app.test_client()

    signed_in = browser.press(f"/demo/people/{people['ann']}")

    (told,) = [line for line in signed_in.headers.getlist("Set-Cookie") if line.startswith(COOKIE)]
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told
    assert "Path=/" in told
    assert "Expires" not in told
    assert "Domain" not in told


@pytest.mark.parametrize(
    "path", ["/", "/contract", "/contract/paper", "/appointments/0b0f-1_å", "/a//b"]
)
def test_a_form_may_lead_back_to_a_path_of_ours(one_app, path):
    with one_app.test_request_context():
        assert sign_in.own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "contract",
        "//evil.example.com",
        "/\\evil.example.com",
        "\\\\evil.example.com",
        "https://evil.example.com",
        "/\t/evil.example.com",
        "/contract\n",
        "/contract?next=//evil.example.com",
        "/%2f/evil.example.com",
        "javascript:alert(1)",
        " /contract",
    ],
)
def test_a_form_never_leads_anywhere_else(one_app, path):
    with one_app.test_request_context():
        assert sign_in.own_path(path) == "/"


def test_nobody_with_that_number_is_nobody(app):
    assert app.test_client().press(f"/demo/people/{uuid.uuid4()}").status_code == 404


def test_a_form_drawn_before_signing_in_does_not_work_after(app, people):
    browser = app.test_client()
    before = CSRF.search(browser.get("/about").text).group(1)
    browser.press(f"/demo/people/{people['ann']}")

    refused = browser.post("/sign-out", data={"csrf_token": before, "once": str(uuid.uuid4())})

    assert refused.status_code == 400


def test_a_form_pressed_again_after_it_changed_who_is_asking_leads_to_the_same_page(app, people):
    browser = app.test_client()
    browser.press(f"/demo/people/{people['ann']}")
    drawn = {
        "csrf_token": CSRF.search(browser.get("/about").text).group(1),
        "once": str(uuid.uuid4()),
    }

    first, again = (browser.post("/sign-out", data=drawn) for _press in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location


def test_where_nothing_works_it_is_said_whom_to_call(one_app, app, people):
    production = create_app(replace(SETTINGS, mode="production"))
    production.extensions["engine"].dispose()
    production.extensions["engine"] = app.extensions["engine"]

    page = production.test_client().get("/sign-in", headers={"Accept-Language": "en"}).text

    assert "Does it not work?" in page
    assert "/sign-in/with/" not in page
    assert "/demo" not in page
    assert 'href="tel:1177"' in page
