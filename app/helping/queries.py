"""Who needs no code, who has written something down, and what units do not let be shared."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.contracts import queries as contracts
from app.people import queries as people
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.sharing import care_queries, door, rules
from app.sharing import queries as sharing
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part
from app.sharing.rules import Access

LATELY = timedelta(days=30)
"""For how long it is told what is not shared any more."""


@dataclass(frozen=True)
class SwitchedOff:
    """What a unit in the patient's care does not let be shared."""

    unit: str
    everything: bool
    parts: list[Part | Deed]


def known_to(
    session: Session, access: Access, *, but: Collection[uuid.UUID] = (), today: date
) -> dict[str, PersonCard]:
    """Return whom a patient can share with without an invitation, by their ids as texts.

    What is shared with somebody already is changed where it stands.
    """
    published = contracts.latest_of(session, access)
    relatives = published.agreement.relatives if published else []
    ids = {one.person_id for one in relatives if one.person_id}
    ids |= sharing.ever_shared_with(session, access.patient_id)
    live = sharing.shares_of(session, access.patient_id, today=today)
    ids -= {access.patient_id, *but, *(one.helper_id for one in live)}
    return {str(one.id): one for one in people.people(session, ids)}


def recorders(patient: PersonCard, shares: Iterable[ShareCard]) -> Directory:
    """Return the professionals who wrote shares down, and the units that saw somebody's papers."""
    found = list(shares)
    units = {one.shown_to_id for one in found} | {one.recorded_at_unit_id for one in found}
    return door.directory(
        patient,
        role_ids={one.recorded_by_id for one in found if one.recorded_by_id},
        unit_ids={unit for unit in units if unit},
    )


def switched_off(session: Session, patient: PersonCard, *, today: date) -> list[SwitchedOff]:
    """Return which units in a patient's care do not let what be shared, by the units' names."""
    found = {
        unit: rules.switched_off(names)
        for _patient, unit, names in care_queries.switched_off_by(
            session, [patient.id], today=today
        )
    }
    directory = door.directory(patient, role_ids=[], unit_ids=list(found))
    told = [
        SwitchedOff(
            name.name if (name := directory.unit(unit)) else "",
            everything=not rules.left_of(rules.ALL, off),
            parts=[one for one in (*Part, *Deed) if one in off],
        )
        for unit, off in found.items()
    ]
    return sorted(told, key=lambda one: one.unit)
