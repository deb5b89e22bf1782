"""How somebody can be reached just now, and how they have chosen to be."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from app.reminders import choice_queries, delivery_queries
from app.reminders.contact_queries import IN_USE
from app.reminders.content import Channel, ReminderKind
from app.reminders.models import ContactPoint, Reminder, ReminderChoice
from app.reminders.usual import USUAL, Settings

OTHER_WAYS = (Channel.SMS, Channel.EMAIL)
"""The ways besides pushes, the one that is read soonest first."""
SETTING = {Channel.EMAIL: "MAIL_SERVER", Channel.SMS: "GATEWAY"}
"""What an operator who sends messages in this way has set."""

Place = tuple[Channel, uuid.UUID]
Plan = tuple[uuid.UUID, ReminderKind]


@dataclass(frozen=True)
class Ways:
    """What one person can be reached by, and what they have chosen for each kind and plan."""

    settings: Settings
    phones: Sequence[uuid.UUID] = ()
    silent: bool = True
    """Whether no phone can be trusted to show anything."""
    points: Mapping[Channel, uuid.UUID] = field(default_factory=dict)
    choices: Mapping[Plan, Sequence[Channel]] = field(default_factory=dict)

    def chosen(self, reminder: Reminder) -> Sequence[Channel]:
        usual = USUAL[reminder.kind].channels
        return self.choices.get((reminder.patient_id, reminder.kind), usual)

    def places(self, chosen: Collection[Channel]) -> Iterator[Place]:
        """Yield each place that a message goes to at once."""
        if Channel.PUSH in chosen:
            yield from ((Channel.PUSH, phone_id) for phone_id in self.phones)
        yield from (
            (way, self.points[way]) for way in OTHER_WAYS if way in chosen and way in self.points
        )

    def other_places(self, chosen: Collection[Channel]) -> Iterator[Place]:
        """Yield each place that was not chosen, and is there in case no phone shows anything.

        Whoever chose no pushes has nothing to wait for, and gets nothing that they did not choose.
        """
        if Channel.PUSH in chosen and not any(way in self.points for way in chosen):
            yield from ((way, self.points[way]) for way in OTHER_WAYS if way in self.points)


def ways_of(
    session: Session, reminders: Sequence[Reminder], *, by: Collection[Channel], now: datetime
) -> Mapping[uuid.UUID, Ways]:
    """Return it for everybody who is told of these, in a fixed number of questions."""
    asked = {one.recipient_id for one in reminders}
    settings = choice_queries.settings_of_all(session, asked)
    phones = delivery_queries.phones_to_reach(session, asked, now=now) if Channel.PUSH in by else {}
    points, choices = _points(session, asked, by), _choices(session, reminders)
    return {
        person_id: Ways(
            settings=settings[person_id],
            phones=[phone.id for phone in phones.get(person_id, ())],
            silent=all(phone.silent for phone in phones.get(person_id, ())),
            points=points.get(person_id, {}),
            choices=choices.get(person_id, {}),
        )
        for person_id in asked
    }


def _points(
    session: Session, person_ids: Collection[uuid.UUID], by: Collection[Channel]
) -> dict[uuid.UUID, dict[Channel, uuid.UUID]]:
    """Return the addresses and numbers that these people have shown to be theirs."""
    point = ContactPoint
    rows = session.connection().execute(
        select(col(point.person_id), col(point.channel), col(point.id)).where(
            col(point.person_id).in_(person_ids),
            col(point.channel).in_(by),
            IN_USE,
        )
    )
    found: dict[uuid.UUID, dict[Channel, uuid.UUID]] = {}
    for person_id, channel, point_id in rows:
        found.setdefault(person_id, {})[channel] = point_id
    return found


def _choices(
    session: Session, reminders: Sequence[Reminder]
) -> dict[uuid.UUID, dict[Plan, Sequence[Channel]]]:
    said = ReminderChoice
    rows = session.connection().execute(
        select(col(said.person_id), col(said.patient_id), col(said.kind), col(said.channels)).where(
            tuple_(col(said.person_id), col(said.patient_id)).in_(
                {(one.recipient_id, one.patient_id) for one in reminders}
            )
        )
    )
    found: dict[uuid.UUID, dict[Plan, Sequence[Channel]]] = {}
    for person_id, patient_id, kind, channels in rows:
        found.setdefault(person_id, {})[patient_id, kind] = channels
    return found
