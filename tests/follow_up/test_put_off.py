"""One calm card on the first page, that goes away when one wants it to, and comes back in time."""

import re
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.base import db
from app.follow_up import actions
from app.follow_up.models import Postponement
from app.follow_up.rules import Reason, ReasonKind
from app.journal.models import Happening, Role
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import FORM
from tests.overview.read import words_on

CARD = "How is it working for you?"
REASON = "version 2 of 2026-11-24"


@pytest.fixture
def ann(browse, tell):
    """Ann, whose plan has a new version today."""
    tell("ann", published_on="2026-11-24", goals=[])
    return browse("ann")


@pytest.fixture
def asked(browse):
    """Return whether Ann's first page asks her, when she comes back."""
    return lambda: CARD in browse("ann").get("/").text


def not_now(browser, *reasons, **fields):
    return browser.press("/follow-up/later", reason=list(reasons or [REASON]), back="/", **fields)


def test_the_first_page_asks_when_there_is_a_reason(ann, asked):
    text = words_on(ann.get("/"))

    assert f"{CARD} Your plan has a new version." in text
    assert "Answer the questions" in text
    assert f'name="reason" value="{REASON}"' in ann.get("/").text


def test_who_has_answered_is_not_asked(browse, asked):
    """Ann answered at the meeting on the day that her plan was published."""
    assert not asked()
    assert "Answer when you want" in words_on(browse("ann").get("/follow-up"))


def test_not_now_is_a_week_and_twice_is_until_the_next_reason(
    ann, browse, tell, asked, days_later, journal, people
):
    answer = not_now(ann)

    assert (answer.status_code, answer.location) == (303, "/")
    assert not asked()
    (row,) = journal(Happening.FOLLOW_UP_POSTPONED)
    assert (row.actor_id, row.role, row.patient_id) == (
        people["ann"],
        Role.PATIENT.value,
        people["ann"],
    )
    assert row.details == {"reason": REASON}
    days_later(6)
    assert not asked()
    days_later(7)
    assert asked()
    not_now(browse("ann"))
    for days in (14, 60):
        days_later(days)
        assert not asked()
    tell("ann", published_on="2027-01-23", goals=[], sayings=[])
    assert asked()


def test_a_new_reason_waits_for_a_week_to_go_by(ann, tell, asked, days_later):
    not_now(ann)
    days_later(1)
    tell("ann", published_on="2026-11-25", goals=[], sayings=[])

    days_later(6)
    assert not asked()
    days_later(7)
    assert asked()


def test_a_day_can_be_chosen(ann, browse, asked, days_later, session):
    not_now(ann, until="2026-12-24")

    assert session.exec(select(Postponement.until)).one() == date(2026, 12, 24)
    told = words_on(ann.get("/follow-up"))
    assert "You wanted to wait. You are asked again Thursday 24 December" in told
    days_later(29)
    assert not asked()
    days_later(30)
    assert asked()
    for day in ("2026-12-26", "2026-12-28"):
        not_now(browse("ann"), until=day)
    days_later(32)
    assert asked()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-24", "Choose a day that is still to come, within a year."),
        ("2026-11-23", "Choose a day that is still to come, within a year."),
        ("2027-11-26", "Choose a day that is still to come, within a year."),
        ("i jul", "Write a day such as 2026-12-01."),
    ],
)
def test_a_day_that_cannot_be_is_told_next_to_it(ann, asked, day, told):
    refused = not_now(ann, until=day)

    assert refused.status_code == 422
    assert told in refused.text
    assert f'value="{day}"' in refused.text
    assert "<details open>" in re.sub(r"\s+", " ", refused.text)
    assert asked()


@pytest.mark.parametrize("day", ["2026-11-25", "2027-11-25"])
def test_the_first_and_the_last_day_can_be_chosen(ann, session, day):
    assert not_now(ann, until=day).status_code == 303
    assert str(session.exec(select(Postponement.until)).one()) == day


def test_only_what_the_page_asked_for_is_put_off(ann, asked, session):
    for reasons in ([], ["version 1 of 2026-11-20"], ["own wish", "x" * 300]):
        ann.press("/follow-up/later", reason=reasons, back="/")

    assert session.exec(select(Postponement)).all() == []
    assert asked()


def test_an_old_page_puts_nothing_off_when_the_questions_are_answered(ann, answered, session):
    answered(contract_version="2", reply_1="yes")

    assert not_now(ann).status_code == 303
    assert session.exec(select(Postponement)).all() == []


def test_not_now_in_two_windows_is_said_once(ann, session):
    for _window in range(2):
        assert not_now(ann).status_code == 303

    assert session.exec(select(Postponement.not_now)).one() == 1


def test_not_now_at_the_same_moment_is_said_once(app, people, session, journal):
    ready, refused = threading.Barrier(4), []
    reason = Reason(ReasonKind.VERSION, date(2026, 11, 24), 2)
    by = actions.Actor(people["ann"], Role.PATIENT)

    def say():
        ready.wait()
        try:
            with app.app_context(), db.transaction() as writing:
                actions.postpone(
                    writing,
                    [reason],
                    patient_id=people["ann"],
                    until=None,
                    by=by,
                    now=TUESDAY_MORNING,
                )
        except Exception as error:
            refused.append(error)

    windows = [threading.Thread(target=say) for _ in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert refused == []
    assert session.exec(select(Postponement.not_now)).one() == 1
    assert len(journal(Happening.FOLLOW_UP_POSTPONED)) == 1


def test_one_can_answer_while_the_questions_wait(ann, answered, asked, days_later):
    not_now(ann)

    answered(contract_version="2", reply_1="yes")

    days_later(30)
    assert not asked()


def test_the_unit_asks_again_at_its_own_interval(ann, answered, asked, days_later, tell):
    answered(contract_version="2", reply_1="yes")
    interval = date(2027, 2, 24) - date(2026, 11, 24)

    days_later(interval.days - 1)
    assert not asked()
    days_later(interval.days)
    assert asked()
    tell("ann", published_on="2026-11-24", goals=[], clinic={"follow_up_months": "12"})
    assert not asked()


def test_before_a_review_the_questions_are_asked(ann, browse, answered, tell, days_later):
    review = {"status": "active", "next_review_on": "2027-01-12"}
    tell("ann", published_on="2026-11-24", goals=[], terms=review)
    answered(contract_version="3", reply_1="yes")

    days_later((date(2026, 12, 28) - date(2026, 11, 24)).days)
    assert CARD not in browse("ann").get("/").text
    days_later((date(2026, 12, 29) - date(2026, 11, 24)).days)

    assert f"{CARD} Your plan is soon looked through." in words_on(browse("ann").get("/"))


@pytest.mark.parametrize("status", ["ended", "declined", "paused"])
def test_a_contract_that_is_not_in_use_asks_nothing(browse, tell, asked, status):
    tell("ann", published_on="2026-11-24", terms={"status": status})

    assert not asked()


def test_where_nobody_would_read_the_answers_the_first_page_asks_nothing(ann, asked, session):
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
        session.add(relation)
    session.commit()

    assert not asked()


def test_the_questions_are_for_the_patient_and_not_for_whoever_reads_the_plan(ann, sees):
    sam = sees("staff:sam", "ann")

    assert CARD not in sam.get("/").text
    assert not_now(sam).status_code == 404


def test_only_the_patients_own_answers_silence_the_questions(ann, asked, tell):
    guardians = {
        "key": "guardians",
        "asked_on": "2026-11-24",
        "answered_by": "guardians",
        "answers": [{"question": 1, "reply": "yes"}],
    }
    own = {**guardians, "key": "own", "answered_by": "child"}

    tell("ann", published_on="2026-11-24", goals=[], follow_ups=[guardians])
    assert asked()
    tell("ann", published_on="2026-11-24", goals=[], follow_ups=[own])

    assert not asked()


def test_the_questions_are_those_of_the_unit_that_holds_the_contract_together(browse, tell, people):
    tell(
        "ann",
        units=["clinic", "other"],
        care_contacts=[{"key": "stella", "kind": "care-contact", "role": "stella", "lead": "yes"}],
        clinic={"question_set": "skr-7"},
    )
    assert 'value="vgr-5"' in browse("ann").get("/follow-up/answer").text

    tell("ann", units=["clinic", "other"], clinic={"question_set": "skr-7"})

    assert 'value="skr-7"' in browse("ann").get("/follow-up/answer").text


def test_where_nobody_holds_it_together_the_unit_that_published_asks(browse, tell):
    tell(
        "ann",
        units=["clinic", "other"],
        care_contacts=[],
        published_by="stella",
        clinic={"question_set": "skr-7"},
    )

    assert 'value="vgr-5"' in browse("ann").get("/follow-up/answer").text


def test_a_chosen_day_is_the_patients_own(browse, people, ann, session):
    refused = browse("carl").press("/follow-up/later", reason=REASON, whose=str(people["ann"]))

    assert refused.status_code == 422
    assert session.exec(select(Postponement)).all() == []


def test_what_is_sent_carries_the_language_and_the_version_that_was_seen(ann):
    form = ann.get("/follow-up/answer").text

    for name, value in (*FORM.items(), ("reason", REASON)):
        shown = {"contract_version": "2"}.get(name, value)
        assert f'name="{name}" value="{shown}"' in form


def test_time_is_counted_in_days_here(ann, browse, asked, now):
    """Not now, late in the evening: the week is over at the beginning of its day."""
    late = TUESDAY_MORNING.replace(hour=22, minute=30)
    now(late)
    not_now(browse("ann"))

    now(late + timedelta(days=6, minutes=20))
    assert not asked()
    now(late + timedelta(days=6, minutes=31))
    assert asked()
