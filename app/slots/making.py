"""Making the slots of patterns ahead of time, and dropping them when the pattern changes."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, update

from app.base import clock
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.people import calendar
from app.people.models import CareRole
from app.people.opening_hours import OnRedDays
from app.slots import actions, rules
from app.slots.content import BookingRulesContent, WeekPatternContent
from app.slots.models import (
    BookingRules,
    PatternException,
    Slot,
    SlotHolder,
    VisitKind,
    WeekPattern,
)

SLOTS_AT_A_TIME = 500
USUAL = BookingRulesContent()


def make_ahead(
    session: Session, *which: ColumnElement[bool], now: datetime, most: int | None = None
) -> int:
    """Make slots as far ahead as units let patients book. Return for how many patterns.

    most: how many patterns at the most, for whoever should not write for long.
    """
    behind = _behind(session, *which, now=now)[:most]
    for pattern, last in behind:
        _make(session, pattern, first=_next_day(pattern, now=now), last=last, now=now)
        pattern.made_until = last
    session.flush()
    return len(behind)


def make_run(
    session: Session, said: WeekPatternContent, *, unit_id: uuid.UUID, by: Actor, now: datetime
) -> int:
    """Make the slots of one day, all of them or none. Return how many."""
    slots = _slots(said, unit_id, first=said.starts_on, last=said.starts_on, closed=(), now=now)
    with session.begin_nested() as step:
        kind_ids = _kind_ids(session, unit_id, said.kind_keys)
        if not slots or actions.add_all(session, slots, kind_ids=kind_ids) < len(slots):
            step.rollback()
            return 0
    journal.write(
        session,
        Happening.SLOTS_MADE,
        by=by,
        patient_id=None,
        about=slots[0].id,
        now=now,
        slots=len(slots),
    )
    return len(slots)


def make_on(session: Session, pattern: WeekPattern, day: date, *, now: datetime) -> None:
    """Make what a pattern has not made of a day that it has come to already."""
    if pattern.made_until and day <= pattern.made_until:
        _make(session, pattern, first=day, last=day, now=now)


def drop(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    """Let these slots be no times any more, as many of them as are free and have not begun."""
    dropping = uuid.uuid4()
    coming = col(Slot.starts_at) > now, col(Slot.dropped_at).is_(None)
    actions.withdraw_all(session, *which, *coming, for_id=dropping, now=now)
    dropped = select(SlotHolder.slot_id).where(SlotHolder.held_for_id == dropping)
    session.exec(update(Slot).where(col(Slot.id).in_(dropped)).values(dropped_at=now))


def _behind(
    session: Session, *which: ColumnElement[bool], now: datetime
) -> list[tuple[WeekPattern, date]]:
    """Return the patterns whose slots are not made as far ahead as they should, and until when.

    Nothing is made with a professional after their last day.
    """
    today = clock.local_day(now)
    rows = session.exec(
        select(WeekPattern, BookingRules.horizon_days, col(CareRole.ends_on))
        .join(BookingRules, col(BookingRules.unit_id) == WeekPattern.unit_id, isouter=True)
        .join(CareRole, col(CareRole.id) == WeekPattern.role_id, isouter=True)
        .where(*which, or_(col(WeekPattern.until).is_(None), col(WeekPattern.until) >= today))
        .order_by(col(WeekPattern.id))
    )
    behind = []
    for pattern, horizon, ends_on in rows:
        last = min(today + timedelta(days=horizon or USUAL.horizon_days), ends_on or date.max)
        if pattern.made_until is None or pattern.made_until < last:
            behind.append((pattern, last))
    return behind


def _next_day(pattern: WeekPattern, *, now: datetime) -> date:
    today = clock.local_day(now)
    return max(today, pattern.made_until + timedelta(days=1)) if pattern.made_until else today


def _make(
    session: Session, pattern: WeekPattern, *, first: date, last: date, now: datetime
) -> None:
    """Make a pattern's slots of some days. Those that are there already are left alone."""
    closed = _closed_to(session, pattern, first=first, last=last)
    slots = _slots(pattern, pattern.unit_id, first=first, last=last, closed=closed, now=now)
    kind_ids = _kind_ids(session, pattern.unit_id, pattern.kind_keys)
    for begin in range(0, len(slots), SLOTS_AT_A_TIME):
        batch = slots[begin : begin + SLOTS_AT_A_TIME]
        for slot in batch:
            slot.pattern_id = pattern.id
        actions.add_all(session, batch, kind_ids=kind_ids)


def _slots(
    said: WeekPatternContent,
    unit_id: uuid.UUID,
    *,
    first: date,
    last: date,
    closed: Collection[date],
    now: datetime,
) -> list[Slot]:
    return [
        Slot(
            unit_id=unit_id,
            role_id=said.role_id,
            mode=said.mode,
            place=said.place,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            seat=seat,
            released_at=span.released_at,
            made_at=now,
        )
        for span in rules.spans(said, first=first, last=last, closed=closed, now=now)
        for seat in range(1, said.seats + 1)
    ]


def _kind_ids(session: Session, unit_id: uuid.UUID, keys: Collection[str]) -> Sequence[uuid.UUID]:
    named = VisitKind.unit_id == unit_id, col(VisitKind.key).in_(keys)
    return session.exec(select(VisitKind.id).where(*named)).all()


def _closed_to(session: Session, pattern: WeekPattern, *, first: date, last: date) -> set[date]:
    """Return the days when a pattern makes nothing: closed ones, and red ones as a rule."""
    days = select(col(PatternException.day)).where(
        PatternException.unit_id == pattern.unit_id,
        or_(col(PatternException.role_id).is_(None), PatternException.role_id == pattern.role_id),
        col(PatternException.day).between(first, last),
    )
    closed = set(session.exec(days))
    if pattern.on_red_days is OnRedDays.CLOSED:
        for number in range(first.year, last.year + 1):
            closed |= calendar.year(number).red_days
    return closed
