"""What the patient chooses: own activities, pauses, and saying that something is too much."""

import uuid
from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import DayPart
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care.models import Pause, Routine
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on

TUESDAY = date(2026, 11, 24)
SING = {"what": "Sjunger i kören", "how": "weekdays", "weekdays": "2", "notes": "nothing"}


@pytest.fixture
def own(session, people):
    """Return what Ann has added herself."""

    def found():
        session.expire_all()
        mine = select(Routine).where(Routine.patient_id == people["ann"], Routine.source == "own")
        return session.exec(mine).all()

    return found


@pytest.fixture
def paused(session):
    def found():
        session.expire_all()
        return session.exec(select(Pause)).all()

    return found


def test_an_own_activity_is_added_in_the_patients_words(browse, own):
    ann = browse("ann")

    added = ann.press(
        "/self-care/routines", **SING, can="Med rollatorn", wants="För att det är roligt"
    )

    (kept,) = own()
    assert added.location == f"/self-care#routine-{kept.id}"
    assert kept.kind is SelfCareKind.OWN_ACTIVITY
    assert kept.what.as_json() == {"en": "Sjunger i kören"}
    assert kept.schedule.rule == "FREQ=WEEKLY;BYDAY=WE"
    assert kept.schedule.starts_on == TUESDAY
    page = words_on(ann.get("/self-care"))
    assert "Sjunger i kören Wednesday I can: Med rollatorn" in page
    assert "You added it 24 November" in page


@pytest.mark.parametrize(
    ("chosen", "rule", "at"),
    [
        ({"how": "daily"}, "FREQ=DAILY", []),
        ({"how": "daily", "parts": "evening"}, "FREQ=DAILY", [DayPart.EVENING]),
        (
            {"how": "daily", "clocks": "8, 20.00 och 12:15"},
            "FREQ=DAILY",
            [time(8), time(12, 15), time(20)],
        ),
        ({"how": "daily", "clocks": "8.00; 8"}, "FREQ=DAILY", [time(8)]),
        ({"how": "days", "every": "3"}, "FREQ=DAILY;INTERVAL=3", []),
        ({"how": "needed", "parts": "evening"}, None, []),
    ],
)
def test_how_often_is_a_simple_choice(browse, own, chosen, rule, at):
    browse("ann").press("/self-care/routines", **{**SING, **chosen})

    (kept,) = own()
    assert (kept.schedule.rule, kept.schedule.at) == (rule, at)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"what": "  "}, "Write something here first."),
        ({"what": "x" * 201}, "There is room for 200 characters here"),
        ({"how": "monthly"}, "Choose one of these."),
        ({"weekdays": ""}, "Choose at least one day."),
        ({"weekdays": "9"}, "Choose at least one day."),
        ({"how": "days", "every": "1"}, "Write a whole number of days, from 2 to 366."),
        ({"how": "days", "every": "tre"}, "Write a whole number of days, from 2 to 366."),
        ({"how": "days", "every": "400"}, "Write a whole number of days, from 2 to 366."),
        ({"clocks": "åtta"}, "Write clock times such as 8:00, 20:00."),
        (
            {"clocks": ",".join(f"{hour}.00" for hour in range(13))},
            "There is room for 12 times a day.",
        ),
        ({"until": "2026-11-23"}, "That day has been. Choose a later one, or none."),
        ({"until": "nästa vecka"}, "Write the day like this: 2027-04-03."),
        ({"notes": "poem"}, "Choose one of these."),
    ],
)
def test_what_is_odd_is_said_next_to_the_field_and_all_is_kept(browse, own, chosen, told):
    typed = {**SING, "can": "Mina egna ord", **chosen}

    refused = browse("ann").press("/self-care/routines", **typed)

    assert refused.status_code == 422
    assert told in refused.text
    assert "Mina egna ord" in refused.text
    assert own() == []


def test_a_number_or_how_it_felt_can_go_with_it(browse, own, routines):
    ann = browse("ann")
    ann.press("/self-care/routines", **{**SING, "notes": "number", "measure": "Steg", "unit": "st"})
    ann.press("/self-care/routines", **{**SING, "notes": "scale"})

    number, scale = (
        one.measures[0] for one in sorted(own(), key=lambda one: one.measures[0].unit, reverse=True)
    )

    assert (str(number.name), number.unit) == ("Steg", "st")
    assert (str(scale.name), scale.lowest, scale.highest) == ("How it felt", 0, 10)


def test_an_own_activity_is_changed_and_goes_on_being_counted_from_the_same_day(browse, own, now):
    ann = browse("ann")
    ann.press("/self-care/routines", **{**SING, "how": "days", "every": "3"})
    (kept,) = own()
    now(TUESDAY_MORNING + timedelta(minutes=10))

    ann.press(
        f"/self-care/routines/{kept.id}", **{**SING, "what": "Gungar", "how": "days", "every": "3"}
    )

    (kept,) = own()
    assert (str(kept.what), kept.schedule.starts_on) == ("Gungar", TUESDAY)


def test_the_form_holds_what_was_chosen_before(browse, own):
    ann = browse("ann")
    ann.press("/self-care/routines", **{**SING, "clocks": "8.00", "until": "2027-01-31"})
    (kept,) = own()

    page = ann.get(f"/self-care/routines/{kept.id}").text

    assert 'value="Sjunger i kören"' in page
    assert 'value="08:00"' in page
    assert 'value="2027-01-31"' in page
    assert "weekdays" in page


def test_an_own_activity_ends_and_what_was_written_down_stays(
    browse, own, write_down, routines, entries
):
    ann = browse("ann")
    ann.press("/self-care/routines", **SING)
    (kept,) = own()
    write_down(ann, about=kept.key)

    for _twice in range(2):
        assert ann.press(f"/self-care/routines/{kept.id}/end").status_code == 303

    assert own()[0].ended_at == TUESDAY_MORNING
    assert len(entries()) == 1
    assert "Sjunger" not in words_on(ann.get("/self-care"))
    assert ann.get(f"/self-care/routines/{kept.id}").status_code == 404


@pytest.mark.parametrize("key", ["pressure", "lake"])
def test_what_was_agreed_is_never_changed_or_ended_here(browse, session, routines, key):
    agreed = routines()[key].id
    ann = browse("ann")

    assert ann.get(f"/self-care/routines/{agreed}").status_code == 404
    assert ann.press(f"/self-care/routines/{agreed}", **SING).status_code == 404
    assert ann.press(f"/self-care/routines/{agreed}/end").status_code == 404
    session.expire_all()
    assert routines()[key].ended_at is None


def test_nobody_chooses_in_anothers_name(browse, sees, own, paused, routines):
    sam, lake = sees("staff:sam", "ann"), routines()["lake"].id

    assert sam.press("/self-care/routines", **SING).status_code == 404
    assert sam.press("/self-care/pauses", reason="ill", starts_on="2026-11-24").status_code == 404
    assert browse("carl").press(f"/self-care/routines/{lake}/too-much").status_code == 404
    assert (own(), paused()) == ([], [])


@pytest.mark.parametrize("what", ["", "lake"])
def test_nothing_waits_in_a_pause(browse, routines, paused, what):
    ann = browse("ann")
    routine = str(routines()[what].id) if what else ""

    ann.press(
        "/self-care/pauses",
        routine=routine,
        reason="ill",
        starts_on="2026-11-24",
        ends_on="2026-11-26",
    )

    page = words_on(ann.get("/self-care"))
    assert "I am ill. From 24 November until 26 November." in page
    lake = page[page.index("Today") :]
    assert "Walk to the lake The first time Paused" in lake
    assert ("Measure your blood pressure Morning Paused" in lake) is not what
    first_page = words_on(ann.get("/"))
    assert ("At home today" in first_page) is bool(what)


def test_a_pause_without_an_end_lasts_until_one_begins_again(browse, paused):
    ann = browse("ann")
    ann.press("/self-care/pauses", reason="away", starts_on="2026-11-20")
    assert "From 20 November, until you begin again." in words_on(ann.get("/self-care"))
    (pause,) = paused()

    for _twice in range(2):
        assert ann.press(f"/self-care/pauses/{pause.id}/end").status_code == 303

    assert paused()[0].ends_on == date(2026, 11, 23)
    assert "until you begin again" not in words_on(ann.get("/self-care"))
    assert "At home today" in words_on(ann.get("/"))


def test_a_pause_to_come_can_be_taken_back(browse, paused):
    ann = browse("ann")
    ann.press("/self-care/pauses", reason="away", starts_on="2026-12-20", ends_on="2027-01-02")
    (pause,) = paused()
    assert "No pause after all" in words_on(ann.get("/self-care"))

    ann.press(f"/self-care/pauses/{pause.id}/end")

    assert "No pause after all" not in words_on(ann.get("/self-care"))


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"reason": "lazy"}, "Choose one of these."),
        ({"starts_on": ""}, "From which day? Choose it here."),
        ({"starts_on": "i morgon"}, "Write the day like this: 2027-04-03."),
        ({"starts_on": "2024-01-01"}, "Choose a day within a year from today."),
        ({"starts_on": "2028-01-01"}, "Choose a day within a year from today."),
        ({"ends_on": "2026-11-23"}, "The last day is before the first."),
        ({"ends_on": "2099-01-01"}, "Choose a day within a year from today."),
    ],
)
def test_an_odd_pause_is_asked_about(browse, paused, chosen, told):
    fields = {"reason": "ill", "starts_on": "2026-11-24", "ends_on": "", **chosen}

    refused = browse("ann").press("/self-care/pauses", **fields)

    assert refused.status_code == 422
    assert told in refused.text
    assert paused() == []


@pytest.mark.parametrize("routine", ["not-an-id", str(uuid.UUID(int=7))])
def test_a_pause_of_what_is_not_there_does_not_exist(browse, paused, routine):
    refused = browse("ann").press(
        "/self-care/pauses", routine=routine, reason="ill", starts_on="2026-11-24"
    )

    assert refused.status_code == 404
    assert paused() == []


def test_too_much_is_a_message_to_care_and_no_red_mark(browse, session, routines):
    ann, lake = browse("ann"), routines()["lake"]

    said = ann.press(f"/self-care/routines/{lake.id}/too-much", words="Höften gör ont.")

    assert said.location == "/requests"
    (asked,) = session.exec(select(Request)).all()
    assert (asked.kind, asked.about) == (RequestKind.TOO_MUCH, f"routine:{lake.id}")
    assert (asked.subject, asked.words) == (lake.what, "Höften gör ont.")
    page = words_on(ann.get("/self-care"))
    assert "You have said that this is too much, 24 November." in page
    assert "Walk to the lake The first time Done" in page


def test_where_nobody_would_read_it_nothing_is_said(browse, session, routines):
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
    session.commit()
    ann, lake = browse("ann"), routines()["lake"].id

    assert ann.get(f"/self-care/routines/{lake}/too-much").status_code == 404
    assert ann.press(f"/self-care/routines/{lake}/too-much").status_code == 404
    assert "Too much for you?" not in words_on(ann.get("/self-care"))
