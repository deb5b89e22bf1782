"""What a unit's staff have opened: its head reads it, month by month, and nobody else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.overview import look_queries as queries
from app.overview import looks
from app.overview.looks import Month
from app.overview.wording import between, part_name
from app.people import queries as people
from app.people.cards import Workplace
from app.sharing import door

pages = Blueprint("care_looks", __name__, url_prefix="/care/looked")


@dataclass(frozen=True)
class Heading:
    """Whoever heads units, and the one of them that the page is about."""

    person_id: uuid.UUID
    units: Sequence[Workplace]
    unit: Workplace


@pages.get("")
def latest() -> ResponseReturnValue:
    return _page(looks.month_of(clock.now()))


@pages.get("/<month>")
def month(month: str) -> ResponseReturnValue:
    return _page(looks.read_month(month, now=clock.now()))


@pages.get("/<month>/<uuid:person_id>")
def one(month: str, person_id: uuid.UUID) -> ResponseReturnValue:
    """Show what one of the staff has opened for the unit, under whose plan it was."""
    db = database.session()
    heading, shown = _heading(db), looks.read_month(month, now=clock.now()) or abort(404)
    found = queries.looks_by(db, person_id, heading.unit.unit_id, shown) or abort(404)
    _note_reading(heading, shown, about=person_id)
    return render_template(
        "overview/care_looked_by.html",
        heading=heading,
        month=shown,
        reader=people.person(db, person_id),
        patients=[(whose, looks.viewings(theirs, [])) for whose, theirs in found.items()],
        between=between,
        part_name=part_name,
    )


def _page(shown: Month | None) -> str:
    db = database.session()
    heading = _heading(db)
    if shown is None:
        abort(404)
    earlier, later = queries.months_beside_at(db, heading.unit.unit_id, shown)
    readers = queries.lookers_at(db, heading.unit.unit_id, shown)
    _note_reading(heading, shown)
    return render_template(
        "overview/care_looked.html",
        heading=heading,
        month=shown,
        earlier=earlier,
        later=later or looks.back_to_now(shown, now=clock.now()),
        readers=readers,
    )


def _heading(db: Session) -> Heading:
    """Let the head of a unit in, to the unit that the address names or else to their first."""
    asking = door.staff()
    units = people.units_headed_by(db, asking.person.id, today=today())
    wanted = request.args.get("unit") or (str(units[0].unit_id) if units else "")
    unit = next((one for one in units if str(one.unit_id) == wanted), None)
    return Heading(asking.person.id, units, unit or abort(404))


def _note_reading(heading: Heading, month: Month, *, about: uuid.UUID | None = None) -> None:
    """Write down that the head has read it. The page names patients, and somebody may ask why."""
    with database.transaction() as writing:
        journal.write(
            writing,
            Happening.LOOKS_READ,
            by=Actor(heading.person_id, Role.STAFF, heading.unit.unit_id),
            patient_id=None,
            about=about,
            now=clock.now(),
            month=month.written,
        )
