import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, or_, select

from app.contracts.content import NOT_LIVE, Status
from app.contracts.models import Contract, ContractVersion, DraftCareContact
from app.follow_up.content import AnsweredBy
from app.follow_up.figures import Figure, InCare, Occasion, Told, last_day_of
from app.follow_up.figures_models import CountedMonth, UnitFigure
from app.follow_up.models import FollowUp
from app.people import queries as people
from app.people.models import CareRole, Unit
from app.sharing.models import CareRelation

STOPPED = (*NOT_LIVE, Status.PAUSED)
"""A contract about which nobody is asked."""


@dataclass(frozen=True)
class Workplace:
    """A unit where somebody works, as the pages of its figures speak of it."""

    id: uuid.UUID
    name: str
    follow_up_months: int


def workplaces_of(session: Session, person_id: uuid.UUID, *, today: date) -> Sequence[Workplace]:
    """Return the units where this person works today, by name."""
    rows = session.connection().execute(
        select_columns(col(Unit.id), col(Unit.name), col(Unit.follow_up_months))
        .join(CareRole, col(CareRole.unit_id) == Unit.id)
        .where(col(CareRole.person_id) == person_id, people.at_work(today))
        .distinct()
        .order_by(col(Unit.name), col(Unit.id))
    )
    return [Workplace(*row) for row in rows]


def told_of(session: Session, unit_id: uuid.UUID) -> Sequence[Told]:
    """Return everything that is told of a unit."""
    rows = session.connection().execute(
        select_columns(
            col(UnitFigure.month),
            col(UnitFigure.question_set),
            col(UnitFigure.set_version),
            col(UnitFigure.question),
            col(UnitFigure.patients),
            col(UnitFigure.answered),
            col(UnitFigure.yes),
            col(UnitFigure.few),
        ).where(col(UnitFigure.unit_id) == unit_id)
    )
    return [_told(*row) for row in rows]


def _told(month: date, question_set: str, version: int, *counted: Any) -> Told:  # noqa: ANN401  # columns as they come
    return Told(month, (question_set, version), Figure(*counted))


def latest_counted_month(session: Session) -> date | None:
    return session.exec(select(func.max(col(CountedMonth.month)))).one()


def earliest_answer(session: Session) -> date | None:
    """Return the day of the first answer there is."""
    return session.exec(select(func.min(col(FollowUp.asked_on)))).one()


def in_care_on(session: Session, day: date) -> Sequence[InCare]:
    """Return who was in the care of which units on a day, with a contract in use that day."""
    rows = session.connection().execute(
        select_columns(
            col(CareRelation.patient_id),
            col(CareRelation.unit_id),
            col(CareRelation.starts_on),
            col(CareRole.unit_id),
        )
        .join(Contract, col(Contract.patient_id) == CareRelation.patient_id)
        .outerjoin(
            DraftCareContact,
            and_(col(DraftCareContact.contract_id) == Contract.id, col(DraftCareContact.lead)),
        )
        .outerjoin(CareRole, col(CareRole.id) == DraftCareContact.role_id)
        .where(_took_part_on(day), _in_use_on(day))
    )
    return [InCare(*row) for row in rows]


def _took_part_on(day: date) -> ColumnElement[bool]:
    return and_(
        col(CareRelation.starts_on) <= day,
        or_(col(CareRelation.ends_on).is_(None), col(CareRelation.ends_on) >= day),
    )


def _in_use_on(day: date) -> ColumnElement[bool]:
    """Pick the contracts that were published and in use, as far as is known when it is counted."""
    stopped = col(Contract.status).in_(STOPPED)
    published = exists().where(
        col(ContractVersion.contract_id) == Contract.id, col(ContractVersion.published_on) <= day
    )
    return and_(
        published,
        or_(~stopped, col(Contract.status_since) > day),
        or_(col(Contract.ends_on).is_(None), col(Contract.ends_on) >= day),
    )


def occasions_in(session: Session, month: date) -> Sequence[Occasion]:
    """Return everything that was answered in a month, about anybody."""
    rows = session.connection().execute(
        select_columns(
            col(FollowUp.patient_id),
            col(FollowUp.question_set),
            col(FollowUp.set_version),
            col(FollowUp.answered_by),
            col(FollowUp.asked_on),
            col(FollowUp.recorded_at),
            col(FollowUp.key),
            col(FollowUp.answers),
        ).where(col(FollowUp.asked_on).between(month, last_day_of(month)))
    )
    return [_occasion(*row) for row in rows]


def _occasion(
    patient_id: uuid.UUID,
    question_set: str,
    version: int,
    answered_by: AnsweredBy,
    *when_and_what: Any,  # noqa: ANN401  # columns as they come
) -> Occasion:
    asked_on, recorded_at, key, answers = when_and_what
    return Occasion(
        patient_id,
        (question_set, version),
        own=answered_by is not AnsweredBy.GUARDIANS,
        asked_on=asked_on,
        recorded_at=recorded_at,
        key=key,
        replies={answer.question: answer.reply for answer in answers},
    )
