"""What would suit a patient, and who is asked first. Every answer here can be told in words."""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from app.appointments.cards import Time
from app.appointments.content import FIXED, STILL_TO_BOOK, State, WayToChange, Wishes
from app.appointments.offer_cards import Beside, LiveOffer, PastTime
from app.appointments.rules import SortedTimes, is_fixed, start_of
from app.base import clock
from app.base.words import Words
from app.people.calendar import Year
from app.slots.content import Mode

FEWEST, MOST = 2, 5
"""How many times care picks for one patient."""
FOR_A_RELATIVE = timedelta(days=3)
"""How long before somebody close should know, to be able to come along."""
ASKED_AFTER = timedelta(days=14)
"""How long after a time one asks what was decided to come after it."""
WITH_AN_AFTER = (*FIXED, State.DONE)
SATURDAY = 5
WAKING = (8 * 60, 20 * 60)
"""Between which minutes of the day the time to answer passes. Nobody has to answer at night."""


class Offerable(Protocol):
    """A slot, as far as one asks whether it suits."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def place(self) -> Words | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


Slot = TypeVar("Slot", bound=Offerable)


class Miss(StrEnum):
    """In what a slot is not as the patient wished."""

    WEEKDAY = "weekday"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    RELATIVE = "relative"


@dataclass(frozen=True)
class Suggestion(Generic[Slot]):
    """A free slot, and in what it is not as was wished."""

    slot: Slot
    misses: Sequence[Miss]


def misses(wishes: Wishes, slot: Offerable, *, now: datetime) -> list[Miss]:
    """Return in what a slot is not as was wished; nothing when it suits."""
    starts, ends = clock.local(slot.starts_at), clock.local(slot.ends_at)
    found = {
        Miss.WEEKDAY: bool(wishes.weekdays) and starts.weekday() not in wishes.weekdays,
        Miss.TOO_EARLY: wishes.not_before is not None and starts.time() < wishes.not_before,
        Miss.TOO_LATE: wishes.not_after is not None
        and (ends.date() > starts.date() or ends.time() > wishes.not_after),
        Miss.RELATIVE: wishes.with_relative and slot.starts_at - now < FOR_A_RELATIVE,
    }
    return [miss for miss, missed in found.items() if missed]


def nearest(
    slots: Iterable[Slot], wishes: Wishes, *, now: datetime, limit: int
) -> list[Suggestion[Slot]]:
    """Return what comes nearest to the wishes: the fewest misses first, and then the earliest."""
    found = [Suggestion(slot, misses(wishes, slot, now=now)) for slot in slots]
    found.sort(key=lambda one: (len(one.misses), one.slot.starts_at, str(one.slot.id)))
    return found[:limit]


class NotAsked(StrEnum):
    """Why somebody who waits for an earlier time is not asked about a slot."""

    NOT_EARLIER = "not-earlier"
    ELSEWHERE = "elsewhere"
    SHORT_NOTICE = "short-notice"
    WEEKDAY = "weekday"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    ASKED_ALREADY = "asked-already"
    ANSWERS_ANOTHER = "answers-another"


OF_MISS = {
    Miss.WEEKDAY: NotAsked.WEEKDAY,
    Miss.TOO_EARLY: NotAsked.TOO_EARLY,
    Miss.TOO_LATE: NotAsked.TOO_LATE,
    Miss.RELATIVE: NotAsked.SHORT_NOTICE,
}


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for an earlier time, and what they have said is fine."""

    wish_id: uuid.UUID
    patient_id: uuid.UUID
    appointment_id: uuid.UUID
    asked_at: datetime
    notice_hours: int
    elsewhere: bool
    wishes: Wishes
    starts_at: datetime
    mode: Mode | None
    place: Words | None
    answers_another: bool = False
    """Whether there is an offer already that they have not answered."""


@dataclass(frozen=True)
class Turn:
    """Somebody in the order for a slot, and why they are passed over, if they are."""

    waiting: Waiting
    passed_over: NotAsked | None


def turns(
    waiting: Iterable[Waiting],
    slot: Offerable,
    *,
    asked: Iterable[uuid.UUID],
    now: datetime,
) -> list[Turn]:
    """Return those who wait, in the order they asked, each with why they are passed over.

    asked: the times that were asked about this slot already. Nobody is asked twice.
    """
    already = frozenset(asked)
    in_order = sorted(waiting, key=lambda one: (one.asked_at, str(one.wish_id)))
    return [
        Turn(
            one,
            NotAsked.ASKED_ALREADY
            if one.appointment_id in already
            else passed_over(one, slot, now=now),
        )
        for one in in_order
    ]


def passed_over(waiting: Waiting, slot: Offerable, *, now: datetime) -> NotAsked | None:
    """Say why somebody is not asked about a slot, or nothing when it fits."""
    if slot.starts_at >= waiting.starts_at:
        return NotAsked.NOT_EARLIER
    if not waiting.elsewhere and (slot.mode, slot.place) != (waiting.mode, waiting.place):
        return NotAsked.ELSEWHERE
    if slot.starts_at - now < timedelta(hours=waiting.notice_hours):
        return NotAsked.SHORT_NOTICE
    if missed := misses(waiting.wishes, slot, now=now):
        return OF_MISS[missed[0]]
    return NotAsked.ANSWERS_ANOTHER if waiting.answers_another else None


def answer_by(now: datetime, time: timedelta) -> datetime:
    """Return when this much time to answer has passed, counted between eight and eight alone."""
    day = clock.local_day(now)
    while True:
        opens, closes = (clock.moment(day, minute) for minute in WAKING)
        begins = max(now, opens)
        if begins + time <= closes:
            return begins + time
        time -= max(closes - begins, timedelta(0))
        day += timedelta(days=1)


def working_days_on(now: datetime, days: int, *, year: Callable[[int], Year]) -> date:
    """Return the day that is this many working days after today."""
    day = clock.local_day(now)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY and day not in year(day.year).red_days
    return day


def to_ask_about(past: Iterable[PastTime], *, now: datetime) -> Time | None:
    """Return the latest time that is over, unless somebody has said what comes after it."""
    over = [one for one in past if has_an_after(one.time, now=now)]
    latest = max(over, key=lambda one: start_of(one.time), default=None)
    return latest.time if latest and latest.next_time is None else None


def asks(time: Time, beside: Beside, *, now: datetime) -> list[str]:
    """Return what a patient may ask about a time, each by the word the page knows it by."""
    allowed = {
        "wait": may_wait(time, beside, now=now),
        "help": may_be_helped(time, beside),
        "after": has_an_after(time, now=now),
    }
    return [word for word, may in allowed.items() if may]


def may_wait(time: Time, beside: Beside, *, now: datetime) -> bool:
    """Say whether a patient can wait here for an earlier time than the one they have.

    On the day itself nobody is asked any more.
    """
    return (
        time.state is State.BOOKED
        and is_fixed(time, now=now)
        and clock.local_day(start_of(time)) > clock.local_day(now)
        and time.change is WayToChange.ONLINE
        and beside.books_here
    )


def may_be_helped(time: Time, beside: Beside) -> bool:
    """Say whether a patient can ask to be called about a time that is not booked yet."""
    return time.state in STILL_TO_BOOK and beside.may_ask


def has_an_after(time: Time, *, now: datetime) -> bool:
    """Say whether a time has been, so that something was decided to come after it."""
    return time.state in WITH_AN_AFTER and start_of(time) <= now and not is_fixed(time, now=now)


def not_offered(times: Iterable[Time], offers: Iterable[LiveOffer], *, now: datetime) -> list[Time]:
    """Return the times but those without a clock that something is offered for: that waits."""
    offered = {offer.time.id for offer in offers}
    return [time for time in times if time.id not in offered or is_fixed(time, now=now)]


def with_help_asked(times: SortedTimes, helped: Collection[uuid.UUID]) -> SortedTimes:
    """Return the same times, those that help is asked for among what is requested.

    An invitation is not lost by it: it stands there with its last day, and can still be booked.
    """
    requested = [time for time in (*times.waiting, *times.planned) if time.id in helped]
    return replace(
        times,
        waiting=[time for time in times.waiting if time.id not in helped],
        planned=[time for time in times.planned if time.id not in helped],
        requested=[*times.requested, *requested],
    )
