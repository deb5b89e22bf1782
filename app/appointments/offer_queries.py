"""What has been offered, and who waits for an earlier time."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Exists,
    Row,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, or_

from app.appointments import visible
from app.appointments.cards import Time
from app.appointments.content import State
from app.appointments.models import Afterwards, Appointment, EarlierWish, Offer, OfferedSlot
from app.appointments.offer_cards import (
    Around,
    Beside,
    LiveOffer,
    OfferCard,
    OfferedTime,
    PastTime,
)
from app.appointments.rules import NOT_OVER, in_order
from app.appointments.suiting import ASKED_AFTER, WITH_AN_AFTER, Waiting
from app.base import clock
from app.base.db import Question
from app.requests import queries as requests
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing import care_queries
from app.sharing.rules import Access
from app.slots.cards import FreeSlot
from app.slots.models import BookingRules, Slot, SlotHolder, SlotKind, VisitKind
from app.slots.queries import SLOT

HELP = "time:"
A_DAY = timedelta(days=1)
_TIME = [getattr(Appointment, name) for name in Time.model_fields]
_OFFER: list[Any] = [
    col(Offer.id).label("offer_id"),
    col(Offer.reason),
    col(Offer.made_by_id),
    col(Offer.together_id).is_not(None),
    col(Offer.words),
    col(Offer.made_at),
    col(Offer.until),
    col(Offer.ended_at),
    col(Offer.outcome),
    col(Offer.chosen_slot_id),
    col(Offer.wishes),
]


def about_offer(offer_id: uuid.UUID) -> str:
    """Return what a question is about that came of an offer."""
    return f"offer:{offer_id}"


def about_time(appointment_id: uuid.UUID) -> str:
    """Return what a question is about that asks for help with booking a time."""
    return f"{HELP}{appointment_id}"


def helped_times(asked: Iterable[Request]) -> set[uuid.UUID]:
    """Return the times that these questions ask for help with."""
    return {uuid.UUID(one.about.removeprefix(HELP)) for one in asked if one.about.startswith(HELP)}


def is_live(
    now: datetime | BindParameter[datetime],
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Say of an offer that it is neither answered nor over."""
    return col(Offer.ended_at).is_(None), col(Offer.until) > now


def around(session: Session, access: Access, *, now: datetime) -> Around:
    """Return a patient's coming times, what is offered to them, and what has just been.

    It holds what this reader may see of it.
    """
    return visible.around_for(access, around_the_next_step(session, access, now=now))


def around_the_next_step(session: Session, access: Access, *, now: datetime) -> Around:
    """Return everything that the next step is found in, also when no other times may be seen.

    One question asks for all of it.
    """
    asked = {"patient": access.patient_id, "now": now, "a_day_ago": now - A_DAY}
    rows = session.connection().execute(_around(), {**asked, "since": now - ASKED_AFTER}).all()
    coming = [_time(row) for row in rows if row.is_coming]
    offers = [
        LiveOffer(row.offer_id, row.reason, row.until, row.slots, _time(row), row.made_at)
        for row in rows
        if row.offer_id
    ]
    past = [PastTime(_time(row), row.next_time) for row in rows if row.is_past]
    here = {row.id for row in rows if row.is_coming and row.is_booked_here}
    offers.sort(key=lambda one: one.until)
    return visible.let_in(access, Around(in_order(coming), offers, past, here))


@cache
def _around() -> Question:
    now = bindparam("now", type_=DateTime(timezone=True))
    start, end = col(Appointment.starts_at), col(Appointment.ends_at)
    is_coming = and_(
        col(Appointment.state).in_(NOT_OVER),
        or_(start.is_(None), start > bindparam("a_day_ago"), end > now),
    )
    is_past = and_(
        col(Appointment.state).in_(WITH_AN_AFTER), start <= now, start > bindparam("since")
    )
    slots = select(func.count()).where(col(OfferedSlot.offer_id) == Offer.id).scalar_subquery()
    return (
        select(
            *_TIME,
            col(Offer.id).label("offer_id"),
            col(Offer.reason),
            col(Offer.until),
            col(Offer.made_at),
            slots.label("slots"),
            col(Afterwards.next_time),
            is_coming.label("is_coming"),
            is_past.label("is_past"),
            _books_here(col(Appointment.kind_id)).label("is_booked_here"),
        )
        .outerjoin(Offer, and_(col(Offer.appointment_id) == Appointment.id, *is_live(now)))
        .outerjoin(Afterwards, col(Afterwards.appointment_id) == Appointment.id)
        .where(
            col(Appointment.patient_id) == bindparam("patient"),
            or_(is_coming, is_past, col(Offer.id).is_not(None)),
        )
    )


def offer_of(session: Session, access: Access, offer_id: uuid.UUID) -> OfferCard | None:
    """Return one offer if it was made to this patient, with every slot of it.

    An offer for a time that this reader may not see does not exist.
    """
    whose = col(Offer.patient_id) == access.patient_id
    found = _offers(session, col(Offer.id) == offer_id, whose)
    return visible.offer_for(access, found[0]) if found else None


def offers_for(session: Session, appointment_id: uuid.UUID) -> Sequence[OfferCard]:
    """Return everything that has been offered for a time, the newest first."""
    return _offers(session, col(Offer.appointment_id) == appointment_id)


def beside(session: Session, time: Time, access: Access, *, now: datetime) -> Beside:
    """Return what there is beside a time, in one question.

    What the patient asks and wishes is theirs, and of whoever may book for them. What they have
    said came after it is theirs alone.
    """
    patient_id = access.patient_id
    offered = select(col(Offer.id)).where(col(Offer.appointment_id) == time.id, *is_live(now))
    wished = select(col(EarlierWish.id)).where(
        col(EarlierWish.appointment_id) == time.id, col(EarlierWish.ended_at).is_(None)
    )
    asked = select(col(Request.asked_at)).where(
        col(Request.patient_id) == patient_id,
        col(Request.kind) == RequestKind.TIME,
        col(Request.about) == about_time(time.id),
        requests.OPEN,
    )
    said = select(col(Afterwards.next_time)).where(col(Afterwards.appointment_id) == time.id)
    one_each = [one.limit(1).scalar_subquery() for one in (offered, wished, asked, said)]
    in_care = care_queries.is_in_care(patient_id, today=clock.local_day(now))
    there_is = select(*one_each, _books_here(time.kind_id), in_care)
    row: Any = session.connection().execute(there_is).one()
    return visible.beside_for(access, Beside(*row))


def _books_here(kind_id: Mapped[uuid.UUID | None] | uuid.UUID | None) -> Exists:
    """Say whether the unit of a kind of visit lets patients book here."""
    return exists().where(
        col(VisitKind.id) == kind_id, col(BookingRules.unit_id) == VisitKind.unit_id
    )


def wish_of(session: Session, appointment_id: uuid.UUID) -> EarlierWish | None:
    """Return what the patient has said of an earlier time, while they wait for one."""
    live = col(EarlierWish.appointment_id) == appointment_id, col(EarlierWish.ended_at).is_(None)
    return session.scalars(select(EarlierWish).where(*live)).one_or_none()


def are_of_kind(
    session: Session, slot_ids: Collection[uuid.UUID], *, kind_id: uuid.UUID | None
) -> bool:
    """Say whether there is at least one slot, and all of them are for this kind of visit."""
    found = select(func.count()).where(
        col(SlotKind.kind_id) == kind_id, col(SlotKind.slot_id).in_(slot_ids)
    )
    return bool(slot_ids) and session.connection().scalar(found) == len(slot_ids)


def waiting_for(
    session: Session, slot_id: uuid.UUID, *, now: datetime, hold: bool = False
) -> Sequence[Waiting]:
    """Return who waits for an earlier time of a kind that this slot is for.

    hold: keep their times until the transaction ends, and pass over those somebody else keeps.
    """
    kinds = select(col(SlotKind.kind_id)).where(col(SlotKind.slot_id) == slot_id)
    rows = waiting(now).where(col(EarlierWish.kind_id).in_(kinds))
    if hold:
        rows = rows.with_for_update(of=Appointment, skip_locked=True)
    return _read_waiting(session, rows)


def times_asked_about(
    session: Session, slot_id: uuid.UUID, *, of: Collection[Waiting]
) -> set[uuid.UUID]:
    """Return which of these times have been offered this slot since they began to wait."""
    rows = session.connection().execute(
        select(col(EarlierWish.appointment_id))
        .join(Offer, col(Offer.appointment_id) == EarlierWish.appointment_id)
        .join(OfferedSlot, col(OfferedSlot.offer_id) == Offer.id)
        .where(
            col(OfferedSlot.slot_id) == slot_id,
            col(EarlierWish.id).in_([one.wish_id for one in of]),
            col(Offer.made_at) >= EarlierWish.asked_at,
        )
    )
    return set(rows.scalars())


def offers_over(session: Session, *, now: datetime) -> Sequence[uuid.UUID]:
    """Return the offers whose moment has come and that nobody has answered, oldest first."""
    over = select(col(Offer.id)).where(col(Offer.ended_at).is_(None), col(Offer.until) <= now)
    return session.connection().execute(over.order_by(col(Offer.until))).scalars().all()


def _offers(session: Session, *which: ColumnElement[bool]) -> list[OfferCard]:
    """Return offers with their times and slots, in two questions however many there are."""
    connection = session.connection()
    kept_for = col(SlotHolder.held_for_id) == func.coalesce(Offer.together_id, Offer.id)
    rows: Sequence[Any] = connection.execute(
        select(*_TIME, *_OFFER)
        .join(Offer, col(Offer.appointment_id) == Appointment.id)
        .where(*which)
        .order_by(col(Offer.made_at).desc(), col(Offer.id))
    ).all()
    offered = connection.execute(
        select(col(OfferedSlot.offer_id), col(SlotHolder.slot_id).is_not(None), *SLOT)
        .join(Slot, col(Slot.id) == OfferedSlot.slot_id)
        .join(Offer, col(Offer.id) == OfferedSlot.offer_id)
        .outerjoin(SlotHolder, and_(col(SlotHolder.slot_id) == Slot.id, kept_for))
        .where(*which)
        .order_by(col(Slot.starts_at), col(Slot.id))
    ).all()
    slots: dict[uuid.UUID, list[OfferedTime]] = {}
    for offer_id, kept, *slot in offered:
        slots.setdefault(offer_id, []).append(OfferedTime(FreeSlot(*slot), kept))
    return [OfferCard(_time(row), slots[row.offer_id], *row[len(_TIME) :]) for row in rows]


def waiting(now: datetime) -> Question:
    """Return what asks for everybody who waits for an earlier time, as Waiting tells it."""
    live = exists().where(col(Offer.appointment_id) == Appointment.id, *is_live(now))
    return (
        select(
            col(EarlierWish.id),
            col(EarlierWish.patient_id),
            col(EarlierWish.appointment_id),
            col(EarlierWish.asked_at),
            col(EarlierWish.notice_hours),
            col(EarlierWish.elsewhere),
            col(EarlierWish.wishes),
            col(Appointment.starts_at),
            col(Appointment.mode),
            col(Appointment.place),
            live,
        )
        .join(Appointment, col(Appointment.id) == EarlierWish.appointment_id)
        .where(
            col(EarlierWish.ended_at).is_(None),
            col(Appointment.state) == State.BOOKED,
            col(Appointment.starts_at) > now,
        )
    )


def _read_waiting(session: Session, rows: Question) -> list[Waiting]:
    return [Waiting(*row) for row in session.connection().execute(rows)]


def _time(row: Row[Any]) -> Time:
    said = row._mapping
    return Time.model_construct(**{name: said[name] for name in Time.model_fields})
