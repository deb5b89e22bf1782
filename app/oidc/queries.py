import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.oidc.models import EIdentity, ProviderSession
from app.people.content import IdentityKind
from app.people.models import CareRole, Person, SignInSession, Unit
from app.people.queries import at_work

OFFICIAL = (IdentityKind.PERSONNUMMER, IdentityKind.SAMORDNINGSNUMMER)


def identity(session: Session, *, issuer: str, subject: str) -> EIdentity | None:
    statement = select(EIdentity).where(
        col(EIdentity.issuer) == issuer, col(EIdentity.subject) == subject
    )
    return session.execute(statement).scalar_one_or_none()


def identities_of(session: Session, person_id: uuid.UUID) -> Sequence[EIdentity]:
    statement = select(EIdentity).where(col(EIdentity.person_id) == person_id)
    return session.execute(statement).scalars().all()


def person_with_number(session: Session, number: str) -> uuid.UUID | None:
    """Return who has this official number. A reserve number that reads the same is another's."""
    statement = select(col(Person.id)).where(
        col(Person.identity_number) == number, col(Person.identity_kind).in_(OFFICIAL)
    )
    return session.connection().execute(statement).scalar_one_or_none()


def works_in_care(session: Session, person_id: uuid.UUID) -> bool:
    """Say whether a person is staff anywhere, also somebody who no longer is."""
    statement = select(col(CareRole.id)).where(col(CareRole.person_id) == person_id).limit(1)
    return session.connection().execute(statement).first() is not None


def staff_at(session: Session, *, employee: str, unit: str, today: date) -> uuid.UUID | None:
    """Return the person who has this HSA-id at the unit with that one, while they work there."""
    statement = (
        select(col(CareRole.person_id))
        .join(Unit, col(Unit.id) == CareRole.unit_id)
        .where(
            col(CareRole.hsa_id) == employee,
            col(Unit.hsa_id) == unit,
            at_work(today),
        )
    )
    found = session.connection().execute(statement).scalars().all()
    return found[0] if len(found) == 1 else None


def live_sign_ins(
    session: Session, *, issuer: str, subject: str | None, sid: str | None
) -> list[tuple[str, uuid.UUID]]:
    """Return the sign-ins, and whose they are, that came from a session at a provider.

    With both a session and a subject, both have to fit.
    """
    statement = (
        select(col(SignInSession.reference_hash), col(SignInSession.person_id))
        .join(ProviderSession, col(ProviderSession.sign_in_id) == SignInSession.id)
        .where(col(ProviderSession.issuer) == issuer, col(SignInSession.ended_at).is_(None))
        .order_by(col(SignInSession.reference_hash))
    )
    if subject is not None:
        statement = statement.where(col(ProviderSession.subject) == subject)
    if sid is not None:
        statement = statement.where(col(ProviderSession.sid) == sid)
    return [(row[0], row[1]) for row in session.connection().execute(statement)]
