"""A letter as the browser of whoever made it holds it: closed to all who read its cookies."""

import json
import uuid
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.activation.content import Letter

SHOWN_FOR = timedelta(minutes=10)
KEY_BYTES = 32


def seal(letter: Letter, patient_id: uuid.UUID, *, secret_key: str, now: datetime) -> str:
    """Close a letter to this patient, so that only we can open it, and only for ten minutes."""
    said = {
        "patient": str(patient_id),
        "code": letter.code,
        "digits": letter.digits,
        "expires_at": letter.expires_at.isoformat(),
    }
    return _cipher(secret_key).encrypt_at_time(json.dumps(said).encode(), _seconds(now)).decode()


def unseal(
    sealed: object, patient_id: uuid.UUID, *, secret_key: str, now: datetime
) -> Letter | None:
    """Return the letter to this patient, or nothing when it is no such letter or too late."""
    if not isinstance(sealed, str):
        return None
    try:
        opened = _cipher(secret_key).decrypt_at_time(
            sealed.encode(), ttl=int(SHOWN_FOR.total_seconds()), current_time=_seconds(now)
        )
    except InvalidToken:
        return None
    said = json.loads(opened)
    if said["patient"] != str(patient_id):
        return None
    return Letter(said["code"], said["digits"], datetime.fromisoformat(said["expires_at"]))


def _cipher(secret_key: str) -> Fernet:
    """Return what encrypts letters and nothing else: its key says nothing of the secret one."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"letter in a browser")
    return Fernet(urlsafe_b64encode(derived.derive(secret_key.encode())))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
