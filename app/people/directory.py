"""The professionals and units that a page speaks of, and whom of them to call."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.people import calendar, rules
from app.people.cards import Professional, UnitCard
from app.people.opening_hours import OpeningHours
from app.people.rules import Call, Closed, Line, Open


@dataclass(frozen=True)
class Directory:
    """Look-ups by id. Whoever is not in it is not spoken of on this page."""

    roles: dict[uuid.UUID, Professional]
    units: dict[uuid.UUID, UnitCard]
    today: date

    def role(self, role_id: uuid.UUID | None) -> Professional | None:
        return self.roles.get(role_id) if role_id else None

    def unit(self, unit_id: uuid.UUID | None, role_id: uuid.UUID | None = None) -> UnitCard | None:
        """Return a unit, or the unit where a professional works."""
        role = self.role(role_id)
        return self.units.get(unit_id or (role.unit_id if role else None))  # type: ignore[arg-type]  # None is simply not found

    def units_of(
        self, named: Iterable[tuple[uuid.UUID | None, uuid.UUID | None]]
    ) -> list[UnitCard]:
        """Return the units of these (unit, professional) pairs, each once, by name."""
        found = [unit for unit_id, role_id in named if (unit := self.unit(unit_id, role_id))]
        return sorted({unit.id: unit for unit in found}.values(), key=lambda unit: unit.name)

    def hiding_places(self, *, called: str) -> "Directory":
        """Return the same people, without anything that tells where a unit is.

        For somebody with a protected identity: each unit is called the same.
        """
        hidden = {
            unit_id: replace(
                unit,
                name=called,
                provider=None,
                street=None,
                town=None,
                directions=None,
                channels=[],
                about_care_contacts=None,
            )
            for unit_id, unit in self.units.items()
        }
        return Directory(self.roles, hidden, self.today)

    def lines(
        self, *, role_id: uuid.UUID | None, unit_id: uuid.UUID | None = None
    ) -> Iterator[Line]:
        """Return whom one could call, the responsible first, then who stands in, then the unit.

        Somebody who has left is passed over.
        """
        role, unit = self.role(role_id), self.unit(unit_id, role_id)
        for person in (role, self.role(role.substitute_id) if role else None):
            if person and person.phone and not self.has_left(person):
                home = self.units.get(person.unit_id)
                hours = person.hours or (home.hours if home else None)
                yield Line(person.phone, hours, person.phone_note, person, home)
        if unit and unit.phone:
            yield Line(unit.phone, unit.hours, unit.phone_note, None, unit)

    def first_line(
        self, *, role_id: uuid.UUID | None, unit_id: uuid.UUID | None = None
    ) -> Line | None:
        """Return the number of a professional or unit, with the hours that belong to it."""
        return next(self.lines(role_id=role_id, unit_id=unit_id), None)

    def has_left(self, person: Professional) -> bool:
        return person.ends_on is not None and person.ends_on < self.today

    def call(self, *lines: Line, now: datetime) -> Call | None:
        """Return whom to call now, of these lines in this order."""
        return rules.whom_to_call(lines, now=now, year=calendar.year)

    def answering(self, hours: OpeningHours | None, *, now: datetime) -> Open | Closed | None:
        """Say whether anybody answers by these hours; nothing when the hours are not known."""
        return rules.answers(hours, at=now, year=calendar.year) if hours else None
