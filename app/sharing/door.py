"""The door that every page with somebody's plan behind it is opened through."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
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
from app.sharing import actions, ages, queries, share_queries
from app.sharing import guardian_queries as guardians
from app.sharing import rules as sharing
from app.sharing import second_yes as second_yes_rules
from app.sharing.ages import AgeRules, Band
from app.sharing.cards import ShareCard
from app.sharing.content import EVERYTHING, Deed, Part
from app.sharing.rules import Access, as_shared
from app.sharing.second_yes import Second
from app.sharing.share_queries import Wishes

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


def theirs_to_share(session: Session, access: Access) -> Collection[Part | Deed]:
    """Return what whoever decides can share of a plan: of what can be, what they see and do."""
    left = shareable(session, access.patient_id)
    return [one for one in left if one in access.sees or one in access.does]


def second_yes(session: Session, share: ShareCard, *, by_id: uuid.UUID | None) -> Second:
    """Return whose yes is needed today, besides that of whoever shares it."""
    born_on = people.born_on(session, share.patient_id)
    asked = second_yes_rules.needed(
        ages.band_on(born_on, today(), age_rules()),
        guardians=guardians.guardians_of(session, share.patient_id, today=today()),
        by_id=by_id,
        wished_by_id=share.wished_by_id,
    )
    if asked is Second.NOBODY or share.helper_id is None:
        return asked
    before = queries.share_between(session, share.patient_id, share.helper_id, today=today())
    return Second.NOBODY if second_yes_rules.is_narrower(share, before) else asked


def access_of(
    session: Session,
    person_id: uuid.UUID,
    *,
    patient_id: uuid.UUID,
    at_work: bool = True,
    patient: PersonCard | None = None,
) -> Access | None:
    """Answer "may they, today?" as far as things can be shared where this is in use.

    patient: who it is, for those who have read that already.
    """
    born_on = patient.born_on if patient else _born_on(session, patient_id)
    return queries.access_of(
        session,
        person_id,
        patient_id=patient_id,
        band=ages.band_on(born_on, today(), age_rules()),
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


def knock(session: Session, patient_id: uuid.UUID, *, patient: PersonCard | None = None) -> Access:
    """Return the way in to a named person's plan, or say that there is nothing here."""
    return _access(session, signed_in(), patient_id, patient=patient)


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
    """Return what to tell whoever has just opened a plan: which shares of it soon end.

    To guardians also what the other one wishes to share, and asks for their yes.
    """
    access: Access = g.access
    if access.at_work or access.preview or not (access.shares or access.shared):
        return []
    reader_id = access.patient_id if access.decides else access.person_id
    ending = queries.to_look_at(
        db.session(), reader_id, patient_id=access.patient_id, today=today()
    )
    return [*ending, *_asked_of(access)]


def _asked_of(access: Access) -> list[ShareCard]:
    """Return what waits for a guardian's yes."""
    if not access.guardian:
        return []
    waiting = share_queries.waiting_of(
        db.session(), access.patient_id, whose=Wishes.GUARDIANS, today=today()
    )
    return [one for one in waiting if one.wished_by_id != access.person_id]


def guardians_stop_on(patient: PersonCard) -> date | None:
    """Return the day when guardians no longer open a child's plan, when it is time to tell it."""
    return ages.guardians_stop_on(patient.born_on, today(), age_rules())


def last_day_of_guardians(access: Access) -> date | None:
    """Return the last day that guardians act for a child, and of what is shared for it."""
    if access.band is not Band.CHILD:
        return None
    change = ages.next_change(_born_on(db.session(), access.patient_id), today(), age_rules())
    return change.on - ages.A_DAY if change else None


def guardians_stopped_on(patient: PersonCard) -> date | None:
    """Return the day since when a young person decides themselves, while it is told."""
    return ages.guardians_stopped_on(patient.born_on, today(), age_rules())


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
    if not access.theirs:
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
    if refused and part and not g.get("noted") and not access.theirs:
        with db.transaction() as writing:
            actions.note_look(writing, access, part=part, now=clock.now())
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
    if tried := previewed(session, g.access):
        g.access = tried
    return g.access, _without_home(patient) if g.access.shared else patient


def _may(access: Access, deed: Deed | None) -> bool:
    """Say whether they may change something, such as by this deed. Pages ask staff for more."""
    if deed is None or access.at_work:
        return not access.shared
    return access.may(deed)


def _born_on(session: Session, patient_id: uuid.UUID) -> date | None:
    """Return when a patient was born, which is known of who is signed in and whose plan is open."""
    asking = None if g.get("ask_nobody") else who()
    for known in (asking.person, asking.plan_of) if asking else ():
        if known and known.id == patient_id:
            return known.born_on
    return people.born_on(session, patient_id)


def _without_home(patient: PersonCard) -> PersonCard:
    """Return a patient without where they live. No share tells that."""
    return replace(patient, street=None, town=None)


def _frame() -> dict[str, object]:
    """Give every page what its reader may open, and through which share they look."""
    access = _access_now()
    return {
        "shown_parts": frozenset(part.value for part in Part if _is_shown(access, part)),
        "may_open_page": lambda page: access is not None and access.may_open_page(page),
        "decides": access is not None and access.decides,
        "guardians_see": access is not None and access.decides and access.band is Band.CHILD,
        "looked_through": _looked_through(access),
        "acts_as": _acts_as(),
    }


def _acts_as() -> Role | None:
    """Return as what somebody who represents the patient is here."""
    access: Access | None = g.get("access")
    return access.role if access and access.represents and not access.preview else None


def _is_shown(access: Access | None, part: Part) -> bool:
    """Say whether a part is theirs to open. To nobody it is told what there would be."""
    return access.may_see(part) if access else not _has_a_plan_open()


def _has_a_plan_open() -> bool:
    asking = None if g.get("ask_nobody") else who()
    return bool(asking and asking.plan_of)


def _access_now() -> Access | None:
    """Return the way in of whoever asks, to the plan they have open or to their own."""
    if "access" in g:
        found: Access = g.access
        return found
    asking = None if g.get("ask_nobody") else who()
    if asking is None:
        return None
    whose = asking.plan_of or asking.person
    access = access_of(db.session(), asking.person.id, patient_id=whose.id, at_work=asking.staff)
    return access and (previewed(db.session(), access) or access)


def _looked_through(access: Access | None) -> ShareCard | None:
    """Return the share that a plan is looked at through."""
    if access is None or not access.preview or PREVIEW not in browser:
        return None
    return _share_looked_at(db.session(), access)


def previewed(session: Session, access: Access) -> Access | None:
    """Return a plan as somebody else would see it, while whoever decides about it looks at that.

    It never shows more than whoever looks may see themselves.
    """
    if PREVIEW not in browser or not access.decides:
        return None
    share = _share_looked_at(session, access)
    if share is None:
        # What they looked through is gone. The plan must not come up in its place unsaid.
        stop_looking()
        abort(redirect(url_for("helping.shares"), code=303))
    return as_shared(
        share,
        access.person_id,
        band=access.band,
        kept_out=queries.things_kept_out(session, access.patient_id),
        allowed=theirs_to_share(session, access),
        preview=True,
    )


def look_through(share_id: uuid.UUID) -> None:
    """Show the patient their own plan as the one they share it with will see it."""
    browser[PREVIEW] = str(share_id)


def stop_looking() -> None:
    """Show the patient their own plan as it is."""
    browser.pop(PREVIEW, None)


def _share_looked_at(session: Session, access: Access) -> ShareCard | None:
    if access.at_work:
        return None
    return queries.share_of(session, access.patient_id, uuid.UUID(browser[PREVIEW]))


def _access(
    session: Session,
    asking: SignedIn,
    patient_id: uuid.UUID,
    *,
    patient: PersonCard | None = None,
) -> Access:
    found = access_of(
        session,
        asking.person.id,
        patient_id=patient_id,
        at_work=asking.staff,
        patient=patient,
    )
    return found or abort(404)
