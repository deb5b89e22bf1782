"""The door that every page with somebody's plan behind it is opened through."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask import session as browser
from sqlmodel import Session

from app.base import clock, db
from app.base.language import gettext as _
from app.base.language import today
from app.base.limits import WRONG_ANSWER
from app.base.settings import SettingsError
from app.journal.models import Role
from app.people import queries as people
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.sign_in import SignedIn, who
from app.sharing import actions, ages, queries
from app.sharing import rules as sharing
from app.sharing import second_yes as second_yes_rules
from app.sharing.ages import AgeRules
from app.sharing.cards import ShareCard
from app.sharing.content import EVERYTHING, Deed, Part
from app.sharing.rules import Access, as_shared
from app.sharing.second_yes import Second

PREVIEW = "preview"
"""Where the browser holds which share the patient looks at their own plan through."""


PAGE_OF = {
    Deed.BOOK: "appointment",
    Deed.RECORD: "self-care",
    Deed.ANSWER: "follow-up questions",
    Deed.BE_REMINDED: "appointments",
    Deed.WRITE: "own words",
}
"""What the journal calls the page that each deed is done on."""


class Addressed(Protocol):
    """One thing in a plan, with the id that its address names it by."""

    @property
    def id(self) -> uuid.UUID: ...


Found = TypeVar("Found", bound=Addressed)


def init_app(app: Flask, *, not_shared: Collection[str], age_rules: str) -> None:
    """Say what the operator has decided about sharing here.

    Everything can be shared that has not been ended. The ages that count are those written, or
    else those that are usual.
    """
    known = (EVERYTHING, *sharing.BY_NAME)
    if unknown := sorted(set(not_shared) - {*known}):
        raise SettingsError([f"NOT_SHARED names {' '.join(unknown)}; known are {' '.join(known)}."])
    app.config["SHARING"] = sharing.ALL - sharing.switched_off(not_shared)
    app.config["AGE_RULES"] = _age_rules(age_rules or ages.DEFAULT)
    app.context_processor(_frame)
    app.after_request(_note_drawn_again)


def age_rules() -> Sequence[AgeRules]:
    """Return which ages count where this is in use, and from when."""
    rules: Sequence[AgeRules] = current_app.config["AGE_RULES"]
    return rules


def can_be_shared() -> Collection[Part | Deed]:
    """Return what can be shared at all where this is in use."""
    allowed: Collection[Part | Deed] = current_app.config["SHARING"]
    return allowed


def shareable(session: Session, patient_id: uuid.UUID) -> Collection[Part | Deed]:
    """Return what can be shared of one plan: what no unit in the patient's care has ended."""
    off = queries.switched_off(session, patient_id, today=today())
    return sharing.left_of(can_be_shared(), off)


def second_yes(session: Session, share: ShareCard, *, by_id: uuid.UUID | None) -> Second:
    """Return whose yes is needed today, besides that of whoever shares it."""
    born_on = people.born_on(session, share.patient_id)
    asked = second_yes_rules.needed(
        ages.band_on(born_on, today(), age_rules()), guardians=(), by_id=by_id
    )
    if asked is Second.NOBODY or share.helper_id is None:
        return asked
    before = queries.share_between(session, share.patient_id, share.helper_id, today=today())
    return Second.NOBODY if second_yes_rules.is_narrower(share, before) else asked


def access_of(
    session: Session, person_id: uuid.UUID, *, patient_id: uuid.UUID, at_work: bool = True
) -> Access | None:
    """Answer "may they, today?" as far as things can be shared where this is in use."""
    return queries.access_of(
        session,
        person_id,
        patient_id=patient_id,
        today=today(),
        at_work=at_work,
        allowed=can_be_shared(),
    )


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
    if access.shared and not access.may(deed):
        abort(404)
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
    part: str, find: Callable[[Session, Access], Found | None]
) -> tuple[Access, PersonCard, Found]:
    """Let somebody in to read one thing in the plan they have open, and return it too.

    What is not found in this patient's plan, as far as this reader may see it, does not exist,
    and nobody has looked at it.
    """
    access, patient = _opened_at(part)
    return access, patient, _found(access, patient, find, part=part)


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
    access, patient = _opened_at(part)
    if access.at_work or access.preview:
        abort(404)
    _note_look(access, patient, part=part)
    return access, patient


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
    if access.shared and (access.preview or deed is None or not access.may(deed)):
        abort(404)
    g.drawn_again = part or (PAGE_OF[deed] if deed else None)
    return _form_drawn_for(access, patient)


def knock(session: Session, patient_id: uuid.UUID) -> Access:
    """Return the way in to a named person's plan, or say that there is nothing here."""
    return _access(session, signed_in(), patient_id)


def shows_a_plan() -> bool:
    """Say whether somebody else's plan is open that may still be."""
    asking = signed_in()
    if asking.plan_of is None:
        return False
    return (
        access_of(
            db.session(), asking.person.id, patient_id=asking.plan_of.id, at_work=asking.staff
        )
        is not None
    )


def shares_to_look_at() -> list[ShareCard]:
    """Return what to tell whoever has just opened a plan: which shares of it soon end."""
    access: Access = g.access
    if access.at_work or access.preview:
        return []
    return queries.to_look_at(
        db.session(), access.person_id, patient_id=access.patient_id, today=today()
    )


def directory(
    patient: PersonCard, *, role_ids: Collection[uuid.UUID], unit_ids: Collection[uuid.UUID]
) -> Directory:
    """Return the people and units a page speaks of, as far as this patient's page may."""
    found = people.directory(db.session(), role_ids=role_ids, unit_ids=unit_ids, today=today())
    return found.hiding_places(called=_("The clinic")) if patient.protected_identity else found


def _age_rules(written: str) -> Sequence[AgeRules]:
    try:
        return ages.read(written)
    except ValueError as error:
        raise SettingsError([f"AGE_RULES cannot be read: {error}."]) from error


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
    if not access.own and not access.preview:
        with db.transaction() as writing:
            actions.note_look(writing, access, part=part, about=about, now=clock.now())
        g.noted = True
    _show_whose(access, patient)


def _note_drawn_again(response: Response) -> Response:
    """Write down a look at a form that is drawn once more, with what is wrong with it.

    What stands around the form is read as well as when it was opened.
    """
    part, access = g.get("drawn_again"), g.get("access")
    refused = response.status_code == WRONG_ANSWER and not g.get("explained")
    if refused and part and not g.get("noted") and not access.own and not access.preview:
        with db.transaction() as writing:
            actions.note_look(writing, access, part=part, now=clock.now())
    return response


def _show_whose(access: Access, patient: PersonCard) -> None:
    """Let the page that answers say whose plan it is about, when it is not one's own."""
    if not access.own and not access.preview:
        g.opened = patient


def _opened_at(part: str) -> tuple[Access, PersonCard]:
    access, patient = _opened(db.session())
    if not access.may_open_page(part):
        abort(404)
    return access, patient


def _opened(session: Session) -> tuple[Access, PersonCard]:
    asking = signed_in()
    if asking.plan_of is None and (tried := previewed(session, asking)):
        g.access = tried
        return tried, _without_home(asking.person)
    patient = asking.plan_of or asking.person
    g.access = _access(session, asking, patient.id)
    return g.access, _without_home(patient) if g.access.shared else patient


def _without_home(patient: PersonCard) -> PersonCard:
    """Return a patient without where they live. No share tells that."""
    return replace(patient, street=None, town=None)


def _frame() -> dict[str, object]:
    """Give every page the parts that its reader may open, and through which share they look."""
    return {
        "shown_parts": frozenset(part.value for part in _shown_parts()),
        "looked_through": _looked_through(),
        "acts_as": _acts_as(),
    }


def _acts_as() -> Role | None:
    """Return as what somebody who represents the patient is here."""
    access: Access | None = g.get("access")
    return access.role if access and access.represents and not access.preview else None


def _looked_through() -> ShareCard | None:
    """Return the share that the patient looks at their own plan through."""
    asking = who() if PREVIEW in browser and not g.get("ask_nobody") else None
    return _share_looked_at(db.session(), asking) if asking else None


def _shown_parts() -> Collection[Part]:
    """Return the parts that whoever asks may open now, in their own plan or the one they see."""
    if "access" in g:
        return [part for part in Part if g.access.may_see(part)]
    if g.get("ask_nobody") or (asking := who()) is None or asking.staff:
        return [*Part]
    if asking.plan_of is None:
        looked_through = previewed(db.session(), asking)
        return looked_through.sees if looked_through else [*Part]
    found = access_of(
        db.session(), asking.person.id, patient_id=asking.plan_of.id, at_work=asking.staff
    )
    return found.sees if found else ()


def previewed(session: Session, asking: SignedIn) -> Access | None:
    """Return the patient's own plan as somebody else would see it, while they look at that."""
    if PREVIEW not in browser:
        return None
    share = _share_looked_at(session, asking)
    if share is None:
        # What they looked through is gone. Their own plan must not come up in its place unsaid.
        stop_looking()
        abort(redirect(url_for("helping.shares"), code=303))
    return as_shared(
        share,
        asking.person.id,
        kept_out=queries.things_kept_out(session, asking.person.id),
        allowed=shareable(session, asking.person.id),
        preview=True,
    )


def look_through(share_id: uuid.UUID) -> None:
    """Show the patient their own plan as the one they share it with will see it."""
    browser[PREVIEW] = str(share_id)


def stop_looking() -> None:
    """Show the patient their own plan as it is."""
    browser.pop(PREVIEW, None)


def _share_looked_at(session: Session, asking: SignedIn) -> ShareCard | None:
    return queries.share_of(session, asking.person.id, uuid.UUID(browser[PREVIEW]))


def _access(session: Session, asking: SignedIn, patient_id: uuid.UUID) -> Access:
    found = access_of(session, asking.person.id, patient_id=patient_id, at_work=asking.staff)
    return found or abort(404)
