"""Looking back on what one has written down. It is the patient's alone until they send it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import today
from app.people import sign_in
from app.self_care import history, history_file
from app.self_care import history_queries as queries
from app.self_care.cards import RoutineCard
from app.self_care.figures import Figure, figures_of
from app.self_care.history import EARLIEST, EVERYTHING, Day, Leaf, Span, Stretch
from app.sharing import door

pages = Blueprint("history", __name__, url_prefix="/self-care")

FARTHEST_LEAF = 9999
FILE_NAME = "anteckningar.csv"
"""Notes: to whoever sees the file it says nothing of care, or of whose they are."""


@pages.get("/history")
def everything() -> ResponseReturnValue:
    return _page(EVERYTHING)


@pages.get("/history/<span>/<day>")
def stretch(span: str, day: str) -> ResponseReturnValue:
    return _page(_stretch(span, day))


@pages.get("/history.csv")
def spreadsheet() -> ResponseReturnValue:
    """Give everything as a file. A file stays where it lands, so it is asked again who one is."""
    access, _patient = door.open_own("self-care")
    if not sign_in.is_fresh(door.signed_in(), now=clock.now()):
        return sign_in.ask_again(url_for("history.everything"))
    db = database.session()
    written = history_file.written(
        queries.routines_of(db, access.patient_id),
        queries.entries_between(db, access.patient_id, EVERYTHING.first, EVERYTHING.last),
    )
    named = f'attachment; filename="{FILE_NAME}"'
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return Response(written, mimetype="text/csv", headers=headers)


def _page(stretch: Stretch) -> str:
    access, _patient = door.open_own("self-care")
    db = database.session()
    routines = queries.routines_of(db, access.patient_id)
    chosen = _chosen(routines)
    routine_id = chosen.id if chosen else None
    leaf = queries.leaf_of(
        db, access.patient_id, stretch, number=_leaf_number(), routine_id=routine_id
    )
    oldest = None if stretch is EVERYTHING else queries.oldest_day_of(db, access.patient_id)
    return render_template(
        "self_care/history.html",
        stretch=stretch,
        oldest=oldest,
        week=history.stretch_of(Span.WEEK, min(stretch.last, today())),
        month=history.stretch_of(Span.MONTH, min(stretch.last, today())),
        routines=routines,
        chosen=chosen,
        leaf=leaf,
        days=_days(db, access.patient_id, stretch, leaf=leaf, routine_id=routine_id),
        corrections=queries.corrections_of(db, [entry.id for entry in leaf.entries]),
        measured=_measured(routines, leaf),
    )


def _days(
    db: Session,
    patient_id: uuid.UUID,
    stretch: Stretch,
    *,
    leaf: Leaf,
    routine_id: uuid.UUID | None,
) -> Sequence[Day]:
    last = min(stretch.last, today())
    pauses = queries.pauses_between(db, patient_id, stretch.first, last, routine_id=routine_id)
    return history.by_day(leaf.entries, history.pauses_on(leaf, pauses, last=last))


def _measured(
    routines: Mapping[uuid.UUID, RoutineCard], leaf: Leaf
) -> Mapping[uuid.UUID, Sequence[Figure]]:
    """Return the figures of those routines that have any on this page."""
    found = {
        one.id: figures_of(
            one.measures, [entry for entry in leaf.entries if entry.routine_id == one.id]
        )
        for one in routines.values()
    }
    return {routine_id: figures for routine_id, figures in found.items() if figures}


def _stretch(span: str, day: str) -> Stretch:
    """Return the week or month of this day. What is no such thing does not exist."""
    if span not in (Span.WEEK, Span.MONTH):
        abort(404)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    return history.stretch_of(Span(span), on) if EARLIEST <= on <= today() else abort(404)


def _chosen(routines: Mapping[uuid.UUID, RoutineCard]) -> RoutineCard | None:
    """Return the routine that the address names, if it names one."""
    named = request.args.get("routine")
    if named is None:
        return None
    found = (one for one in routines.values() if str(one.id) == named)
    return next(found, None) or abort(404)


def _leaf_number() -> int:
    number = request.args.get("page", default=1, type=int)
    return number if 1 <= number <= FARTHEST_LEAF else abort(404)
