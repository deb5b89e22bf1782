import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import app.slots.models  # noqa: F401  # the tables that times point at
from app.appointments.content import AppointmentContent, NextTime, OfferReason, Outcome, Wishes
from app.base.columns import Document, choice

LIVE = text("ended_at IS NULL")


class Appointment(AppointmentContent, table=True):
    """A time of a patient's, as its unit last told it, or as it was booked here."""

    __table_args__ = (
        UniqueConstraint("patient_id", "source", "key"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        Index("ix_appointment_of_patient", "patient_id", "starts_at"),
        Index("ix_appointment_of_role", "role_id", "starts_at"),
        Index("ix_appointment_of_unit", "unit_id", "starts_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id")
    source: str
    changed_at: datetime
    as_told: str = Field(default="", description="The arrangement that its source last told of")
    slot_id: uuid.UUID | None = Field(
        default=None, foreign_key="slot.id", description="The unit's time, when it was booked here"
    )
    booked_by_id: uuid.UUID | None = Field(
        default=None, foreign_key="care_role.id", description="Who in care booked it, by phone"
    )
    relative_id: uuid.UUID | None = Field(
        default=None,
        foreign_key="person.id",
        description="The relative who booked, moved or cancelled it for the patient, if one did",
    )
    relative_role: str | None = Field(default=None, description="In which role they did")
    message: str = Field(default="", description="What the patient wrote to the clinic")
    sequence: int = Field(default=0, description="How often it has changed, for calendars")


class Afterwards(SQLModel, table=True):
    """What was decided to come after a time: "Vad bestämde vi?"."""

    appointment_id: uuid.UUID = Field(foreign_key="appointment.id", primary_key=True)
    next_time: NextTime = Field(sa_type=choice(NextTime))
    words: str = ""
    said_by_id: uuid.UUID = Field(foreign_key="person.id")
    said_at: datetime


class Offer(SQLModel, table=True):
    """Free times that are kept for one patient until a moment. One of them can be taken."""

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ends_with_an_outcome"),
        Index(
            "uq_offer_live",
            "appointment_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_offer_until", "until", sqlite_where=LIVE, postgresql_where=LIVE),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    appointment_id: uuid.UUID = Field(
        foreign_key="appointment.id", description="The time that it would become, or replace"
    )
    reason: OfferReason = Field(sa_type=choice(OfferReason))
    made_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    together_id: uuid.UUID | None = Field(
        default=None, index=True, description="What several offers share that are one time for all"
    )
    words: str = ""
    made_at: datetime
    until: datetime
    ended_at: datetime | None = Field(default=None, description="Answered, or known to be over")
    outcome: Outcome | None = Field(default=None, sa_type=choice(Outcome))
    chosen_slot_id: uuid.UUID | None = Field(default=None, foreign_key="slot.id")
    wishes: Wishes | None = Field(default=None, sa_type=Document(Wishes))

    @property
    def kept_for(self) -> uuid.UUID:
        """Return what its slots are held for: the offer, or all that share one time."""
        return self.together_id or self.id


class OfferedSlot(SQLModel, table=True):
    __tablename__ = "offered_slot"

    offer_id: uuid.UUID = Field(foreign_key="offer.id", primary_key=True)
    slot_id: uuid.UUID = Field(foreign_key="slot.id", primary_key=True)


class EarlierWish(SQLModel, table=True):
    """A patient wants an earlier time than the one they have, and says what would do."""

    __tablename__ = "earlier_wish"
    __table_args__ = (
        Index(
            "uq_earlier_wish_live",
            "appointment_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id")
    appointment_id: uuid.UUID = Field(foreign_key="appointment.id")
    kind_id: uuid.UUID = Field(foreign_key="visit_kind.id", index=True)
    notice_hours: int = Field(description="How short before they can come")
    elsewhere: bool = Field(description="Another place or another way to meet is fine too")
    wishes: Wishes = Field(sa_type=Document(Wishes))
    asked_at: datetime
    ended_at: datetime | None = None


class CalendarFeed(SQLModel, table=True):
    """A private address where a person's calendar reads the times of one patient.

    Its key is the two of them, so that a new address takes the place of the one before.
    """

    __tablename__ = "calendar_feed"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    token_hash: str = Field(unique=True)
    tells: bool = Field(default=False, description="Says what each time is, and not only that")
    made_at: datetime
    read_at: datetime | None = Field(default=None, description="When it was read, to the hour")
