import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.base.columns import choice
from app.follow_up.figures import Few


class CountedMonth(SQLModel, table=True):
    """A month that has been counted, at all units at once. It is never counted again."""

    __tablename__ = "counted_month"

    month: date = Field(primary_key=True, description="Its first day")
    counted_at: datetime


class UnitFigure(SQLModel, table=True):
    """What is told of one question at one unit in one month. What is not told is not kept.

    The database refuses a group of fewer than five, and to change or remove a figure.
    """

    __tablename__ = "unit_figure"
    __table_args__ = (
        CheckConstraint("answered >= 5 AND patients - answered >= 5", name="enough_answered"),
        CheckConstraint(
            "yes IS NULL OR (yes >= 5 AND answered - yes >= 5)", name="enough_on_each_side"
        ),
        CheckConstraint(
            "few IS NULL OR (yes IS NULL AND answered >= 10)", name="enough_on_one_side"
        ),
    )

    unit_id: uuid.UUID = Field(foreign_key="unit.id", primary_key=True)
    month: date = Field(foreign_key="counted_month.month", primary_key=True)
    question: int = Field(primary_key=True)
    question_set: str
    set_version: int
    patients: int
    answered: int
    yes: int | None = None
    few: Few | None = Field(default=None, sa_type=choice(Few))
