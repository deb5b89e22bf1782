"""When the questions are asked: at a version, at an interval, before a review, and never twice."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from app.contracts.content import Status, Terms
from app.follow_up import rules
from app.follow_up.cards import Answered, Asking, AskingUnit, Postponed, Version
from app.follow_up.content import AnsweredBy
from app.follow_up.rules import Reason, ReasonKind
from app.journal.models import Role
from app.sharing.ages import Band
from app.sharing.rules import Access

DAY = timedelta(days=1)
PUBLISHED = date(2026, 11, 20)
REVIEW = date(2027, 3, 10)
VERSION = Version(3, PUBLISHED, Terms(status=Status.ACTIVE))
REVIEWED = Version(3, PUBLISHED, Terms(status=Status.ACTIVE, next_review_on=REVIEW))
FOR_VERSION = Reason(ReasonKind.VERSION, PUBLISHED, 3)


def stand(version, *answered, today, months=3):
    """Return which kinds of reasons stand."""
    found = rules.standing(version, answered, months=months, today=today)
    return [reason.kind.value for reason in found]


@pytest.mark.parametrize(
    ("today", "reasons"),
    [
        pytest.param(PUBLISHED - DAY, [], id="the day before it is published"),
        pytest.param(PUBLISHED, ["version"], id="the day it is published"),
        pytest.param(PUBLISHED + 400 * DAY, ["version"], id="more than a year later"),
    ],
)
def test_a_version_that_nobody_has_answered_is_asked_about(today, reasons):
    assert stand(VERSION, today=today) == reasons


@pytest.mark.parametrize(
    ("answered", "reasons"),
    [
        pytest.param(Answered(PUBLISHED - DAY), ["version"], id="the day before"),
        pytest.param(Answered(PUBLISHED), [], id="the same day, elsewhere"),
        pytest.param(Answered(PUBLISHED, 3), [], id="the same day, about it"),
        pytest.param(Answered(PUBLISHED, 2), ["version"], id="the same day, about the one before"),
        pytest.param(Answered(PUBLISHED, 4), [], id="about a later one"),
    ],
)
def test_a_version_is_answered_by_answers_from_its_day_on(answered, reasons):
    assert stand(VERSION, answered, today=PUBLISHED + DAY) == reasons


@pytest.mark.parametrize(
    ("status", "asks"),
    [
        (Status.OFFERED, True),
        (Status.WANTED, True),
        (Status.ACTIVE, True),
        (Status.PAUSED, False),
        (Status.DECLINED, False),
        (Status.ENDED, False),
    ],
)
def test_nobody_is_asked_about_a_contract_that_is_not_in_use(status, asks):
    version = Version(3, PUBLISHED, Terms(status=status))

    assert bool(stand(version, today=PUBLISHED)) is asks


def test_a_contract_lasts_through_its_last_day():
    ends = Version(3, PUBLISHED, Terms(status=Status.ACTIVE, ends_on=PUBLISHED + DAY))

    assert stand(ends, today=PUBLISHED + DAY) == ["version"]
    assert stand(ends, today=PUBLISHED + 2 * DAY) == []


def test_nobody_is_asked_without_a_published_contract():
    assert stand(None, Answered(PUBLISHED), today=PUBLISHED + 400 * DAY) == []


@pytest.mark.parametrize(
    ("months", "today", "reasons"),
    [
        pytest.param(3, date(2027, 2, 19), [], id="a day too early"),
        pytest.param(3, date(2027, 2, 20), ["interval"], id="three months to the day"),
        pytest.param(12, date(2027, 11, 19), [], id="a day less than a year"),
        pytest.param(12, date(2027, 11, 20), ["interval"], id="a year to the day"),
    ],
)
def test_a_unit_asks_again_at_its_interval(months, today, reasons):
    assert stand(VERSION, Answered(PUBLISHED, 3), months=months, today=today) == reasons


def test_the_interval_is_counted_from_the_last_answers():
    answers = [Answered(PUBLISHED, 3), Answered(PUBLISHED + 30 * DAY, 3)]

    assert stand(VERSION, *answers, today=date(2027, 3, 19)) == []
    assert stand(VERSION, *reversed(answers), today=date(2027, 3, 20)) == ["interval"]


def test_the_day_that_care_named_goes_before_the_interval():
    named = Answered(PUBLISHED, None, date(2026, 12, 2))

    assert stand(VERSION, named, today=date(2026, 12, 1)) == []
    assert stand(VERSION, named, today=date(2026, 12, 2)) == ["interval"]


def test_a_day_that_had_gone_by_when_it_was_named_is_passed_over():
    named = Answered(PUBLISHED, None, PUBLISHED)

    assert stand(VERSION, named, today=date(2027, 2, 19)) == []
    assert stand(VERSION, named, today=date(2027, 2, 20)) == ["interval"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 1), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 31), 24, date(2028, 1, 31)),
    ],
)
def test_months_are_counted_as_people_count_them(day, months, later):
    assert rules.months_after(day, months) == later


@pytest.mark.parametrize(
    ("today", "reasons"),
    [
        pytest.param(REVIEW - 15 * DAY, [], id="15 days before"),
        pytest.param(REVIEW - 14 * DAY, ["review"], id="14 days before"),
        pytest.param(REVIEW, ["review"], id="the day of the review"),
        pytest.param(REVIEW + DAY, [], id="the day after"),
    ],
)
def test_the_questions_are_asked_before_a_review(today, reasons):
    assert stand(REVIEWED, Answered(PUBLISHED, 3), months=12, today=today) == reasons


@pytest.mark.parametrize(
    ("answered", "reasons"),
    [
        pytest.param(REVIEW - 15 * DAY, ["review"], id="before it was asked"),
        pytest.param(REVIEW - 14 * DAY, [], id="on the first day it was asked"),
    ],
)
def test_a_review_is_answered_once(answered, reasons):
    assert stand(REVIEWED, Answered(answered, 3), months=12, today=REVIEW) == reasons


def test_answering_silences_every_reason_that_stood():
    today = REVIEW - 10 * DAY
    before = Answered(PUBLISHED - DAY, 2)

    assert stand(REVIEWED, before, today=today) == ["version", "interval", "review"]
    assert stand(REVIEWED, before, Answered(today, 3), today=today) == []


def test_a_reason_is_the_same_text_from_day_to_day_and_another_for_another_version():
    one, next_day = (
        rules.standing(VERSION, [], months=3, today=PUBLISHED + days * DAY) for days in (0, 1)
    )
    other = rules.standing(replace(VERSION, number=4), [], months=3, today=PUBLISHED)

    assert [str(reason) for reason in one] == ["version 3 of 2026-11-20"]
    assert one == next_day
    assert str(other[0]) == "version 4 of 2026-11-20"
    assert str(Reason(ReasonKind.REVIEW, REVIEW)) == "review 2027-03-10"


def later(days=7, *, not_now=1, reason=FOR_VERSION):
    return Postponed(str(reason), PUBLISHED + days * DAY, PUBLISHED, not_now)


@pytest.mark.parametrize(
    ("postponed", "days", "asks"),
    [
        pytest.param([], 0, True, id="never postponed"),
        pytest.param([later()], 6, False, id="not a week yet"),
        pytest.param([later()], 7, True, id="a week"),
        pytest.param([later(not_now=2)], 7, False, id="not now, twice"),
        pytest.param([later(not_now=2)], 300, False, id="not now, twice, long ago"),
        pytest.param([later(1, not_now=0)], 0, False, id="the day before the chosen one"),
        pytest.param([later(1, not_now=0)], 1, True, id="a day that was chosen, soon"),
        pytest.param([later(30, not_now=0)], 29, False, id="not yet the chosen day"),
        pytest.param([later(30, not_now=1)], 30, True, id="the chosen day, after one not now"),
    ],
)
def test_what_was_postponed_waits(postponed, days, asks):
    found = rules.asked_now([FOR_VERSION], postponed, today=PUBLISHED + days * DAY)

    assert found == ([FOR_VERSION] if asks else [])


def test_a_new_reason_waits_a_week_after_anything_was_postponed():
    new = Reason(ReasonKind.REVIEW, REVIEW)
    gone = [later(not_now=2)]

    assert rules.asked_now([FOR_VERSION, new], gone, today=PUBLISHED + 6 * DAY) == []
    assert rules.asked_now([FOR_VERSION, new], gone, today=PUBLISHED + 7 * DAY) == [new]


def test_it_is_told_until_when_the_questions_wait():
    today = PUBLISHED
    other = Reason(ReasonKind.REVIEW, REVIEW)
    waiting = [later(30, not_now=0), later(7, reason=other), later(2, reason="gone by")]

    assert rules.waits_until([FOR_VERSION, other], waiting, today=today) == today + 7 * DAY
    assert rules.waits_until([FOR_VERSION], waiting, today=today) == today + 30 * DAY
    assert rules.waits_until([FOR_VERSION], waiting, today=today + 30 * DAY) is None
    assert rules.waits_until([FOR_VERSION], [later(not_now=2)], today=today) is None


def test_without_a_unit_in_the_care_nobody_is_asked():
    unit = AskingUnit(None, "vgr-5", 3)

    assert rules.asked_of(VERSION, Asking([], [], []), today=PUBLISHED) == []
    assert rules.asked_of(VERSION, Asking([unit], [], []), today=PUBLISHED) == [FOR_VERSION]


@pytest.mark.parametrize(
    ("seen", "on", "about"),
    [
        pytest.param(3, PUBLISHED, 3, id="the newest was shown"),
        pytest.param(2, PUBLISHED, 2, id="a newer came while the page was open"),
        pytest.param(9, PUBLISHED, 3, id="there is no such version"),
        pytest.param(None, PUBLISHED, 3, id="not told"),
        pytest.param(3, PUBLISHED - DAY, None, id="answered on paper before it"),
    ],
)
def test_answers_are_about_the_version_that_was_shown(seen, on, about):
    assert rules.version_answered(VERSION, seen=seen, on=on) == about


def test_without_a_contract_answers_are_about_none():
    assert rules.version_answered(None, seen=1, on=PUBLISHED) is None


PATIENT, CHILD, GUARDIANS = AnsweredBy.PATIENT, AnsweredBy.CHILD, AnsweredBy.GUARDIANS


@pytest.mark.parametrize(
    ("band", "own", "staff"),
    [
        (Band.CHILD, (CHILD,), (CHILD, GUARDIANS)),
        (Band.YOUNG, (CHILD, PATIENT), (CHILD, PATIENT, GUARDIANS)),
        (Band.OLDER, (PATIENT, CHILD), (PATIENT, CHILD, GUARDIANS)),
        (Band.GROWN_UP, (PATIENT,), (PATIENT,)),
        (Band.UNKNOWN, (PATIENT,), (PATIENT, CHILD, GUARDIANS)),
    ],
)
def test_who_may_answer_goes_by_age(band, own, staff):
    ann, sam = uuid.uuid4(), uuid.uuid4()

    assert rules.who_may_answer(Access(ann, ann, Role.PATIENT, band=band)) == own
    assert rules.who_may_answer(Access(ann, sam, Role.RELATIVE, band=band)) == own
    assert rules.who_may_answer(Access(ann, sam, Role.STAFF, band=band)) == staff


def test_a_guardian_answers_as_one_or_writes_down_what_the_child_says():
    child, guardian = uuid.uuid4(), uuid.uuid4()
    access = Access(child, guardian, Role.GUARDIAN, band=Band.CHILD)

    assert rules.who_may_answer(access) == (GUARDIANS, CHILD)


ACTS = some.sampled_from(["nothing", "answer", "not now", "choose a day", "publish", "plan review"])
LIFE = some.lists(some.tuples(some.integers(0, 20), ACTS, some.integers(1, 60)), max_size=60)


class Life:
    """A patient, day by day: what is asked, answered and postponed."""

    def __init__(self):
        self.today, self.number = PUBLISHED, 1
        self.review = None
        self.published = PUBLISHED
        self.answered, self.postponed = [], {}
        self.silenced, self.refused_twice, self.chosen = set(), set(), set()
        self.last_not_now = None

    def standing(self):
        terms = Terms(status=Status.ACTIVE, next_review_on=self.review)
        version = Version(self.number, self.published, terms)
        return rules.standing(version, self.answered, months=3, today=self.today)

    def asked(self):
        return rules.asked_now(self.standing(), list(self.postponed.values()), today=self.today)

    def look(self):
        """Check what must never be, whatever has happened."""
        asked = {str(reason) for reason in self.asked()}
        assert not asked & self.silenced, "asked twice for the same reason"
        assert not asked & self.refused_twice, "asked after not now, twice"
        if self.last_not_now and self.today - self.last_not_now < rules.A_WEEK:
            assert asked <= self.chosen, "asked within a week after not now"

    def do(self, act, days):
        if act == "answer":
            self.silenced |= {str(reason) for reason in self.standing()}
            self.answered.append(Answered(self.today, self.number))
        elif act in ("not now", "choose a day"):
            self.postpone(days if act == "choose a day" else None)
        elif act == "publish":
            self.number, self.published = self.number + 1, self.today
        elif act == "plan review":
            self.review = self.today + days * DAY

    def postpone(self, days):
        for reason in map(str, self.asked()):
            not_now = (self.postponed[reason].not_now if reason in self.postponed else 0) + (
                days is None
            )
            until = self.today + (days or 7) * DAY
            self.postponed[reason] = Postponed(reason, until, self.today, not_now)
            if days is None:
                self.last_not_now = self.today
                self.chosen.discard(reason)
            else:
                self.chosen.add(reason)
            if not_now == 2:
                self.refused_twice.add(reason)


A_DAY_CHOSEN_COMES_SOON_AFTER_NOT_NOW = [
    (0, "not now", 1),
    (0, "plan review", 22),
    (7, "choose a day", 8),
    (7, "not now", 1),
    (1, "nothing", 1),
]


@given(LIFE)
@example(A_DAY_CHOSEN_COMES_SOON_AFTER_NOT_NOW)
@settings(max_examples=400, deadline=None, database=None)
def test_whatever_happens_nobody_is_asked_twice_for_a_reason_or_nagged(life):
    patient = Life()

    for days, act, more in life:
        for _day in range(days):
            patient.today += DAY
            patient.look()
        patient.do(act, more)
        patient.look()


@given(LIFE)
@settings(max_examples=200, deadline=None, database=None)
def test_whoever_answers_at_once_is_asked_no_more_that_day(life):
    patient = Life()

    for days, act, more in life:
        patient.today += days * DAY
        patient.do(act, more)
        if act == "answer":
            assert patient.standing() == []
