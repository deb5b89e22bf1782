"""One's own answers through time: what was answered to each question, on which days.

Nothing is added up, compared or judged. What the patient, a child and the guardians answered
stand apart, and so do the versions of a question set: the words may have been others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from app.base.words import Words
from app.follow_up.content import AnsweredBy, GivenAnswer, Reply
from app.follow_up.question_sets import Question, question_set

LONG_AGO = datetime.min.replace(tzinfo=UTC)
VOICES = list(AnsweredBy)


class Answered(Protocol):
    """One occasion when the questions were answered."""

    @property
    def question_set(self) -> str: ...
    @property
    def set_version(self) -> int: ...
    @property
    def answered_by(self) -> AnsweredBy: ...
    @property
    def asked_on(self) -> date: ...
    @property
    def recorded_at(self) -> datetime | None: ...
    @property
    def key(self) -> str: ...
    @property
    def together_with(self) -> str | None: ...
    @property
    def answers(self) -> list[GivenAnswer]: ...


@dataclass(frozen=True)
class DatedReply:
    """What was answered on a day, and together with whom."""

    on: date
    reply: Reply
    words: Words | None
    together_with: str | None


@dataclass(frozen=True)
class QuestionOverTime:
    """A question as it was asked, with the replies to it, the newest first.

    wording: nothing, if the words of that version are not known here any more.
    """

    number: int
    wording: Words | None
    replies: Sequence[DatedReply]


@dataclass(frozen=True)
class VoiceOverTime:
    """What one voice has answered to one version of a question set."""

    answered_by: AnsweredBy
    question_set: str
    set_version: int
    questions: Sequence[QuestionOverTime]

    @property
    def latest(self) -> date:
        return max(question.replies[0].on for question in self.questions)


def over_time(occasions: Iterable[Answered]) -> list[VoiceOverTime]:
    """Return what has been answered, by voice; for each of them the set used last stands first."""
    told: dict[tuple[AnsweredBy, str, int], dict[int, list[DatedReply]]] = {}
    for one in sorted(occasions, key=_when, reverse=True):
        questions = told.setdefault((one.answered_by, one.question_set, one.set_version), {})
        for answer in one.answers:
            reply = DatedReply(one.asked_on, answer.reply, answer.words, one.together_with)
            questions.setdefault(answer.question, []).append(reply)
    voices = [VoiceOverTime(*asked, _questions(asked, of)) for asked, of in told.items() if of]
    voices.sort(key=lambda voice: voice.latest, reverse=True)
    return sorted(voices, key=lambda voice: VOICES.index(voice.answered_by))


def _when(one: Answered) -> tuple[date, datetime, str]:
    return one.asked_on, one.recorded_at or LONG_AGO, one.key


def _questions(
    asked: tuple[AnsweredBy, str, int], told: dict[int, list[DatedReply]]
) -> list[QuestionOverTime]:
    voice, name, version = asked
    known = question_set(name, version)
    return [
        QuestionOverTime(
            number, _wording(known.question(number), voice) if known else None, told[number]
        )
        for number in sorted(told)
    ]


def _wording(question: Question | None, voice: AnsweredBy) -> Words | None:
    if question is None:
        return None
    for_child = question.for_children if voice is AnsweredBy.CHILD else None
    return for_child or question.words
