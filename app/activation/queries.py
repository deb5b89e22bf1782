import uuid
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, select

from app.activation.models import Invitation
from app.people.models import Person


def live_until(
    session: Session, person_id: uuid.UUID, *, tries: int, now: datetime
) -> datetime | None:
    """Return until when a person's letter can be used; nothing when they have none."""
    return session.exec(
        select(Invitation.expires_at).where(
            Invitation.person_id == person_id, is_live(tries=tries, now=now)
        )
    ).first()


def is_live(*, tries: int, now: datetime) -> ColumnElement[bool]:
    """Say of an invitation whether it still lets its person in."""
    return and_(is_unused(), col(Invitation.expires_at) > now, col(Invitation.tries) < tries)


def is_unused() -> ColumnElement[bool]:
    """Say of an invitation whether nobody has used or withdrawn it, however old it is."""
    return and_(col(Invitation.used_at).is_(None), col(Invitation.withdrawn_at).is_(None))


def person_known_as(session: Session, source: str, key: str) -> uuid.UUID | None:
    """Return a person by the source that told of them and what it calls them."""
    return session.exec(select(Person.id).where(Person.source == source, Person.key == key)).first()
