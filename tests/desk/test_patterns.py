"""Staff make times and let them come back, and whatever they type is answered in plain words."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from app.base import clock
from app.base.words import Words
from app.journal.models import JournalEntry
from app.slots.models import PatternException, Slot, SlotHolder, WeekPattern
from tests.overview.read import words_on


@pytest.fixture
def run(kind, roles):
    """Return what one types to make two times with Tora on a Thursday."""

    def typed(**more):
        return {
            "day": "2026-12-03",
            "role": str(roles["tora"]),
            "kinds": kind.key,
            "mode": "visit",
            "place": "Rum 4",
            "begins": "13:00",
            "ends": "14:00",
            "length": "30",
            "buffer": "0",
            "seats": "1",
            "shown_from": "",
            **more,
        }

    return typed


@pytest.fixture
def weekly(run):
    def typed(**more):
        given = run(days="3", starts_on="2026-12-01", until="2026-12-17", release_days="", **more)
        return {name: value for name, value in given.items() if name not in ("day", "shown_from")}

    return typed


def starts(session, *which):
    rows = session.exec(
        select(Slot.starts_at)
        .where(col(Slot.dropped_at).is_(None), *which)
        .order_by(col(Slot.starts_at))
    )
    return [f"{clock.local(start):%d %b %H.%M}" for start in rows]


def test_a_run_of_times_is_made(browse, session, run, people):
    sam = browse("staff:sam")

    made = sam.press("/care/times/slots", **run())

    assert made.status_code == 303
    assert starts(session) == ["03 Dec 13.00", "03 Dec 13.30"]
    text = words_on(sam.get(made.location))
    assert "Thursday 3 December" in text
    assert "Tora Reserv Time What for, and who has it 13:00–13:30 Free" in text
    (row,) = session.exec(select(JournalEntry).where(JournalEntry.happening == "slots:made"))
    assert (row.actor_id, row.patient_id, row.details) == (people["staff:sam"], None, {"slots": 2})


def test_one_time_needs_no_end_and_no_professional(browse, session, run):
    browse("staff:sam").press("/care/times/slots", **run(ends="", role="", shown_from="2026-12-01"))

    (slot,) = session.exec(select(Slot)).all()
    assert (slot.role_id, slot.ends_at - slot.starts_at) == (None, timedelta(minutes=30))
    assert slot.released_at == clock.moment(date(2026, 12, 1), 0)


def test_the_same_press_again_makes_no_more(browse, session, run):
    sam = browse("staff:sam")
    typed = {**sam.keys(), **run()}

    answers = [sam.post("/care/times/slots", data=typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(starts(session)) == 2


FAULTS = [
    ({"day": ""}, "Write a day, such as 2026-12-01."),
    ({"day": "i morgon"}, "Write a day, such as 2026-12-01."),
    ({"day": "2026-02-30"}, "Write a day, such as 2026-12-01."),
    ({"day": "2126-12-01"}, "This day is too far away."),
    ({"day": "2026-11-23"}, "This has passed."),
    ({"day": "2026-11-24", "begins": "09:30"}, "This has passed."),
    ({"day": "2027-03-28", "begins": "02:30", "ends": ""}, "The clocks go forward that night"),
    ({"begins": "25:00"}, "Write a clock time, such as 10.30."),
    ({"begins": "nio"}, "Write a clock time, such as 10.30."),
    ({"begins": ""}, "Write a clock time, such as 10.30."),
    ({"ends": "12:00"}, "There is no room for one time between these."),
    ({"ends": "13:29"}, "There is no room for one time between these."),
    ({"begins": "23:50", "ends": ""}, "There is no room for one time between these."),
    ({"length": ""}, "Write a whole number from 5 to 720."),
    ({"length": "0"}, "Write a whole number from 5 to 720."),
    ({"length": "-30"}, "Write a whole number from 5 to 720."),
    ({"length": "9" * 400}, "Write a whole number from 5 to 720."),
    ({"length": "²"}, "Write a whole number from 5 to 720."),
    ({"buffer": "1.5"}, "Write a whole number from 0 to 720."),
    ({"seats": "10000"}, "Write a whole number from 1 to 50."),
    (
        {"begins": "00:00", "ends": "24:00", "length": "5", "seats": "35"},
        "That would be more than 200 times in a day. Make fewer.",
    ),
    ({"kinds": "teeth"}, "Choose at least one of these."),
    ({"mode": "inpatient"}, "Choose one of these."),
    ({"mode": ""}, "Choose one of these."),
    ({"role": "7b1c"}, "Choose one of these."),
    ({"place": "x" * 201}, "This is too long. Shorten it."),
]


@pytest.mark.parametrize(("typed", "fault"), FAULTS)
def test_what_cannot_be_is_said_beside_it_and_the_rest_is_kept(browse, session, run, typed, fault):
    refused = browse("staff:sam").press("/care/times/slots", **run(**typed))

    assert refused.status_code == 422
    assert fault in refused.text
    if "place" not in typed:
        assert 'value="Rum 4"' in refused.text
    assert starts(session) == []


def test_without_anything_typed_every_field_says_what_it_needs(browse):
    refused = browse("staff:sam").press("/care/times/slots")

    assert refused.status_code == 422
    assert refused.text.count('role="alert"') >= 5


def test_another_units_professional_cannot_be_chosen(browse, session, run, roles):
    refused = browse("staff:sam").press("/care/times/slots", **run(role=str(roles["stella"])))

    assert "Choose one of these." in refused.text
    assert starts(session) == []


def test_of_times_of_which_one_overlaps_none_is_made(browse, session, run, slots, roles):
    before = starts(session)

    refused = browse("staff:sam").press(
        "/care/times/slots",
        **run(day="2026-12-01", role=str(roles["sam"]), begins="08:30", ends="10:00"),
    )

    assert refused.status_code == 422
    assert "This overlaps other times with the same person or place." in refused.text
    assert starts(session) == before
    assert (
        session.exec(select(func.count()).where(JournalEntry.happening == "slots:made")).one() == 0
    )


def test_of_two_who_make_the_same_at_once_one_does(app, browse, session, run, people):
    browsers = [browse("staff:sam"), browse("staff:tora")]
    forms = [{**browser.keys(), **run()} for browser in browsers]
    ready, codes = threading.Barrier(2), []

    def press(browser, typed):
        ready.wait()
        codes.append(browser.post("/care/times/slots", data=typed).status_code)

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(codes) == [303, 422]
    assert len(starts(session)) == 2


def test_what_another_system_has_booked_is_not_free_in_new_times(
    browse, session, run, people, roles
):
    browse("staff:sam").press(
        "/care/times/slots",
        **run(day="2026-12-01", role=str(roles["sam"]), begins="10:00", ends="11:30"),
    )

    held = session.exec(select(SlotHolder.patient_id)).all()

    assert held == [people["ann"]] * 2


def test_times_that_come_back_are_made_changed_and_ended(browse, session, weekly, kind):
    sam = browse("staff:sam")

    added = sam.press("/care/times/patterns", **weekly())
    assert starts(session) == [
        f"{day} Dec {at}" for day in ("03", "10", "17") for at in ("13.00", "13.30")
    ]
    assert "Thursday 13:00–14:00 Tora Reserv · Visit · 30 minutes" in words_on(
        sam.get(added.location)
    )

    (pattern,) = session.exec(select(WeekPattern)).all()
    path = f"/care/times/patterns/{pattern.id}"
    assert 'value="Rum 4"' in sam.get(path).text
    changed = sam.press(path, **weekly(begins="13:30"))
    assert changed.status_code == 303
    assert starts(session) == [f"{day} Dec 13.30" for day in ("03", "10", "17")]

    sam.press(f"{path}/end")
    assert starts(session) == []
    assert "No times come back here." in words_on(sam.get("/care/times/patterns"))


def test_a_place_that_is_not_changed_keeps_its_translations(
    browse, session, pattern, weekly, roles
):
    pattern.place = Words("sv", {"sv": "Rum 2", "en": "Room 2"})
    session.commit()
    sam = browse("staff:sam")
    path = f"/care/times/patterns/{pattern.id}"

    sam.press(path, **weekly(place="Room 2"))
    session.refresh(pattern)
    assert pattern.place.as_json() == {"sv": "Rum 2", "en": "Room 2"}

    sam.press(path, **weekly(place="Room 3"))
    session.refresh(pattern)
    assert pattern.place.as_json() == {"en": "Room 3"}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"days": "9"}, "Choose at least one of these."),
        ({"until": "2026-11-30"}, "This is before the first day."),
        ({"starts_on": ""}, "Write a day, such as 2026-12-01."),
        ({"release_days": "10000"}, "Write a whole number from 0 to 730."),
        ({"length": "61"}, "There is no room for one time between these."),
    ],
)
def test_odd_times_that_come_back_are_refused(browse, session, weekly, typed, fault):
    refused = browse("staff:sam").press("/care/times/patterns", **{**weekly(), **typed})

    assert refused.status_code == 422
    assert fault in refused.text
    assert session.exec(select(WeekPattern)).all() == []


def test_a_day_is_closed_and_opened_again(browse, session, slots, roles):
    sam = browse("staff:sam")

    closed = sam.press("/care/times/closed", day="2026-12-01", role=str(roles["sam"]))
    text = words_on(sam.get(closed.location))
    assert "Tuesday 1 December Sam Påhittad Open it again: Tuesday 1 December" in text
    assert "Withdrawn" in words_on(sam.get("/care/times?day=2026-12-01"))

    (one,) = session.exec(select(PatternException)).all()
    sam.press(f"/care/times/closed/{one.id}/open")
    assert "No day is closed." in words_on(sam.get("/care/times/patterns"))
    assert "Withdrawn" not in words_on(sam.get("/care/times?day=2026-12-01"))


def test_a_day_that_has_passed_is_not_closed(browse, session, slots):
    refused = browse("staff:sam").press("/care/times/closed", day="2026-11-23", role="")

    assert refused.status_code == 422
    assert "This has passed." in refused.text
    assert session.exec(select(PatternException)).all() == []


def test_a_unit_without_kinds_is_told_where_they_come_from(browse, people):
    text = words_on(browse("staff:sam").get("/care/times/slots/new"))

    assert "This unit has no kinds of visits yet." in text


def test_another_units_patterns_and_days_are_not_there(browse, session, pattern, weekly, roles):
    sam, stella = browse("staff:sam"), browse("staff:stella")
    sam.press("/care/times/closed", day="2026-12-01", role="")
    (closed,) = session.exec(select(PatternException)).all()

    assert stella.get(f"/care/times/patterns/{pattern.id}").status_code == 404
    assert stella.press(f"/care/times/patterns/{pattern.id}", **weekly()).status_code == 404
    assert stella.press(f"/care/times/patterns/{pattern.id}/end").status_code == 404
    assert stella.press(f"/care/times/closed/{closed.id}/open").status_code == 404
    assert stella.press("/care/times/slots", unit=str(pattern.unit_id)).status_code == 404
