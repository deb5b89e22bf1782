"""A line in the log says that a page was answered, and never who asked or what about."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from app import create_app
from app.appointments.models import Appointment
from tests.conftest import SETTINGS

ANNS_SECRET = "195902262806 Att kunna cykla igen"


@pytest.fixture
def broken_app(engine):
    """Return an application with a page that breaks over what Ann wrote."""
    made = []

    def broken(mode):
        app = create_app(replace(SETTINGS, mode=mode))
        app.extensions["engine"].dispose()
        app.extensions["engine"] = engine

        @app.get("/broken")
        def break_down():
            raise ValueError(ANNS_SECRET)

        made.append(app)
        return app

    return broken


def test_an_answered_page_is_one_line_without_its_address(browse, session, people, lines):
    visit = session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    browser = browse("ann")
    lines.clear()

    browser.get(f"/appointments/{visit}?from=ann")

    (line,) = lines
    told = json.loads(line)
    assert set(told) == {"at", "level", "message", "request", "method", "page", "status", "ms"}
    assert told["page"] == "appointments.show"
    assert (told["method"], told["status"]) == ("GET", 200)
    assert str(visit) not in line
    assert str(people["ann"]) not in line


def test_an_address_that_does_not_exist_is_not_repeated(app, lines):
    app.test_client().get("/195902262806")

    (line,) = lines
    assert json.loads(line)["page"] is None
    assert "195902262806" not in line


def test_files_leave_no_line(app, lines):
    with app.test_client().get(f"{app.static_url_path}/icons/icon.svg") as response:
        assert response.status_code == 200

    assert lines == []


def test_what_breaks_in_production_is_told_by_its_place_and_not_its_words(broken_app, lines):
    response = broken_app("production").test_client().get("/broken")

    assert response.status_code == 500
    told = json.loads(lines[0])
    assert (told["level"], told["message"], told["kind"]) == (
        "ERROR",
        "unexpected",
        "ValueError",
    )
    assert told["places"][-1].startswith(__file__)
    assert "exc_info" not in told
    assert not any(word in line for line in lines for word in ANNS_SECRET.split())


def test_what_breaks_in_a_demo_is_told_in_full(broken_app, lines):
    broken_app("demo").test_client().get("/broken")

    assert ANNS_SECRET in json.loads(lines[0])["exc_info"]
