"""What a time says, for the file and for the table."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from pydantic import Field as FragmentField
from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from sqlmodel import Field

from app.base import clock
from app.base.columns import WORDS, Document, choice
from app.base.content import Content, Fragment
from app.base.words import Words
from app.slots.content import Mode


class State(StrEnum):
    """What kind of time it is, and what became of it."""

    BOOKED = "booked"
    INVITATION = "invitation"
    OPEN_INVITATION = "open-invitation"
    PLANNED = "planned"
    REQUESTED = "requested"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class WayToChange(StrEnum):
    """How a time may be changed. What is not said is not allowed: then one calls."""

    ONLINE = "online"
    PHONE = "phone"


class NextTime(StrEnum):
    """What was decided to come after a time (question 5 of the guideline)."""

    NEW_TIME = "new-time"
    PLANNED = "planned"
    NOTHING = "nothing"
    DO_NOT_KNOW = "do-not-know"
    LEFT = "left"


class OfferReason(StrEnum):
    """Why somebody is offered a time."""

    CARE = "care"
    EARLIER = "earlier"
    MOVED = "moved"


class Outcome(StrEnum):
    """What became of an offer."""

    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    OVER = "over"


class SupportKind(StrEnum):
    """Support that many need at a visit, to tick instead of writing."""

    INTERPRETER = "interpreter"
    SIGN_LANGUAGE = "sign-language"
    HEARING_LOOP = "hearing-loop"
    MORE_TIME = "more-time"
    QUIET_ROOM = "quiet-room"
    LIFT = "lift"
    NO_STAIRS = "no-stairs"
    TRANSPORT = "transport"
    COMPANION = "companion"
    ASSISTANCE_DOG = "assistance-dog"
    NO_SCENTS = "no-scents"
    NEEDLES = "needles"
    EASY_TO_READ = "easy-to-read"
    WRITTEN_SUMMARY = "written-summary"


class Wishes(Fragment):
    """What would suit a patient when none of the offered times does."""

    weekdays: list[int] = FragmentField(default_factory=list, max_length=7)
    not_before: time | None = None
    not_after: time | None = None
    with_relative: bool = False
    words: str = ""


FIXED = (State.BOOKED, State.INVITATION)
WITH_A_TIME = (*FIXED, State.DONE, State.MISSED)
STILL_TO_BOOK = (State.OPEN_INVITATION, State.PLANNED, State.REQUESTED)


class Decision(Fragment):
    """Something that was decided about a time, with its day."""

    on: date
    offered_on: date | None = None
    chosen_on: date | None = None
    words: Words


class AppointmentContent(Content):
    """A time: booked, planned, or still waiting for somebody's answer."""

    key: str = ""
    state: State = Field(sa_type=choice(State))
    what: Words = Field(sa_type=WORDS)
    about: Words | None = Field(default=None, sa_type=WORDS)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window_from: date | None = None
    window_to: date | None = None
    window_words: Words | None = Field(default=None, sa_type=WORDS)
    answer_by: date | None = None
    call_if_not_heard_by: date | None = None
    within: date | None = None
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    kind_id: uuid.UUID | None = Field(default=None, foreign_key="visit_kind.id")
    mode: Mode | None = Field(default=None, sa_type=choice(Mode))
    place: Words | None = Field(default=None, sa_type=WORDS)
    before: Words | None = Field(default=None, sa_type=WORDS)
    support: list[Words] = Field(default_factory=list, sa_type=Document(list[Words]))
    change: WayToChange = Field(default=WayToChange.PHONE, sa_type=choice(WayToChange, "change"))
    change_words: Words | None = Field(default=None, sa_type=WORDS)
    message_allowed: bool = False
    decisions: list[Decision] = Field(default_factory=list, sa_type=Document(list[Decision]))
    fetched_at: datetime | None = None

    @model_validator(mode="after")
    def fits_its_state(self) -> Self:
        """Tell every fault at the field that would mend it."""
        if faults := _faults(self):
            raise ValidationError.from_exception_data(
                "a time",
                [
                    InitErrorDetails(
                        type=PydanticCustomError("value_error", "{error}", {"error": fault}),
                        loc=(name,),
                        input=None,
                    )
                    for name, fault in faults
                ],
            )
        return self


def _faults(time: AppointmentContent) -> list[tuple[str, str]]:
    """Return what does not fit together, each with the field to look at."""
    faults = _faults_of_state(time) + _faults_of_order(time)
    if time.unit_id is None and time.role_id is None:
        faults.append(("unit_id", "a time names its unit, or the professional it is with"))
    return faults


def _faults_of_state(time: AppointmentContent) -> list[tuple[str, str]]:
    """Find what a time of this kind must have, or cannot have yet."""
    faults = []
    if time.state in WITH_A_TIME and time.starts_at is None:
        faults.append(("starts_at", f"a time that is {time.state} has a start"))
    if time.state not in (*WITH_A_TIME, State.CANCELLED) and time.starts_at is not None:
        fault = f"a time that is {time.state} has no start yet; give its window instead"
        faults.append(("starts_at", fault))
    if time.state is State.OPEN_INVITATION and time.answer_by is None:
        fault = "an open invitation says until when one can book: answer_by"
        faults.append(("answer_by", fault))
    if time.state is State.PLANNED and not (time.window_from or time.window_words):
        fault = "a planned time says roughly when: window_from and window_to, or window_words"
        faults.append(("window_from", fault))
    return faults


def _faults_of_order(time: AppointmentContent) -> list[tuple[str, str]]:
    """Find what comes before something that it should come after."""
    faults = []
    if time.ends_at and time.starts_at and time.ends_at <= time.starts_at:
        faults.append(("ends_at", "the time ends before it starts"))
    if time.answer_by and time.starts_at and time.answer_by > clock.local_day(time.starts_at):
        faults.append(("answer_by", "the last day to answer is after the time itself"))
    if time.window_from and time.window_to and time.window_to < time.window_from:
        faults.append(("window_to", "the window ends before it starts"))
    return faults
