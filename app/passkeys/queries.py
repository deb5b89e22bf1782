import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.passkeys.models import Passkey


def passkey_of(session: Session, credential_id: bytes) -> Passkey | None:
    return session.exec(select(Passkey).where(Passkey.credential_id == credential_id)).first()


def passkeys_of(session: Session, person_id: uuid.UUID) -> Sequence[Passkey]:
    """Return a person's passkeys, oldest first."""
    return session.exec(
        select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.made_at))
    ).all()
