"""SKR's test: the patient says yes to all, care says yes too, and it stands in the record."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from app.contracts.content import Status, Terms
from app.follow_up import rules
from app.follow_up.cards import CareSaidYes, FollowUpCard
from app.follow_up.content import AnsweredBy, GivenAnswer, Reply
from app.follow_up.question_sets import question_set

DAY = timedelta(days=1)
NOVEMBER = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
CARE_YES = CareSaidYes(uuid.uuid4(), MORNING, NOVEMBER)
ALL_YES = [Reply.YES] * 5
ACTIVE = Terms(status=Status.ACTIVE)


def answered(replies, on=NOVEMBER, *, at=None, by=AnsweredBy.PATIENT, care=None, asked="vgr-5"):
    answers = [GivenAnswer(question=n, reply=reply) for n, reply in enumerate(replies, 1)]
    return FollowUpCard(
        id=uuid.uuid4(),
        key="",
        question_set=asked,
        set_version=1,
        asked_in="sv",
        asked_on=on,
        asked_by_id=None,
        manner=None,
        answered_by=by,
        answered_by_id=None,
        together_with=None,
        answers=answers,
        order=[],
        actions=[],
        next_on=None,
        next_words=None,
        recorded_at=at,
        care_yes=care,
    )


YES = answered(ALL_YES, care=CARE_YES)


@pytest.mark.parametrize(
    ("replies", "asked", "all_yes"),
    [
        (ALL_YES, "vgr-5", True),
        (ALL_YES[:4], "vgr-5", False),
        ([*ALL_YES[:4], Reply.PARTLY], "vgr-5", False),
        ([*ALL_YES[:4], Reply.PREFER_NOT_TO_SAY], "vgr-5", False),
        (ALL_YES, "skr-7", False),
        ([Reply.YES] * 7, "skr-7", True),
    ],
)
def test_all_is_every_question_of_the_set(replies, asked, all_yes):
    one = answered(replies, asked=asked)

    assert rules.all_yes(one.answers, question_set(asked, 1)) is all_yes
    assert rules.may_say_yes(one, [one]) is all_yes


def test_nothing_is_all_of_a_set_that_nobody_knows():
    assert not rules.all_yes(YES.answers, None)


def test_care_cannot_say_yes_to_what_only_the_guardians_said():
    guardians = answered(ALL_YES, by=AnsweredBy.GUARDIANS)
    child = answered(ALL_YES, by=AnsweredBy.CHILD)

    assert not rules.may_say_yes(guardians, [guardians, child])
    assert rules.may_say_yes(child, [guardians, child])


def test_when_both_have_said_yes_there_is_a_patient_contract():
    without_care = answered(ALL_YES)

    assert rules.both_yes([YES], ACTIVE, today=NOVEMBER) is YES
    assert rules.both_yes([without_care], ACTIVE, today=NOVEMBER) is None
    assert rules.both_yes([YES], None, today=NOVEMBER) is YES
    assert rules.both_yes([], ACTIVE, today=NOVEMBER) is None


@pytest.mark.parametrize(
    ("reply", "undone"),
    [
        (Reply.YES, False),
        (Reply.PREFER_NOT_TO_SAY, False),
        (Reply.PARTLY, True),
        (Reply.NO, True),
        (Reply.DO_NOT_KNOW, True),
    ],
)
@pytest.mark.parametrize("by", list(AnsweredBy))
def test_later_answers_undo_it_when_they_say_otherwise(reply, undone, by):
    later = answered([reply], NOVEMBER + DAY, by=by)

    found = rules.both_yes([later, YES], ACTIVE, today=NOVEMBER + DAY)

    assert found is (None if undone else YES)


def test_earlier_answers_undo_nothing():
    earlier = answered([Reply.NO], NOVEMBER - DAY)

    assert rules.both_yes([YES, earlier], ACTIVE, today=NOVEMBER) is YES


@pytest.mark.parametrize(
    ("minutes", "undone"), [(-1, False), (0, False), (1, True)], ids=["before", "at once", "after"]
)
def test_of_the_same_day_the_last_answers_count(minutes, undone):
    yes = answered(ALL_YES, at=MORNING, care=CARE_YES)
    other = answered([Reply.NO], at=MORNING + timedelta(minutes=minutes))

    assert (rules.both_yes([yes, other], ACTIVE, today=NOVEMBER) is None) is undone


@pytest.mark.parametrize("minutes", [-1, 1])
def test_what_the_guardians_say_the_same_day_belongs_to_the_same_talk(minutes):
    child = answered(ALL_YES, at=MORNING, by=AnsweredBy.CHILD, care=CARE_YES)
    at = MORNING + timedelta(minutes=minutes)
    guardians = answered([Reply.PARTLY], at=at, by=AnsweredBy.GUARDIANS)

    assert rules.both_yes([child, guardians], ACTIVE, today=NOVEMBER) is None


def test_the_newest_receipt_is_the_one_that_is_shown():
    newer = answered(ALL_YES, NOVEMBER + 90 * DAY, care=CARE_YES)

    assert rules.both_yes([YES, newer], ACTIVE, today=NOVEMBER + 90 * DAY) is newer


@pytest.mark.parametrize(
    ("terms", "there_is"),
    [
        (Terms(status=Status.PAUSED), True),
        (Terms(status=Status.ENDED), False),
        (Terms(status=Status.DECLINED), False),
        (Terms(status=Status.ACTIVE, ends_on=NOVEMBER), True),
        (Terms(status=Status.ACTIVE, ends_on=NOVEMBER - DAY), False),
    ],
)
def test_what_has_ended_is_no_patient_contract(terms, there_is):
    assert (rules.both_yes([YES], terms, today=NOVEMBER) is not None) is there_is


@pytest.mark.parametrize("reply", list(Reply))
def test_no_and_partly_lead_somewhere(reply):
    leads = rules.leads_somewhere(GivenAnswer(question=1, reply=reply))

    assert leads is (reply in (Reply.NO, Reply.PARTLY))
