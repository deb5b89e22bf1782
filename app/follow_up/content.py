"""What was asked and answered at a follow-up, for the file and for the table."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field as FragmentField
from pydantic import model_validator
from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.content import Content, Fragment
from app.base.words import Words
from app.follow_up.question_sets import question_sets


class Reply(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    DO_NOT_KNOW = "do-not-know"
    PREFER_NOT_TO_SAY = "prefer-not-to-say"


class Manner(StrEnum):
    """How the questions were asked."""

    AT_MEETING = "at-meeting"
    BY_PHONE = "by-phone"
    IN_APP = "in-app"
    ON_PAPER = "on-paper"


class AnsweredBy(StrEnum):
    PATIENT = "patient"
    CHILD = "child"
    GUARDIANS = "guardians"


class GivenAnswer(Fragment):
    """The answer to one numbered question, and what would be needed."""

    question: int = FragmentField(ge=1, le=20)
    reply: Reply
    words: Words | None = None


class FollowUpContent(Content):
    key: str = ""
    question_set: str = "vgr-5"
    set_version: int = Field(default=1, description="Which version of the set was asked")
    asked_in: str = Field(default="sv", description="The language it was asked in")
    asked_on: date
    asked_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    manner: Manner | None = Field(default=None, sa_type=choice(Manner))
    answered_by: AnsweredBy = Field(default=AnsweredBy.PATIENT, sa_type=choice(AnsweredBy))
    together_with: str | None = None
    answers: list[GivenAnswer] = Field(sa_type=Document(list[GivenAnswer]), min_length=1)
    actions: list[Words] = Field(default_factory=list, sa_type=Document(list[Words]))
    next_on: date | None = None
    next_words: Words | None = Field(default=None, sa_type=WORDS)

    @model_validator(mode="after")
    def asked_what_there_is(self) -> Self:
        asked = question_sets().get(self.question_set)
        if asked is None:
            raise ValueError(f"there is no question set {self.question_set!r}")
        for answer in self.answers:
            if asked.question(answer.question) is None:
                raise ValueError(f"{self.question_set} has no question {answer.question}")
        return self
