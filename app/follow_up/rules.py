"""When the follow-up questions are asked, of whom, and what the answers mean together."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.contracts.content import NOT_LIVE, Status, Terms
from app.follow_up.cards import Answered, Asking, FollowUpCard, Postponed, Version
from app.follow_up.content import AnsweredBy, GivenAnswer, Reply
from app.follow_up.question_sets import QuestionSet
from app.sharing.ages import Band
from app.sharing.rules import Access

A_WEEK = timedelta(days=7)
BEFORE_REVIEW = timedelta(days=14)
MOST_NOT_NOW = 2
IN_OWN_NAME = {
    Band.CHILD: (AnsweredBy.CHILD,),
    Band.YOUNG: (AnsweredBy.CHILD, AnsweredBy.PATIENT),
    Band.OLDER: (AnsweredBy.PATIENT, AnsweredBy.CHILD),
    Band.GROWN_UP: (AnsweredBy.PATIENT,),
    Band.UNKNOWN: (AnsweredBy.PATIENT,),
}
"""How the questions can be asked of somebody themselves, the usual first."""
NOT_ASKED = (*NOT_LIVE, Status.PAUSED)
LEADS_SOMEWHERE = (Reply.NO, Reply.PARTLY)
NOT_YES = (Reply.NO, Reply.PARTLY, Reply.DO_NOT_KNOW)


class ReasonKind(StrEnum):
    """Why the questions are asked."""

    VERSION = "version"
    INTERVAL = "interval"
    REVIEW = "review"


OWN_WISH = "own wish"
CARE_ASKED = "care asked"
"""What is written as the reason when none of them stood."""


@dataclass(frozen=True)
class Reason:
    """One reason to ask, which is the same from day to day: as text, it is kept and compared."""

    kind: ReasonKind
    on: date
    number: int | None = None

    def __str__(self) -> str:
        number = f" {self.number} of" if self.number else ""
        return f"{self.kind.value}{number} {self.on}"


def standing(
    version: Version | None, answered: Sequence[Answered], *, months: int, today: date
) -> list[Reason]:
    """Return the reasons to ask the patient that stand today.

    A version of the contract that has not been answered; the unit's interval since the last
    answers, or the day that care then named; and a review that is at most 14 days away. Nobody is
    asked without a published contract, nor when it has ended, was declined or is paused.
    """
    if version is None or not _is_in_use(version.terms, today=today):
        return []
    return [
        *_of_version(version, answered, today=today),
        *_of_interval(answered, months=months, today=today),
        *_of_review(version.terms.next_review_on, answered, today=today),
    ]


def asked_now(
    reasons: Iterable[Reason], postponed: Sequence[Postponed], *, today: date
) -> list[Reason]:
    """Return those of the standing reasons for which the patient is asked today.

    One that was postponed waits until its day, and is gone after "not now" twice. A reason that
    is new waits until a week has gone by since anything was postponed.
    """
    later = {one.reason: one for one in postponed}
    lately = any(today - one.postponed_on < A_WEEK for one in postponed)

    def asks(reason: Reason) -> bool:
        if (said := later.get(str(reason))) is None:
            return not lately
        return said.not_now < MOST_NOT_NOW and said.until <= today

    return [reason for reason in reasons if asks(reason)]


def asked_from(reason: Reason, postponed: Sequence[Postponed]) -> date:
    """Return the first day on which the patient is asked for a reason, while it stands."""
    later = {one.reason: one.until for one in postponed}
    lately = [one.postponed_on + A_WEEK for one in postponed]
    first = reason.on - BEFORE_REVIEW if reason.kind is ReasonKind.REVIEW else reason.on
    said = later.get(str(reason))
    return max(first, said) if said else max(first, *lately, first)


def asked_of(version: Version | None, asking: Asking, *, today: date) -> list[Reason]:
    """Return for which reasons a patient is asked today."""
    if asking.unit is None:
        return []
    stand = standing(version, asking.answered, months=asking.unit.months, today=today)
    return asked_now(stand, asking.postponed, today=today)


def waits_until(
    reasons: Iterable[Reason], postponed: Sequence[Postponed], *, today: date
) -> date | None:
    """Return the day until which the questions wait, because the patient wanted it so."""
    names = {str(reason) for reason in reasons}
    days = [
        one.until
        for one in postponed
        if one.reason in names and one.until > today and one.not_now < MOST_NOT_NOW
    ]
    return min(days, default=None)


def version_answered(version: Version | None, *, seen: int | None, on: date) -> int | None:
    """Return the version of the contract that answers given on a day are about.

    seen: the version that was the newest when the questions were shown, which may be older now.
    """
    if version is None or on < version.published_on:
        return None
    return min(seen, version.number) if seen else version.number


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of it where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def who_may_answer(access: Access) -> tuple[AnsweredBy, ...]:
    """Return in whose name answers can be given by this reader, the usual first.

    A child is asked in a child's words, and somebody a little older may choose. Guardians of a
    child answer for themselves, or write down what the child says. Staff at a meeting can write
    down what either answers. Somebody whose birth is not known is asked as an adult, and staff
    know better.
    """
    themselves = IN_OWN_NAME[access.band]
    if access.guardian:
        return (AnsweredBy.GUARDIANS, *themselves)
    elif not access.at_work or access.band is Band.GROWN_UP:
        return themselves
    elif access.band is Band.UNKNOWN:
        return (*themselves, AnsweredBy.CHILD, AnsweredBy.GUARDIANS)
    else:
        return (*themselves, AnsweredBy.GUARDIANS)


def leads_somewhere(answer: GivenAnswer) -> bool:
    """Say whether an answer is one that somebody in care can be asked to do something about."""
    return answer.reply in LEADS_SOMEWHERE


def all_yes(answers: Sequence[GivenAnswer], asked: QuestionSet | None) -> bool:
    """Say whether every question of the set was answered, and each with yes."""
    yes = {answer.question for answer in answers if answer.reply is Reply.YES}
    return asked is not None and yes == set(asked.order)


def may_say_yes(one: FollowUpCard, follow_ups: Iterable[FollowUpCard]) -> bool:
    """Say whether care can say yes too: the patient did, to everything, and stands by it.

    Whoever represents a patient can support them, and says yes to nothing for them.
    """
    return (
        one.support is None
        and one.answered_by is not AnsweredBy.GUARDIANS
        and all_yes(one.answers, one.asked)
        and not any(_says_otherwise(other, than=one) for other in follow_ups)
    )


def both_yes(
    follow_ups: Sequence[FollowUpCard], terms: Terms | None, *, today: date
) -> FollowUpCard | None:
    """Return the follow-up that makes it a patient contract, by SKR's test, or nothing.

    The patient said yes to every question, care said yes too, and the agreement is documented in
    the patient record. Later answers that say otherwise undo it, and so does the contract's end.
    """
    if terms is not None and _is_over(terms, today=today):
        return None
    said = [one for one in follow_ups if one.care_yes and may_say_yes(one, follow_ups)]
    return max(said, key=_when, default=None)


def _of_version(version: Version, answered: Iterable[Answered], *, today: date) -> Iterator[Reason]:
    def answers_it(one: Answered) -> bool:
        about = one.contract_version
        return one.asked_on >= version.published_on and (about is None or about >= version.number)

    if version.published_on <= today and not any(answers_it(one) for one in answered):
        yield Reason(ReasonKind.VERSION, version.published_on, version.number)


def _of_interval(answered: Sequence[Answered], *, months: int, today: date) -> Iterator[Reason]:
    if not answered:
        return
    last = max(answered, key=lambda one: (one.asked_on, one.next_on or date.min))
    named = last.next_on if last.next_on and last.next_on > last.asked_on else None
    due = named or months_after(last.asked_on, months)
    if due <= today:
        yield Reason(ReasonKind.INTERVAL, due)


def _of_review(
    review_on: date | None, answered: Iterable[Answered], *, today: date
) -> Iterator[Reason]:
    if review_on is None or not review_on - BEFORE_REVIEW <= today <= review_on:
        return
    if not any(one.asked_on >= review_on - BEFORE_REVIEW for one in answered):
        yield Reason(ReasonKind.REVIEW, review_on)


def _is_in_use(terms: Terms, *, today: date) -> bool:
    return terms.status not in NOT_ASKED and not _is_over(terms, today=today)


def _is_over(terms: Terms, *, today: date) -> bool:
    has_ended = terms.ends_on is not None and terms.ends_on < today
    return has_ended or terms.status in NOT_LIVE


def _says_otherwise(other: FollowUpCard, *, than: FollowUpCard) -> bool:
    """Say whether later answers hold anything but yes, whoever of the patient's gave them.

    What the guardians answer on the same day belongs to the same talk, whoever came first.
    """
    same_talk = other.asked_on == than.asked_on and _guardians(other) != _guardians(than)
    later = same_talk or _when(other) > _when(than)
    return later and any(one.reply in NOT_YES for one in other.answers)


def _guardians(one: FollowUpCard) -> bool:
    return one.answered_by is AnsweredBy.GUARDIANS


def _when(one: FollowUpCard) -> tuple[date, float]:
    return one.asked_on, one.recorded_at.timestamp() if one.recorded_at else 0.0
