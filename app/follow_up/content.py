"""What was asked and answered at a follow-up, for the file and for the table."""

import uuid
from datetime import date
from enum import StrEnum

from pydantic import Field as FragmentField
from pydantic import ValidationInfo, field_validator
from sqlmodel import Field

from app.base.columns import WORDS, Document, choice
from app.base.content import Content, Fragment
from app.base.words import LANGUAGE, Words
from app.follow_up.question_sets import USUAL, question_set, question_sets


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
    """Who answered. A child is asked in a child's words."""

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
    question_set: str = USUAL
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

    @field_validator("question_set")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in question_sets():
            raise ValueError(f"there is no question set {name!r}")
        return name

    @field_validator("set_version")
    @classmethod
    def _was_published(cls, version: int, found: ValidationInfo) -> int:
        name = found.data.get("question_set")
        if name and question_set(name, version) is None:
            raise ValueError(f"{name} has no version {version}")
        return version

    @field_validator("asked_in")
    @classmethod
    def _is_a_language(cls, language: str) -> str:
        if not LANGUAGE.fullmatch(language):
            raise ValueError(f"{language!r} is not a language code such as sv, en or fi")
        return language

    @field_validator("answers")
    @classmethod
    def _answer_what_there_is(
        cls, answers: list[GivenAnswer], found: ValidationInfo
    ) -> list[GivenAnswer]:
        name, version = found.data.get("question_set"), found.data.get("set_version")
        asked = question_set(name, version) if name and version else None
        numbers = [answer.question for answer in answers]
        for place, number in enumerate(numbers):
            if asked and asked.question(number) is None:
                raise ValueError(f"{name} has no question {number}")
            if number in numbers[:place]:
                raise ValueError(f"question {number} is answered twice")
        return answers
