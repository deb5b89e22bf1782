"""What a patient is shown of the free times at a clinic: days first, then the times of a day."""

from datetime import date, timedelta

import pytest

from app.appointments.content import State
from app.base.words import Words
from app.slots.content import Mode
from bench.queries import counting
from tests.appointments.conftest import DAY, NEXT_DAY
from tests.appointments.made import at
from tests.appointments.walking import book, hold, offered
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_many, make_slot, make_time


def test_days_are_listed_with_their_number_of_free_times(ann, invitation, slots):
    text = words_on(ann.get(f"{invitation}/book"))

    assert "Tuesday 1 December 3 times Wednesday 2 December 1 time " in text
    assert "You choose the time. Book by 24 December." in text
    assert "Does no time suit you? Call Mottagningen Open now, until 11:00" in text


def test_the_page_of_the_invitation_leads_to_the_days(ann, invitation, slots):
    page = ann.get(invitation)

    assert f'href="{invitation}/book"' in page.text
    assert f'href="{invitation}/cancel"' in page.text
    assert "https://example.com/boka" not in page.text


def test_without_free_times_one_is_told_to_call(ann, invitation):
    text = words_on(ann.get(f"{invitation}/book"))

    assert "There are no free times right now New times come, so look again another day." in text
    assert "Call 031-390 06 60" in text


def test_two_weeks_of_days_are_shown_at_once(ann, invitation, session, kind):
    for number in range(20):
        make_slot(session, kind, at(DAY + timedelta(days=number), "9.00"))

    first = ann.get(f"{invitation}/book")
    later = ann.get(f"{invitation}/book?from=2026-12-15")

    assert first.text.count('class="day"') == 14
    assert f'href="{invitation}/book?from=2026-12-15"' in first.text
    assert later.text.count('class="day"') == 6
    assert "Later days" not in later.text
    assert "To the first days" in later.text


def test_a_day_that_might_have_more_times_than_were_read_is_left_for_the_next_page(
    ann, invitation, session, kind
):
    make_many(session, kind, at(DAY, "8.00"), count=150)
    make_many(session, kind, at(NEXT_DAY, "8.00"), count=150)

    first = words_on(ann.get(f"{invitation}/book"))
    later = words_on(ann.get(f"{invitation}/book?from=2026-12-02"))

    assert "Tuesday 1 December 150 times Later days" in first
    assert "Wednesday 2 December 150 times To the first days" in later


def test_a_day_with_more_times_than_are_read_says_so(ann, invitation, session, kind):
    make_many(session, kind, at(DAY, "8.00"), count=210, apart=timedelta(minutes=1))

    text = words_on(ann.get(f"{invitation}/book"))

    assert "Tuesday 1 December more than 200 times Later days" in text


@pytest.mark.parametrize("day", ["2026-02-30", "tuesday", "1926-12-01", "20261201", "9999-12-31"])
def test_a_day_that_is_none_has_no_page(ann, invitation, slots, day):
    assert ann.get(f"{invitation}/book/days/{day}").status_code == 404
    assert ann.get(f"{invitation}/book?from={day}").status_code == 404


@pytest.mark.parametrize("moment", ["", "10.00", "2026-12-01T10:00:00", "0001-01-01T00:00:00Z"])
def test_a_moment_that_is_none_has_no_page(ann, invitation, slots, moment):
    response = ann.get(f"{invitation}/book/days/2026-12-01", query_string={"from": moment})

    assert response.status_code == 404


def test_the_times_of_a_day_say_with_whom_how_and_where(ann, invitation, session, kind, sam):
    room = Words("sv", {"sv": "Rum 12"})
    make_slot(session, kind, at(DAY, "9.00"), role_id=sam, place=room)
    make_slot(session, kind, at(DAY, "10.00"), mode=Mode.VIDEO)
    make_slot(session, kind, at(NEXT_DAY, "9.00"))

    text = words_on(ann.get(f"{invitation}/book/days/2026-12-01"))

    assert "Tuesday 1 December Choose a time" in text
    assert "09:00–09:30 Sam Påhittad, nurse · Visit · Rum 12 10:00–10:30 Video call" in text
    assert "Wednesday" not in text


def test_no_place_is_shown_to_a_protected_identity(ann, tell, invitation, session, kind):
    slot = make_slot(session, kind, at(DAY, "9.00"), place=Words("sv", {"sv": "Rum 12"}))
    tell("ann", person={"protected_identity": "yes"})

    day, details = (
        ann.get(f"{invitation}/book/days/2026-12-01"),
        hold(ann, f"{invitation}/book", slot),
    )

    for page in (
        day,
        details,
        book(ann, f"{invitation}/book", slot),
        ann.get(f"{invitation}/receipt"),
    ):
        assert "Rum 12" not in page.text
        assert "Mottagningen" not in page.text


def test_the_places_of_a_group_are_one_choice(ann, invitation, session, kind):
    for seat in range(1, 9):
        make_slot(session, kind, at(DAY, "9.00"), mode=Mode.GROUP, seat=seat)

    assert "Tuesday 1 December 1 time " in words_on(ann.get(f"{invitation}/book"))
    assert len(offered(ann.get(f"{invitation}/book/days/2026-12-01"))) == 1


def test_a_long_day_is_shown_piece_by_piece(ann, invitation, session, kind):
    make_many(session, kind, at(DAY, "8.00"), count=50)

    first = ann.get(f"{invitation}/book/days/2026-12-01")
    (later,) = [link for link in first.text.split('"') if "?from=" in link]
    second = ann.get(later)

    assert [len(offered(first)), len(offered(second))] == [40, 10]
    assert "Later this day" not in second.text


def test_a_day_without_times_shows_the_nearest(ann, invitation, slots):
    text = words_on(ann.get(f"{invitation}/book/days/2026-12-03"))

    assert "There are no free times left this day. The nearest free times Tuesday 1 Dec" in text
    assert "Wednesday 2 December 08:30–09:00" in text


def test_the_time_one_keeps_is_still_among_those_to_choose(ann, browse, invitation, slots):
    hold(ann, f"{invitation}/book", slots[0])

    assert "Tuesday 1 December 3 times" in words_on(ann.get(f"{invitation}/book"))
    assert offered(ann.get(f"{invitation}/book/days/2026-12-01")) == [
        str(one.id) for one in slots[:3]
    ]


def test_looking_takes_nothing(ann, invitation, slots, holder):
    for page in ("book", "book/days/2026-12-01", f"book/slots/{slots[0].id}", "cancel"):
        assert ann.get(f"{invitation}/{page}").status_code == 200

    assert [holder(slot) for slot in slots] == [None] * 4


def test_nobody_else_is_offered_a_time_that_is_kept_or_booked(
    ann, browse, invitation, slots, session, kind, people
):
    carls = make_time(session, kind, people["carl"], answer_by=date(2026, 12, 24))
    hold(ann, f"{invitation}/book", slots[0])
    other = f"/appointments/{carls.id}/book/days/2026-12-01"

    while_kept = offered(browse("carl").get(other))
    book(ann, f"{invitation}/book", slots[1])

    assert while_kept == [str(slots[1].id), str(slots[2].id)]
    assert offered(browse("carl").get(other)) == [str(slots[0].id), str(slots[2].id)]


def test_a_planned_time_is_booked_from_its_first_day(
    ann, session, kind, people, now_is, slots, happened
):
    time = make_time(session, kind, people["ann"], answer_by=None)
    time.state, time.window_from, time.window_to = State.PLANNED, NEXT_DAY, date(2026, 12, 20)
    session.add(time)
    session.commit()
    path = f"/appointments/{time.id}"

    shown, listed = ann.get(path), ann.get(f"{path}/book")
    too_early = ann.press(f"{path}/book/held", slot=str(slots[0].id))
    book(ann, f"{path}/book", slots[3])

    assert "Planned for 2–20 December Days with free times Wednesday 2 December" in words_on(listed)
    assert f'href="{path}/book"' in shown.text
    assert too_early.status_code == 422
    assert offered(too_early) == [str(slots[3].id)]
    booked = now_is(time)
    assert (booked.state, booked.slot_id) == (State.BOOKED, slots[3].id)
    assert (booked.window_from, booked.window_to) == (None, None)


def test_the_hour_that_comes_twice_is_told_apart(ann, session, people):
    kind = make_kind(session, horizon_days=400)
    time = make_time(session, kind, people["ann"], answer_by=date(2027, 10, 30))
    path = f"/appointments/{time.id}/book"
    first = at(date(2027, 10, 31), "2.30")
    for start in (first - timedelta(hours=1), first, first + timedelta(hours=1)):
        make_slot(session, kind, start, length=timedelta(minutes=20))

    english = words_on(ann.get(f"{path}/days/2027-10-31"))

    assert "01:30–01:50" in english
    assert "02:30 summer time–02:50 summer time" in english
    assert "02:30 winter time–02:50 winter time" in english


def test_pages_ask_as_much_for_many_slots_as_for_a_few(app, ann, invitation, slots, session, kind):
    paths = {
        "/book": 6,
        "/book?from=2026-12-02": 6,
        "/book/days/2026-12-01": 6,
        "/book/days/2026-12-03": 7,
        f"/book/slots/{slots[0].id}": 8,
        f"/book/slots/{kind.id}": 9,
        "/cancel": 6,
    }

    def asked():
        found = {}
        for path in paths:
            with counting(app.extensions["engine"]) as statements:
                ann.get(invitation + path)
            found[path] = len(statements)
        return found

    few = asked()
    make_many(session, kind, at(NEXT_DAY, "14.00"), count=300, apart=timedelta(minutes=1))

    assert asked() == few
    assert {path: count for path, count in few.items() if count > paths[path]} == {}
