"""The way to the times of a unit: whoever works there today, and nobody else."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from sqlmodel import Session

from app.base.language import today
from app.desk import queries, time_queries
from app.desk.cards import SlotCard, TimeCard
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening, Role
from app.people import queries as people
from app.people.cards import Colleague, Workplace
from app.sharing import door
from app.sharing.rules import Access


@dataclass(frozen=True)
class AtWork:
    """A member of staff, the units where they work today, and the one they have chosen."""

    person_id: uuid.UUID
    places: Sequence[Workplace]
    place: Workplace

    @property
    def unit_id(self) -> uuid.UUID:
        return self.place.unit_id

    @property
    def unit_ids(self) -> Sequence[uuid.UUID]:
        return [place.unit_id for place in self.places]

    @property
    def actor(self) -> Actor:
        return Actor(self.person_id, Role.STAFF, self.unit_id)

    def access(self, patient_id: uuid.UUID) -> Access:
        """Return the way in to the plan of a patient whose care this unit takes part in."""
        return Access(patient_id, self.person_id, Role.STAFF, self.unit_id)

    def at(self, unit_id: uuid.UUID | None) -> "AtWork":
        """Return the same person at one of their units. Where they do not work is nothing."""
        there = next((place for place in self.places if place.unit_id == unit_id), None)
        return AtWork(self.person_id, self.places, there or abort(404))


def at_work(db: Session) -> AtWork:
    """Return who is asking, at the unit that the page or form names, or else at their first."""
    asking = door.staff()
    places = people.workplaces_of(db, asking.person.id, today=today())
    here = AtWork(asking.person.id, places, places[0] if places else abort(404))
    wanted = request.values.get("unit")
    return here.at(_id(wanted)) if wanted else here


def slot(db: Session, slot_id: uuid.UUID) -> tuple[AtWork, SlotCard]:
    """Return a slot of a unit where whoever asks works."""
    here = at_work(db)
    found = queries.slot_at(db, slot_id, unit_ids=here.unit_ids) or abort(404)
    return here.at(found.unit_id), found


def time(db: Session, appointment_id: uuid.UUID) -> tuple[AtWork, TimeCard]:
    """Return a time at a unit where whoever asks works."""
    here = at_work(db)
    for unit_id in here.unit_ids:
        if found := time_queries.time_at(db, appointment_id, unit_id=unit_id):
            break
    else:
        abort(404)
    return here.at(unit_id), found


def colleagues(db: Session, here: AtWork) -> Mapping[uuid.UUID | None, Colleague]:
    """Return who works at the unit today, in the order of their names."""
    return {one.id: one for one in people.colleagues_at(db, here.unit_id, today=today())}


def note_look(
    writing: Session,
    here: AtWork,
    patient_id: uuid.UUID,
    *,
    part: str,
    now: datetime,
    about: uuid.UUID | None = None,
) -> None:
    """Write down that staff looked at a time of one patient, or at what they may book."""
    journal.write(
        writing,
        Happening.LOOKED,
        by=here.actor,
        patient_id=patient_id,
        about=about,
        now=now,
        part=part,
    )


def chosen_id(name: str) -> uuid.UUID | None:
    """Return the id that the address or a form gives by this name, if it is one."""
    return _id(request.values.get(name))


def _id(written: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(written or "")
    except ValueError:
        return None
