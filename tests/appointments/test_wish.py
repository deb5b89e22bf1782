"""What a patient wants with a time: an earlier one, help to book it, or to say what comes next."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import NextTime, State, WayToChange, Wishes
from app.appointments.models import Afterwards, Appointment, EarlierWish
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing.models import CareRelation
from app.slots.content import Asking
from app.slots.models import BookingRules
from tests.appointments.offered import again, hours, told
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.slots.made import make_kind, make_slot, make_time

ANSWER_BY = date(2027, 1, 15)
A_DAY = timedelta(days=1)


@pytest.fixture
def kind(session, people):
    return make_kind(session)


@pytest.fixture
def invited(session, people, kind):
    return make_time(session, kind, people["ann"], answer_by=ANSWER_BY)


@pytest.fixture
def booked(session, people, kind):
    """A time of Ann's, thirty days after the first free slots."""
    time = make_time(session, kind, people["ann"], answer_by=ANSWER_BY)
    by = Actor(people["ann"], Role.PATIENT)
    late = make_slot(session, kind, hours(24 * 30))
    kept = {"filled": Filled(), "held_for_id": None, "earliest": TUESDAY_MORNING}
    assert booking.book(session, time, late, **kept, by=by, now=TUESDAY_MORNING)
    session.commit()
    return time


@pytest.fixture
def ann(browse):
    return browse("ann")


def address(time, what):
    return f"/appointments/{time.id}/{what}"


def wishes(session):
    session.expire_all()
    return session.exec(select(EarlierWish).order_by(col(EarlierWish.asked_at))).all()


def test_the_way_to_an_earlier_time_stands_on_the_page_of_a_booked_one(ann, booked, invited):
    assert "I want an earlier time" in words_on(ann.get(f"/appointments/{booked.id}"))
    assert "I want an earlier time" not in words_on(ann.get(f"/appointments/{invited.id}"))


def test_on_the_day_itself_nobody_waits_for_an_earlier_time(ann, booked, session):
    today = TUESDAY_MORNING + timedelta(hours=6)
    later_today = {"starts_at": today, "ends_at": today + timedelta(minutes=30)}
    session.exec(update(Appointment).where(Appointment.id == booked.id).values(**later_today))
    session.commit()

    assert "I want an earlier time" not in words_on(ann.get(f"/appointments/{booked.id}"))
    assert ann.get(address(booked, "earlier")).status_code == 404


def test_the_page_says_how_one_is_asked(ann, session, kind, booked):
    page = words_on(ann.get(address(booked, "earlier")))

    assert "The time you have: Thursday 31 December 09:30–10:00." in page
    assert "first to whoever asked first, of those whom it suits." in page
    assert "You have 60 minutes to answer. Only the time from 8 in the morning" in page

    rules = session.get(BookingRules, kind.unit_id)
    rules.asking, rules.earlier_minutes = Asking.TOGETHER, 30
    session.add(rules)
    session.commit()
    page = words_on(ann.get(address(booked, "earlier")))

    assert "all whom it suits are asked at once." in page
    assert "You have 30 minutes to answer" in page


def test_the_rules_are_those_of_the_kind_when_a_time_only_says_whom_it_is_with(
    ann, session, people, booked
):
    without_unit = update(Appointment).where(Appointment.id == booked.id).values(unit_id=None)
    session.exec(without_unit)
    session.commit()

    assert "You have 60 minutes to answer." in words_on(ann.get(address(booked, "earlier")))


def test_a_patient_waits_for_an_earlier_time_with_what_would_do(ann, booked, session):
    sent = ann.press(
        address(booked, "earlier"),
        notice="72",
        elsewhere="y",
        weekdays=["1", "3"],
        not_before="9",
        not_after="15",
    )

    assert (sent.status_code, sent.location) == (303, address(booked, "earlier"))
    (kept,) = wishes(session)
    assert (kept.notice_hours, kept.elsewhere, kept.appointment_id) == (72, True, booked.id)
    assert kept.wishes == Wishes(weekdays=[1, 3], not_before="09:00", not_after="15:00")
    page = ann.get(sent.location)
    assert "You wait for an earlier time" in words_on(page)
    assert 'value="72" checked' in " ".join(page.text.split())
    assert "You wait for an earlier time" in words_on(ann.get(f"/appointments/{booked.id}"))
    assert len(told(session, Happening.EARLIER_WISHED)) == 1


def test_what_is_free_already_is_shown_at_once(ann, booked, session, kind):
    make_slot(session, kind, hours(0))
    make_slot(session, kind, hours(24))
    ann.press(address(booked, "earlier"), notice="24", weekdays=["2"])

    page = words_on(ann.get(address(booked, "earlier")))

    assert "These are free already Wednesday 2 December 09:30–10:00" in page
    assert "Tuesday 1 December" not in page


def test_waiting_is_changed_and_ended(ann, booked, session):
    ann.press(address(booked, "earlier"), notice="24")
    ann.press(address(booked, "earlier"), notice="168")
    (kept,) = wishes(session)
    assert kept.notice_hours == 168

    ended = ann.press(address(booked, "earlier/stop"))

    assert (ended.status_code, ended.location) == (303, f"/appointments/{booked.id}")
    (kept,) = wishes(session)
    assert kept.ended_at == TUESDAY_MORNING
    assert "I want an earlier time" in words_on(ann.get(f"/appointments/{booked.id}"))


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        pytest.param({}, "Choose one of these", id="no notice"),
        pytest.param({"notice": "1"}, "Choose one of these", id="no such notice"),
        pytest.param(
            {"notice": "24", "not_before": "12", "not_after": "12"},
            "This is before the time above",
            id="no hours left",
        ),
    ],
)
def test_what_cannot_be_understood_is_not_kept(ann, booked, session, said, fault):
    refused = ann.press(address(booked, "earlier"), **said)

    assert refused.status_code == 422
    assert fault in refused.text
    assert wishes(session) == []


@pytest.mark.parametrize(
    "hindered",
    [
        pytest.param({"change": WayToChange.PHONE}, id="by phone alone"),
        pytest.param({"state": State.CANCELLED}, id="cancelled"),
        pytest.param(
            {"starts_at": TUESDAY_MORNING - A_DAY, "ends_at": TUESDAY_MORNING}, id="it has been"
        ),
        pytest.param({"kind_id": None}, id="of no kind that is booked here"),
    ],
)
def test_one_does_not_wait_with_a_time_that_is_not_changed_here(ann, booked, session, hindered):
    session.exec(update(Appointment).where(Appointment.id == booked.id).values(**hindered))
    session.commit()

    assert ann.get(address(booked, "earlier")).status_code == 404
    pressed = ann.press(address(booked, "earlier"), notice="24")
    assert (pressed.status_code, pressed.location) == (303, f"/appointments/{booked.id}")
    assert wishes(session) == []


def test_help_to_book_is_a_question_and_the_invitation_is_not_lost(ann, browse, invited, session):
    assert "Help me book" in words_on(ann.get(f"/appointments/{invited.id}"))
    page = words_on(ann.get(address(invited, "help")))
    assert "Nothing is booked by this, and you can still book yourself, by 15 January 2027." in page

    sent = ann.press(
        address(invited, "help"), weekdays=["0"], not_before="13", words="070-174 06 05"
    )

    assert (sent.status_code, sent.location) == (303, f"/appointments/{invited.id}")
    asked = session.exec(select(Request)).one()
    assert (asked.kind, asked.about) == (RequestKind.TIME, f"time:{invited.id}")
    assert asked.words == "Monday\nNot before 13:00\n070-174 06 05"
    assert again(session, invited).state is State.OPEN_INVITATION
    shown = words_on(ann.get(sent.location))
    assert "Requested, not booked yet On 24 November you asked to be called about this." in shown
    assert "Help me book" not in shown
    assert "You choose the time. Book by 15 January 2027." in shown


def test_what_is_requested_stands_apart_in_the_list_and_never_as_booked(ann, invited):
    ann.press(address(invited, "help"))

    page = words_on(ann.get("/appointments"))
    requested = page.index("Requested, not booked yet")
    first = words_on(ann.get("/"))

    assert page.index("Synundersökning", requested) > requested
    assert page.index("by 15 Jan", requested) < page.index("Planned, not booked yet")
    assert "Requested, not booked yet On 24 November you asked to be called" in first


def test_staff_read_what_suits_and_answer(in_english, ann, browse, invited, session):
    ann.press(address(invited, "help"), words="070-174 06 05")
    asked, sam = session.exec(select(Request)).one(), browse("staff:sam")

    page = sam.get(f"/care/requests/{asked.id}")
    assert "070-174 06 05" in page.text
    assert f"/care/times/{invited.id}/offer" in page.text
    sam.press(f"/care/requests/{asked.id}/answer", words="Vi ringer i dag.")

    assert "Vi ringer i dag." in words_on(ann.get("/"))
    assert "Help me book" in words_on(ann.get(f"/appointments/{invited.id}"))


def test_where_nobody_would_read_it_nothing_is_asked(ann, invited, session):
    session.exec(update(CareRelation).values(ends_on=date(2026, 11, 23)))
    session.commit()

    assert "Help me book" not in words_on(ann.get(f"/appointments/{invited.id}"))
    assert ann.get(address(invited, "help")).status_code == 404
    assert ann.press(address(invited, "help")).status_code == 303
    assert session.exec(select(Request)).all() == []


@pytest.fixture
def past(session, people, kind):
    """A time of Ann's that was yesterday."""
    time = make_time(session, kind, people["ann"], answer_by=ANSWER_BY)
    been(session, time, TUESDAY_MORNING - A_DAY)
    return time


def been(session, time, starts_at, state=State.BOOKED):
    session.exec(
        update(Appointment)
        .where(Appointment.id == time.id)
        .values(
            state=state, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), answer_by=None
        )
    )
    session.commit()


def test_after_a_time_one_is_asked_calmly_what_comes_next(ann, past):
    page = words_on(ann.get("/"))

    assert "What did we decide? Synundersökning, 23 November. What comes next?" in page


@pytest.mark.parametrize(
    ("starts_at", "state", "asks"),
    [
        pytest.param(TUESDAY_MORNING - timedelta(days=14), State.DONE, False, id="long ago"),
        pytest.param(
            TUESDAY_MORNING - timedelta(days=14, seconds=-1), State.DONE, True, id="not too long"
        ),
        pytest.param(TUESDAY_MORNING - A_DAY, State.MISSED, False, id="missed"),
        pytest.param(TUESDAY_MORNING - A_DAY, State.CANCELLED, False, id="cancelled"),
        pytest.param(TUESDAY_MORNING - timedelta(minutes=30), State.BOOKED, False, id="going on"),
        pytest.param(TUESDAY_MORNING - timedelta(minutes=30), State.DONE, True, id="done early"),
        pytest.param(TUESDAY_MORNING - timedelta(hours=1), State.BOOKED, True, id="just over"),
    ],
)
def test_one_is_asked_about_what_has_just_been(ann, past, session, starts_at, state, asks):
    been(session, past, starts_at, state)

    assert ("What did we decide?" in words_on(ann.get("/"))) == asks


def test_only_the_latest_is_asked_about_and_once(ann, past, session, people, kind):
    earlier = make_time(session, kind, people["ann"], answer_by=ANSWER_BY)
    been(session, earlier, TUESDAY_MORNING - 2 * A_DAY)

    answered = ann.press(address(past, "afterwards"), next_time="nothing")

    assert (answered.status_code, answered.location) == (303, f"/appointments/{past.id}")
    assert "What did we decide?" not in words_on(ann.get("/"))
    page = words_on(ann.get(answered.location))
    assert "You have said: Nothing more is needed." in page
    kept = session.exec(select(Afterwards)).one()
    assert (kept.appointment_id, kept.next_time) == (past.id, NextTime.NOTHING)
    (row,) = told(session, Happening.AFTERWARDS_SAID)
    assert row.details == {"next_time": "nothing"}


def test_not_to_know_is_a_question_to_the_care_contact(ann, past, session):
    shown = ann.get(address(past, "afterwards") + "?next_time=do-not-know")
    assert 'value="do-not-know" checked' in " ".join(shown.text.split())

    ann.press(address(past, "afterwards"), next_time="do-not-know", words="Fick jag ett recept?")

    asked = session.exec(select(Request)).one()
    assert (asked.kind, asked.about) == (RequestKind.TIME, f"after:{past.id}")
    assert (str(asked.subject), asked.words) == ("Synundersökning", "Fick jag ett recept?")


def test_one_need_not_answer(ann, past, session):
    left = ann.press(address(past, "afterwards"), next_time="left")

    assert (left.status_code, left.location) == (303, "/")
    assert "What did we decide?" not in words_on(ann.get("/"))
    assert "You have said" not in words_on(ann.get(f"/appointments/{past.id}"))
    assert session.exec(select(Request)).all() == []


def test_what_was_said_can_be_changed(ann, past, session, now):
    ann.press(address(past, "afterwards"), next_time="new-time")
    now(TUESDAY_MORNING + timedelta(minutes=1))

    ann.press(address(past, "afterwards"), next_time="planned")

    session.expire_all()
    assert session.exec(select(Afterwards)).one().next_time is NextTime.PLANNED


def test_an_answer_is_one_of_those_asked_for(ann, past, session):
    refused = ann.press(address(past, "afterwards"), next_time="maybe", words="Kanske.")

    assert refused.status_code == 422
    assert "Choose one of these." in refused.text
    assert "Kanske." in refused.text
    assert session.exec(select(Afterwards)).all() == []


def test_nothing_comes_after_what_has_not_been(ann, booked, session):
    assert ann.get(address(booked, "afterwards")).status_code == 404
    assert ann.press(address(booked, "afterwards"), next_time="nothing").status_code == 303
    assert session.exec(select(Afterwards)).all() == []


def test_staff_do_not_ask_in_the_patients_name(sees, booked, invited, past):
    sam = sees("staff:sam", "ann")

    assert "I want an earlier time" not in sam.get(f"/appointments/{booked.id}").text
    assert "What did we decide?" not in sam.get("/").text
    for time, what in ((booked, "earlier"), (invited, "help"), (past, "afterwards")):
        assert sam.get(address(time, what)).status_code == 404
        assert sam.press(address(time, what), notice="24", next_time="nothing").status_code == 404


def test_nobody_wishes_anything_of_anothers_time(browse, booked, invited, past, session):
    for who in ("carl", "rut", "staff:stella"):
        browser = browse(who)
        for time, what in ((booked, "earlier"), (invited, "help"), (past, "afterwards")):
            assert browser.get(address(time, what)).status_code == 404
            sent = browser.press(address(time, what), notice="24", next_time="nothing")
            assert sent.status_code == 404
        assert browser.press(address(booked, "earlier/stop")).status_code == 404
    assert wishes(session) == []
    assert session.exec(select(Request)).all() == []


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("2026-11-25", "If you have not been given a time by 25 November, call."),
        ("2026-11-24", "You should have been given a time by 24 November. Call and ask."),
    ],
)
def test_a_planned_time_whose_day_has_come_says_so_on_its_own_page(ann, tell, session, by, says):
    tell(
        "ann",
        appointments=[
            {
                "key": "scan",
                "state": "planned",
                "what": "Röntgen",
                "window_from": "2026-12-01",
                "unit": "clinic",
                "call_if_not_heard_by": by,
            }
        ],
    )
    scan = session.exec(select(Appointment).where(Appointment.key == "scan")).one()

    page = words_on(ann.get(f"/appointments/{scan.id}"))

    assert says in page
    assert "Call Mottagningen" in page or "Call Sam" in page
