"""Which months are counted, where each patient is, and which of their replies."""

import uuid
from datetime import UTC, date, datetime

import pytest

from app.follow_up import figures
from app.follow_up.content import Reply
from app.follow_up.figures import Count, Counted, InCare, Occasion

OCTOBER = date(2026, 10, 1)
VGR = ("vgr-5", 1)
ANN, CLINIC, OTHER, THIRD = (uuid.UUID(int=number) for number in range(4))
EARLY, LATE = date(2026, 1, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("latest", "earliest", "today", "months"),
    [
        pytest.param(None, None, date(2026, 11, 24), [], id="nothing answered"),
        pytest.param(None, date(2026, 10, 31), date(2026, 11, 7), [], id="six days after"),
        pytest.param(None, date(2026, 10, 31), date(2026, 11, 8), [OCTOBER], id="a week after"),
        pytest.param(None, date(2026, 11, 2), date(2026, 11, 24), [], id="not ended"),
        pytest.param(OCTOBER, None, date(2026, 11, 24), [], id="counted"),
        pytest.param(
            date(2025, 11, 1),
            None,
            date(2026, 2, 8),
            [date(2025, 12, 1), date(2026, 1, 1)],
            id="two since",
        ),
    ],
)
def test_months_that_have_ended_a_week_ago_are_counted_in_order(latest, earliest, today, months):
    assert figures.months_to_count(latest, earliest, today=today) == months


def test_no_more_than_three_years_are_counted_back():
    months = figures.months_to_count(None, date(1999, 1, 1), today=date(2026, 11, 24))

    assert (months[0], months[-1], len(months)) == (date(2023, 11, 1), OCTOBER, 36)


@pytest.mark.parametrize(
    ("in_care", "unit"),
    [
        pytest.param([(CLINIC, LATE, CLINIC), (OTHER, EARLY, CLINIC)], CLINIC, id="the lead"),
        pytest.param([(CLINIC, LATE, THIRD), (OTHER, EARLY, THIRD)], OTHER, id="lead elsewhere"),
        pytest.param([(OTHER, LATE, None), (CLINIC, EARLY, None)], CLINIC, id="longest"),
        pytest.param([(OTHER, EARLY, None), (CLINIC, EARLY, None)], CLINIC, id="equally long"),
    ],
)
def test_each_patient_is_counted_at_one_unit(in_care, unit):
    relations = [InCare(ANN, *one) for one in in_care]

    assert figures.units_counted_at(relations) == {ANN: unit}
    assert figures.units_counted_at(reversed(relations)) == {ANN: unit}


def occasion(reply, *, day=10, own=True, hour=None, key="", question=1, patient_id=ANN):
    written = datetime(2026, 10, day, hour, tzinfo=UTC) if hour else None
    on = date(2026, 10, day)
    return Occasion(patient_id, VGR, own, on, written, key, {question: Reply(reply)})


@pytest.mark.parametrize(
    ("occasions", "yes"),
    [
        pytest.param([occasion("no"), occasion("yes", day=11)], 1, id="the last day"),
        pytest.param([occasion("yes", hour=9), occasion("no", hour=8)], 1, id="the last hour"),
        pytest.param([occasion("no"), occasion("yes", hour=8)], 1, id="written down here"),
        pytest.param([occasion("no", key="a"), occasion("yes", key="b")], 1, id="by its key"),
        pytest.param(
            [occasion("yes"), occasion("no", day=20, own=False)], 1, id="the patient's own"
        ),
        pytest.param([occasion("yes", own=False)], 1, id="else the guardians'"),
        pytest.param([occasion("partly")], 0, id="partly is not yes"),
    ],
)
def test_a_person_is_counted_once_by_their_last_reply(occasions, yes):
    expected = {CLINIC: Counted(1, {VGR: {1: Count(1, yes)}})}

    assert figures.count({ANN: CLINIC}, occasions) == expected
    assert figures.count({ANN: CLINIC}, reversed(occasions)) == expected


def test_the_last_reply_is_that_to_each_question_by_itself():
    counted = figures.count({ANN: CLINIC}, [occasion("yes"), occasion("no", day=11, question=2)])

    assert counted[CLINIC].sets[VGR] == {1: Count(1, 1), 2: Count(1, 0)}


def test_who_is_not_counted_anywhere_does_not_count():
    counted = figures.count({ANN: CLINIC}, [occasion("yes", patient_id=OTHER)])

    assert counted == {CLINIC: Counted(1)}


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"), [(1, 3, 33), (2, 3, 67), (1, 8, 13), (5, 5, 100), (0, 9, 0)]
)
def test_shares_are_rounded_to_the_nearest(part, whole, per_cent):
    assert figures.share(part, whole) == per_cent
