"""What happens next: one rule over everything that is agreed, booked, planned and promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.appointments import rules as appointment_rules
from app.appointments import suiting
from app.appointments.cards import Time
from app.appointments.content import State
from app.appointments.offer_cards import LiveOffer
from app.base import clock
from app.contracts import rules as contract_rules
from app.contracts.agreement import Agreement
from app.contracts.content import Commitment, CommitmentState, Party
from app.contracts.rules import Change

NEAR_ITS_DEADLINE = timedelta(days=7)
SIDES = (Party.ME, Party.RELATIVE, Party.CARE, Party.MUNICIPALITY)


class StepKind(StrEnum):
    """Why this is the next step, in the order in which one goes before another."""

    TODAY = "today"
    ANSWER_SOON = "answer-soon"
    LATE_PROMISE = "late-promise"
    LATE_TIME = "late-time"
    COMING = "coming"
    ANSWER_MISSED = "answer-missed"
    ANSWER = "answer"
    REQUESTED = "requested"
    PROMISE = "promise"
    PLANNED = "planned"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Promise:
    """A commitment and its state as it is now."""

    commitment: Commitment
    state: CommitmentState


@dataclass(frozen=True)
class NextStep:
    kind: StepKind
    time: Time | None = None
    promise: Promise | None = None
    offer: LiveOffer | None = None


def next_step(
    times: Sequence[Time],
    promises: Sequence[Promise],
    *,
    offers: Sequence[LiveOffer] = (),
    now: datetime,
) -> NextStep:
    """Return what is next for a patient.

    A time today comes first; then an offer or an invitation that waits for an answer and whose
    last moment is near; then what care has promised and is late with, a planned time that has not
    been heard of included; then the next time that is fixed; then any invitation, a requested
    time and a planned one. Otherwise nothing is decided, and that is said.
    """
    return next(_candidates(times, promises, offers, now), NextStep(StepKind.NOTHING))


def _candidates(
    times: Sequence[Time],
    promises: Sequence[Promise],
    offers: Sequence[LiveOffer],
    now: datetime,
) -> Iterator[NextStep]:
    today = clock.local_day(now)
    fixed = sorted(
        (time for time in times if appointment_rules.is_fixed(time, now=now)),
        key=appointment_rules.start_of,
    )
    times = suiting.not_offered(times, offers, now=now)
    asked = sorted(
        (time for time in times if appointment_rules.waits_for_answer(time, now=now)),
        key=lambda time: time.answer_by or date.max,
    )
    planned = sorted((time for time in times if time.state is State.PLANNED), key=_window)
    ending = [offer for offer in offers if offer.until - now <= NEAR_ITS_DEADLINE]
    for time in fixed:
        if clock.local_day(appointment_rules.start_of(time)) <= today:
            yield NextStep(StepKind.TODAY, time)
    missed = [time for time in asked if time.answer_by and time.answer_by < today]
    open_still = [time for time in asked if time not in missed]
    yield from (NextStep(StepKind.ANSWER_SOON, offer=offer) for offer in ending)
    for time in open_still:
        if time.answer_by and time.answer_by - today <= NEAR_ITS_DEADLINE:
            yield NextStep(StepKind.ANSWER_SOON, time)
    yield from _late(planned, promises, today)
    yield from (NextStep(StepKind.COMING, time) for time in fixed)
    yield from (NextStep(StepKind.ANSWER_MISSED, time) for time in missed)
    yield from (NextStep(StepKind.ANSWER, offer=offer) for offer in offers)
    yield from (NextStep(StepKind.ANSWER, time) for time in open_still)
    yield from (NextStep(StepKind.REQUESTED, t) for t in times if t.state is State.REQUESTED)
    yield from (NextStep(StepKind.PROMISE, promise=promise) for promise in _coming(promises, today))
    yield from (NextStep(StepKind.PLANNED, time) for time in planned)


def _late(planned: Sequence[Time], promises: Sequence[Promise], today: date) -> Iterator[NextStep]:
    """Return what care is late with, the longest overdue first."""
    late: list[tuple[date, NextStep]] = [
        (_due(promise.commitment), NextStep(StepKind.LATE_PROMISE, promise=promise))
        for promise in promises
        if is_late_by_care(promise, today=today)
    ]
    late += [
        (time.call_if_not_heard_by or time.window_to or today, NextStep(StepKind.LATE_TIME, time))
        for time in planned
        if is_unheard_of(time, today=today)
    ]
    yield from (step for _day, step in sorted(late, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class News:
    """What is new since a reader last said that they had read."""

    changes: Sequence[Change]
    times: Sequence[Time]


def news(earlier: Agreement | None, latest: Agreement, new_times: Sequence[Time]) -> News | None:
    """Return what differs between two versions, with the times that are new, or nothing."""
    changes = contract_rules.changes(earlier, latest) if earlier else []
    return News(changes, new_times) if changes or new_times else None


def waiting(
    times: Sequence[Time],
    step: NextStep,
    *,
    offers: Sequence[LiveOffer] = (),
    now: datetime,
) -> list[Time]:
    """Return what waits for the patient's answer, besides the next step itself."""
    return [
        time
        for time in suiting.not_offered(times, offers, now=now)
        if time is not step.time and appointment_rules.waits_for_answer(time, now=now)
    ]


def later(
    times: Sequence[Time],
    step: NextStep,
    *,
    offers: Sequence[LiveOffer] = (),
    now: datetime,
) -> list[Time]:
    """Return what follows after the next step: fixed times and planned ones, in order of day.

    What waits for an answer to an offer is not said to be planned as well.
    """
    following = (
        time
        for time in suiting.not_offered(times, offers, now=now)
        if time is not step.time
        and (
            appointment_rules.is_agreed(time, now=now)
            or time.state in (State.PLANNED, State.REQUESTED)
        )
    )
    return appointment_rules.in_order(following)


def sides(promises: Sequence[Promise], *, besides: Promise | None = None) -> list[list[Promise]]:
    """Return what is still to be done by each party, apart, besides the next step itself."""
    to_do = [
        promise
        for promise in promises
        if promise.state is not CommitmentState.DONE and promise != besides
    ]
    by_party = ([one for one in to_do if one.commitment.who is party] for party in SIDES)
    return [side for side in by_party if side]


def _coming(promises: Sequence[Promise], today: date) -> list[Promise]:
    """Return what care has promised for a day that has not gone by, the nearest first."""
    ahead = [
        promise
        for promise in promises
        if contract_rules.is_care_side(promise.commitment)
        and promise.state not in contract_rules.FINISHED
        and today <= _due(promise.commitment) < date.max
    ]
    return sorted(ahead, key=lambda promise: _due(promise.commitment))


def is_late_by_care(promise: Promise, *, today: date) -> bool:
    """Say whether care or the municipality is late with something it has said it will do."""
    return contract_rules.is_care_side(promise.commitment) and contract_rules.is_late(
        promise.commitment, promise.state, today=today
    )


def is_unheard_of(time: Time, *, today: date) -> bool:
    """Say whether the day has come to call about a time that was planned and never booked.

    It has when the day to call is here, and when the whole window has gone by.
    """
    if time.state is not State.PLANNED:
        return False
    past_window = time.window_to is not None and time.window_to < today
    return past_window or (
        time.call_if_not_heard_by is not None and time.call_if_not_heard_by <= today
    )


def _due(commitment: Commitment) -> date:
    return commitment.if_not_heard_by or commitment.due_on or date.max


def _window(time: Time) -> date:
    return time.window_from or time.window_to or date.max
