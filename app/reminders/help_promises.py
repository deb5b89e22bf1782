"""Asking somebody close to help, when the patient has not reacted to something important."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.reminders.cards import Planned, Recipient, Wanted
from app.reminders.content import ON_ITS_WAY, ReminderKind, ReminderState
from app.reminders.rules import promised

Thing = tuple[uuid.UUID | None, datetime | None]
"""What several reminders are about: a time or an offer, and when that is."""
HELPED_WITH = (ReminderKind.TIME, ReminderKind.OFFER)
"""What the patient has to do something about: to come, or to answer."""


@dataclass(frozen=True)
class Told:
    """A promise to the patient that should stand, and how it stands with it."""

    wanted: Wanted
    due_at: datetime
    planned: Planned | None

    @property
    def thing(self) -> Thing:
        return self.wanted.about_id, self.wanted.about_at

    @property
    def is_on_its_way(self) -> bool:
        return self.planned is None or self.planned.state in ON_ITS_WAY

    @property
    def reacted(self) -> bool:
        return self.planned is not None and self.planned.reacted

    def told_at(self, now: datetime) -> datetime:
        """Return when the patient was told, or will be as far as is known."""
        if self.planned and self.planned.state is ReminderState.TOLD and self.planned.told_at:
            return self.planned.told_at
        return max(self.due_at, now)


def of_help(
    to: Recipient,
    told: Iterable[Told],
    *,
    after: timedelta,
    sees: Collection[uuid.UUID],
    now: datetime,
) -> Iterator[Wanted]:
    """Ask a helper once for each thing that the patient was told of and has not reacted to.

    sees: the times and offers that this helper may see. Of others nothing is said.
    """
    if not to.wants(ReminderKind.HELP):
        return
    for (about_id, about_at), some in _by_thing(told).items():
        if about_id not in sees or any(one.reacted for one in some):
            continue
        first = min(some, key=lambda one: one.told_at(now))
        yield from promised(
            to,
            ReminderKind.HELP,
            f"help:{about_id}:{about_at:%Y%m%dT%H%MZ}" if about_at else f"help:{about_id}",
            at=first.told_at(now) + after,
            until=max(one.wanted.useless_at for one in some),
            about_id=about_id,
            about_at=about_at,
        )


def _by_thing(told: Iterable[Told]) -> dict[Thing, list[Told]]:
    found: dict[Thing, list[Told]] = {}
    for one in told:
        if one.wanted.kind in HELPED_WITH and (one.is_on_its_way or one.reacted):
            found.setdefault(one.thing, []).append(one)
    return found
