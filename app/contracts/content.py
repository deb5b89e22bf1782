"""What a patient contract says: each part once, for the file, the draft and the version.

A contract file is checked by these classes, a draft is kept in tables made of them
(models.py), and a published version is a document composed of them (agreement.py).
"""

import re
import uuid
from datetime import date, time
from enum import StrEnum
from typing import Self

from pydantic import ValidationInfo, field_validator, model_validator
from sqlmodel import Field

from app.base import clock
from app.base.columns import WORDS, Document, choice
from app.base.content import Content, Fragment
from app.base.words import Words, checked_plain

GOAL_LONGEST = 400
CLOCK = re.compile(rf"{clock.WRITTEN}(?::00)?")


class Part(Content):
    """One line of the contract. Its key stays the same from version to version."""

    key: str = ""


def last_day(day: date | None, first: str, found: ValidationInfo) -> date | None:
    """Return the last day of something, if it is not before the first, which stands above it."""
    begins = found.data.get(first)
    if day and begins and day < begins:
        raise ValueError(f"is before {first}, {begins}")
    return day


class Status(StrEnum):
    OFFERED = "offered"
    WANTED = "wanted"
    DECLINED = "declined"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


NOT_LIVE = (Status.ENDED, Status.DECLINED)
"""A contract that is neither offered, wanted, in use nor paused."""


class Indication(StrEnum):
    """Why somebody is offered a contract (VGR's guideline)."""

    LONG_TERM = "long-term"
    COMPLEX = "complex"
    CLARIFY = "clarify"
    OWN_WISH = "own-wish"


class Voice(StrEnum):
    """Whose words they are, or who took part."""

    PATIENT = "patient"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    SPECIAL_REPRESENTATIVE = "special-representative"
    ADMINISTRATOR = "administrator"
    CARE = "care"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not-asked"


class DrawnUpWith(Fragment):
    """Somebody the contract was drawn up with, and on what basis if it was not the patient."""

    who: Voice
    name: str | None = None
    basis: Words | None = None

    _plain = field_validator("name")(checked_plain)


class ComingChange(Fragment):
    """Something about the contract itself that is going to change on a day."""

    on: date
    words: Words


class Terms(Part):
    """The contract as a whole: status, reasons, with whom, and when it is looked through."""

    status: Status = Field(sa_type=choice(Status))
    status_since: date | None = None
    indications: list[Indication] = Field(default_factory=list, sa_type=Document(list[Indication]))
    indication_words: Words | None = Field(default=None, sa_type=WORDS)
    offered_on: date | None = None
    drawn_up_on: date | None = None
    drawn_up_with: list[DrawnUpWith] = Field(
        default_factory=list, sa_type=Document(list[DrawnUpWith])
    )
    version_words: Words | None = Field(default=None, sa_type=WORDS)
    reviewed_on: date | None = None
    next_review_on: date | None = None
    ends_on: date | None = None
    ending: Words | None = Field(default=None, sa_type=WORDS)
    coordination: Answer = Field(default=Answer.NOT_ASKED, sa_type=choice(Answer))
    coordinator_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    documented_on: date | None = None
    documented_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    sip_offered_on: date | None = None
    sip_offer: Words | None = Field(default=None, sa_type=WORDS)
    children_close: Answer = Field(
        default=Answer.NOT_ASKED, sa_type=choice(Answer, "children_close")
    )
    children_words: Words | None = Field(default=None, sa_type=WORDS)
    relatives_words: Words | None = Field(default=None, sa_type=WORDS)
    not_before: time | None = None
    coming_changes: list[ComingChange] = Field(
        default_factory=list, sa_type=Document(list[ComingChange])
    )

    @field_validator("not_before", mode="before")
    @classmethod
    def _clock_as_people_write_it(cls, value: object) -> object:
        """Read 9.30 and 09:30 alike. A time of the wall clock has no zone."""
        if not isinstance(value, str):
            return value
        found = CLOCK.fullmatch(value)
        if found is None:
            raise ValueError(f"{value!r} is not a clock time such as 10.00")
        hour, minute = found.groups()
        return f"{hour:0>2}:{minute}"


class SayingKind(StrEnum):
    """The prompts of the guideline: what matters, and what care listens for."""

    MATTERS = "matters"
    STORY = "story"
    EXPECTATION = "expectation"
    WORRY = "worry"
    RESOURCE = "resource"
    NEED = "need"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    CHILD_VIEW = "child-view"


class Saying(Part):
    """A piece of the story, in somebody's own words."""

    kind: SayingKind = Field(sa_type=choice(SayingKind))
    words: Words = Field(sa_type=WORDS)
    whose: Voice = Field(default=Voice.PATIENT, sa_type=choice(Voice))
    name: str | None = None
    said_on: date | None = None
    note: Words | None = Field(default=None, sa_type=WORDS)


class GoalState(StrEnum):
    ACTIVE = "active"
    REACHED = "reached"
    PAUSED = "paused"
    LEFT = "left"


class Goal(Part):
    """A goal in the patient's words, with care's wording beside it."""

    words: Words = Field(sa_type=WORDS)
    whose: Voice = Field(default=Voice.PATIENT, sa_type=choice(Voice))
    name: str | None = None
    care_words: Words | None = Field(default=None, sa_type=WORDS)
    reached_when: Words | None = Field(default=None, sa_type=WORDS)
    due_on: date | None = None
    said_on: date | None = None
    state: GoalState = Field(default=GoalState.ACTIVE, sa_type=choice(GoalState))

    @model_validator(mode="after")
    def short(self) -> Self:
        if len(str(self.words)) > GOAL_LONGEST:
            raise ValueError(f"a goal is at most {GOAL_LONGEST} characters")
        return self


class Party(StrEnum):
    """Who answers for a commitment. Exactly one does."""

    ME = "me"
    RELATIVE = "relative"
    CARE = "care"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class CommitmentState(StrEnum):
    AGREED = "agreed"
    ONGOING = "ongoing"
    DONE = "done"
    PAUSED = "paused"
    TOO_MUCH = "too-much"


class Commitment(Part):
    """Something one party has said they will do, and when."""

    who: Party = Field(sa_type=choice(Party))
    role_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    relative: str | None = None
    actor: str | None = None
    what: Words = Field(sa_type=WORDS)
    when: Words | None = Field(default=None, sa_type=WORDS)
    due_on: date | None = None
    if_not_heard_by: date | None = None
    call_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    plan: str | None = None
    state: CommitmentState = Field(default=CommitmentState.AGREED, sa_type=choice(CommitmentState))
    note: Words | None = Field(default=None, sa_type=WORDS)

    @model_validator(mode="after")
    def one_responsible(self) -> Self:
        named = {
            Party.ME: (),
            Party.RELATIVE: (self.relative,),
            Party.CARE: (self.role_id, self.unit_id),
            Party.MUNICIPALITY: (self.role_id, self.unit_id, self.actor),
            Party.OTHER: (self.actor,),
        }
        given = [x for x in (self.role_id or self.unit_id, self.relative, self.actor) if x]
        expected = [x for x in named[self.who] if x]
        if len(given) > 1 or bool(given) != bool(expected) or (named[self.who] and not expected):
            raise ValueError(
                "exactly one party is responsible: me alone; relative with relative; "
                "care with role or unit; municipality with role, unit or actor; other with actor"
            )
        if self.if_not_heard_by and not (self.call_id or self.role_id or self.unit_id):
            raise ValueError("if_not_heard_by needs somebody to call: call, role or unit")
        return self
