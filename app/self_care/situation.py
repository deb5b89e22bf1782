"""How it stands with everything that is done at home, today and yesterday."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.base import clock
from app.self_care import queries, rules
from app.self_care.cards import EntryCard, PauseCard, RoutineCard
from app.self_care.queries import Days
from app.self_care.rules import Occasion, OccasionState

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AtHome:
    """One patient's routines, and what two days are for and hold."""

    routines: Sequence[RoutineCard]
    pauses: Sequence[PauseCard]
    """Those that are on, and those to come."""
    today: "Day"
    yesterday: "Day"

    @property
    def waiting(self) -> list[Occasion]:
        return [one for one in self.today.occasions if one.state is OccasionState.WAITING]

    @property
    def latest(self) -> EntryCard | None:
        """Return what was written down last today."""
        return max(self.today.entries, key=lambda one: one.recorded_at, default=None)

    def routine(self, routine_id: uuid.UUID | None) -> RoutineCard | None:
        return next((one for one in self.routines if one.id == routine_id), None)


@dataclass(frozen=True)
class Day:
    """What a day is for, and what was written down besides."""

    on: date
    occasions: Sequence[Occasion]
    besides: Sequence[EntryCard]

    @property
    def entries(self) -> list[EntryCard]:
        return [one for occasion in self.occasions for one in occasion.entries] + [*self.besides]


def read(session: Session, patient_id: uuid.UUID, *, now: datetime) -> AtHome:
    """Read it all in one question."""
    on = clock.local_day(now)
    found = queries.days_of(session, patient_id, on - A_DAY, on)
    return AtHome(
        routines=found.routines,
        pauses=[one for one in found.pauses if one.ends_on is None or one.ends_on >= on],
        today=_day(found, on, now=now),
        yesterday=_day(found, on - A_DAY, now=now),
    )


def _day(found: Days, on: date, *, now: datetime) -> Day:
    occasions = rules.occasions(found.routines, found.entries, found.pauses, on=on, now=now)
    return Day(on, occasions, rules.besides(found.entries, occasions, on=on))
