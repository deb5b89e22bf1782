"""What whoever runs this has decided about sharing, and what that means for one plan today."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from flask import Flask, current_app, g
from sqlmodel import Session

from app.base import db
from app.base.language import today
from app.base.settings import SettingsError
from app.people import queries as people
from app.people.cards import PersonCard
from app.people.sign_in import SignedIn, who
from app.sharing import ages, care_queries, queries
from app.sharing import guardian_queries as guardians
from app.sharing import rules as sharing
from app.sharing import second_yes as second_yes_rules
from app.sharing.ages import AgeRules, Band
from app.sharing.cards import ShareCard
from app.sharing.content import EVERYTHING, Deed, Part
from app.sharing.rules import Access
from app.sharing.second_yes import Second


def init_app(app: Flask, *, not_shared: Collection[str], age_rules: str) -> None:
    """Say what the operator has decided about sharing here.

    Everything can be shared that has not been ended. The ages that count are those written, or
    else those that are usual.
    """
    known = (EVERYTHING, *sharing.BY_NAME)
    if unknown := sorted(set(not_shared) - {*known}):
        raise SettingsError([f"NOT_SHARED names {' '.join(unknown)}; known are {' '.join(known)}."])
    app.config["SHARING"] = sharing.ALL - sharing.switched_off(not_shared)
    app.config["AGE_RULES"] = _read(age_rules or ages.DEFAULT)


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
    off = care_queries.switched_off(session, patient_id, today=today())
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


def access_asked(session: Session, asking: SignedIn, patient_id: uuid.UUID) -> Access | None:
    """Answer it for whoever is signed in, at work or not, as they signed in."""
    return access_of(session, asking.person.id, patient_id=patient_id, at_work=asking.staff)


def guardians_stop_on(patient: PersonCard) -> date | None:
    """Return the day when guardians no longer open a child's plan, when it is time to tell it."""
    return ages.guardians_stop_on(patient.born_on, today(), age_rules())


def guardians_stopped_on(patient: PersonCard) -> date | None:
    """Return the day since when a young person decides themselves, while it is told."""
    return ages.guardians_stopped_on(patient.born_on, today(), age_rules())


def last_day_of_guardians(access: Access) -> date | None:
    """Return the last day that guardians act for a child, and of what is shared for it."""
    if access.band is not Band.CHILD:
        return None
    change = ages.next_change(_born_on(db.session(), access.patient_id), today(), age_rules())
    return change.on - ages.A_DAY if change else None


def _read(written: str) -> Sequence[AgeRules]:
    try:
        return ages.read(written)
    except ValueError as error:
        raise SettingsError([f"AGE_RULES cannot be read: {error}."]) from error


def _born_on(session: Session, patient_id: uuid.UUID) -> date | None:
    """Return when a patient was born, which is known of who is signed in and whose plan is open."""
    asking = None if g.get("ask_nobody") else who()
    for known in (asking.person, asking.plan_of) if asking else ():
        if known and known.id == patient_id:
            return known.born_on
    return people.born_on(session, patient_id)
