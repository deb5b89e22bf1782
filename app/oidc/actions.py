import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.base import clock, once
from app.base.adding import add_unless_there
from app.base.providers import IdentityProvider
from app.journal import actions as journal
from app.journal.actions import OPERATOR
from app.journal.models import Happening
from app.oidc import queries, rules
from app.oidc.content import Claims
from app.oidc.models import EIdentity, ProviderSession
from app.oidc.refusals import NoCareRoleError, NotBelievedError, UnknownPersonError
from app.people import actions as people

TOKENS = uuid.UUID("5b0c0d0e-6a52-4d43-9b61-0f3a6f2f7c11")
"""The name space in which a token that is used once gets its number."""


@dataclass(frozen=True)
class Proven:
    """What a believed answer says: who it is at their provider, and everything else it told."""

    issuer: str
    subject: str
    said: Claims


def recognise(
    writing: Session, chosen: IdentityProvider, proven: Proven, *, key: bytes, now: datetime
) -> uuid.UUID:
    """Return the person whom a believed answer is about, or refuse.

    The first time, an official number ties the person to the issuer's subject. From then on
    the subject alone says who it is. key: what numbers are hashed with.
    """
    known = queries.identity(writing, issuer=proven.issuer, subject=proven.subject)
    if chosen.for_staff:
        number = rules.text_in(proven.said, chosen.employee_claim)
        person_id = _staff(writing, chosen, proven, now=now)
    else:
        number = rules.number_in(proven.said, chosen.number_claim)
        person_id = known.person_id if known else _patient(writing, number)
        _refuse_staff(writing, person_id)
    if known is None:
        _link(writing, chosen, proven, person_id, number=number, key=key, now=now)
    elif number is not None:
        _compare(writing, known, number, key)
    return person_id


def note_session(writing: Session, proven: Proven, sign_in_id: uuid.UUID) -> None:
    """Remember which session at the provider a sign-in came from."""
    sid = rules.text_in(proven.said, "sid")
    writing.add(
        ProviderSession(
            sign_in_id=sign_in_id, issuer=proven.issuer, subject=proven.subject, sid=sid
        )
    )


def end_session(writing: Session, issuer: str, told: Mapping[str, object], *, now: datetime) -> int:
    """End the sign-ins that a logout token is about. The same token again is not believed."""
    token = uuid.uuid5(TOKENS, f"{issuer} {told['jti']}")
    if not once.claim(writing, token, question="logout token"):
        raise NotBelievedError("jti used before")
    subject, sid = (rules.text_in(told, name) for name in ("sub", "sid"))
    ended = queries.live_sign_ins(writing, issuer=issuer, subject=subject, sid=sid)
    for reference_hash, _person_id in ended:
        people.end_sign_in(writing, reference_hash, now=now)
    for _reference_hash, person_id in ended:
        people.note_signed_out(writing, person_id, now=now)
    return len(ended)


def unlink(writing: Session, person_id: uuid.UUID, *, now: datetime) -> int:
    """Forget who a person is at their providers, so that their number can tie them once more."""
    known = queries.identities_of(writing, person_id)
    for identity in known:
        writing.delete(identity)
    writing.flush()
    if known:
        journal.write(
            writing,
            Happening.E_IDENTITY_UNLINKED,
            by=OPERATOR,
            patient_id=None,
            about=person_id,
            now=now,
        )
    return len(known)


def _patient(writing: Session, number: str | None) -> uuid.UUID:
    person_id = queries.person_with_number(writing, number) if number else None
    if person_id is None:
        raise UnknownPersonError("nobody" if number else "no number")
    return person_id


def _refuse_staff(writing: Session, person_id: uuid.UUID) -> None:
    """Let nobody who works in care in by what patients use: it does not say where they work."""
    if queries.works_in_care(writing, person_id):
        raise UnknownPersonError("staff")


def _staff(
    writing: Session, chosen: IdentityProvider, proven: Proven, *, now: datetime
) -> uuid.UUID:
    """Return who has the employee's number at the unit that they have chosen to work for today."""
    employee = rules.text_in(proven.said, chosen.employee_claim)
    unit = rules.text_in(proven.said, chosen.unit_claim)
    if employee is None or unit is None:
        raise NoCareRoleError("no employee or no unit")
    today = clock.local_day(now)
    person_id = queries.staff_at(writing, employee=employee, unit=unit, today=today)
    if person_id is None:
        raise NoCareRoleError("no care role")
    return person_id


def _link(
    writing: Session,
    chosen: IdentityProvider,
    proven: Proven,
    person_id: uuid.UUID,
    *,
    number: str | None,
    key: bytes,
    now: datetime,
) -> None:
    """Tie a person to a subject, unless one of them is tied already. This happens once."""
    identity = EIdentity(
        provider=chosen.key,
        issuer=proven.issuer,
        subject=proven.subject,
        person_id=person_id,
        number_hash=rules.hashed(number or "", key),
        linked_at=now,
    )
    if not add_unless_there(writing, identity):
        raise UnknownPersonError("linked already")
    people.note(writing, Happening.E_IDENTITY_LINKED, person_id, now=now)


def _compare(writing: Session, known: EIdentity, number: str, key: bytes) -> None:
    """Refuse a subject that has got another number, and keep the number by today's key."""
    if rules.contradicts(known.number_hash, number, key):
        raise UnknownPersonError("another number")
    known.number_hash = rules.hashed(number, key)
    writing.add(known)
