"""An e-mail address or a phone number: given, shown to be somebody's own, and given up."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select, update

from app.journal import actions as journal
from app.journal.actions import NOBODY, Actor
from app.journal.models import Happening, Role
from app.people.models import Person
from app.reminders.contact_queries import IN_USE, MOST_WRONG
from app.reminders.content import Channel
from app.reminders.models import ContactPoint

CODE_LIFE = timedelta(minutes=30)
MOST_CODES = 5
"""How many codes a person is sent in a day, in each way."""
A_DAY = timedelta(days=1)


def give(
    session: Session,
    channel: Channel,
    *,
    point_id: uuid.UUID,
    person_id: uuid.UUID,
    sealed: str,
    code_hash: str,
    now: datetime,
) -> bool:
    """Keep what somebody gives until they have shown that it is theirs. Return whether they may.

    What was given before, and waits, is given up by it. What is in use stays until then.
    """
    _take_turn(session, person_id)
    since = col(ContactPoint.made_at) > now - A_DAY
    lately = select(func.count()).where(_theirs(person_id, channel), since)
    if session.exec(lately).one() >= MOST_CODES:
        return False
    _end(session, _theirs(person_id, channel), _waits(), now=now)
    session.add(
        ContactPoint(
            id=point_id,
            person_id=person_id,
            channel=channel,
            sealed=sealed,
            made_at=now,
            code_hash=code_hash,
            code_until=now + CODE_LIFE,
        )
    )
    session.flush()
    return True


def confirm(
    session: Session, point_id: uuid.UUID, *, code_hash: str, person_id: uuid.UUID, now: datetime
) -> bool:
    """Take something into use whose code was right. Return whether it was.

    Too many wrong ones, and it has to be given anew.
    """
    _take_turn(session, person_id)
    theirs = and_(col(ContactPoint.id) == point_id, col(ContactPoint.person_id) == person_id)
    point = session.exec(
        select(ContactPoint)
        .where(theirs, _waits(), col(ContactPoint.code_until) > now)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if point is None or point.wrong_codes >= MOST_WRONG:
        return False
    if point.code_hash != code_hash:
        point.wrong_codes += 1
        session.add(point)
        return False
    _end(session, _theirs(person_id, point.channel), IN_USE, now=now)
    point.confirmed_at, point.code_hash, point.code_until = now, None, None
    session.add(point)
    session.flush()
    _note(session, Happening.CONTACT_POINT_CONFIRMED, point, by=_whose(person_id), now=now)
    return True


def give_up(session: Session, channel: Channel, *, person_id: uuid.UUID, now: datetime) -> None:
    """Forget what somebody has given, whether it is in use or waits for its code."""
    _take_turn(session, person_id)
    in_use = session.exec(
        select(ContactPoint).where(_theirs(person_id, channel), IN_USE)
    ).one_or_none()
    _end(session, _theirs(person_id, channel), now=now)
    if in_use:
        _note(session, Happening.CONTACT_POINT_ENDED, in_use, by=_whose(person_id), now=now)


def unsubscribe(session: Session, point_id: uuid.UUID, *, now: datetime) -> None:
    """Forget what a message was sent to, for whoever holds the address that stood in it."""
    point = session.exec(select(ContactPoint).where(ContactPoint.id == point_id)).one_or_none()
    if point and _end(session, col(ContactPoint.id) == point_id, now=now):
        _note(session, Happening.CONTACT_POINT_ENDED, point, by=NOBODY, now=now)


def _take_turn(session: Session, person_id: uuid.UUID) -> None:
    """Let nobody give or confirm anything for this person until the transaction ends."""
    session.exec(
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    ).one()


def _theirs(person_id: uuid.UUID, channel: Channel) -> ColumnElement[bool]:
    return and_(
        col(ContactPoint.person_id) == person_id,
        col(ContactPoint.channel) == channel,
    )


def _waits() -> ColumnElement[bool]:
    return and_(col(ContactPoint.confirmed_at).is_(None), col(ContactPoint.ended_at).is_(None))


def _end(session: Session, *which: ColumnElement[bool], now: datetime) -> int:
    """Forget these, and return how many there were."""
    return session.exec(
        update(ContactPoint)
        .where(*which, col(ContactPoint.ended_at).is_(None))
        .values(ended_at=now, sealed="", code_hash=None, code_until=None)
    ).rowcount


def _whose(person_id: uuid.UUID) -> Actor:
    return Actor(person_id, Role.PATIENT)


def _note(
    session: Session, happening: Happening, point: ContactPoint, *, by: Actor, now: datetime
) -> None:
    journal.write(
        session,
        happening,
        by=by,
        patient_id=point.person_id,
        about=point.id,
        now=now,
        channel=point.channel.value,
    )
