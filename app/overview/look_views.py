"""Who has looked: the patient, and nobody else, reads who opened what of their plan and when."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.base import clock
from app.base import db as database
from app.base.language import in_all_languages, today
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.overview import look_queries as queries
from app.overview import looks
from app.overview.forms import AskAboutLookForm
from app.overview.looks import Month, Viewing
from app.overview.wording import between, part_name, told
from app.people.cards import PersonCard
from app.requests import actions as requests
from app.requests import queries as request_queries
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing import actions as sharing
from app.sharing import care_queries, door
from app.sharing.rules import Access

pages = Blueprint("looks", __name__, url_prefix="/looked")

LARGEST = 2**63 - 1
"""The largest number that the journal's rows can have."""


@pages.get("")
def latest() -> ResponseReturnValue:
    return _page(looks.month_of(clock.now()))


@pages.get("/<month>")
def month(month: str) -> ResponseReturnValue:
    return _page(looks.read_month(month, now=clock.now()))


@pages.get("/<int:number>/ask")
def ask(number: int) -> ResponseReturnValue:
    access, patient = door.open_own("looks")
    viewing = _viewing(database.session(), access, patient, number=number)
    return _ask_page(database.session(), access, viewing, AskAboutLookForm())


@pages.post("/<int:number>/ask")
@one_press
def send(db: Session, number: int) -> ResponseReturnValue:
    """Ask care about a viewing. Whoever asks about it again says more in the same question."""
    access, patient = door.open_own_to_change(db, "looks")
    viewing, form = _viewing(db, access, patient, number=number), AskAboutLookForm()
    if not form.validate():
        return make_response(_ask_page(db, access, viewing, form), WRONG_ANSWER)
    requests.ask(
        db,
        RequestKind.LOOK,
        patient_id=access.patient_id,
        about=str(viewing.number),
        subject=in_all_languages(lambda speech: told(viewing, speech)),
        words=form.words.typed,
        by=sharing.actor(access),
        now=clock.now(),
    )
    return redirect(url_for("requests.requests"), code=303)


def _page(shown: Month | None) -> str:
    access, patient = door.open_own("looks")
    if shown is None:
        abort(404)
    db = database.session()
    earlier, later = queries.months_beside(db, access.patient_id, shown)
    return render_template(
        "overview/looked.html",
        month=shown,
        earlier=earlier,
        later=later or looks.back_to_now(shown, now=clock.now()),
        ever=bool(earlier or later),
        days=looks.by_day(_viewings(db, access, patient, shown)),
        asked=_asked(db, access),
        may_ask=_may_ask(db, access),
        between=between,
        part_name=part_name,
    )


def _ask_page(db: Session, access: Access, viewing: Viewing, form: AskAboutLookForm) -> str:
    return render_template(
        "overview/looked_ask.html",
        viewing=viewing,
        form=form,
        asked=_asked(db, access).get(str(viewing.number)),
        between=between,
        part_name=part_name,
    )


def _viewings(db: Session, access: Access, patient: PersonCard, month: Month) -> list[Viewing]:
    found = queries.looks_in(db, access.patient_id, month)
    lookers = queries.lookers_of(db, found, naming_units=not patient.protected_identity)
    return looks.viewings(found, lookers)


def _viewing(db: Session, access: Access, patient: PersonCard, *, number: int) -> Viewing:
    """Return the viewing that a row of the journal is part of, if it is a look at this very plan.

    Where nobody would read the question there is no page to ask on.
    """
    at = queries.looked_at(db, access.patient_id, number) if number <= LARGEST else None
    if at is None or not _may_ask(db, access):
        abort(404)
    found = _viewings(db, access, patient, looks.month_of(at))
    return looks.viewing_with(found, number) or abort(404)


def _may_ask(db: Session, access: Access) -> bool:
    return bool(care_queries.units_in_care_of(db, access.patient_id, today=today()))


def _asked(db: Session, access: Access) -> dict[str, Request]:
    """Return the open questions by the viewing they are about, as it is known."""
    found = request_queries.open_and_unread_of(db, access)
    return {one.about: one for one in found if one.open and one.kind is RequestKind.LOOK}
