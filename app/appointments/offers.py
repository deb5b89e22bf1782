"""Free times that are kept for a patient until a moment. One of them is taken, or none.

Nothing has to run when the moment comes: the slots are free by themselves, and nothing can be
done with the offer any more. Whoever changes an offer has its slots first and then its time, in
that order, so that two who meet wait for each other and never both for ever.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, Outcome, Wishes
from app.appointments.models import Appointment, Offer, OfferedSlot
from app.appointments.offer_queries import about_offer, are_of_kind, is_live
from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import NOBODY, Actor
from app.journal.models import Happening
from app.requests import actions as requests
from app.requests.content import RequestKind
from app.slots import actions as slots
from app.slots.cards import FreeSlot
from app.slots.content import Holding
from app.slots.models import SlotHolder


def make(
    session: Session,
    time: Appointment,
    slot_ids: Collection[uuid.UUID],
    *,
    reason: OfferReason,
    words: str,
    until: datetime,
    role_id: uuid.UUID | None,
    by: Actor,
    now: datetime,
) -> Offer | None:
    """Offer a patient these free slots for a time, or return nothing and keep none of them.

    All are kept for them until the moment, before which none of them starts. A time has one
    live offer at most.
    """
    offer = Offer(
        patient_id=time.patient_id,
        appointment_id=time.id,
        reason=reason,
        made_by_id=role_id,
        words=words,
        made_at=now,
        until=until,
    )
    with session.begin_nested() as step:
        if not _make(session, offer, slot_ids, kind_id=time.kind_id, now=now):
            step.rollback()
            return None
    note(session, Happening.OFFERED, offer, by=by, now=now)
    return offer


def keep(session: Session, offer: Offer, slot_id: uuid.UUID, *, now: datetime) -> bool:
    """Keep a slot for an offer, or for all that share it. Return whether it was free."""
    wanted = SlotHolder(
        slot_id=slot_id,
        holding=Holding.OFFER,
        held_for_id=offer.kept_for,
        patient_id=None if offer.together_id else offer.patient_id,
        until=offer.until,
        since=now,
    )
    return slots.take(session, wanted, earliest=offer.until, now=now)


def add(session: Session, offer: Offer, slot_ids: Collection[uuid.UUID], *, now: datetime) -> bool:
    """Add an offer of slots that are kept for it, unless its time has a live one already."""
    over = col(Offer.appointment_id) == offer.appointment_id, col(Offer.until) <= now
    _end(session, Outcome.OVER, *over, ended_at=Offer.until)
    if not add_unless_there(session, offer):
        return False
    session.add_all(OfferedSlot(offer_id=offer.id, slot_id=slot_id) for slot_id in slot_ids)
    session.flush()
    return True


def take(
    session: Session,
    offer: Offer,
    slot: FreeSlot,
    *,
    time: Appointment,
    by: Actor,
    now: datetime,
    filled: Filled | None = None,
) -> Sequence[uuid.UUID] | None:
    """Let the time be in one of the offered slots. Return which slots are free again for it.

    Nothing is done, and nothing returned, when it is too late or the slot is none of them.
    filled: what the clinic should know; what the patient has said before, when nothing is new.
    Raises booking.ChangedMeanwhileError when the time is not as it was read.
    """
    before = [time.slot_id] if time.slot_id else []
    said = filled or Filled(time.support, time.message)
    kept_for = offer.kept_for
    with session.begin_nested() as step:
        others = _claim(session, offer, slot.id, now=now)
        if others is None or not booking.book(
            session, time, slot, filled=said, held_for_id=kept_for, earliest=now, by=by, now=now
        ):
            step.rollback()
            return None
        for lost in _end_together(session, offer, now=now):
            note(session, Happening.OFFER_LOST, lost, by=NOBODY, now=now)
    return [*others, *before]


def decline(
    session: Session,
    offer: Offer,
    *,
    wishes: Wishes | None,
    words: str,
    told: str,
    by: Actor,
    now: datetime,
) -> Sequence[uuid.UUID] | None:
    """Let all offered slots go. Return which are free again, or nothing when it is too late.

    wishes: what would suit instead. With them it comes back to care, as a question for a time.
    words: the same as the patient would say it.
    told: which consequence was said before it, such as guarantee.
    """
    freed = _let_go(session, offer, Outcome.DECLINED, now=now, wishes=wishes)
    if freed is None:
        return None
    note(session, Happening.OFFER_DECLINED, offer, by=by, now=now, told=told)
    if wishes is not None:
        time = session.get_one(Appointment, offer.appointment_id)
        requests.ask(
            session,
            RequestKind.TIME,
            patient_id=offer.patient_id,
            about=about_offer(offer.id),
            subject=time.what,
            words=words,
            by=by,
            now=now,
        )
    return freed


def withdraw(
    session: Session, offer: Offer, *, by: Actor, now: datetime
) -> Sequence[uuid.UUID] | None:
    """Take an offer back. Return which slots are free again, or nothing when it is too late."""
    freed = _let_go(session, offer, Outcome.WITHDRAWN, now=now)
    if freed is not None:
        note(session, Happening.OFFER_WITHDRAWN, offer, by=by, now=now)
    return freed


def settle(session: Session, time: Appointment, *, by: Actor, now: datetime) -> Sequence[uuid.UUID]:
    """Take back what is offered for a time that was booked or cancelled in another way.

    Return which slots are free again. Nobody is waited for: what somebody answers at this very
    moment is theirs to answer.
    """
    live = Offer.appointment_id == time.id, *is_live(now)
    offer = session.exec(select(Offer).where(*live).with_for_update(skip_locked=True)).first()
    if offer is None or not _kept(session, offer, skip_locked=True):
        return []
    return withdraw(session, offer, by=by, now=now) or []


def note_over(session: Session, offer: Offer, *, now: datetime) -> Sequence[uuid.UUID]:
    """Note that an offer's moment has come, if nobody answered it. Return what it kept till then.

    Its slots have been free since that moment; nothing but the list of offers waits for this.
    """
    _wait_for_turn(session, offer)
    over = col(Offer.id) == offer.id, col(Offer.until) <= now
    if not _end(session, Outcome.OVER, *over, ended_at=Offer.until):
        return []
    note(session, Happening.OFFER_OVER, offer, by=NOBODY, now=now)
    return slots.free_all(session, held_for_id=offer.kept_for)


def note(
    session: Session,
    happening: Happening,
    offer: Offer,
    *,
    by: Actor,
    now: datetime,
    **details: str | int,
) -> None:
    journal.write(
        session, happening, by=by, patient_id=offer.patient_id, about=offer.id, now=now, **details
    )


def _make(
    session: Session,
    offer: Offer,
    slot_ids: Collection[uuid.UUID],
    *,
    kind_id: uuid.UUID | None,
    now: datetime,
) -> bool:
    if not are_of_kind(session, slot_ids, kind_id=kind_id):
        return False
    if not all(keep(session, offer, slot_id, now=now) for slot_id in sorted(slot_ids)):
        return False
    _lock_time(session, offer.appointment_id)
    return add(session, offer, slot_ids, now=now)


def _claim(
    session: Session, offer: Offer, slot_id: uuid.UUID, *, now: datetime
) -> Sequence[uuid.UUID] | None:
    """End an offer that is live with one of its slots chosen. Return the others, free again."""
    _wait_for_turn(session, offer)
    offered = col(OfferedSlot.offer_id) == offer.id, col(OfferedSlot.slot_id) == slot_id
    live = *_live(offer, now), select(OfferedSlot.slot_id).where(*offered).exists()
    if not _end(session, Outcome.TAKEN, *live, ended_at=now, chosen_slot_id=slot_id):
        return None
    return slots.free_all(session, held_for_id=offer.kept_for, but=slot_id)


def _end_together(session: Session, offer: Offer, *, now: datetime) -> Sequence[Offer]:
    """End what the others were offered, when one of them has taken it."""
    if offer.together_id is None:
        return []
    shared = col(Offer.together_id) == offer.together_id, col(Offer.id) != offer.id
    return _end(session, Outcome.LOST, *shared, col(Offer.until) > now, ended_at=now)


def _let_go(
    session: Session, offer: Offer, outcome: Outcome, *, now: datetime, **said: object
) -> Sequence[uuid.UUID] | None:
    """End a live offer with none of its slots, and free them unless others still share them."""
    _wait_for_turn(session, offer)
    if not _end(session, outcome, *_live(offer, now), ended_at=now, **said):
        return None
    if offer.together_id is not None:
        live = select(Offer.id).where(
            Offer.together_id == offer.together_id, col(Offer.ended_at).is_(None)
        )
        if session.exec(live).first():
            return []
    return slots.free_all(session, held_for_id=offer.kept_for)


def _wait_for_turn(session: Session, offer: Offer) -> None:
    _kept(session, offer, skip_locked=False)
    _lock_time(session, offer.appointment_id)


def _kept(session: Session, offer: Offer, *, skip_locked: bool) -> Sequence[uuid.UUID]:
    """Return the slots that are kept for an offer, and let nobody else change who has them."""
    return session.exec(
        select(SlotHolder.slot_id)
        .where(SlotHolder.held_for_id == offer.kept_for)
        .order_by(col(SlotHolder.slot_id))
        .with_for_update(skip_locked=skip_locked)
    ).all()


def _lock_time(session: Session, appointment_id: uuid.UUID) -> None:
    session.exec(select(Appointment.id).where(Appointment.id == appointment_id).with_for_update())


def _live(offer: Offer, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say of a row that it is this offer, neither answered nor over."""
    return col(Offer.id) == offer.id, col(Offer.until) > now


def _end(
    session: Session,
    outcome: Outcome,
    *which: ColumnElement[bool],
    ended_at: object,
    **said: object,
) -> Sequence[Offer]:
    """End those of these offers that nobody has ended, in one statement, and return them."""
    ended = session.scalars(
        update(Offer)
        .where(col(Offer.ended_at).is_(None), *which)
        .values(ended_at=ended_at, outcome=outcome, **said)
        .returning(Offer)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return ended.all()
