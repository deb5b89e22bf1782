"""Which days a routine is for, and how it stands with each of its occasions.

Days come first, by the calendar alone. Clock times are turned into moments last, so that eight
o'clock is eight o'clock on both sides of the nights when the clocks change.
"""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache

from dateutil.rrule import rrulestr

from app.base import clock
from app.contracts.schedules import DayPart, Schedule, slot_of
from app.self_care.cards import EntryCard, PauseCard, RoutineCard
from app.sharing.content import Deed
from app.sharing.rules import Access

MIDNIGHT = time()
BEGINS = {
    DayPart.MORNING: 5 * 60,
    DayPart.MIDDAY: 11 * 60,
    DayPart.AFTERNOON: 13 * 60,
    DayPart.EVENING: 17 * 60,
    DayPart.NIGHT: 21 * 60,
}
"""The minute when each part of the day begins. Nothing waits before its part of the day."""
SLOT = re.compile(rf"|{'|'.join(DayPart)}|[01]\d:[0-5]\d|2[0-3]:[0-5]\d|[1-9]|1[0-2]")
"""What an occasion is called: a part of the day, a clock time, which of several, or nothing."""
SCHEDULES_REMEMBERED = 1024


class OccasionState(StrEnum):
    RECORDED = "recorded"
    WAITING = "waiting"
    PAUSED = "paused"
    COMING = "coming"


@dataclass(frozen=True)
class Occasion:
    """One time that a routine is for: its day and part of the day, and how it stands with it."""

    routine: RoutineCard
    on: date
    slot: str
    state: OccasionState
    entries: Sequence[EntryCard]
    entry_id: uuid.UUID
    """The id of what will be written down about it, the same on every page that shows it."""


@lru_cache(maxsize=SCHEDULES_REMEMBERED)
def _days(rule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    counted = rrulestr(rule, dtstart=datetime.combine(starts_on, MIDNIGHT), cache=False)
    found = counted.between(_midnight(first), _midnight(last), inc=True)
    return tuple(moment.date() for moment in found)


def days(schedule: Schedule, first: date, last: date) -> Sequence[date]:
    """Return the days, from the first to the last, that something is for. As needed: none."""
    last = min(last, schedule.until or last)
    if schedule.rule is None or last < max(first, schedule.starts_on):
        return ()
    return _days(schedule.rule, schedule.starts_on, first, last)


def slots(schedule: Schedule) -> list[str]:
    """Return a day's occasions, the earliest first."""
    if schedule.at:
        return sorted((slot_of(when) for when in schedule.at), key=_begins)
    return [str(nth + 1) for nth in range(schedule.times)] if schedule.times > 1 else [""]


def begins_at(on: date, slot: str) -> datetime:
    """Return the moment from which an occasion waits, by the clocks on the wall."""
    return clock.moment(on, _begins(slot))


def occasions(
    routines: Sequence[RoutineCard],
    entries: Sequence[EntryCard],
    pauses: Sequence[PauseCard],
    *,
    on: date,
    now: datetime,
) -> list[Occasion]:
    """Return everything that a day is for, what has a time first, in the order of the day."""
    found = [
        occasion
        for routine in routines
        for occasion in _of_one(routine, entries, pauses, on=on, now=now)
    ]
    return sorted(found, key=lambda one: _begins(one.slot) or clock.MINUTES_PER_DAY)


def besides(
    entries: Sequence[EntryCard], planned: Sequence[Occasion], *, on: date
) -> list[EntryCard]:
    """Return what was written down that day about nothing that it was for."""
    known = {entry.id for occasion in planned for entry in occasion.entries}
    live = [entry for entry in entries if entry.on == on and entry.undone_at is None]
    return [entry for entry in live if entry.id not in known]


def first_id(routine_id: uuid.UUID, on: date, slot: str, *, undone: int = 0) -> uuid.UUID:
    """Return the id that an occasion gives to what is written down about it.

    Two pages that show the same occasion write down the same thing, so it is kept once. When
    it has been undone, the next is another. Who does not know the routine cannot guess it.
    """
    return uuid.uuid5(routine_id, f"{on} {slot} {undone}")


def may_record(access: Access) -> bool:
    """Say who may write something down: the patient, and whoever helps, in their own name."""
    return access.at_work or access.may(Deed.RECORD)


def id_for(access: Access, entry_id: uuid.UUID) -> uuid.UUID:
    """Return the id that something is kept by. A relative's is never that of the patient's own.

    Otherwise the answer would tell whether the patient has written the same already.
    """
    return uuid.uuid5(entry_id, str(access.person_id)) if access.shared else entry_id


def is_theirs(entry_by: uuid.UUID, access: Access) -> bool:
    """Say who reads and corrects what was written down: the patient, and whoever wrote it.

    Care reads what the patient has sent, and nothing before that. The patient, while they look
    with somebody else's eyes, has written nothing.
    """
    return access.decides or (access.person_id == entry_by and not access.preview)


def _of_one(
    routine: RoutineCard,
    entries: Sequence[EntryCard],
    pauses: Sequence[PauseCard],
    *,
    on: date,
    now: datetime,
) -> Iterator[Occasion]:
    if routine.schedule is None or not days(routine.schedule, on, on):
        return
    paused = any(pause.covers(routine.id, on) for pause in pauses)
    over, earlier_waits = on < clock.local_day(now), False
    for slot in slots(routine.schedule):
        told = [entry for entry in entries if entry.place == (routine.id, on, slot)]
        live = [entry for entry in told if entry.undone_at is None]
        waits_its_turn = slot.isdecimal() and earlier_waits and not over
        coming = begins_at(on, slot) > now or waits_its_turn
        state = _state(recorded=bool(live), paused=paused, coming=coming)
        earlier_waits = earlier_waits or not live
        entry_id = first_id(routine.id, on, slot, undone=len(told) - len(live))
        yield Occasion(routine, on, slot, state, live, entry_id)


def _state(*, recorded: bool, paused: bool, coming: bool) -> OccasionState:
    if recorded:
        return OccasionState.RECORDED
    elif paused:
        return OccasionState.PAUSED
    else:
        return OccasionState.COMING if coming else OccasionState.WAITING


def _begins(slot: str) -> int:
    if slot in BEGINS:
        return BEGINS[DayPart(slot)]
    hour, clock_time, minute = slot.partition(":")
    return int(hour) * 60 + int(minute) if clock_time else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT)
