"""In the demo anybody can be anyone, and nowhere else can anybody be anyone."""

import json
import re
import time
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner
from sqlmodel import col, func, select

from app import create_app
from app.appointments.models import Offer, OfferedSlot
from app.base.installation import Installation
from app.demo import actions, links, queries
from app.demo.queries import Group
from app.follow_up.figures_models import UnitFigure
from app.people.models import Person
from tests.conftest import SETTINGS, TUESDAY_MORNING

ONE_DAY = 24 * 60 * 60


@pytest.fixture
def run(app):
    """Return what a demo command answers: how it ended, and what it printed."""

    def command(*options):
        answer = app.test_cli_runner().invoke(args=["demo", *options])
        return answer.exit_code, answer.output

    return command


@pytest.fixture
def in_production(engine):
    """The same application on the same database, in production."""
    app = create_app(replace(SETTINGS, mode="production"))
    app.extensions["engine"].dispose()
    app.extensions["engine"] = engine
    return app


def number_of_people(session):
    return session.exec(select(func.count(col(Person.id)))).one()


def test_the_demo_is_loaded_once_and_everybody_in_it_has_a_link(run, session):
    code, said = run("load", "--if-empty")
    inhabitants = number_of_people(session)
    linked = json.loads(run("links")[1])

    assert code == 0
    assert re.fullmatch(r"\d+ change\(s\)\.\n", said)
    assert inhabitants > 20
    assert len(linked) == inhabitants
    assert "sten" in linked
    assert run("load") == (0, "There are people here already; nothing was loaded.\n")
    assert number_of_people(session) == inhabitants


def test_everybody_in_the_demo_can_be_become_and_sees_a_page(app, session):
    assert actions.load(session, now=TUESDAY_MORNING) > 0
    assert actions.load(session, now=TUESDAY_MORNING) == 0
    session.commit()

    for one in queries.everybody(session):
        browser = app.test_client()
        became = browser.press(f"/demo/people/{one.id}")
        assert (became.status_code, became.location) == (303, "/")
        page = browser.get("/", follow_redirects=True)
        assert page.status_code == 200, one.key
        assert one.name in page.text


def test_where_somebody_is_nothing_is_loaded_when_that_is_asked(run, session, people):
    before = number_of_people(session)

    assert run("load", "--if-empty") == (0, "There are people here already; nothing was loaded.\n")
    assert number_of_people(session) == before


def test_a_database_that_was_made_for_real_people_gets_no_demo(run, app, session, people):
    session.exec(select(Installation)).one().mode = "production"
    session.commit()
    before = number_of_people(session)

    for command in ("load", "links"):
        code, said = run(command)
        assert code == 1
        assert "This database was not made for the demo" in said

    assert number_of_people(session) == before
    assert app.test_client().get("/demo").status_code == 404
    assert app.test_client().press(f"/demo/people/{people['ann']}").status_code == 404
    token = links.token_for(people["ann"], secret_key=SETTINGS.secret_key)
    assert app.test_client().get(f"/demo/links/{token}").status_code == 404


def test_in_production_there_is_no_demo(in_production, session, people):
    runner, browser = in_production.test_cli_runner(), in_production.test_client()

    for command in ("load", "links"):
        answer = runner.invoke(args=["demo", command])
        assert answer.exit_code == 1
        assert "There is no demo in production" in answer.output

    assert browser.get("/demo").status_code == 404
    token = links.token_for(people["ann"], secret_key=SETTINGS.secret_key)
    assert browser.get(f"/demo/links/{token}").status_code == 404


@pytest.mark.parametrize("weeks", [0, 1, 52])
def test_the_examples_lie_around_today_on_the_same_weekdays(session, weeks):
    moved = actions._move(TUESDAY_MORNING + timedelta(weeks=weeks))

    assert moved == timedelta(weeks=weeks)
    assert actions._move(TUESDAY_MORNING + timedelta(weeks=weeks, days=3)) == moved
    assert actions._move(TUESDAY_MORNING + timedelta(weeks=weeks, days=4)) == moved + timedelta(7)


def test_everybody_is_named_once_in_their_group(session, people):
    everybody = {one.key: one.group for one in queries.everybody(session)}

    assert everybody == {
        "ann": Group.PATIENTS,
        "carl": Group.PATIENTS,
        "rut": Group.CLOSE,
        "staff:sam": Group.STAFF,
        "staff:tora": Group.STAFF,
        "staff:stella": Group.STAFF,
    }


def test_one_comes_back_to_the_page_one_wanted(app, people):
    browser = app.test_client()

    page = browser.get("/demo?next=/contract").text

    assert 'name="back" value="/contract"' in page
    assert browser.press(f"/demo/people/{people['ann']}", back="/contract").location == "/contract"
    assert browser.press(f"/demo/people/{people['ann']}", back="//evil.example.com").location == "/"


def test_links_are_printed_for_everybody(run, people):
    code, printed = run("links")

    found = json.loads(printed)
    assert code == 0
    assert {name.removeprefix("tests:") for name in found} == set(people)
    assert all(link.startswith("http://localhost/demo/links/") for link in found.values())


def test_a_link_signs_in_once(app, run, people):
    address = json.loads(run("links")[1])["tests:ann"].removeprefix("http://localhost")

    first, second = app.test_client(), app.test_client()
    opened, again = first.get(address), second.get(address)

    assert (opened.status_code, opened.location) == (303, "/")
    assert "Visit to Sam" in first.get("/").text
    assert again.status_code == 404
    assert second.get("/").status_code == 303


def test_two_links_of_one_person_are_two_links(run, people):
    first, second = (json.loads(run("links")[1])["tests:ann"] for _ in range(2))

    assert first != second


@pytest.fixture
def token_of_age(monkeypatch):
    """Return a link's token that was made so many seconds ago."""

    def made(person_id, seconds):
        then = int(time.time()) - seconds
        with monkeypatch.context() as earlier:
            earlier.setattr(TimestampSigner, "get_timestamp", lambda _signer: then)
            return links.token_for(person_id, secret_key=SETTINGS.secret_key)

    return made


def test_a_link_is_good_for_a_day(one_app, token_of_age):
    ann = uuid.uuid4()
    fresh, old = (token_of_age(ann, seconds) for seconds in (ONE_DAY - 60, ONE_DAY + 1))

    person_id, _number = links.read(fresh, secret_key=SETTINGS.secret_key)

    assert person_id == ann
    assert links.read(old, secret_key=SETTINGS.secret_key) is None


@pytest.mark.parametrize("token", ["", "x", "x.y.z", "a" * 500])
def test_a_link_that_is_not_ours_leads_nowhere(token):
    ours = links.token_for(uuid.uuid4(), secret_key=SETTINGS.secret_key)

    assert links.read(token, secret_key=SETTINGS.secret_key) is None
    assert links.read(ours[:-1], secret_key=SETTINGS.secret_key) is None
    assert links.read(ours, secret_key="another secret") is None


def test_a_link_to_nobody_can_be_tried_again_when_somebody_is_there(app, session, people):
    stranger = uuid.uuid4()
    token = links.token_for(stranger, secret_key=SETTINGS.secret_key)
    assert app.test_client().get(f"/demo/links/{token}").status_code == 404

    session.add(Person(id=stranger, source="tests", key="new", given_name="Ny"))
    session.commit()

    assert app.test_client().get(f"/demo/links/{token}").status_code == 303


def test_a_unit_of_the_demo_has_figures_to_look_at(session):
    actions.load(session, now=TUESDAY_MORNING)

    shown = session.exec(select(UnitFigure)).all()

    assert {one.month.month for one in shown} == set(range(1, 13)) - {1, 6}
    assert {one.few for one in shown} == {None, "others"}
    assert any(one.yes for one in shown)


def test_a_patient_of_the_demo_has_an_offer_to_answer_also_when_it_is_loaded_again(session):
    actions.load(session, now=TUESDAY_MORNING)
    (first,) = session.exec(select(Offer)).all()
    assert session.exec(select(func.count()).select_from(OfferedSlot)).one() == 3

    actions.load(session, now=TUESDAY_MORNING + timedelta(hours=1))
    assert session.exec(select(Offer)).all() == [first]

    actions.load(session, now=first.until + timedelta(hours=1))
    assert len(session.exec(select(Offer)).all()) == 2
