"""One's own answers through time: what was answered to each question, on which days.

Nothing is added up, compared or judged. What the patient, a child and the guardians answered
stand apart, and so do the versions of a question set: the words may have been others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.base.words import Words
from app.follow_up.cards import FollowUpCard
from app.follow_up.content import AnsweredBy, Reply
from app.journal.models import Role

VOICES = list(AnsweredBy)


@dataclass(frozen=True)
class DatedReply:
    """What was answered on a day, and together with whom."""

    on: date
    reply: Reply
    words: Words | None
    together_with: str | None
    supporter: Role | None = None


@dataclass(frozen=True)
class QuestionOverTime:
    """A question as it was asked, with the replies to it, the newest first.

    wording: nothing, if the words of that version are not known here any more.
    """

    number: int
    wording: Words | None
    replies: list[DatedReply]


@dataclass(frozen=True)
class VoiceOverTime:
    """What one voice has answered to one version of a question set."""

    answered_by: AnsweredBy
    question_set: str
    set_version: int
    questions: Sequence[QuestionOverTime]


def over_time(follow_ups: Iterable[FollowUpCard]) -> list[VoiceOverTime]:
    """Return what has been answered, by voice; for each of them the set used last stands first.

    follow_ups: the newest first.
    """
    told: dict[tuple[AnsweredBy, str, int], dict[int, QuestionOverTime]] = {}
    for one in follow_ups:
        questions = told.setdefault((one.answered_by, one.question_set, one.set_version), {})
        for answer in one.answers:
            number = answer.question
            asked = QuestionOverTime(number, one.wording(number), [])
            said = (answer.reply, answer.words, one.together_with, one.supporter)
            reply = DatedReply(one.asked_on, *said)
            questions.setdefault(number, asked).replies.append(reply)
    voices = [
        VoiceOverTime(*asked, [questions[number] for number in sorted(questions)])
        for asked, questions in told.items()
    ]
    return sorted(voices, key=lambda voice: VOICES.index(voice.answered_by))
