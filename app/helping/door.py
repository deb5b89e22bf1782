"""The way to what staff write down of whom a patient shares with."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlmodel import Session

from app.base import clock, language
from app.base import db as database
from app.helping.queries import known_to
from app.people.cards import PersonCard
from app.sharing import actions as sharing
from app.sharing import door, house_rules, queries, share_rows
from app.sharing.ages import Band
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part
from app.sharing.models import Share
from app.sharing.rules import Access
from app.sharing.second_yes import Second


@dataclass(frozen=True)
class Here:
    """A member of staff at a unit in the patient's care, and what the patient can share there."""

    access: Access
    patient: PersonCard
    role_id: uuid.UUID
    unit_id: uuid.UUID
    allowed: list[Part | Deed]
    known: Mapping[str, PersonCard]
    today: date

    @property
    def can_share(self) -> bool:
        return bool(self.allowed)

    @property
    def guardians_share(self) -> bool:
        """Say whether it is a child, for whom guardians share together and staff write no wish."""
        return self.access.band is Band.CHILD

    def writes_down(self, kind: str) -> bool:
        return kind != "oral" or not self.guardians_share


def at_work(db: Session, patient_id: uuid.UUID) -> Here:
    """Let staff in whose unit takes part in the patient's care. To others there is nothing here."""
    access, patient = door.open_at_work(db, patient_id)
    today = language.today()
    return Here(
        access=access,
        patient=patient,
        role_id=door.role_at_work(db, access),
        unit_id=access.unit_id or abort(404),
        allowed=list(house_rules.shareable(db, patient_id)),
        known=known_to(db, access, but=[access.person_id], today=today),
        today=today,
    )


def look(db: Session, patient_id: uuid.UUID) -> Here:
    here = at_work(db, patient_id)
    note_opened(here, "sharing")
    return here


def note_opened(here: Here, part: str) -> None:
    with database.transaction() as writing:
        sharing.note_look(writing, here.access, part=part, now=clock.now())


def that_can_share(here: Here) -> Here:
    return here if here.can_share else abort(404)


def that_can_write(here: Here, kind: str) -> Here:
    """Let staff write down what a patient wishes, or who represents them, where they can."""
    return that_can_share(here) if here.writes_down(kind) else abort(404)


def share_at(db: Session, here: Here, share_id: uuid.UUID) -> ShareCard:
    """Return a share, or a draft of what whoever asks has begun to write down themselves.

    Of what is only wished, it is the patient's own wish that staff are asked about.
    """
    found = queries.share_of(db, here.patient.id, share_id) or abort(404)
    wished = found.wished_by_id == here.patient.id
    shown = found.agreed_at or wished or found.recorded_by_id == here.role_id
    return found if shown else abort(404)


def wish_at(db: Session, here: Here, share_id: uuid.UUID) -> Share | None:
    """Return what waits for the unit's yes; nothing when it has had one.

    Nobody says yes to what lets themselves in.
    """
    found = share_at(db, here, share_id)
    if found.wished_at is None or found.helper_id == here.access.person_id:
        abort(404)
    elif found.agreed_at:
        return None
    elif house_rules.second_yes(db, found, by_id=found.wished_by_id) is Second.GUARDIAN:
        abort(404)
    return row_at(db, here, share_id)


def row_at(db: Session, here: Here, share_id: uuid.UUID) -> Share:
    share_at(db, here, share_id)
    return share_rows.share_to_change(db, here.patient.id, share_id) or abort(404)


def draft_at(db: Session, here: Here, share_id: str | None) -> ShareCard | None:
    """Return the draft that a form is to be filled with, if there is one."""
    try:
        found = queries.share_of(db, here.patient.id, uuid.UUID(share_id or ""))
    except ValueError:
        return None
    own = found and found.agreed_at is None and found.recorded_by_id == here.role_id
    return found if own else None
