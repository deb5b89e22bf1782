"""Who holds a contract together, and whom to call about a thing in it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from app.contracts.agreement import Agreement
from app.contracts.content_care import CareContact
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.people.rules import Call, Line
from app.sharing import door


def first_contact(agreement: Agreement | None) -> CareContact | None:
    """Return who holds the contract together, else the first contact there is."""
    if agreement is None or not agreement.care_contacts:
        return None
    return agreement.lead or agreement.care_contacts[0]


def whom_to_call(
    agreement: Agreement | None,
    patient: PersonCard,
    *,
    role_id: uuid.UUID | None = None,
    unit_id: uuid.UUID | None = None,
    roles: Iterable[uuid.UUID | None] = (),
    units: Iterable[uuid.UUID | None] = (),
    now: datetime,
) -> tuple[Directory, Call | None]:
    """Return everybody that a page speaks of, and whom to call about the thing it shows.

    role_id, unit_id: who answers for the thing. roles, units: who else is spoken of.
    """
    contact = first_contact(agreement)
    speaks_of = {role_id, contact and contact.role_id, *roles}
    directory = door.directory(
        patient,
        role_ids=[one for one in speaks_of if one],
        unit_ids=[one for one in {unit_id, *units} if one],
    )
    lines = lines_about(agreement, directory, role_id=role_id, unit_id=unit_id)
    return directory, directory.call(*lines, now=now)


def lines_about(
    agreement: Agreement | None,
    directory: Directory,
    *,
    role_id: uuid.UUID | None = None,
    unit_id: uuid.UUID | None = None,
) -> Iterator[Line]:
    """Return whom one could call, best first.

    Who answers for the thing comes first, with their substitute and unit; then the first
    contact of the contract, with theirs. When nobody is named, any unit in the contract.
    """
    yield from directory.lines(role_id=role_id, unit_id=unit_id)
    if contact := first_contact(agreement):
        yield from directory.lines(role_id=contact.role_id)
    elif not (role_id or unit_id):
        for unit in directory.units.values():
            yield from directory.lines(role_id=None, unit_id=unit.id)
