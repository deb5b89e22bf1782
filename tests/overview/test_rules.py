"""What is next: one rule, each of its reasons, and what goes before what."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from app.appointments.cards import Time
from app.appointments.content import State
from app.base import clock
from app.base.words import Words
from app.contracts.content import Commitment, CommitmentState, Party
from app.overview import rules
from app.overview.rules import NextStep, Promise, StepKind

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)
UNIT = uuid.uuid4()
WORDS = Words("sv", {"sv": "Något"})


def time(state=State.BOOKED, *, on=None, at="10.00", **fields):
    hour, minute = map(int, at.split("."))
    start = clock.moment(on, hour * 60 + minute) if on else None
    return Time(
        id=uuid.uuid4(),
        changed_at=NOW,
        state=state,
        what=WORDS,
        unit_id=UNIT,
        starts_at=start,
        ends_at=start and start + timedelta(minutes=45),
        **fields,
    )


def invitation(answer_by):
    return time(State.OPEN_INVITATION, answer_by=answer_by)


def planned(window_from=date(2027, 2, 1), **fields):
    return time(State.PLANNED, window_from=window_from, **fields)


def promise(*, due_on=None, state=CommitmentState.AGREED, who=Party.CARE, **fields):
    role = {Party.CARE: {"role_id": UNIT}, Party.MUNICIPALITY: {"role_id": UNIT}}.get(who, {})
    return Promise(Commitment(who=who, what=WORDS, due_on=due_on, **role, **fields), state)


def day(number):
    return TODAY + timedelta(days=number)


def kind_of(times=(), promises=(), now=NOW):
    return rules.next_step(times, promises, now=now).kind


def test_nothing_decided_is_said_honestly():
    assert rules.next_step([], [], now=NOW) == NextStep(StepKind.NOTHING)


@pytest.mark.parametrize(
    ("times", "promises", "kind"),
    [
        pytest.param([time(on=TODAY)], [], StepKind.TODAY, id="a time today"),
        pytest.param([time(on=day(1))], [], StepKind.COMING, id="a time tomorrow"),
        pytest.param(
            [time(State.INVITATION, on=day(9))], [], StepKind.COMING, id="a time one was given"
        ),
        pytest.param([invitation(day(7))], [], StepKind.ANSWER_SOON, id="seven days to answer"),
        pytest.param([invitation(day(8))], [], StepKind.ANSWER, id="eight days to answer"),
        pytest.param([invitation(day(-1))], [], StepKind.ANSWER_SOON, id="the last day is past"),
        pytest.param([time(State.REQUESTED)], [], StepKind.REQUESTED, id="only asked for"),
        pytest.param([planned()], [], StepKind.PLANNED, id="only planned"),
        pytest.param(
            [planned(call_if_not_heard_by=TODAY)], [], StepKind.LATE_TIME, id="the day to call"
        ),
        pytest.param(
            [planned(call_if_not_heard_by=day(1))], [], StepKind.PLANNED, id="a day left to wait"
        ),
        pytest.param([], [promise(due_on=day(-1))], StepKind.LATE_PROMISE, id="due yesterday"),
        pytest.param([], [promise(due_on=TODAY)], StepKind.NOTHING, id="due today is not late"),
        pytest.param(
            [], [promise(if_not_heard_by=TODAY)], StepKind.LATE_PROMISE, id="not heard by today"
        ),
        pytest.param(
            [], [promise(due_on=day(-1), state=CommitmentState.DONE)], StepKind.NOTHING, id="done"
        ),
        pytest.param(
            [],
            [promise(due_on=day(-1), state=CommitmentState.PAUSED)],
            StepKind.NOTHING,
            id="paused",
        ),
        pytest.param(
            [],
            [promise(due_on=day(-1), who=Party.ME)],
            StepKind.NOTHING,
            id="the patient is never late",
        ),
        pytest.param(
            [],
            [promise(due_on=day(-1), who=Party.MUNICIPALITY)],
            StepKind.LATE_PROMISE,
            id="the municipality can be late",
        ),
        pytest.param([time(State.CANCELLED, on=TODAY)], [], StepKind.NOTHING, id="cancelled"),
        pytest.param([time(State.DONE, on=TODAY)], [], StepKind.NOTHING, id="done today"),
    ],
)
def test_each_reason(times, promises, kind):
    assert kind_of(times, promises) is kind


def test_each_reason_goes_before_the_next():
    in_order = [
        (time(on=TODAY), None, StepKind.TODAY),
        (invitation(day(3)), None, StepKind.ANSWER_SOON),
        (None, promise(due_on=day(-2)), StepKind.LATE_PROMISE),
        (planned(call_if_not_heard_by=day(-1)), None, StepKind.LATE_TIME),
        (time(on=day(5)), None, StepKind.COMING),
        (invitation(day(30)), None, StepKind.ANSWER),
        (time(State.REQUESTED), None, StepKind.REQUESTED),
        (planned(), None, StepKind.PLANNED),
    ]
    for place, (_time, _promise, kind) in enumerate(in_order):
        left = in_order[place:]
        times = [found for found, _p, _k in reversed(left) if found]
        promises = [found for _t, found, _k in left if found]
        assert kind_of(times, promises) is kind


def test_what_has_been_late_longest_comes_first():
    newer, older = promise(due_on=day(-1)), promise(due_on=day(-9))

    assert rules.next_step([], [newer, older], now=NOW).promise is older


def test_the_earliest_time_comes_first_whatever_the_order():
    later, sooner = time(on=day(9)), time(on=day(3))

    assert rules.next_step([later, sooner], [], now=NOW).time is sooner


@pytest.mark.parametrize(
    ("now", "on", "kind"),
    [
        ("2026-11-24T22:59:59+00:00", date(2026, 11, 25), StepKind.COMING),
        ("2026-11-24T23:00:00+00:00", date(2026, 11, 25), StepKind.TODAY),
        ("2026-10-25T00:30:00+00:00", date(2026, 10, 25), StepKind.TODAY),
        ("2027-03-28T01:00:00+00:00", date(2027, 3, 28), StepKind.TODAY),
        ("2028-02-28T23:30:00+00:00", date(2028, 2, 29), StepKind.TODAY),
    ],
    ids=["a second to midnight", "midnight", "an hour twice", "an hour skipped", "29 February"],
)
def test_today_is_counted_by_the_clocks_here(now, on, kind):
    assert kind_of([time(on=on)], now=datetime.fromisoformat(now)) is kind


@pytest.mark.parametrize(
    ("minutes", "kind"), [(44, StepKind.TODAY), (45, StepKind.NOTHING), (46, StepKind.NOTHING)]
)
def test_a_time_is_next_until_it_is_over(minutes, kind):
    visit = time(on=TODAY)

    assert kind_of([visit], now=visit.starts_at + timedelta(minutes=minutes)) is kind


def test_what_follows_is_in_order_and_leaves_out_the_next_step():
    first, second, third = time(on=day(2)), planned(day(5)), time(on=day(9))
    asked = invitation(day(30))
    step = rules.next_step([third, second, first], [], now=NOW)

    assert step.time is first
    assert rules.later([third, asked, second, first], step, now=NOW) == [second, third]
    assert rules.waiting([third, asked, second, first], step, now=NOW) == [asked]


def test_the_sides_are_kept_apart_and_what_is_done_is_left_out():
    mine = promise(who=Party.ME)
    cares, done = promise(), promise(state=CommitmentState.DONE)
    towns = promise(who=Party.MUNICIPALITY)

    assert rules.sides([towns, cares, done, mine]) == [[mine], [cares], [towns]]
