"""Who may still be told of whose plan: asked from present state each time something is sent."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.people import queries as people
from app.people.cards import PersonCard
from app.sharing import house_rules
from app.sharing.content import Deed

Pair = tuple[uuid.UUID, uuid.UUID]
"""Somebody who is told, and whose plan it is about."""


@dataclass(frozen=True)
class Tellable:
    """Those who may be told today, and those of them who are told outside the app as well."""

    pairs: set[Pair]
    people: Mapping[uuid.UUID, PersonCard]

    def may_leave(self, recipient_id: uuid.UUID, patient_ids: Collection[uuid.UUID]) -> bool:
        """Say whether a message may go out. Of a protected identity nothing leaves the app."""
        concerned = (self.people[one] for one in (recipient_id, *patient_ids))
        return not any(one.protected_identity for one in concerned)


def tellable(session: Session, asked: Collection[Pair]) -> Tellable:
    """Return what may be told today: to the patient, and to whom their plan is open just now."""
    asked_of = {person_id for pair in asked for person_id in pair}
    cards = {card.id: card for card in people.people(session, asked_of)}
    pairs = {
        (recipient_id, patient_id)
        for recipient_id, patient_id in asked
        if _may(session, recipient_id, cards[patient_id])
    }
    return Tellable(pairs, cards)


def _may(session: Session, recipient_id: uuid.UUID, patient: PersonCard) -> bool:
    """Ask the same as every page does, but for what is one's own."""
    if recipient_id == patient.id:
        return True
    access = house_rules.access_of(
        session, recipient_id, patient_id=patient.id, at_work=False, patient=patient
    )
    return access is not None and access.may(Deed.BE_REMINDED)
