"""A unit's figures: how many answered a question in a month, and how many of them said yes.

No group of one to four persons can be read from them or worked out. What is counted, what is told
and why that holds is in docs/adr/0022-figures-without-persons.md.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from app.follow_up.content import Reply

LEAST = 5
"""The smallest group that anything is told of."""
DAYS_TO_WRITE_DOWN = 7
"""How long after its end a month is counted, so that answers on paper have time to come in."""
MOST_MONTHS = 36
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Asked = tuple[str, int]
"""A question set and its version."""


class Few(StrEnum):
    """Which side of an answer fewer than five stood on."""

    YES = "yes"
    OTHERS = "others"


@dataclass(frozen=True)
class InCare:
    """A unit that took part in a patient's care on a day, and the unit that held the contract."""

    patient_id: uuid.UUID
    unit_id: uuid.UUID
    starts_on: date
    lead_unit_id: uuid.UUID | None


@dataclass(frozen=True)
class Occasion:
    """What was answered about one patient at one time.

    own: by the patient, grown-up or child, and not by the guardians.
    """

    patient_id: uuid.UUID
    asked: Asked
    own: bool
    asked_on: date
    recorded_at: datetime | None
    key: str
    replies: Mapping[int, Reply]


@dataclass(frozen=True)
class Count:
    """How many persons answered one question, and how many of them said yes."""

    answered: int
    yes: int


@dataclass(frozen=True)
class Figure:
    """What is told of one question in one month.

    yes: how many said yes, if that is told. few: else, the side that fewer than five stood on, if
    so many answered that the other side is five or more.
    """

    question: int
    patients: int
    answered: int
    yes: int | None = None
    few: Few | None = None


@dataclass(frozen=True)
class Told:
    """A figure with its month, and the question set that it is about."""

    month: date
    asked: Asked
    figure: Figure


@dataclass(frozen=True)
class Counted:
    """Everything that was counted at one unit in one month, and that nobody is told of."""

    patients: int
    sets: Mapping[Asked, Mapping[int, Count]] = field(default_factory=dict)


def units_counted_at(in_care: Iterable[InCare]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the one unit where each patient is counted.

    It is the unit that holds the contract together if it takes part in the care, else the one
    that has done so longest. Nobody is counted at two: between them, each would show by what
    differs.
    """
    first: dict[uuid.UUID, InCare] = {}
    for one in sorted(in_care, key=_first_in_line):
        first.setdefault(one.patient_id, one)
    return {patient_id: one.unit_id for patient_id, one in first.items()}


def _first_in_line(one: InCare) -> tuple[bool, date, uuid.UUID]:
    return one.unit_id != one.lead_unit_id, one.starts_on, one.unit_id


def count(
    units: Mapping[uuid.UUID, uuid.UUID], occasions: Iterable[Occasion]
) -> dict[uuid.UUID, Counted]:
    """Count persons, at each unit, by the last that was answered about them in the month.

    units: the unit where each patient is counted. A child's own reply goes before what the
    guardians said.
    """
    patients: dict[uuid.UUID, int] = defaultdict(int)
    for unit_id in units.values():
        patients[unit_id] += 1
    sets: dict[uuid.UUID, dict[Asked, dict[int, list[Reply]]]] = {unit: {} for unit in patients}
    for (patient_id, asked, question), reply in _last_replies(occasions).items():
        if patient_id in units:
            questions = sets[units[patient_id]].setdefault(asked, defaultdict(list))
            questions[question].append(reply)
    return {
        unit_id: Counted(patients[unit_id], {asked: _counts(of) for asked, of in told.items()})
        for unit_id, told in sets.items()
    }


def _last_replies(occasions: Iterable[Occasion]) -> dict[tuple[uuid.UUID, Asked, int], Reply]:
    last: dict[tuple[uuid.UUID, Asked, int], Reply] = {}
    for one in sorted(occasions, key=_in_order):
        for question, reply in one.replies.items():
            last[one.patient_id, one.asked, question] = reply
    return last


def _in_order(one: Occasion) -> tuple[bool, date, datetime, str]:
    return one.own, one.asked_on, one.recorded_at or LONG_AGO, one.key


def _counts(questions: Mapping[int, Sequence[Reply]]) -> dict[int, Count]:
    return {
        question: Count(len(replies), replies.count(Reply.YES))
        for question, replies in questions.items()
    }


def told_of(counted: Counted, *, least: int = LEAST) -> tuple[Asked, list[Figure]] | None:
    """Return what may be told: the figures of one question set, or nothing at all.

    least: the smallest group that shows. Only tests try another.

    Of several sets in one month it is the one with the most answers. Next to each other they
    would show how many had answered neither.
    """
    most = max(
        counted.sets, key=lambda asked: _most_first(counted.sets[asked], asked), default=None
    )
    if most is None:
        return None
    told = _figures(counted.patients, counted.sets[most], least=least)
    return (most, told) if told else None


def _most_first(counts: Mapping[int, Count], asked: Asked) -> tuple[int, Asked]:
    return sum(one.answered for one in counts.values()), asked


def _figures(patients: int, counts: Mapping[int, Count], *, least: int) -> list[Figure]:
    """Hide what is too few: of those who answered, of those who did not, and between questions.

    Two questions are told of only if as many answered both, or at least five more the one.
    """
    answered = {one.answered for one in counts.values()}
    kept: list[int] = []
    for number in sorted(answered, reverse=True):
        enough = number >= least and patients - number >= least
        if enough and (not kept or kept[-1] - number >= least):
            kept.append(number)
    return [
        _figure(question, patients, counts[question], least=least)
        for question in sorted(counts)
        if counts[question].answered in kept
    ]


def _figure(question: int, patients: int, told: Count, *, least: int) -> Figure:
    yes, others = told.yes, told.answered - told.yes
    if told.answered < 2 * least:
        return Figure(question, patients, told.answered)
    elif yes < least:
        return Figure(question, patients, told.answered, few=Few.YES)
    elif others < least:
        return Figure(question, patients, told.answered, few=Few.OTHERS)
    else:
        return Figure(question, patients, told.answered, yes)


def share(part: int, whole: int) -> int:
    """Return how large a part is, in whole per cent."""
    return (200 * part + whole) // (2 * whole)


def months_to_count(
    latest: date | None, earliest_answer: date | None, *, today: date
) -> list[date]:
    """Return the months that have ended and not been counted, the oldest first.

    latest: the last that was. Earlier ones are never counted again, nor is a gap filled.
    """
    last = _first_of(_first_of(today - timedelta(days=DAYS_TO_WRITE_DOWN)) - timedelta(days=1))
    first = next_month(latest) if latest else _first_of(earliest_answer or today)
    return list(_months(max(first, months_before(last, MOST_MONTHS - 1)), last))


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = next_month(first)


def next_month(month: date) -> date:
    return _first_of(month.replace(day=28) + timedelta(days=4))


def last_day_of(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def months_before(month: date, number: int) -> date:
    """Return the month this many months before another."""
    years, months = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, months + 1, 1)


def _first_of(day: date) -> date:
    return day.replace(day=1)
