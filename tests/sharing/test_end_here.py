"""Where this is in use, sharing or parts of it can be ended, also of what is shared already."""

from dataclasses import replace

import pytest

from app import create_app
from app.base.settings import SettingsError
from app.sharing.content import Deed, Part
from app.sharing.rules import ALL
from tests.conftest import SETTINGS
from tests.sharing.shared import open_plan, share


def shareable(*not_shared):
    return create_app(replace(SETTINGS, not_shared=not_shared)).config["SHARING"]


@pytest.fixture
def only(app, monkeypatch):
    """Let nothing but this be shared from now on."""
    return lambda *allowed: monkeypatch.setitem(app.config, "SHARING", frozenset(allowed))


def test_all_can_be_shared_when_nothing_is_said():
    assert shareable() == ALL


def test_what_is_named_cannot_be_shared():
    assert shareable("story", "book") == ALL - {Part.STORY, Deed.BOOK}
    assert shareable("everything") == frozenset()


def test_an_unknown_name_stops_the_start_and_is_told():
    with pytest.raises(SettingsError, match="NOT_SHARED names gossip times,story"):
        shareable("gossip", "times,story")


def test_what_is_shared_already_is_narrowed_at_once(browse, session, people, only):
    share(session, people, *Part)
    rut = browse("rut")
    open_plan(session, people)
    assert rut.get("/contract").status_code == rut.get("/appointments").status_code == 200

    only(Part.NEXT_STEP, Part.TIMES)

    assert rut.get("/contract").status_code == 404
    assert rut.get("/appointments").status_code == 200


def test_when_nothing_can_be_shared_nothing_is_and_it_is_said(browse, session, people, only):
    share(session, people, *Part)
    rut, ann = browse("rut"), browse("ann")
    open_plan(session, people)

    only()

    assert rut.get("/").location == "/helping"
    assert rut.press(f"/helping/{people['ann']}").status_code == 404
    assert "Open Ann" not in rut.get("/helping").text
    assert ann.get("/sharing/new").status_code == 404
    assert "plans cannot be shared here" in ann.get("/sharing").text


def test_what_cannot_be_shared_is_not_offered(browse, only):
    only(Part.NEXT_STEP, Part.TIMES)

    page = browse("ann").get("/sharing/new").text

    assert 'value="times"' in page
    assert 'value="story"' not in page
    assert 'value="book"' not in page
