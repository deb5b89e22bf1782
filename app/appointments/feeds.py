"""Private addresses where calendars read a patient's times without anybody signing in."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, or_, select, update

from app.appointments.models import CalendarFeed
from app.base.adding import add_or_grow
from app.journal import actions as journal
from app.journal.models import Happening
from app.people import actions as people
from app.people.actions import hash_of, new_reference
from app.people.models import Person
from app.people.sessions import NoticeKind
from app.sharing import actions as sharing
from app.sharing.rules import Access

READ_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Feed:
    """An address as its page shows it. One that was made before all was ended is worth nothing."""

    tells: bool
    made_at: datetime
    read_at: datetime | None
    ended: bool


@dataclass(frozen=True)
class Reading:
    """What an address leads to: whose times, for whom, and how they are said."""

    person_id: uuid.UUID
    patient_id: uuid.UUID
    tells: bool
    made_at: datetime
    read_at: datetime | None
    language: str


def make(
    session: Session, access: Access, *, tells: bool, device_id: uuid.UUID, now: datetime
) -> str:
    """Return a new address's secret, of which only the hash is kept. An earlier one ends.

    device_id: where it is made. On their other devices the person is told of it.
    """
    token = new_reference()
    feed = CalendarFeed(
        person_id=access.person_id,
        patient_id=access.patient_id,
        token_hash=hash_of(token),
        tells=tells,
        made_at=now,
    )
    add_or_grow(session, feed, by="made_at")
    people.tell(
        session, access.person_id, NoticeKind.CALENDAR_MADE, caused_by_id=device_id, now=now
    )
    _note(session, Happening.CALENDAR_MADE, access, now=now, says=_says(tells))
    return token


def tell(session: Session, access: Access, *, tells: bool, now: datetime) -> None:
    """Let what reads the address say what each time is, or no longer say it."""
    changed = session.exec(
        update(CalendarFeed)
        .where(*_theirs(access), col(CalendarFeed.tells).is_not(tells))
        .values(tells=tells)
    )
    if changed.rowcount:
        _note(session, Happening.CALENDAR_CHANGED, access, now=now, says=_says(tells))


def end(session: Session, access: Access, *, now: datetime) -> None:
    """Let an address lead nowhere, from the next reading on."""
    if session.exec(delete(CalendarFeed).where(*_theirs(access))).rowcount:
        _note(session, Happening.CALENDAR_ENDED, access, now=now)


def feed_of(session: Session, access: Access) -> Feed | None:
    """Return the address that somebody has for a patient's times."""
    row = session.exec(
        select(CalendarFeed, Person.ended_everywhere_at)
        .join(Person, col(Person.id) == CalendarFeed.person_id)
        .where(*_theirs(access))
    ).first()
    if row is None:
        return None
    feed, ended_at = row
    ended = ended_at is not None and feed.made_at <= ended_at
    return Feed(feed.tells, feed.made_at, feed.read_at, ended)


def reading(session: Session, token: str) -> Reading | None:
    """Return what an address leads to. Unknown, replaced and ended ones are alike: nothing."""
    reader, patient = aliased(Person), aliased(Person)
    row = session.exec(
        select(CalendarFeed, reader.language, patient.protected_identity)
        .join(reader, col(reader.id) == CalendarFeed.person_id)
        .join(patient, col(patient.id) == CalendarFeed.patient_id)
        .where(
            CalendarFeed.token_hash == hash_of(token),
            or_(
                col(reader.ended_everywhere_at).is_(None),
                col(CalendarFeed.made_at) > reader.ended_everywhere_at,
            ),
        )
    ).first()
    if row is None:
        return None
    feed, language, protected = row
    return Reading(
        feed.person_id,
        feed.patient_id,
        feed.tells and not protected,
        feed.made_at,
        feed.read_at,
        language,
    )


def note_read(session: Session, found: Reading, *, now: datetime) -> None:
    """Remember that an address is in use, so that its owner sees whether somebody reads it."""
    session.exec(
        update(CalendarFeed)
        .where(
            col(CalendarFeed.person_id) == found.person_id,
            col(CalendarFeed.patient_id) == found.patient_id,
            col(CalendarFeed.made_at) == found.made_at,
        )
        .values(read_at=now)
    )


def is_to_be_noted(found: Reading, *, now: datetime) -> bool:
    return found.read_at is None or now - found.read_at > READ_NOTED_EVERY


def _theirs(access: Access) -> tuple[ColumnElement[bool], ...]:
    return (
        col(CalendarFeed.person_id) == access.person_id,
        col(CalendarFeed.patient_id) == access.patient_id,
    )


def _note(
    session: Session, happening: Happening, access: Access, *, now: datetime, says: str = ""
) -> None:
    journal.write(
        session,
        happening,
        by=sharing.actor(access),
        patient_id=access.patient_id,
        now=now,
        says=says,
    )


def _says(tells: bool) -> str:
    return "all" if tells else "booked"
