"""Follow-ups, and what decides when the questions are asked, as rules and pages read them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from app.base.words import Words
from app.contracts.content import Terms
from app.follow_up.content import AnsweredBy, GivenAnswer, Manner
from app.follow_up.question_sets import Question, QuestionSet, question_set
from app.journal.models import Role


@dataclass(frozen=True)
class CareSaidYes:
    """Who in care said yes too, and the day the agreement was documented in the record."""

    role_id: uuid.UUID
    said_at: datetime
    documented_on: date


@dataclass(frozen=True)
class FollowUpCard:
    """One occasion when the questions were asked and answered."""

    id: uuid.UUID
    key: str
    question_set: str
    set_version: int
    asked_in: str
    asked_on: date
    asked_by_id: uuid.UUID | None
    manner: Manner | None
    answered_by: AnsweredBy
    answered_by_id: uuid.UUID | None
    together_with: str | None
    answers: list[GivenAnswer]
    order: list[int]
    actions: list[Words]
    next_on: date | None
    next_words: Words | None
    recorded_at: datetime | None
    support: str | None = None
    care_yes: CareSaidYes | None = None

    @property
    def supporter(self) -> Role | None:
        """Return what whoever supported the patient is to them, when they represent them."""
        return Role(self.support) if self.support else None

    @property
    def asked(self) -> QuestionSet | None:
        """Return the questions as they were when they were asked."""
        return question_set(self.question_set, self.set_version)

    @property
    def in_order(self) -> list[GivenAnswer]:
        """Return the answers in the order in which the questions stood."""
        places = {number: place for place, number in enumerate(self.order)}
        return sorted(self.answers, key=lambda answer: places.get(answer.question, len(places)))

    def question(self, number: int) -> Question | None:
        return self.asked.question(number) if self.asked else None

    def answer(self, number: int) -> GivenAnswer | None:
        return next((found for found in self.answers if found.question == number), None)

    def wording(self, number: int) -> Words | None:
        """Return a question in the words that whoever answered was asked in."""
        question = self.question(number)
        return wording(question, self.answered_by) if question else None


def wording(question: Question, answered_by: AnsweredBy) -> Words:
    """Return a question in the words for whoever answers."""
    for_child = question.for_children if answered_by is AnsweredBy.CHILD else None
    return for_child or question.words


@dataclass(frozen=True)
class Version:
    """The newest version of somebody's contract, as far as the questions are concerned."""

    number: int
    published_on: date
    terms: Terms


@dataclass(frozen=True)
class AskingUnit:
    """A unit that takes part in the care: which questions it asks, and how often."""

    id: uuid.UUID
    question_set: str
    months: int


@dataclass(frozen=True)
class Answered:
    """That the patient has answered: when, at which version, and when care meant to ask again."""

    asked_on: date
    contract_version: int | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class Postponed:
    """That the patient wanted to answer later: for which reason, until when, said when."""

    reason: str
    until: date
    postponed_on: date
    not_now: int = 0


@dataclass(frozen=True)
class Asking:
    """What decides whether and what a patient is asked.

    units: those that take part in the care, with the unit of the lead first.
    """

    units: list[AskingUnit]
    answered: list[Answered]
    postponed: list[Postponed]

    @property
    def unit(self) -> AskingUnit | None:
        """Return the unit whose questions are asked."""
        return self.units[0] if self.units else None

    def unit_of(self, unit_id: uuid.UUID | None) -> AskingUnit | None:
        """Return the unit that somebody acts for, else the one whose questions are asked."""
        return next((unit for unit in self.units if unit.id == unit_id), self.unit)
