"""Which times lie ahead, which wait for an answer, and which stand in each other's way."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.appointments.cards import Time
from app.appointments.content import FIXED, STILL_TO_BOOK, WITH_A_TIME, AppointmentContent, State
from app.base import clock
from app.slots.rules import Choice

ASSUMED_LENGTH = timedelta(hours=1)
FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
IN_CALENDARS = (*WITH_A_TIME, State.CANCELLED)
CALENDARS_KEEP = timedelta(days=30)
NOT_OVER = (*FIXED, *STILL_TO_BOOK)


def start_of(time: AppointmentContent) -> datetime:
    """Return when a time that has a start begins."""
    assert time.starts_at is not None  # noqa: S101  # only fixed times are asked
    return time.starts_at


def is_to_come(time: AppointmentContent, *, now: datetime) -> bool:
    """Say whether it is a time that somebody has, and that has not begun."""
    return time.state in FIXED and time.starts_at is not None and time.starts_at > now


def end_of(time: AppointmentContent) -> datetime | None:
    """Return when a time is over. One without a stated end is taken to last an hour."""
    return time.ends_at or (time.starts_at and time.starts_at + ASSUMED_LENGTH)


def is_fixed(time: AppointmentContent, *, now: datetime) -> bool:
    """Say whether there is a day and a clock time that has not passed."""
    end = end_of(time)
    return time.state in FIXED and end is not None and end > now


def is_agreed(time: Time, *, now: datetime) -> bool:
    """Say whether a fixed time needs no answer, or has had one."""
    return is_fixed(time, now=now) and not waits_for_answer(time, now=now)


def waits_for_answer(time: Time, *, now: datetime) -> bool:
    """Say whether the patient has been asked something about this time and can still answer."""
    if time.state is State.INVITATION:
        return time.answer_by is not None and is_fixed(time, now=now)
    return time.state is State.OPEN_INVITATION


def belongs_in_calendars(time: AppointmentContent) -> bool:
    """Say whether a time is fixed, or was: what is planned or requested is no booked time."""
    return time.state in IN_CALENDARS and time.starts_at is not None


def calendars_show(time: Time, *, now: datetime) -> bool:
    """Say whether a calendar that is read now has this time, or that it was cancelled.

    What is over, and that a time was cancelled, stays there for thirty days.
    """
    if not belongs_in_calendars(time):
        return False
    since = time.changed_at if time.state is State.CANCELLED else end_of(time)
    return since is not None and since > now - CALENDARS_KEEP


def is_worth_a_file(time: Time, *, now: datetime) -> bool:
    """Say whether somebody may want a time in their calendar, or out of it: not what is over."""
    end = end_of(time)
    return belongs_in_calendars(time) and end is not None and end > now


def in_order(times: Iterable[Time]) -> list[Time]:
    """Return times by their day: the day they start, else the first day they could be on."""
    return sorted(times, key=_order)


def is_past(time: AppointmentContent, *, now: datetime) -> bool:
    """Say whether a time belongs to what has been."""
    return time.state not in NOT_OVER or (time.state in FIXED and not is_fixed(time, now=now))


@dataclass(frozen=True)
class SortedTimes:
    """Times as a list shows them: first what waits for an answer, last what has been."""

    waiting: Sequence[Time]
    fixed: Sequence[Time]
    requested: Sequence[Time]
    planned: Sequence[Time]
    past: Sequence[Time]


def sorted_by_kind(coming: Sequence[Time], past: Sequence[Time], *, now: datetime) -> SortedTimes:
    return SortedTimes(
        waiting=[time for time in coming if waits_for_answer(time, now=now)],
        fixed=[time for time in coming if is_agreed(time, now=now)],
        requested=[time for time in coming if time.state is State.REQUESTED],
        planned=[time for time in coming if time.state is State.PLANNED],
        past=[time for time in past if is_past(time, now=now)],
    )


def at_once(times: Iterable[Time], slot: Choice, *, but: uuid.UUID, now: datetime) -> list[Time]:
    """Return the coming times that take place while a slot does, but for one of them."""
    return [
        time
        for time in times
        if time.id != but
        and is_fixed(time, now=now)
        and start_of(time) < slot.ends_at
        and slot.starts_at < (end_of(time) or start_of(time))
    ]


def overlapping(times: Sequence[Time], *, now: datetime) -> list[tuple[Time, Time]]:
    """Return the pairs of coming times that take place at once. Logistics, nothing else."""
    coming = sorted((time for time in times if is_fixed(time, now=now)), key=start_of)
    pairs = []
    for index, earlier in enumerate(coming):
        for later in coming[index + 1 :]:
            if start_of(later) >= (end_of(earlier) or start_of(earlier)):
                break
            pairs.append((earlier, later))
    return pairs


def too_early(time: AppointmentContent | Choice, *, not_before: time | None) -> bool:
    """Say whether a time begins before the hour the patient asked not to be called to before."""
    if not_before is None or time.starts_at is None:
        return False
    return clock.local(time.starts_at).time() < not_before


def _order(time: Time) -> tuple[date, datetime, str]:
    start = time.starts_at
    day = clock.local_day(start) if start else time.window_from or time.answer_by or date.max
    return day, start or FAR_AHEAD, str(time.id)
