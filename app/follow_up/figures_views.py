"""What a unit's patients have answered, in figures, for those who work there."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base import db, spreadsheets
from app.base.language import today
from app.follow_up import figures_queries as queries
from app.follow_up import month_sheet, month_tables
from app.follow_up.figures import LEAST
from app.follow_up.figures_queries import Workplace
from app.follow_up.month_tables import MonthTable
from app.follow_up.question_sets import Heading
from app.sharing import door

pages = Blueprint("figures", __name__, url_prefix="/care/follow-up")

FILE_NAME = "figures.csv"
"""To whoever sees the file it says nothing of care, or of which unit it is about."""


@dataclass(frozen=True)
class Period:
    """A unit's figures for some months, and the years that there are others for."""

    unit: Workplace
    year: int | None
    years: Sequence[int]
    tables: Sequence[MonthTable]
    only_unit: bool


@pages.get("")
def units() -> ResponseReturnValue:
    """Let who works at several units choose one: nothing is ever added up over units."""
    workplaces = _workplaces()
    if len(workplaces) == 1:
        return redirect(url_for("figures.show", unit_id=workplaces[0].id), code=303)
    return render_template("follow_up/figures_units.html", units=workplaces)


@pages.get("/<uuid:unit_id>")
@pages.get("/<uuid:unit_id>/<int:year>")
def show(unit_id: uuid.UUID, year: int | None = None) -> ResponseReturnValue:
    period = _period(unit_id, year)
    return render_template(
        "follow_up/figures.html",
        period=period,
        headings=_by_heading(period.tables),
        several_sets=len({table.asked for table in period.tables}) > 1,
        in_words=month_sheet,
        least=LEAST,
    )


@pages.get("/<uuid:unit_id>/" + FILE_NAME)
@pages.get("/<uuid:unit_id>/<int:year>/" + FILE_NAME)
def download(unit_id: uuid.UUID, year: int | None = None) -> ResponseReturnValue:
    """Give the same cells as the page, hidden where they are hidden there."""
    written = spreadsheets.written(month_sheet.lines(_period(unit_id, year).tables))
    headers = {
        "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
        "Cache-Control": "private, no-store",
    }
    return Response(written, mimetype="text/csv", headers=headers)


def _workplaces() -> Sequence[Workplace]:
    return queries.workplaces_of(db.session(), door.staff().person.id, today=today())


def _period(unit_id: uuid.UUID, year: int | None) -> Period:
    """Return the figures of a unit where the one who asks works. Others do not exist to them."""
    workplaces = _workplaces()
    unit = next((one for one in workplaces if one.id == unit_id), None) or abort(404)
    told = queries.told_of(db.session(), unit_id)
    years = month_tables.years_told_of(told)
    if year is not None and year not in years:
        abort(404)
    latest = queries.latest_counted_month(db.session())
    months = month_tables.months_shown(latest, year) if latest else []
    tables = month_tables.month_tables(told, months)
    return Period(unit, year, years, tables, only_unit=len(workplaces) == 1)


def _by_heading(tables: Sequence[MonthTable]) -> Mapping[Heading | None, Sequence[MonthTable]]:
    """Return the questions under the headings that the sources name, in their order."""
    headings = {
        heading: [table for table in tables if table.heading is heading]
        for heading in (*Heading, None)
    }
    return {heading: under for heading, under in headings.items() if under}
