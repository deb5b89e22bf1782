import uuid
from datetime import datetime

from sqlmodel import Session, col, select

from app.activation.models import Invitation
from app.people.models import Person


def live_until(
    session: Session, person_id: uuid.UUID, *, tries: int, now: datetime
) -> datetime | None:
    """Return until when a person's letter can be used; nothing when they have none."""
    return session.exec(
        select(Invitation.expires_at).where(
            Invitation.person_id == person_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
            col(Invitation.expires_at) > now,
            col(Invitation.tries) < tries,
        )
    ).first()


def person_known_as(session: Session, source: str, key: str) -> uuid.UUID | None:
    """Return a person by the source that told of them and what it calls them."""
    return session.exec(select(Person.id).where(Person.source == source, Person.key == key)).first()
