"""Figures of a unit with more patients than the demo has people, to show what figures look like."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.base import clock
from app.follow_up import figures, figures_actions
from app.follow_up.figures import Count, Counted
from app.people.models import Unit

UNIT = "strokemottagningen"
ASKED = ("vgr-5", 1)
PATIENTS = 46
BY_MONTH = (
    (16, (10, 8, 7, 6, 9)),
    (14, (9, 9, 6, 5, 8)),
    (3, (2, 1, 1, 2, 1)),
    (18, (13, 10, 9, 7, 12)),
    (15, (11, 9, 8, 6, 9)),
    (17, (12, 11, 9, 8, 12)),
    (12, (9, 7, 6, 5, 7)),
    (4, (3, 3, 2, 1, 2)),
    (19, (14, 13, 11, 9, 13)),
    (20, (17, 14, 12, 11, 14)),
    (16, (13, 11, 10, 9, 11)),
    (18, (15, 13, 11, 10, 13)),
)
"""How many answered, and how many of them said yes to each of the five questions."""


def keep(session: Session, *, now: datetime) -> None:
    """Keep them for the latest twelve months, hidden as real ones are."""
    unit_id = session.exec(select(Unit.id).where(Unit.key == UNIT)).one()
    today = clock.local_day(now)
    months = figures.months_to_count(None, today - timedelta(days=2 * 365), today=today)
    for month, (answered, yes) in zip(months[-len(BY_MONTH) :], BY_MONTH, strict=True):
        if figures_actions.claim(session, month, now=now):
            counts = {number: Count(answered, said) for number, said in enumerate(yes, 1)}
            counted = {unit_id: Counted(PATIENTS, {ASKED: counts})}
            figures_actions.keep(session, month, counted, now=now)
