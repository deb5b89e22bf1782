"""Where this is in use, sharing or parts of it can be ended, also of what is shared already."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select, update

from app import create_app
from app.base.settings import SettingsError
from app.exchange.actions import FaultyFilesError
from app.people.models import Unit
from app.sharing.content import Deed, Part
from app.sharing.models import CareRelation
from app.sharing.rules import ALL
from tests.appointments.feed import PAGE, shown
from tests.conftest import SETTINGS
from tests.overview.read import words_on
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


@pytest.fixture
def clinic(tell):
    """Let Ann's clinic say what its patients cannot share."""
    return lambda *names: tell("ann", clinic={"not_shared": list(names)})


def test_what_a_unit_ends_is_gone_at_the_next_click_of_whoever_looks(
    browse, session, people, clinic
):
    share(session, people, *Part, does=tuple(Deed))
    rut = browse("rut")
    open_plan(session, people)
    assert rut.get("/contract").status_code == rut.get("/appointments").status_code == 200
    assert "/prepare" in rut.get("/").text

    clinic("plan", "story")

    assert rut.get("/contract").status_code == rut.get("/prepare").status_code == 404
    assert rut.press("/prepare/questions", **{"question-words": "Får hon?"}).status_code == 404
    assert rut.get("/appointments").status_code == 200
    page = rut.get("/").text
    assert "/prepare" not in page
    assert "Mottagningen does not" not in page

    clinic()
    assert rut.get("/contract").status_code == 200


@pytest.mark.parametrize("name", ["everything", "next-step"])
def test_when_a_unit_ends_everything_nobody_is_let_in_or_told(
    browse, session, people, clinic, name
):
    share(session, people, *Part, does=tuple(Deed))
    rut = browse("rut")
    open_plan(session, people)

    clinic(name)

    assert rut.get("/").location == "/helping"
    assert "Ann" not in rut.get("/helping").text
    assert rut.press(f"/helping/{people['ann']}").status_code == 404


@pytest.mark.usefixtures("in_english")
def test_ann_reads_what_her_clinic_has_ended_and_is_not_offered_it(browse, session, people, clinic):
    share(session, people, *Part, does=tuple(Deed))
    ann = browse("ann")

    clinic("story", "book")

    shares, form = words_on(ann.get("/sharing")), ann.get("/sharing/new").text
    assert "Mottagningen does not let this be shared here: What matters to you" in shares
    assert shares.count("What matters to you, and your goals") == 1
    for name in ("story", "book", "write"):
        assert f'value="{name}"' not in form
    said = {"who": "new", "called": "Eva", "relation": "friend", "sees": ["story"]}
    refused = ann.post("/sharing", data={**ann.keys(), **said})
    assert refused.status_code == 422
    assert "This cannot be shared." in refused.text


@pytest.mark.usefixtures("in_english")
def test_ann_and_her_staff_are_told_when_nothing_can_be_shared(browse, people, clinic):
    ann, sam = browse("ann"), browse("staff:sam")
    staff_pages = f"/care/patients/{people['ann']}/sharing"

    clinic("everything")

    told = "Mottagningen does not let plans be shared here."
    assert told in words_on(ann.get("/sharing"))
    assert told in words_on(sam.get(staff_pages))
    assert ann.get("/sharing/new").status_code == 404
    assert sam.get(f"{staff_pages}/oral").status_code == 404
    assert sam.press(f"{staff_pages}/oral").status_code == 404


def test_what_another_unit_says_is_for_its_own_patients(browse, session, people):
    share(session, people, *Part)
    other = session.exec(select(Unit).where(Unit.key == "other")).one()
    other.not_shared = ["everything"]
    session.commit()
    rut = browse("rut")
    open_plan(session, people)

    assert rut.get("/contract").status_code == 200


def test_a_unit_whose_care_has_ended_decides_nothing(browse, session, people, clinic):
    share(session, people, *Part)
    clinic("everything")
    session.exec(update(CareRelation).values(ends_on=date(2026, 11, 23)))
    session.commit()
    rut = browse("rut")
    open_plan(session, people)

    assert rut.get("/contract").status_code == 200


def test_a_calendar_follows_what_a_unit_ends(browse, app, session, people, clinic):
    share(session, people, Part.TIMES)
    rut = browse("rut")
    open_plan(session, people)
    path = shown(rut.get(rut.press(PAGE, says="all").location))
    reader = app.test_client(use_cookies=False)
    assert reader.get(path).status_code == 200

    clinic("times")

    assert reader.get(path).status_code == 404


def test_a_name_that_nothing_has_is_told_with_its_place(tell):
    with pytest.raises(FaultyFilesError) as found:
        tell("ann", clinic={"not_shared": ["times", "stori"]})

    told = str(found.value.faults[0])
    assert "units.clinic.not_shared.2" in told
    assert "there is no 'stori' to share" in told
    assert "story" in told
