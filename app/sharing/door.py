"""The door that every page with somebody's plan behind it is opened through."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Protocol, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from sqlmodel import Session

from app.base import clock, db
from app.base.language import gettext as _
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.people import queries as people
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.sign_in import SignedIn, who
from app.sharing import actions, house_rules, preview
from app.sharing.content import Deed
from app.sharing.rules import Access

PAGE_OF = {
    Deed.BOOK: "appointment",
    Deed.RECORD: "self-care",
    Deed.ANSWER: "follow-up questions",
    Deed.BE_REMINDED: "reminders",
    Deed.WRITE: "own words",
}
"""What the journal calls the page that each deed is done on."""


class Addressed(Protocol):
    """One thing in a plan, with the id that its address names it by."""

    @property
    def id(self) -> uuid.UUID: ...


Found = TypeVar("Found", bound=Addressed)


def init_app(app: Flask) -> None:
    app.after_request(_note_drawn_again)


def signed_in() -> SignedIn:
    """Return who is asking. Nobody is sent on to sign in."""
    found = who()
    if found is None:
        abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]  # set by flask-login
    return found


def staff() -> SignedIn:
    """Return the member of staff who is asking. To anybody else there is nothing here."""
    asking = signed_in()
    if not asking.staff:
        abort(404)
    return asking


def open_plan(part: str) -> tuple[Access, PersonCard]:
    """Let somebody in to read a part of the plan they have open, and return whose it is.

    Who may not is told that there is nothing here. A look by anyone but the patient is in the
    journal before the page is shown.
    """
    access, patient = _opened_at(part)
    _note_look(access, patient, part=part)
    return access, patient


def open_plan_to(deed: Deed, part: str) -> tuple[Access, PersonCard]:
    """Let in those who may do this for the patient, and staff, to read what it is done with."""
    access, patient = _opened_at(part)
    if not (access.at_work or access.may(deed)):
        abort(404)
    _note_look(access, patient, part=part)
    return access, patient


def open_own(part: str) -> tuple[Access, PersonCard]:
    """Let a patient in, or whoever acts as the patient, to read what is for them alone.

    Whoever else has the plan open is told that there is nothing here, and has not looked.
    """
    access, patient = _opened_at(part)
    if not access.decides:
        abort(404)
    _note_look(access, patient, part=part)
    return access, patient


def open_one(
    part: str, find: Callable[[Session, Access], Found | None]
) -> tuple[Access, PersonCard, Found]:
    """Let somebody in to read one thing in the plan they have open, and return it too.

    What is not found in this patient's plan, as far as this reader may see it, does not exist,
    and nobody has looked at it.
    """
    access, patient = _opened_at(part)
    return access, patient, _found(access, patient, find, part=part)


def open_own_one(
    part: str, find: Callable[[Session, uuid.UUID], Found | None]
) -> tuple[Access, PersonCard, Found]:
    """Let a patient, or whoever acts as them, in to one thing that is for them alone."""
    access, patient = _opened_at(part)
    if not access.decides:
        abort(404)
    found = _found(access, patient, lambda db, access: find(db, access.patient_id), part=part)
    return access, patient, found


def open_for_oneself(part: str) -> tuple[Access, PersonCard]:
    """Let somebody in to what they have for themselves, such as a calendar of these times.

    To staff, who are there for their work, there is nothing here.
    """
    access, patient = _opened_at(part)
    if access.at_work or access.preview:
        abort(404)
    _note_look(access, patient, part=part)
    return access, patient


def opens_for_oneself(part: str) -> bool:
    """Say whether the plan that is open has something for whoever asks, in a part of it."""
    asking = signed_in()
    patient = asking.plan_of or asking.person
    access = house_rules.access_asked(db.session(), asking, patient.id)
    if access is None or access.at_work or preview.previewed(db.session(), access):
        return False
    return access.may_open_page(part)


def open_for_oneself_to_change(
    session: Session, part: str, *, staff_too: bool = False
) -> tuple[Access, PersonCard]:
    """Let somebody in to change what they have for themselves, which changes nothing in the plan.

    Whoever may see what it is made of may have it.
    """
    access, patient = _opened(session)
    if (access.at_work and not staff_too) or access.preview or not access.may_open_page(part):
        abort(404)
    return _form_drawn_for(access, patient)


def open_one_to(
    deed: Deed, find: Callable[[Session, Access], Found | None], *, part: str
) -> tuple[Access, PersonCard, Found]:
    """Let a patient, and whoever may do it for them, in to one thing to do something about it."""
    access, patient = _opened_at(part)
    if not access.may(deed):
        abort(404)
    return access, patient, _found(access, patient, find, part=part)


def open_to_change(
    session: Session, *, deed: Deed | None = None, part: str | None = None
) -> tuple[Access, PersonCard]:
    """Let somebody in to do something in the plan that the form they sent was drawn for.

    A form that stood on somebody else's page, left open in another tab, is refused (422).
    deed: what somebody whom the patient shares the plan with must be let to do.
    part: what is looked at when the form is drawn again with what is wrong with it.
    """
    access, patient = _opened(session)
    if access.preview or not _may(access, deed):
        abort(404)
    g.drawn_again = part or (PAGE_OF[deed] if deed else None)
    return _form_drawn_for(access, patient)


def open_own_to_change(
    session: Session, part: str, *, deed: Deed | None = None
) -> tuple[Access, PersonCard]:
    """Let a patient, or whoever acts as them, in to do something on a page for them alone."""
    access, patient = open_to_change(session, deed=deed)
    return (access, patient) if access.decides and access.may_open_page(part) else abort(404)


def knock(session: Session, patient_id: uuid.UUID) -> Access:
    """Return the way in to a named person's plan, or say that there is nothing here."""
    return _access(session, signed_in(), patient_id)


def open_at_work(session: Session, patient_id: uuid.UUID) -> tuple[Access, PersonCard]:
    """Let a member of staff in to what they do at work for a patient in their care.

    To everybody else there is nothing here. That they look is for the page to note.
    """
    asking = staff()
    patient = people.person(session, patient_id) or abort(404)
    access = house_rules.access_of(
        session, asking.person.id, patient_id=patient_id, patient=patient
    )
    return (access, patient) if access and access.at_work else abort(404)


def role_at_work(session: Session, access: Access) -> uuid.UUID:
    """Return what the member of staff is at the unit that they act for."""
    found = people.role_at(session, access.person_id, access.unit_id, today=today())
    return found or abort(404)


def shows_a_plan() -> bool:
    """Say whether somebody else's plan is open that may still be."""
    asking = signed_in()
    if asking.plan_of is None:
        return False
    return house_rules.access_asked(db.session(), asking, asking.plan_of.id) is not None


def directory(
    patient: PersonCard, *, role_ids: Collection[uuid.UUID], unit_ids: Collection[uuid.UUID]
) -> Directory:
    """Return the people and units a page speaks of, as far as this patient's page may."""
    found = people.directory(db.session(), role_ids=role_ids, unit_ids=unit_ids, today=today())
    return found.hiding_places(called=_("The clinic")) if patient.protected_identity else found


def _form_drawn_for(access: Access, patient: PersonCard) -> tuple[Access, PersonCard]:
    if request.form.get("whose") != str(patient.id):
        abort(422)
    _show_whose(access, patient)
    return access, patient


def _found(
    access: Access,
    patient: PersonCard,
    find: Callable[[Session, Access], Found | None],
    *,
    part: str,
) -> Found:
    found = find(db.session(), access) or abort(404)
    _note_look(access, patient, part=part, about=found.id)
    return found


def _note_look(
    access: Access, patient: PersonCard, *, part: str, about: uuid.UUID | None = None
) -> None:
    if not access.theirs:
        _write_look(access, part=part, about=about)
        g.noted = True
    _show_whose(access, patient)


def _write_look(access: Access, *, part: str, about: uuid.UUID | None = None) -> None:
    with db.transaction() as writing:
        actions.note_look(writing, access, part=part, about=about, now=clock.now())


def _note_drawn_again(response: Response) -> Response:
    """Write down a look at a form that is drawn once more, with what is wrong with it.

    What stands around the form is read as well as when it was opened.
    """
    part, access = g.get("drawn_again"), g.get("access")
    refused = response.status_code == WRONG_ANSWER and not g.get("explained")
    if refused and part and not g.get("noted") and not access.theirs:
        _write_look(access, part=part)
    return response


def _show_whose(access: Access, patient: PersonCard) -> None:
    """Let the page that answers say whose plan it is about, when it is not one's own."""
    if not access.theirs:
        g.opened = patient


def _opened_at(part: str) -> tuple[Access, PersonCard]:
    access, patient = _opened(db.session())
    if not access.may_open_page(part):
        abort(404)
    return access, patient


def _opened(session: Session) -> tuple[Access, PersonCard]:
    asking = signed_in()
    patient = asking.plan_of or asking.person
    g.access = _access(session, asking, patient.id)
    if tried := preview.previewed(session, g.access):
        g.access = tried
    return g.access, _without_home(patient) if g.access.shared else patient


def _may(access: Access, deed: Deed | None) -> bool:
    """Say whether they may change something, such as by this deed. Pages ask staff for more."""
    if deed is None or access.at_work:
        return not access.shared
    return access.may(deed)


def _without_home(patient: PersonCard) -> PersonCard:
    """Return a patient without where they live. No share tells that."""
    return replace(patient, street=None, town=None)


def _access(session: Session, asking: SignedIn, patient_id: uuid.UUID) -> Access:
    return house_rules.access_asked(session, asking, patient_id) or abort(404)
