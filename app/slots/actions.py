"""Making slots, and taking and freeing them. Whoever has one stands in one row, by its key."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, or_, update

from app.base.adding import add_all_unless_there
from app.slots import rules
from app.slots.content import Holding
from app.slots.models import Slot, SlotHolder, SlotKind

TAKEN = ("holding", "held_for_id", "patient_id", "until", "since")


def add(session: Session, slot: Slot, *, kind_ids: Collection[uuid.UUID]) -> bool:
    """Add a slot for visits of these kinds, unless it overlaps another of its professional's.

    Without a professional, unless it overlaps another in the same place.
    """
    return bool(add_all(session, [slot], kind_ids=kind_ids))


def add_all(session: Session, slots: Sequence[Slot], *, kind_ids: Collection[uuid.UUID]) -> int:
    """Add those of these slots that overlap no other, and return how many they were."""
    for slot in slots:
        slot.takes_up = slot.takes_up or rules.takes_up(slot.unit_id, slot.role_id, slot.place)
    added = set(add_all_unless_there(session, slots)) if slots else set()
    kinds = [
        SlotKind(kind_id=kind_id, starts_at=slot.starts_at, slot_id=slot.id)
        for slot in slots
        for kind_id in kind_ids
        if slot.id in added
    ]
    if kinds:
        add_all_unless_there(session, kinds)
    return len(added)


def take(
    session: Session,
    wanted: SlotHolder,
    *,
    earliest: datetime,
    now: datetime,
    before_release: bool = False,
) -> bool:
    """Take a slot, unless somebody has it. Return whether it was taken.

    One statement does it. Where a hold or an offer has run out, its row is taken over; where
    somebody has the slot, or had it first, nothing happens. A slot that starts before the
    earliest cannot be taken, nor one that patients do not see yet, but by staff.
    """
    row = _row(wanted).where(col(Slot.starts_at) >= earliest)
    seen = row if before_release else row.where(col(Slot.released_at) <= now)
    return _hold(session, seen, now=now)


def take_over(
    session: Session, wanted: SlotHolder, *, instead_of: uuid.UUID, now: datetime
) -> bool:
    """Turn a hold or an offer that has not run out into what is wanted. Return whether it was.

    instead_of: what the slot is held for until now. What is offered to several at once is
    nobody's own, and is turned by the first of them.
    """
    turned = session.exec(
        update(SlotHolder)
        .where(
            col(SlotHolder.slot_id) == wanted.slot_id,
            col(SlotHolder.held_for_id) == instead_of,
            or_(
                col(SlotHolder.patient_id) == wanted.patient_id,
                col(SlotHolder.patient_id).is_(None),
            ),
            col(SlotHolder.until) > now,
        )
        .values({name: getattr(wanted, name) for name in TAKEN})
    )
    return turned.rowcount == 1


def free(session: Session, slot_id: uuid.UUID, *, held_for_id: uuid.UUID) -> bool:
    """Let go of a slot that is held for this. Return whether it was."""
    which = col(SlotHolder.slot_id) == slot_id, col(SlotHolder.held_for_id) == held_for_id
    return bool(_free(session, *which)) or bool(_withdraw_after(session, *which))


def free_all(
    session: Session, *, held_for_id: uuid.UUID, but: uuid.UUID | None = None
) -> Sequence[uuid.UUID]:
    """Free every slot that is held for this, such as those of an offer. Return which are free.

    but: a slot that is not freed.
    """
    which = (
        col(SlotHolder.held_for_id) == held_for_id,
        col(SlotHolder.slot_id).is_distinct_from(but),
    )
    freed = _free(session, *which)
    _withdraw_after(session, *which)
    return freed


def free_holds(session: Session, patient_id: uuid.UUID) -> int:
    """Let go of every slot that is kept while this patient fills in. Return how many."""
    holds = col(SlotHolder.patient_id) == patient_id, col(SlotHolder.holding) == Holding.HOLD
    return len(_free(session, *holds))


def withdraw(session: Session, slot_id: uuid.UUID, *, now: datetime) -> bool:
    """Let nobody have a slot. Return whether it was free: somebody who has it keeps it."""
    row = SlotHolder(
        slot_id=slot_id, holding=Holding.WITHDRAWN, held_for_id=slot_id, until=None, since=now
    )
    return _hold(session, _row(row), now=now)


def give_back(session: Session, slot_id: uuid.UUID) -> bool:
    """Let a withdrawn slot be taken again. Return whether it was withdrawn."""
    withdrawn = col(SlotHolder.slot_id) == slot_id, col(SlotHolder.holding) == Holding.WITHDRAWN
    stands = select(col(Slot.id)).where(col(Slot.id) == slot_id, col(Slot.dropped_at).is_(None))
    return bool(_free(session, *withdrawn, stands.exists()))


def withdraw_all(
    session: Session, *which: ColumnElement[bool], for_id: uuid.UUID, now: datetime
) -> int:
    """Withdraw these slots for one reason, as many of them as are free. Return how many were."""
    row = SlotHolder(
        slot_id=for_id, holding=Holding.WITHDRAWN, held_for_id=for_id, until=None, since=now
    )
    return len(_hold_all(session, _said(row).where(*which), now=now))


def _free(session: Session, *which: ColumnElement[bool]) -> Sequence[uuid.UUID]:
    """Free slots. Those of which it was said that nobody else is to have them are left."""
    open_to_all = col(SlotHolder.withdrawn_for_id).is_(None)
    freed = delete(SlotHolder).where(*which, open_to_all).returning(col(SlotHolder.slot_id))
    return sorted(session.connection().execute(freed).scalars())


def _withdraw_after(session: Session, *which: ColumnElement[bool]) -> int:
    """Withdraw what is left. It comes last, so that what is said meanwhile is heard."""
    said = col(SlotHolder.withdrawn_for_id)
    return session.exec(
        update(SlotHolder)
        .where(*which, said.is_not(None))
        .values(
            holding=Holding.WITHDRAWN,
            held_for_id=said,
            withdrawn_for_id=None,
            patient_id=None,
            until=None,
        )
    ).rowcount


def _row(wanted: SlotHolder) -> Select[Any]:
    """Return the row that would say so, if there is such a slot."""
    return _said(wanted).where(col(Slot.id) == wanted.slot_id)


def _said(wanted: SlotHolder) -> Select[Any]:
    said = [literal(getattr(wanted, name), getattr(SlotHolder, name).type) for name in TAKEN]
    return select(col(Slot.id), *said)


def _hold(session: Session, row: Select[Any], *, now: datetime) -> bool:
    return bool(_hold_all(session, row, now=now))


def _hold_all(session: Session, rows: Select[Any], *, now: datetime) -> Sequence[uuid.UUID]:
    """Let rows say who has slots, where nobody has them. Return which slots those are."""
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(SlotHolder) if postgres else sqlite.insert(SlotHolder)
    new = insert.excluded
    held = session.connection().execute(
        insert.from_select(["slot_id", *TAKEN], rows)
        .on_conflict_do_update(
            index_elements=["slot_id"],
            set_={name: new[name] for name in TAKEN},
            where=col(SlotHolder.until) <= now,
        )
        .returning(col(SlotHolder.slot_id))
    )
    return held.scalars().all()
