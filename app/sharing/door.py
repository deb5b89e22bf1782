"""The door that every page with somebody's plan behind it is opened through."""

import uuid
from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

from flask import abort, current_app, g, request
from sqlmodel import Session

from app.base import clock, db
from app.base.language import gettext as _
from app.base.language import today
from app.journal.models import Role
from app.people import queries as people
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.sign_in import SignedIn, who
from app.sharing import actions, queries
from app.sharing.rules import Access


class Addressed(Protocol):
    """One thing in a plan, with the id that its address names it by."""

    @property
    def id(self) -> uuid.UUID: ...


Found = TypeVar("Found", bound=Addressed)


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
    access, patient = _opened(db.session())
    _note_look(access, patient, part=part)
    return access, patient


def open_own() -> tuple[Access, PersonCard]:
    """Let a patient in to read what is theirs alone.

    Whoever has their plan open is told that there is nothing here, and has not looked.
    """
    access, patient = _opened(db.session())
    if not access.own:
        abort(404)
    return access, patient


def open_one(
    part: str, find: Callable[[Session, uuid.UUID], Found | None]
) -> tuple[Access, PersonCard, Found]:
    """Let somebody in to read one thing in the plan they have open, and return it too.

    What is not found in this patient's plan does not exist, and nobody has looked at it.
    """
    access, patient = _opened(db.session())
    found = find(db.session(), access.patient_id) or abort(404)
    _note_look(access, patient, part=part, about=found.id)
    return access, patient, found


def open_own_one(
    find: Callable[[Session, uuid.UUID], Found | None],
) -> tuple[Access, PersonCard, Found]:
    """Let a patient in to one thing that is theirs alone, in the same way."""
    access, patient = open_own()
    found = find(db.session(), access.patient_id) or abort(404)
    return access, patient, found


def open_for_oneself(part: str) -> tuple[Access, PersonCard]:
    """Let somebody in to what they have for themselves, such as a calendar of these times.

    To staff, who are there for their work, there is nothing here.
    """
    access, patient = _opened(db.session())
    if access.at_work:
        abort(404)
    _note_look(access, patient, part=part)
    return access, patient


def open_to_change(session: Session) -> tuple[Access, PersonCard]:
    """Let somebody in to do something in the plan that the form they sent was drawn for.

    A form that stood on somebody else's page, left open in another tab, is refused (422).
    """
    access, patient = _opened(session)
    if request.form.get("whose") != str(patient.id):
        abort(422)
    _show_whose(access, patient)
    return access, patient


def knock(session: Session, patient_id: uuid.UUID) -> Access:
    """Return the way in to a named person's plan, or say that there is nothing here."""
    return _access(session, signed_in(), patient_id)


def shows_a_plan() -> bool:
    """Say whether somebody else's plan is open that may still be."""
    asking = signed_in()
    if asking.plan_of is None:
        return False
    found = queries.access_of(
        db.session(), asking.person.id, patient_id=asking.plan_of.id, today=today()
    )
    return found is not None


def directory(
    patient: PersonCard, *, role_ids: Collection[uuid.UUID], unit_ids: Collection[uuid.UUID]
) -> Directory:
    """Return the people and units a page speaks of, as far as this patient's page may."""
    found = people.directory(db.session(), role_ids=role_ids, unit_ids=unit_ids, today=today())
    return found.hiding_places(called=_("The clinic")) if patient.protected_identity else found


def _note_look(
    access: Access, patient: PersonCard, *, part: str, about: uuid.UUID | None = None
) -> None:
    if not access.own:
        with db.transaction() as writing:
            actions.note_look(writing, access, part=part, about=about, now=clock.now())
    _show_whose(access, patient)


def _show_whose(access: Access, patient: PersonCard) -> None:
    """Let the page that answers say whose plan it is about, when it is not one's own."""
    if not access.own:
        g.opened = patient


def _opened(session: Session) -> tuple[Access, PersonCard]:
    asking = signed_in()
    patient = asking.plan_of or asking.person
    return _access(session, asking, patient.id), patient


def _access(session: Session, asking: SignedIn, patient_id: uuid.UUID) -> Access:
    access = queries.access_of(session, asking.person.id, patient_id=patient_id, today=today())
    if access is None or (access.role is Role.STAFF and not asking.staff):
        abort(404)
    return access
