"""What a unit says of its times: what comes back every week, closed days, and single slots."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from app.base import clock
from app.base.adding import add_unless_there
from app.base.content import HERE
from app.base.keeping import change, keep
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.slots import actions, making
from app.slots.content import (
    BookingRulesContent,
    ClosedDayContent,
    Holding,
    VisitKindContent,
    WeekPatternContent,
)
from app.slots.models import (
    BookingRules,
    PatternException,
    Slot,
    SlotHolder,
    VisitKind,
    WeekPattern,
)


def keep_visit_kinds(
    session: Session, kinds: Mapping[uuid.UUID, VisitKindContent], *, unit_id: uuid.UUID
) -> int:
    """Keep the kinds of visits that a file tells of. One it no longer tells of is still known."""
    return sum(
        keep(session, VisitKind, kind_id, kind, unit_id=unit_id) for kind_id, kind in kinds.items()
    )


def keep_booking_rules(session: Session, said: BookingRulesContent, *, unit_id: uuid.UUID) -> bool:
    """Let patients book at a unit by these rules. Return whether anything was new."""
    known = session.get(BookingRules, unit_id)
    if known is not None:
        return change(known, dict(said))
    session.add(BookingRules(unit_id=unit_id, **dict(said)))
    session.flush()
    return True


def keep_patterns(
    session: Session,
    patterns: Sequence[WeekPatternContent],
    *,
    unit_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Keep all patterns that a file tells of, and end those it no longer tells of.

    What staff have made or changed here stays as it is. Return how many were different.
    """
    rows = session.exec(select(WeekPattern).where(WeekPattern.unit_id == unit_id))
    known = {pattern.key: pattern for pattern in rows}
    changed = 0
    for said in patterns:
        kept = known.pop(said.key, None)
        if kept is None:
            add_pattern(session, said, unit_id=unit_id, source=source, by=by, now=now)
            changed += 1
        elif kept.source == source:
            changed += _change(session, kept, dict(said), by=by, now=now)
    gone = [pattern for pattern in known.values() if pattern.source == source]
    return changed + sum(end_pattern(session, pattern, by=by, now=now) for pattern in gone)


def keep_closed_days(
    session: Session,
    days: Collection[ClosedDayContent],
    *,
    unit_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Close the days that a file tells of, and open those it closed and no longer tells of."""
    of_file = PatternException.unit_id == unit_id, PatternException.source == source
    known = {
        (one.role_id, one.day): one
        for one in session.exec(select(PatternException).where(*of_file))
    }
    told = {(one.role_id, one.day) for one in days}
    for role_id, day in sorted(told - known.keys(), key=str):
        close_day(session, unit_id, day, role_id=role_id, source=source, by=by, now=now)
    for gone in known.keys() - told:
        open_day(session, known[gone], by=by, now=now)
    return len(told ^ known.keys())


def add_pattern(
    session: Session,
    said: WeekPatternContent,
    *,
    unit_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> WeekPattern:
    """Let times come back every week, and make those that can be booked already."""
    pattern = WeekPattern(**dict(said), unit_id=unit_id, source=source)
    session.add(pattern)
    session.flush()
    _catch_up(session, pattern, by=by, now=now)
    return pattern


def change_pattern(
    session: Session, pattern: WeekPattern, said: WeekPatternContent, *, by: Actor, now: datetime
) -> bool:
    """Let times come back in another way. Return whether it was another.

    What is free of the old way goes, and what somebody has stays theirs.
    """
    wanted = {**dict(said), "key": pattern.key, "source": HERE}
    return _change(session, pattern, wanted, by=by, now=now)


def end_pattern(session: Session, pattern: WeekPattern, *, by: Actor, now: datetime) -> bool:
    """Let times come back no more. Return whether they did until now."""
    yesterday = clock.local_day(now) - timedelta(days=1)
    if pattern.until and pattern.until <= yesterday:
        return False
    return _change(session, pattern, {"until": yesterday}, by=by, now=now)


def close_day(
    session: Session,
    unit_id: uuid.UUID,
    day: date,
    *,
    role_id: uuid.UUID | None,
    source: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Let nobody have a free time at a unit, or with one professional, on a day.

    Whoever has one keeps it until they have another, and then nobody else gets it. Return
    whether the day was open until now.
    """
    closed = PatternException(unit_id=unit_id, role_id=role_id, day=day, source=source)
    if not add_unless_there(session, closed):
        return False
    _empty(session, closed, now=now)
    _note(session, Happening.DAY_CLOSED, closed.id, by=by, now=now, day=f"{day}")
    return True


def open_day(session: Session, closed: PatternException, *, by: Actor, now: datetime) -> bool:
    """Let a closed day be as other days. Return whether it was closed until now."""
    gone = session.exec(delete(PatternException).where(col(PatternException.id) == closed.id))
    if gone.rowcount != 1:
        return False
    actions.free_all(session, held_for_id=closed.id)
    marked = col(SlotHolder.withdrawn_for_id) == closed.id
    session.exec(update(SlotHolder).where(marked).values(withdrawn_for_id=None))
    _make_again(session, closed.unit_id, closed.day, now=now)
    _note(session, Happening.DAY_OPENED, closed.id, by=by, now=now, day=f"{closed.day}")
    return True


def withdraw(session: Session, slot_id: uuid.UUID, *, by: Actor, now: datetime) -> bool:
    """Let nobody have a free slot. Return whether it was free."""
    if not actions.withdraw(session, slot_id, now=now):
        return False
    _note(session, Happening.SLOT_WITHDRAWN, slot_id, by=by, now=now)
    return True


def withdraw_after(session: Session, held_for_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """See that nobody else gets the slots of a time when whoever has it lets them go."""
    marked = session.exec(
        update(SlotHolder)
        .where(
            col(SlotHolder.held_for_id) == held_for_id,
            col(SlotHolder.holding) == Holding.BOOKING,
            col(SlotHolder.withdrawn_for_id).is_(None),
        )
        .values(withdrawn_for_id=SlotHolder.slot_id)
    )
    if marked.rowcount:
        _note(session, Happening.SLOT_WITHDRAWN, held_for_id, by=by, now=now, when="after")


def give_back(session: Session, slot_id: uuid.UUID, *, by: Actor, now: datetime) -> bool:
    """Let a withdrawn slot be taken again. Return whether it was withdrawn."""
    if not actions.give_back(session, slot_id):
        return False
    _note(session, Happening.SLOT_GIVEN_BACK, slot_id, by=by, now=now)
    return True


def _change(
    session: Session,
    pattern: WeekPattern,
    wanted: Mapping[str, object],
    *,
    by: Actor,
    now: datetime,
) -> bool:
    if not change(pattern, wanted):
        return False
    pattern.made_until = None
    session.flush()
    making.drop(session, col(Slot.pattern_id) == pattern.id, now=now)
    _catch_up(session, pattern, by=by, now=now)
    return True


def _catch_up(session: Session, pattern: WeekPattern, *, by: Actor, now: datetime) -> None:
    making.make_ahead(session, col(WeekPattern.id) == pattern.id, now=now)
    _note(session, Happening.PATTERN_CHANGED, pattern.id, by=by, now=now)


def _note(
    session: Session,
    happening: Happening,
    about: uuid.UUID,
    *,
    by: Actor,
    now: datetime,
    **details: str,
) -> None:
    """Write down what was done to a unit's times. It is in nobody's plan."""
    journal.write(session, happening, by=by, patient_id=None, about=about, now=now, **details)


def _empty(session: Session, closed: PatternException, *, now: datetime) -> None:
    """Withdraw what is free on a closed day, and see that nobody else gets what is not.

    What is only kept, while somebody fills in or thinks, is withdrawn as well.
    """
    which = _on(closed, now=now)
    actions.withdraw_all(session, *which, for_id=closed.id, now=now)
    held = col(SlotHolder.slot_id).in_(select(Slot.id).where(*which))
    kept = col(SlotHolder.holding).in_((Holding.HOLD, Holding.OFFER))
    gone = {"holding": Holding.WITHDRAWN, "held_for_id": closed.id, "patient_id": None}
    session.exec(update(SlotHolder).where(held, kept).values(**gone, until=None))
    booked = col(SlotHolder.holding) == Holding.BOOKING
    session.exec(update(SlotHolder).where(held, booked).values(withdrawn_for_id=closed.id))


def _on(closed: PatternException, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Pick the slots of a closed day that have not begun."""
    of_role = [col(Slot.role_id) == closed.role_id] if closed.role_id else []
    return (
        col(Slot.unit_id) == closed.unit_id,
        *of_role,
        col(Slot.starts_at) > now,
        col(Slot.starts_at) >= clock.moment(closed.day, 0),
        col(Slot.starts_at) < clock.moment(closed.day, clock.MINUTES_PER_DAY),
        col(Slot.dropped_at).is_(None),
    )


def _make_again(session: Session, unit_id: uuid.UUID, day: date, *, now: datetime) -> None:
    """Make a day's slots that have not been made, but for what else is closed on it."""
    patterns = select(WeekPattern).where(WeekPattern.unit_id == unit_id)
    for pattern in session.exec(patterns):
        making.make_on(session, pattern, day, now=now)
    others = PatternException.unit_id == unit_id, PatternException.day == day
    for closed in session.exec(select(PatternException).where(*others)):
        _empty(session, closed, now=now)
