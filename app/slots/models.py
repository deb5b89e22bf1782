import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.base.columns import WORDS, choice
from app.base.words import Words
from app.slots.content import (
    BookingRulesContent,
    ClosedDayContent,
    Holding,
    Mode,
    VisitKindContent,
    WeekPatternContent,
)

STANDS = text("dropped_at IS NULL")
OF_ALL = text("role_id IS NULL")


class VisitKind(VisitKindContent, table=True):
    """A kind of visit that a unit has times for."""

    __tablename__ = "visit_kind"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    unit_id: uuid.UUID = Field(foreign_key="unit.id")


class BookingRules(BookingRulesContent, table=True):
    """A unit that lets patients book here, and how."""

    __tablename__ = "booking_rules"

    unit_id: uuid.UUID = Field(foreign_key="unit.id", primary_key=True)


class WeekPattern(WeekPatternContent, table=True):
    """A unit's times that come back every week, and how far ahead they have been made."""

    __tablename__ = "week_pattern"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    unit_id: uuid.UUID = Field(foreign_key="unit.id")
    source: str = Field(description="The file's that told of it, until staff change it")
    made_until: date | None = None


class PatternException(ClosedDayContent, table=True):
    """A day when a unit, or one professional, has none of the times that come back."""

    __tablename__ = "pattern_exception"
    __table_args__ = (
        UniqueConstraint("unit_id", "role_id", "day"),
        Index(
            "uq_pattern_exception_of_unit",
            "unit_id",
            "day",
            unique=True,
            sqlite_where=OF_ALL,
            postgresql_where=OF_ALL,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    unit_id: uuid.UUID = Field(foreign_key="unit.id")
    source: str


class Slot(SQLModel, table=True):
    """A time that a unit has, with whom, how and where. Who has it stands in SlotHolder.

    When it is never changes. No two that take up the same professional or place overlap, but for
    the places of one group: the database itself adds no other (migration 0016).
    """

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(
            "uq_slot_at_once",
            "takes_up",
            "starts_at",
            "seat",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_slot_of_unit", "unit_id", "starts_at"),
        Index("ix_slot_of_role", "role_id", "starts_at"),
        Index("ix_slot_of_pattern", "pattern_id", "starts_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    unit_id: uuid.UUID = Field(foreign_key="unit.id")
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    mode: Mode = Field(sa_type=choice(Mode))
    place: Words | None = Field(default=None, sa_type=WORDS)
    starts_at: datetime
    ends_at: datetime
    seat: int = Field(default=1, description="Which of a group's places")
    released_at: datetime = Field(description="From when patients see it")
    made_at: datetime
    pattern_id: uuid.UUID | None = Field(default=None, foreign_key="week_pattern.id")
    takes_up: str = Field(
        default="", description="What cannot be in two at once: who it is with, or else the place"
    )
    dropped_at: datetime | None = Field(
        default=None, description="When its pattern was changed so that it is no time any more"
    )


class SlotKind(SQLModel, table=True):
    """What kinds of visits a slot is for. The start gives each kind an order of its own."""

    __tablename__ = "slot_kind"

    kind_id: uuid.UUID = Field(foreign_key="visit_kind.id", primary_key=True)
    starts_at: datetime = Field(primary_key=True)
    slot_id: uuid.UUID = Field(foreign_key="slot.id", primary_key=True)


class SlotHolder(SQLModel, table=True):
    """Who has a slot. Its key is the slot, so that no slot has two.

    A hold and an offer end by themselves at their moment: whoever takes the slot after it takes
    the row over in one statement.
    """

    __tablename__ = "slot_holder"
    __table_args__ = (
        CheckConstraint(
            "(until IS NULL) = (holding IN ('booking', 'withdrawn'))", name="ends_when_it_should"
        ),
        CheckConstraint(
            "withdrawn_for_id IS NULL OR holding = 'booking'", name="is_withdrawn_after_a_booking"
        ),
        CheckConstraint(
            "CASE holding WHEN 'withdrawn' THEN patient_id IS NULL"
            " WHEN 'offer' THEN true ELSE patient_id IS NOT NULL END",
            name="is_somebodys",
        ),
    )

    slot_id: uuid.UUID = Field(foreign_key="slot.id", primary_key=True)
    holding: Holding = Field(sa_type=choice(Holding))
    held_for_id: uuid.UUID = Field(index=True, description="The hold, offer or appointment")
    patient_id: uuid.UUID | None = Field(
        default=None,
        foreign_key="person.id",
        index=True,
        description="Nobody's own when it is offered to several at once",
    )
    until: datetime | None = None
    since: datetime
    withdrawn_for_id: uuid.UUID | None = Field(
        default=None,
        index=True,
        description="What it is withdrawn for, and not free, once whoever has it lets it go",
    )
