"""The sets of follow-up questions, read from the files beside this one."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, model_validator

from app.base.content import Fragment
from app.base.words import Words
from app.requests.content import RequestKind

FOLDER = Path(__file__).parent / "questions"
USUAL = "vgr-5"


class Heading(StrEnum):
    """What a patient contract is to lead to: the four headings that the sources name."""

    PARTICIPATION = "participation"
    COLLABORATION = "collaboration"
    ACCESSIBILITY = "accessibility"
    COORDINATION = "coordination"


class Question(Fragment):
    """A question, and what the patient can ask care for when the answer is no or partly."""

    number: int = Field(ge=1, le=20)
    heading: Heading
    leads_to: RequestKind
    words: Words
    for_children: Words | None = None


class QuestionSet(Fragment):
    """A set in one version, in the order it is asked. Never edited: new words, new version."""

    name: str
    version: int = Field(ge=1)
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def each_number_once(self) -> Self:
        if len(set(self.order)) < len(self.questions):
            raise ValueError(f"{self.name} has two questions with the same number")
        return self

    @property
    def order(self) -> list[int]:
        return [question.number for question in self.questions]

    def question(self, number: int) -> Question | None:
        return next((found for found in self.questions if found.number == number), None)


def question_sets() -> dict[str, QuestionSet]:
    """Return the newest version of every set by its name, such as vgr-5."""
    return {name: versions[max(versions)] for name, versions in _versions().items()}


def question_set(name: str, version: int) -> QuestionSet | None:
    """Return a set as it was, or is, in one version."""
    return _versions().get(name, {}).get(version)


@cache
def _versions() -> dict[str, dict[int, QuestionSet]]:
    found: dict[str, dict[int, QuestionSet]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        read = QuestionSet.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        if found.setdefault(read.name, {}).setdefault(read.version, read) is not read:
            raise ValueError(f"{file.name}: {read.name} has a version {read.version} already")
    return found
