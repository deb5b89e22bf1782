"""What somebody has been told in the app: that is where it is true, whatever was sent or lost."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.reminders.content import ReminderKind, ReminderState
from app.sharing.content import Deed, Part
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.reminders.told import told
from tests.sharing.shared import end, open_plan, share

NOTE = re.compile(r'<p class="note">\s*<a href="/reminders">([^<]+)</a>')


@pytest.fixture
def visit(session, people):
    """Ann's visit to Sam, on Tuesday 1 December at 10."""
    return session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()


@pytest.fixture
def reminded(session, people, visit):
    """Let somebody have been told of Ann's visit."""

    def of_visit(who="ann", key=None, **said):
        about = {"about_id": visit.id, "about_at": visit.starts_at, "patient_id": people["ann"]}
        return told(session, people[who], key or f"time:{visit.id}:{who}", **about, **said)

    return of_visit


def test_without_anything_to_be_reminded_of_there_is_no_note(browse):
    ann = browse("ann")

    assert NOTE.search(ann.get("/").text) is None
    assert "There is nothing to be reminded of right now." in words_on(ann.get("/reminders"))


def test_the_first_page_says_how_much_there_is(browse, reminded, session, people):
    reminded()
    told(session, people["ann"], "follow-up:now")

    assert NOTE.search(browse("ann").get("/").text).group(1) == "2 reminders"


def test_a_time_is_told_with_when_it_is_and_the_way_to_it(browse, reminded, visit):
    reminded()

    page = browse("ann").get("/reminders")

    assert "Visit to Sam Tuesday 1 December, 10:00 (in 7 days)" in words_on(page)
    assert f'href="/appointments/{visit.id}"' in page.text


@pytest.mark.parametrize(
    ("key", "kind", "words"),
    [
        ("invitation:x", ReminderKind.OFFER, "Last day to answer: Tuesday 1 December"),
        ("offer:x", ReminderKind.OFFER, "Last day to answer: Wednesday 2 December, 00:00"),
        ("not-heard:x", ReminderKind.NOT_HEARD, "You are not in the way"),
        ("changed:x", ReminderKind.CHANGE, "It is new, or has been changed: Wednesday 2 December"),
        ("version:x", ReminderKind.CHANGE, "There is a new version of the agreement"),
        ("self-care:x", ReminderKind.SELF_CARE, "Self-care Wednesday 2 December, 00:00"),
        ("follow-up:x", ReminderKind.FOLLOW_UP, "It is time to say how the agreement works"),
        ("share:x", ReminderKind.SHARE, "Last day: Wednesday 2 December"),
    ],
)
def test_each_kind_says_what_it_is_about(browse, session, people, visit, key, kind, words):
    midnight = TUESDAY_MORNING.replace(month=12, day=1, hour=23, minute=0)
    told(session, people["ann"], key, kind=kind, about_id=visit.id, about_at=midnight)

    assert words in words_on(browse("ann").get("/reminders")).replace("Visit to Sam", "Self-care")


def test_what_one_has_seen_is_not_there_any_more(browse, reminded, session):
    notice, ann = reminded(), browse("ann")

    answer = ann.press(f"/reminders/{notice.id}/seen")

    assert answer.location == "/reminders"
    assert "There is nothing" in words_on(ann.get("/reminders"))
    session.refresh(notice)
    assert (notice.state, notice.seen_at) == (ReminderState.SEEN, TUESDAY_MORNING)


def test_what_is_seen_twice_is_seen_once(browse, reminded, session):
    notice, ann = reminded(), browse("ann")

    answers = [ann.press(f"/reminders/{notice.id}/seen").status_code for _twice in range(2)]

    assert answers == [303, 303]


def test_what_is_told_of_twice_is_one_thing_and_seen_at_once(browse, reminded, session):
    before, morning = reminded(key="time:x:day-before"), reminded(key="time:x:same-morning")
    ann = browse("ann")
    page, first_page = ann.get("/reminders").text, ann.get("/").text

    ann.press(f"/reminders/{morning.id}/seen")

    assert page.count("<article") == 1
    assert NOTE.search(first_page).group(1) == "1 reminder"
    session.expire_all()
    assert (before.state, morning.state) == (ReminderState.SEEN, ReminderState.SEEN)


def test_what_is_told_of_twice_is_put_off_once(browse, reminded, session):
    before, morning = reminded(key="time:x:day-before"), reminded(key="time:x:same-morning")

    ann = browse("ann")

    ann.press(f"/reminders/{morning.id}/later", when="hour")

    session.expire_all()
    assert before.state is ReminderState.SEEN
    assert "There is nothing" in words_on(ann.get("/reminders"))


@pytest.mark.parametrize("who", ["carl", "rut", "staff:sam"])
def test_nobody_sees_or_puts_off_what_somebody_else_was_told(browse, reminded, session, who):
    notice, other = reminded(), browse(who)

    assert other.get(f"/reminders/{notice.id}/later").status_code == 404
    assert other.press(f"/reminders/{notice.id}/later", when="hour").status_code == 404
    assert other.press(f"/reminders/{notice.id}/seen").status_code == 404
    session.refresh(notice)
    assert notice.state is ReminderState.TOLD


def test_what_is_past_or_cancelled_is_not_told(browse, reminded, session):
    reminded(key="time:past", useless_at=TUESDAY_MORNING)
    reminded(key="time:off", state=ReminderState.CANCELLED)
    ann = browse("ann")

    assert "There is nothing" in words_on(ann.get("/reminders"))
    assert NOTE.search(ann.get("/").text) is None


def test_a_helper_reads_it_in_the_plan_it_is_about(browse, reminded, session, people, in_english):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    reminded("rut")
    rut = browse("rut")

    before = words_on(rut.get("/reminders"))
    answer = rut.press(f"/helping/{people['ann']}", to="/reminders")
    after = words_on(rut.get("/reminders"))

    assert "Ann's plan: 1 reminder" in before
    assert "Visit to Sam" not in before
    assert answer.location == "/reminders"
    assert "In Ann's plan Visit to Sam" in after


def test_from_somebody_elses_plan_one_finds_ones_own(browse, reminded, session, people):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    told(session, people["rut"], "follow-up:rut")
    rut = browse("rut")
    open_plan(session, people)

    page = rut.get("/reminders")

    assert "/helping/own" in page.text


def test_when_the_share_has_ended_nothing_is_told_of_the_plan(browse, reminded, session, people):
    shared = share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    reminded("rut")
    rut = browse("rut")

    end(session, shared)

    assert "Ann" not in words_on(rut.get("/reminders"))


def test_a_helper_who_may_not_be_reminded_finds_only_their_own(
    browse, reminded, session, people, in_english
):
    share(session, people, Part.TIMES)
    reminded("rut")
    rut = browse("rut")
    open_plan(session, people)

    page = words_on(rut.get("/reminders"))

    assert "Visit to Sam" not in page
    assert "There is nothing" in page


def test_who_is_asked_to_help_is_told_whom_to_help(
    browse, reminded, session, people, visit, in_english
):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    reminded("rut", key=f"help:{visit.id}:now", kind=ReminderKind.HELP)
    rut = browse("rut")
    open_plan(session, people)

    page = words_on(rut.get("/reminders"))

    assert "Ann may need your help" in page
    assert "Call Ann, or look at it together." in page
    assert "Visit to Sam: Tuesday 1 December, 10:00" in page


def test_staff_at_work_have_no_reminders(sees, reminded):
    reminded()
    sam = sees("staff:sam", "ann")

    assert sam.get("/reminders").status_code == 404
    assert NOTE.search(sam.get("/").text) is None


def test_an_important_thing_that_is_soon_over_comes_first(browse, reminded, session, people):
    told(session, people["ann"], "follow-up:now", useless_at=TUESDAY_MORNING + timedelta(days=9))
    reminded()

    page = words_on(browse("ann").get("/reminders"))

    assert page.index("Visit to Sam") < page.index("Questions about how it works")
