"""The page about self-care: today, yesterday, and everything that is done at home."""

import uuid
from collections.abc import Collection

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.contracts import queries as contracts
from app.contracts.agreement import Agreement
from app.contracts.content_home import SelfCare, SelfCareKind
from app.requests import queries as requests
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care import entry_views, routine_views, rules, situation
from app.self_care.cards import EntryCard
from app.self_care.situation import AtHome
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("self_care", __name__, url_prefix="/self-care")
pages.register_blueprint(entry_views.pages)
pages.register_blueprint(routine_views.pages)


@pages.get("")
def today() -> ResponseReturnValue:
    access, patient = door.open_plan("self-care")
    db, now = database.session(), clock.now()
    home = situation.read(db, access.patient_id, now=now)
    said = contracts.agreement_of(db, access)
    in_care = care_queries.units_in_care_of(db, access.patient_id, today=clock.local_day(now))
    return render_template(
        "self_care/today.html",
        home=home,
        written=_written_by(home, access),
        said=said,
        monitored=_monitored(said),
        too_much={} if access.narrowed else _too_much(db, access),
        directory=door.directory(patient, role_ids=_spoken_of(home, said), unit_ids=[]),
        own=access.decides,
        access=access,
        may_record=rules.may_record(access),
        may_ask=access.decides and access.may_open_page("requests") and bool(in_care),
    )


def _written_by(home: AtHome, access: Access) -> list[EntryCard]:
    """Return what this reader has written down, which is all that others than the patient read."""
    told = [*home.yesterday.entries, *home.today.entries]
    return [entry for entry in told if rules.is_theirs(entry.by_id, access)]


def _monitored(said: Agreement | None) -> list[SelfCare]:
    parts = said.self_care if said else []
    return [part for part in parts if part.kind is SelfCareKind.SELF_MONITORING]


def _too_much(db: Session, access: Access) -> dict[str, Request]:
    """Return what the patient has said is too much and nobody has answered yet."""
    asked = requests.open_and_unread_of(db, access)
    return {one.about: one for one in asked if one.open and one.kind is RequestKind.TOO_MUCH}


def _spoken_of(home: AtHome, said: Agreement | None) -> Collection[uuid.UUID]:
    """Return the professionals that the page speaks of."""
    assessors = [one.assessed_by_id for one in home.routines]
    watchers = [one.assessed_by_id for one in _monitored(said)]
    authors = [one.by_id for one in said.advice] if said else []
    return {role_id for role_id in (*assessors, *watchers, *authors) if role_id}
