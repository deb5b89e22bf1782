import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.base.columns import Document, choice
from app.reminders.content import Channel, DeliveryState, Moment, ReminderKind, ReminderState

WAITS = text("state = 'waiting'")
A_MINUTE = "BETWEEN 0 AND 1439"


class Reminder(SQLModel, table=True):
    """A promise to tell one person of one thing at a moment.

    It is planned from what is so now, in the transaction that makes it so: what is moved moves
    its reminders, and what is cancelled has none.
    """

    __table_args__ = (
        UniqueConstraint("recipient_id", "key"),
        CheckConstraint("useless_at > planned_at", name="is_of_use_for_a_while"),
        Index("ix_reminder_due", "due_at", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_reminder_of_recipient", "recipient_id", "due_at"),
        Index("ix_reminder_of_patient", "patient_id", "useless_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    recipient_id: uuid.UUID = Field(foreign_key="person.id")
    patient_id: uuid.UUID = Field(foreign_key="person.id", description="Whose plan it stands in")
    kind: ReminderKind = Field(sa_type=choice(ReminderKind))
    key: str = Field(description="Which promise it is, the same however often it is planned")
    about_id: uuid.UUID | None = Field(default=None, description="The time, the offer, the routine")
    about_at: datetime | None = Field(
        default=None, description="When the thing itself is, however late one is reminded of it"
    )
    planned_at: datetime = Field(description="When the rule says that it is told")
    due_at: datetime = Field(description="When it is told: after the quiet hours, or when wished")
    useless_at: datetime = Field(
        index=True, description="After this moment nobody is told any more"
    )
    important: bool = False
    put_off_at: datetime | None = Field(default=None, description="When somebody last put it off")
    state: ReminderState = Field(default=ReminderState.WAITING, sa_type=choice(ReminderState))
    told_at: datetime | None = None
    message_id: uuid.UUID | None = Field(
        default=None, index=True, description="What it was told in, with others of that moment"
    )
    seen_at: datetime | None = None


class ReminderPlan(SQLModel, table=True):
    """When a patient's reminders are planned anew though nothing has happened: days go by.

    Whoever plans holds this row, so that two who change the same plan do not do it at once.
    """

    __tablename__ = "reminder_plan"

    patient_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    plan_again_at: datetime = Field(index=True)


class Delivery(SQLModel, table=True):
    """One message on one way to one person: to a phone, an e-mail address or a phone number.

    A worker claims it for a while, sends it, and says what became of it if the claim is still
    its own.
    """

    __table_args__ = (
        Index("ix_delivery_due", "due_at", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_delivery_of_recipient", "recipient_id", "made_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    message_id: uuid.UUID = Field(index=True, description="The same for all ways it is told")
    recipient_id: uuid.UUID = Field(foreign_key="person.id")
    channel: Channel = Field(sa_type=choice(Channel))
    to_id: uuid.UUID = Field(
        index=True, description="The push subscription, or the contact point, it goes to"
    )
    tells_time: datetime | None = Field(
        default=None, description="The only thing a message may say, when that was chosen"
    )
    important: bool = False
    in_case: bool = Field(
        default=False, description="Is only sent if nothing has arrived another way by then"
    )
    made_at: datetime
    due_at: datetime = Field(description="When it is tried, or tried again")
    useless_at: datetime = Field(index=True)
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=choice(DeliveryState))
    tries: int = 0
    leased_until: datetime | None = None
    lease: uuid.UUID | None = Field(default=None, description="The claim of the worker that has it")
    accepted_at: datetime | None = None
    shown_at: datetime | None = None
    opened_at: datetime | None = None


class ReminderSettings(SQLModel, table=True):
    """What somebody has chosen for all their reminders. Without a row, the usual is so."""

    __tablename__ = "reminder_settings"
    __table_args__ = (
        CheckConstraint(f"quiet_from {A_MINUTE} AND quiet_to {A_MINUTE}", name="quiet_hours"),
    )

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    quiet_from: int = Field(default=21 * 60, description="Minute of the day by the wall clocks")
    quiet_to: int = Field(default=7 * 60, description="The same as quiet_from: never quiet")
    tells_time: bool = Field(default=False, description="Messages may say when a time is")


class ReminderChoice(SQLModel, table=True):
    """What somebody has chosen for one kind of reminders of one plan. Without a row: the usual."""

    __tablename__ = "reminder_choice"
    __table_args__ = (CheckConstraint(f"minute IS NULL OR minute {A_MINUTE}", name="of_a_day"),)

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    kind: ReminderKind = Field(sa_type=choice(ReminderKind), primary_key=True)
    wanted: bool = True
    channels: list[Channel] = Field(sa_type=Document(list[Channel]))
    moments: list[Moment] = Field(default_factory=list, sa_type=Document(list[Moment]))
    minute: int | None = Field(default=None, description="When on the day, by the wall clocks")


class OwnMoment(SQLModel, table=True):
    """ "Remind me at …": a moment that somebody chose themselves for one time."""

    __tablename__ = "own_moment"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    appointment_id: uuid.UUID = Field(foreign_key="appointment.id", primary_key=True)
    at: datetime = Field(primary_key=True)


class HelpWish(SQLModel, table=True):
    """Who is asked to help when the patient has not reacted to something important in time."""

    __tablename__ = "help_wish"
    __table_args__ = (CheckConstraint("after_hours BETWEEN 1 AND 72", name="within_days"),)

    patient_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    helper_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    after_hours: int = 4
    wished_at: datetime


class ContactPoint(SQLModel, table=True):
    """An e-mail address or a phone number that a person has shown to be theirs (FHIR ContactPoint).

    One in use of each kind. What it is lies closed, and is forgotten when it is given up.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        Index(
            "uq_contact_point_in_use",
            "person_id",
            "channel",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND confirmed_at IS NOT NULL"),
        ),
        CheckConstraint("ended_at IS NULL OR sealed = ''", name="forgets_what_it_was"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    channel: Channel = Field(sa_type=choice(Channel))
    sealed: str = Field(description="The address or number, closed with a key of the operator's")
    made_at: datetime
    code_hash: str | None = None
    code_until: datetime | None = None
    wrong_codes: int = 0
    confirmed_at: datetime | None = None
    ended_at: datetime | None = Field(default=None, description="Given up, or unsubscribed from")
