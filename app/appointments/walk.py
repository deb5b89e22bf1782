"""A patient, or who books for them, on the way to do something with a time, page by page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import abort
from sqlmodel import Session

from app.appointments import booking, booking_rules, earlier, queries, rules
from app.appointments.booking import ChangedMeanwhileError, Filled
from app.appointments.booking_rules import Consequences, Errand, Hindrance, SupportChoice
from app.appointments.cards import Time, TimeAndNext
from app.appointments.models import Appointment
from app.appointments.wording import usual_support
from app.base import clock, db
from app.base.words import Words
from app.contracts import contacts
from app.contracts import queries as contracts
from app.contracts.agreement import Agreement
from app.journal.actions import Actor
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.rules import Call
from app.sharing import actions as sharing
from app.sharing import door
from app.sharing.content import Deed
from app.sharing.rules import Access
from app.slots import queries as slots
from app.slots import rules as slot_rules
from app.slots.cards import FreeSlot
from app.slots.content import BookingRulesContent
from app.slots.queries import BookableKind, SlotToBook
from app.slots.rules import Bookable, Choice


@dataclass(frozen=True)
class Walk:
    """What every page on the way needs: whose time, what they want to do with it, and the rules."""

    session: Session
    access: Access
    patient: PersonCard
    errand: Errand
    time: Time
    bookable: BookableKind | None
    """The kind of visit it is, if the unit takes bookings of it here."""
    agreement: Agreement | None
    after: Time | None
    """The time that was booked again after this one."""
    now: datetime

    @property
    def kind(self) -> BookableKind:
        """Return the kind of visit. Whoever is hindered has none and comes no further."""
        return self.bookable or abort(404)

    @property
    def rules(self) -> BookingRulesContent | None:
        return self.bookable.rules if self.bookable else None

    @property
    def hindrance(self) -> Hindrance | None:
        if self.after and self.errand is Errand.BOOK_AGAIN:
            return Hindrance.BOOKED_AGAIN
        return booking_rules.hindrance(self.errand, self.time, self.rules, now=self.now)

    @property
    def consequences(self) -> Consequences:
        here = self.time.slot_id is not None
        return booking_rules.consequences(
            self.errand, self.time, self.rules, booked_here=here, now=self.now
        )

    @property
    def seen(self) -> str:
        """Return what a form carries, so that it shows when the time has changed since."""
        return self.time.changed_at.isoformat()

    @property
    def between(self) -> Bookable:
        return booking_rules.bookable_for(self.time, self.kind.rules, now=self.now)

    @property
    def support_choices(self) -> list[SupportChoice]:
        supports = self.agreement.supports if self.agreement else []
        agreed = [booking_rules.with_note(one.what, one.note) for one in supports]
        return booking_rules.support_choices(self.time, agreed, usual_support())

    def called(self, slot: Choice) -> Words:
        """Return what a time in this slot would be called."""
        if self.errand is Errand.BOOK_AGAIN:
            return self.kind.name
        return booking_rules.called(self.time, slot, kind=self.kind.name)

    def is_late(self, slot: Choice) -> bool:
        return booking_rules.is_late(self.time, slot)

    def is_early(self, slot: Choice) -> bool:
        not_before = self.agreement.terms.not_before if self.agreement else None
        return rules.too_early(slot, not_before=not_before)

    def at_once(self, slot: Choice) -> list[Time]:
        """Return the patient's other times that take place while this slot does."""
        coming = queries.coming_times_of(self.session, self.access, now=self.now)
        return rules.at_once(coming, slot, but=self.time.id, now=self.now)

    def booked_in(self, slot_id: uuid.UUID | None) -> uuid.UUID | None:
        """Return the time that the patient already has in this slot by going this way."""
        booked = self.after if self.errand is Errand.BOOK_AGAIN else self.time
        return booked.id if booked and slot_id and booked.slot_id == slot_id else None

    def slot(self, slot_id: uuid.UUID) -> FreeSlot | None:
        """Return a slot that this time could be in, whoever has it now."""
        found = slots.slot_for(self.session, slot_id, kind_id=self.kind.id)
        return found if found and found.starts_at < self.between.latest else None

    def slot_to_book(self, slot_id: uuid.UUID) -> SlotToBook | None:
        """Return a slot that the patient may book now: one kept for them, or a free one."""
        return slots.slot_to_book(
            self.session,
            slot_id,
            kind_id=self.kind.id,
            patient_id=self.access.patient_id,
            between=self.between,
            now=self.now,
        )

    def nearest(self, to: datetime) -> list[FreeSlot]:
        """Return the free times nearest to one that cannot be had."""
        beside = slots.free_slots_beside(
            self.session,
            to,
            self.kind.id,
            between=self.between,
            now=self.now,
            to=self.access.patient_id,
        )
        return slot_rules.nearest(beside, to=to)

    def free(self, between: Bookable) -> Sequence[FreeSlot]:
        """Return the first free times, with the one that is kept for the patient now."""
        return slots.free_slots(
            self.session, self.kind.id, between=between, now=self.now, to=self.access.patient_id
        )

    def whom_to_call(self, shown: Sequence[FreeSlot]) -> tuple[Directory, Call | None]:
        """Return everybody that a page with these slots speaks of, and whom to call instead."""
        return contacts.whom_to_call(
            self.agreement,
            self.patient,
            role_id=self.time.role_id,
            unit_id=self.time.unit_id,
            roles=[slot.role_id for slot in shown],
            units=[slot.unit_id for slot in shown],
            now=self.now,
        )

    def hold(self, slot: FreeSlot) -> bool:
        """Keep a slot for the patient while they fill in. Return whether it was free."""
        return booking.hold(
            self.session,
            slot.id,
            hold_id=uuid.uuid4(),
            patient_id=self.access.patient_id,
            until=self.now + timedelta(minutes=self.kind.rules.hold_minutes),
            earliest=self.between.earliest,
            by=self.by,
            now=self.now,
        )

    def book(self, slot: FreeSlot, filled: Filled) -> uuid.UUID | None:
        """Book the slot, and return the time that is in it.

        Returns nothing when somebody else has it, and raises ChangedMeanwhileError when the time
        is not as it was read: then nothing may be kept.
        """
        again = self.errand is Errand.BOOK_AGAIN
        booked = self._book_again(slot, filled) if again else self._book(slot, filled)
        # Two presses at the same moment: the second finds the slot taken by the first.
        if booked is None and slots.is_held_for(self.session, slot.id, self.time.id):
            return self.time.id
        return booked

    def cancel(self) -> None:
        """Cancel the time. Raises ChangedMeanwhileError when it is not as it was read."""
        row, told = self._row(), self.consequences.told
        freed = booking.cancel(self.session, row, told=told, by=self.by, now=self.now)
        earlier.settle(self.session, row, freed=freed, by=self.by, now=self.now)

    @property
    def by(self) -> Actor:
        return sharing.actor(self.access)

    def _book(self, slot: FreeSlot, filled: Filled) -> uuid.UUID | None:
        row = self._row()
        before = row.slot_id
        booked = booking.book(
            self.session,
            row,
            slot,
            filled=filled,
            held_for_id=self._hold_of(slot),
            earliest=self.between.earliest,
            by=self.by,
            now=self.now,
            called=self.called(slot),
            told=self.consequences.told if self.errand is Errand.CHANGE else "",
        )
        if booked:
            earlier.settle(self.session, row, freed=before, by=self.by, now=self.now)
        return self.time.id if booked else None

    def _book_again(self, slot: FreeSlot, filled: Filled) -> uuid.UUID | None:
        booked = booking.book_again(
            self.session,
            self._row(),
            slot,
            called=self.called(slot),
            filled=filled,
            held_for_id=self._hold_of(slot),
            earliest=self.between.earliest,
            by=self.by,
            now=self.now,
        )
        return booked.id if booked else None

    def _hold_of(self, slot: FreeSlot) -> uuid.UUID | None:
        return slots.hold_of(self.session, slot.id, patient_id=self.access.patient_id)

    def _row(self) -> Appointment:
        """Return the time to write to, if nobody has changed it since it was read."""
        time = self.time
        row = queries.appointment_to_change(self.session, self.access, time.id)
        if row is None or row.changed_at != time.changed_at:
            raise ChangedMeanwhileError
        return row


def to_read(appointment_id: uuid.UUID, errand: Errand) -> Walk:
    """Let in to a page on the way whoever may book. To anybody else it does not exist."""
    find = partial(queries.time_and_next, appointment_id=appointment_id)
    access, patient, found = door.open_one_to(Deed.BOOK, find, part="appointment")
    return _begin(db.session(), access, patient, found, errand)


def to_change(session: Session, appointment_id: uuid.UUID, errand: Errand) -> Walk:
    """Let whoever may book take the next step, within the transaction that it is done in."""
    access, patient = door.open_to_change(session, deed=Deed.BOOK)
    if not access.may(Deed.BOOK):
        abort(404)
    found = queries.time_and_next(session, access, appointment_id) or abort(404)
    return _begin(session, access, patient, found, errand)


def _begin(
    session: Session, access: Access, patient: PersonCard, found: TimeAndNext, errand: Errand
) -> Walk:
    kind_id = None if found.next_hidden else found.time.kind_id
    return Walk(
        session=session,
        access=access,
        patient=patient,
        errand=errand,
        time=found.time,
        after=found.next,
        bookable=slots.bookable_kind(session, kind_id) if kind_id else None,
        agreement=contracts.agreement_of(session, access),
        now=clock.now(),
    )
