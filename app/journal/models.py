import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel


class Happening(StrEnum):
    """What the journal can say, written as room:what-happened. The list is closed."""

    SIGNED_IN = "people:signed-in"
    SIGNED_OUT = "people:signed-out"
    DEVICE_REMOVED = "people:device-removed"
    ENDED_EVERYWHERE = "people:ended-everywhere"
    PASSKEY_ADDED = "passkeys:added"
    PASSKEY_REMOVED = "passkeys:removed"
    OTHER_CONFIRMED = "devices:other-confirmed"
    INVITED = "activation:invited"
    INVITATION_WITHDRAWN = "activation:withdrawn"
    CODE_REFUSED = "activation:refused"
    BREAK_GLASS_MADE = "break_glass:made"
    E_IDENTITY_LINKED = "oidc:linked"
    E_IDENTITY_UNLINKED = "oidc:unlinked"
    PLAN_OPENED = "sharing:plan-opened"
    LOOKED = "sharing:looked"
    LOOKS_READ = "overview:looks-read"
    SHARED = "sharing:shared"
    SHARE_ANSWERED = "sharing:invitation-answered"
    SHARE_RECORDED = "sharing:recorded"
    SHARE_WISHED = "sharing:wished"
    SHARE_REFUSED = "sharing:second-yes-refused"
    SHARE_KEPT = "sharing:kept"
    SHARE_ENDED = "sharing:ended"
    KEPT_OUT = "sharing:kept-out"
    LET_IN = "sharing:let-in"
    GUARDIAN_BEGAN = "sharing:guardian-began"
    GUARDIAN_ENDED = "sharing:guardian-ended"
    ASKED_TO_STAY = "sharing:asked-to-stay"
    APPROVED = "sharing:approved"
    APPROVAL_ENDED = "sharing:approval-ended"
    CARE_RELATION_BEGAN = "sharing:care-relation-began"
    CARE_RELATION_ENDED = "sharing:care-relation-ended"
    REQUESTED = "requests:asked"
    REQUEST_ADDED_TO = "requests:added-to"
    REQUEST_ANSWERED = "requests:answered"
    REQUEST_WITHDRAWN = "requests:withdrawn"
    MATTERS_SAID = "preparing:said"
    QUESTION_ASKED = "preparing:asked"
    OWN_WORDS_WITHDRAWN = "preparing:withdrawn"
    QUESTION_ANSWERED = "preparing:answered"
    NOTE_KEPT = "preparing:note-kept"
    NOTE_DROPPED = "preparing:note-dropped"
    CONTRACT_PUBLISHED = "contracts:published"
    CHANGES_READ = "contracts:changes-read"
    SLOTS_MADE = "slots:made"
    SLOT_WITHDRAWN = "slots:withdrawn"
    SLOT_GIVEN_BACK = "slots:given-back"
    PATTERN_CHANGED = "slots:pattern-changed"
    DAY_CLOSED = "slots:day-closed"
    DAY_OPENED = "slots:day-opened"
    SLOT_HELD = "appointments:slot-held"
    APPOINTMENT_BOOKED = "appointments:booked"
    APPOINTMENT_MOVED = "appointments:moved"
    APPOINTMENT_CANCELLED = "appointments:cancelled"
    APPOINTMENT_DONE = "appointments:done"
    APPOINTMENT_MISSED = "appointments:missed"
    OFFERED = "appointments:offered"
    OFFER_DECLINED = "appointments:offer-declined"
    OFFER_WITHDRAWN = "appointments:offer-withdrawn"
    OFFER_LOST = "appointments:offer-lost"
    OFFER_OVER = "appointments:offer-over"
    EARLIER_WISHED = "appointments:earlier-wished"
    EARLIER_WISH_ENDED = "appointments:earlier-wish-ended"
    AFTERWARDS_SAID = "appointments:afterwards-said"
    APPOINTMENT_ADDED = "appointments:added"
    APPOINTMENT_CHANGED = "appointments:changed"
    APPOINTMENT_WITHDRAWN = "appointments:withdrawn"
    CALENDAR_MADE = "appointments:calendar-made"
    CALENDAR_CHANGED = "appointments:calendar-changed"
    CALENDAR_ENDED = "appointments:calendar-ended"
    FOLLOW_UP_ADDED = "follow_up:added"
    FOLLOW_UP_ANSWERED = "follow_up:answered"
    FOLLOW_UP_POSTPONED = "follow_up:postponed"
    FOLLOW_UP_LED_TO = "follow_up:led-to"
    CARE_SAID_YES = "follow_up:care-said-yes"
    SELF_CARE_SENT = "self_care:sent"
    FIGURES_COUNTED = "follow_up:figures-counted"
    ROUTINE_ADDED = "self_care:routine-added"
    ROUTINE_CHANGED = "self_care:routine-changed"
    ROUTINE_ENDED = "self_care:routine-ended"
    ENTRY_RECORDED = "self_care:recorded"
    ENTRY_CORRECTED = "self_care:corrected"
    ENTRY_UNDONE = "self_care:undone"
    PAUSED = "self_care:paused"
    PAUSE_ENDED = "self_care:pause-ended"
    REMINDERS_CHOSEN = "reminders:chosen"
    HELP_WISHED = "reminders:help-wished"
    HELP_UNWISHED = "reminders:help-unwished"
    CONTACT_POINT_CONFIRMED = "reminders:contact-point-confirmed"
    CONTACT_POINT_ENDED = "reminders:contact-point-ended"
    FILE_LOADED = "exchange:file-loaded"


class Role(StrEnum):
    """In which role somebody acted."""

    PATIENT = "patient"
    STAFF = "staff"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    SPECIAL_REPRESENTATIVE = "special-representative"
    ADMINISTRATOR = "administrator"
    FUTURE_POWER_OF_ATTORNEY = "future-power-of-attorney"
    OPERATOR = "operator"
    NOBODY = "nobody"

    @property
    def represents(self) -> bool:
        """Say whether a court or a power of attorney has given them something to look after."""
        return self in (
            Role.SPECIAL_REPRESENTATIVE,
            Role.ADMINISTRATOR,
            Role.FUTURE_POWER_OF_ATTORNEY,
        )

    @property
    def helps(self) -> bool:
        """Say whether they saw or did it through a share of somebody's plan."""
        return self is Role.RELATIVE or self.represents


class JournalEntry(SQLModel, table=True):
    """One thing that somebody did, or looked at. Never changed and never removed.

    Each row carries the fingerprint of the row before it, so that an edit, a removal or a
    swap shows. The database itself refuses to change or remove a row.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("number > 0", name="counts_from_one"),
        Index("ix_journal_entry_of_patient", "patient_id", "happening", "happened_at"),
        Index("ix_journal_entry_of_unit", "unit_id", "happening", "happened_at"),
    )

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    happened_at: datetime
    happening: str
    actor_id: uuid.UUID | None = None
    role: str
    unit_id: uuid.UUID | None = None
    patient_id: uuid.UUID | None = None
    about_id: uuid.UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str
    fingerprint: str


class JournalHead(SQLModel, table=True):
    """The last row of the journal: the place where the next one is hung on."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    number: int = Field(default=0, sa_type=BigInteger)
    fingerprint: str = ""
