import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from app.base import clock
from app.base.adding import add_unless_there
from app.follow_up import figures, figures_queries
from app.follow_up.figures import Asked, Counted, Figure
from app.follow_up.figures_models import CountedMonth, UnitFigure
from app.journal import actions as journal
from app.journal.actions import OPERATOR
from app.journal.models import Happening


def count_ended_months(session: Session, *, now: datetime) -> int:
    """Count the months that have ended, once each and for all units. Return how many were new."""
    latest = figures_queries.latest_counted_month(session)
    earliest = None if latest else figures_queries.earliest_answer(session)
    months = figures.months_to_count(latest, earliest, today=clock.local_day(now))
    due = [month for month in months if claim(session, month, now=now)]
    for month in due:
        in_care = figures_queries.in_care_on(session, figures.last_day_of(month))
        occasions = figures_queries.occasions_in(session, month)
        keep(session, month, figures.count(figures.units_counted_at(in_care), occasions), now=now)
    return len(due)


def claim(session: Session, month: date, *, now: datetime) -> bool:
    """Say whether a month may be counted now. Whoever comes second is told that it has been."""
    return add_unless_there(session, CountedMonth(month=month, counted_at=now))


def keep(
    session: Session, month: date, counted: Mapping[uuid.UUID, Counted], *, now: datetime
) -> None:
    """Keep what may be told of a claimed month, and nothing else of what was counted."""
    for unit_id, at_unit in counted.items():
        session.add_all(_rows(unit_id, month, figures.told_of(at_unit)))
    session.flush()
    journal.write(
        session,
        Happening.FIGURES_COUNTED,
        by=OPERATOR,
        patient_id=None,
        now=now,
        month=f"{month:%Y-%m}",
    )


def _rows(
    unit_id: uuid.UUID, month: date, told: tuple[Asked, list[Figure]] | None
) -> list[UnitFigure]:
    if told is None:
        return []
    (question_set, version), counted = told
    return [
        UnitFigure(
            unit_id=unit_id,
            month=month,
            question_set=question_set,
            set_version=version,
            **vars(figure),
        )
        for figure in counted
    ]
