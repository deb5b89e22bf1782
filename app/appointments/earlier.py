"""Earlier times: who wants one, and who is asked when a slot is free.

Whoever frees a slot lets those be asked that it fits, in the same transaction. When somebody who
was asked has not answered in time, the worker lets the next one be asked.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from app.appointments import offer_queries, offers, suiting
from app.appointments.booking import Filled
from app.appointments.content import OfferReason, State, Wishes
from app.appointments.models import Appointment, EarlierWish, Offer
from app.appointments.suiting import Waiting
from app.base.adding import add_unless_there
from app.journal import actions as journal
from app.journal.actions import NOBODY, Actor
from app.journal.models import Happening
from app.slots.cards import FreeSlot
from app.slots.content import Asking
from app.slots.models import BookingRules, Slot

TOGETHER_MOST = 10
"""How many are asked at once, where a unit asks together."""


def wish(
    session: Session,
    time: Appointment,
    *,
    kind_id: uuid.UUID,
    notice_hours: int,
    elsewhere: bool,
    wishes: Wishes,
    by: Actor,
    now: datetime,
) -> None:
    """Note that a patient wants an earlier time. Saying it anew keeps their place in the order."""
    wanted = EarlierWish(
        patient_id=time.patient_id,
        appointment_id=time.id,
        kind_id=kind_id,
        notice_hours=notice_hours,
        elsewhere=elsewhere,
        wishes=wishes,
        asked_at=now,
    )
    if not add_unless_there(session, wanted):
        said = {"notice_hours": notice_hours, "elsewhere": elsewhere, "wishes": wishes}
        _change(session, time.id, said)
    _note(session, Happening.EARLIER_WISHED, time, by=by, now=now)


def stop(session: Session, time: Appointment, *, by: Actor, now: datetime) -> bool:
    """Let a patient wait no longer for an earlier time. Return whether they did."""
    if not _change(session, time.id, {"ended_at": now}):
        return False
    _note(session, Happening.EARLIER_WISH_ENDED, time, by=by, now=now)
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
) -> bool:
    """Take an offered slot, and let others be asked about those that are free again.

    Return whether it could be had. Whoever gets an earlier time does not wait for one any more.
    Raises booking.ChangedMeanwhileError when the time is not as it was read.
    """
    freed = offers.take(session, offer, slot, time=time, filled=filled, by=by, now=now)
    if freed is None:
        return False
    if offer.reason is OfferReason.EARLIER:
        stop(session, time, by=by, now=now)
    ask_about(session, freed, now=now)
    return True


def decline(
    session: Session,
    offer: Offer,
    *,
    wishes: Wishes | None,
    words: str,
    told: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Let an offer go, and let others be asked about what is free again."""
    freed = offers.decline(session, offer, wishes=wishes, words=words, told=told, by=by, now=now)
    ask_about(session, freed or (), now=now)
    return freed is not None


def settle(
    session: Session,
    time: Appointment,
    *,
    freed: uuid.UUID | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Do what follows when a time was booked, moved or cancelled in any other way than here.

    What is offered for it is taken back, nobody waits for an earlier one than none, and others
    are asked about what is free.
    freed: the slot that the time was in until now, if it was in any.
    """
    if time.state is State.CANCELLED:
        stop(session, time, by=by, now=now)
    offered = offers.settle(session, time, by=by, now=now)
    ask_about(session, [freed, *offered] if freed else offered, now=now)


def ask_about(session: Session, slot_ids: Collection[uuid.UUID], *, now: datetime) -> None:
    """Ask about each of these slots, which somebody has just let go."""
    for slot_id in slot_ids:
        ask_next(session, slot_id, now=now)


def ask_next(session: Session, slot_id: uuid.UUID, *, now: datetime) -> Sequence[Offer]:
    """Ask those who wait for an earlier time whether they want this slot, and keep it for them.

    The first who fits is asked, or all at once who do, as the unit has decided. Return what was
    offered: nothing when nobody fits, or when somebody has the slot.
    """
    slot = session.get(Slot, slot_id)
    rules = session.get(BookingRules, slot.unit_id) if slot else None
    if slot is None or rules is None:
        return []
    until = suiting.answer_by(now, timedelta(minutes=rules.earlier_minutes))
    if slot.starts_at < max(until, now + timedelta(minutes=rules.lead_minutes)):
        return []
    fitting = _fitting(session, slot, now=now)
    if rules.asking is Asking.TOGETHER:
        return _ask_together(session, slot, fitting[:TOGETHER_MOST], until=until, now=now)
    return _ask_first(session, slot, fitting, until=until, now=now)


def go_on(session: Session, offer_id: uuid.UUID, *, now: datetime) -> None:
    """Note that an offer is over, and let the next be asked about what it kept."""
    offer = session.get(Offer, offer_id)
    if offer is not None:
        ask_about(session, offers.note_over(session, offer, now=now), now=now)


def _fitting(session: Session, slot: Slot, *, now: datetime) -> Sequence[Waiting]:
    waiting = offer_queries.waiting_for(session, slot.id, now=now, hold=True)
    asked = offer_queries.times_asked_about(session, slot.id, of=waiting)
    turns = suiting.turns(waiting, slot, asked=asked, now=now)
    return [turn.waiting for turn in turns if turn.passed_over is None]


def _ask_first(
    session: Session,
    slot: Slot,
    fitting: Sequence[Waiting],
    *,
    until: datetime,
    now: datetime,
) -> Sequence[Offer]:
    for one in fitting:
        offer = _offer(one, until=until, now=now)
        if made := _ask(session, slot, [offer], now=now):
            return made
    return []


def _ask_together(
    session: Session,
    slot: Slot,
    fitting: Sequence[Waiting],
    *,
    until: datetime,
    now: datetime,
) -> Sequence[Offer]:
    together_id = uuid.uuid4()
    asked = [_offer(one, until=until, now=now, together_id=together_id) for one in fitting]
    return _ask(session, slot, asked, now=now) if asked else []


def _ask(
    session: Session, slot: Slot, wanted: Sequence[Offer], *, now: datetime
) -> Sequence[Offer]:
    """Keep a slot for these offers, and make those whose times have none to answer yet."""
    with session.begin_nested() as step:
        made = []
        if offers.keep(session, wanted[0], slot.id, now=now):
            made = [one for one in wanted if offers.add(session, one, [slot.id], now=now)]
        if not made:
            step.rollback()
    for offer in made:
        offers.note(session, Happening.OFFERED, offer, by=NOBODY, now=now)
    return made


def _offer(
    waiting: Waiting, *, until: datetime, now: datetime, together_id: uuid.UUID | None = None
) -> Offer:
    return Offer(
        patient_id=waiting.patient_id,
        appointment_id=waiting.appointment_id,
        reason=OfferReason.EARLIER,
        together_id=together_id,
        made_at=now,
        until=until,
    )


def _change(session: Session, appointment_id: uuid.UUID, said: dict[str, object]) -> bool:
    changed = session.exec(
        update(EarlierWish)
        .where(
            col(EarlierWish.appointment_id) == appointment_id,
            col(EarlierWish.ended_at).is_(None),
        )
        .values(**said)
    )
    return changed.rowcount == 1


def _note(
    session: Session, happening: Happening, time: Appointment, *, by: Actor, now: datetime
) -> None:
    journal.write(session, happening, by=by, patient_id=time.patient_id, about=time.id, now=now)
