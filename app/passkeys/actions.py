import secrets
import uuid
from datetime import datetime, timedelta
from typing import TypedDict

from sqlmodel import Session, col, delete, update
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException

from app.journal.models import Happening
from app.passkeys.content import LONGEST_NAME, Answer, Purpose, Site
from app.passkeys.models import Challenge, Passkey
from app.passkeys.queries import passkey_of
from app.people import actions as people
from app.people.sessions import NoticeKind

CHALLENGE_BYTES = 32
CHALLENGE_LIFE = timedelta(minutes=5)
MISSHAPEN = (
    WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
"""What the library raises about an answer that is not right, or not an answer at all."""


class Expected(TypedDict):
    """What every answer of an authenticator is held against."""

    expected_challenge: bytes
    expected_rp_id: str
    expected_origin: str
    require_user_verification: bool


def challenge(session: Session, purpose: Purpose, *, now: datetime) -> Challenge:
    """Make what an authenticator is to sign. It can be answered once, within minutes."""
    made = Challenge(
        asked=secrets.token_bytes(CHALLENGE_BYTES),
        purpose=purpose,
        expires_at=now + CHALLENGE_LIFE,
    )
    session.add(made)
    session.flush()
    return made


def take(
    session: Session, challenge_id: uuid.UUID | None, purpose: Purpose, *, now: datetime
) -> bytes | None:
    """Return what was asked, and forget it: whoever answers a second time was asked nothing."""
    taken = session.connection().execute(
        delete(Challenge)
        .where(col(Challenge.id) == challenge_id)
        .returning(col(Challenge.asked), col(Challenge.purpose), col(Challenge.expires_at))
    )
    asked, made_for, expires_at = taken.one_or_none() or (None, None, now)
    return asked if made_for is purpose and expires_at > now else None


def forget_challenges(session: Session, *, now: datetime) -> None:
    """Drop the challenges that nobody answered in time."""
    session.exec(delete(Challenge).where(col(Challenge.expires_at) < now))


def keep(
    session: Session,
    answer: Answer,
    *,
    site: Site,
    person_id: uuid.UUID,
    device_id: uuid.UUID,
    name: str,
    now: datetime,
) -> Passkey | None:
    """Keep the passkey that an authenticator made, or nothing when its answer is not right."""
    try:
        made = verify_registration_response(credential=answer.credential, **_expected(answer, site))
    except MISSHAPEN:
        return None
    if passkey_of(session, made.credential_id):
        return None
    passkey = Passkey(
        person_id=person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        backed_up=made.credential_backed_up,
        name=name[:LONGEST_NAME],
        made_at=now,
    )
    session.add(passkey)
    _tell(session, Happening.PASSKEY_ADDED, passkey, device_id=device_id, now=now)
    return passkey


def show(session: Session, answer: Answer, *, site: Site, now: datetime) -> Passkey | None:
    """Return the passkey that signed what was asked, or nothing when the answer is not right."""
    try:
        given = parse_authentication_credential_json(answer.credential)
        passkey = passkey_of(session, given.raw_id)
        if passkey is None:
            return None
        shown = verify_authentication_response(
            credential=given,
            **_expected(answer, site),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except MISSHAPEN:
        return None
    session.exec(
        update(Passkey)
        .where(col(Passkey.id) == passkey.id)
        .values(sign_count=shown.new_sign_count, backed_up=shown.credential_backed_up, used_at=now)
    )
    return passkey


def remove(
    session: Session,
    passkey_id: uuid.UUID,
    *,
    person_id: uuid.UUID,
    device_id: uuid.UUID,
    now: datetime,
) -> bool:
    """Remove one of a person's own passkeys. Return whether it was there and theirs."""
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != person_id:
        return False
    session.delete(passkey)
    _tell(session, Happening.PASSKEY_REMOVED, passkey, device_id=device_id, now=now)
    return True


def remove_all(session: Session, person_id: uuid.UUID) -> int:
    """Remove every passkey of a person, when staff have been told that they are lost."""
    return session.exec(delete(Passkey).where(col(Passkey.person_id) == person_id)).rowcount


def _expected(answer: Answer, site: Site) -> Expected:
    return Expected(
        expected_challenge=answer.asked,
        expected_rp_id=site.host,
        expected_origin=site.origin,
        require_user_verification=True,
    )


def _tell(
    session: Session,
    happening: Happening,
    passkey: Passkey,
    *,
    device_id: uuid.UUID,
    now: datetime,
) -> None:
    """Let the person know on their other devices, and write it down."""
    added = happening is Happening.PASSKEY_ADDED
    people.tell(
        session,
        passkey.person_id,
        NoticeKind.PASSKEY_ADDED if added else NoticeKind.PASSKEY_REMOVED,
        about=passkey.name,
        caused_by_id=device_id,
        now=now,
    )
    session.flush()
    people.note(session, happening, passkey.person_id, about=passkey.id, now=now)
