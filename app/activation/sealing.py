"""A letter as the browser of whoever made it holds it."""

import uuid
from datetime import datetime

from app.activation.content import Letter
from app.base import sealing

PURPOSE = "letter in a browser"


def seal(letter: Letter, patient_id: uuid.UUID, *, secret_key: str, now: datetime) -> str:
    """Close a letter to this patient, so that only we can open it, and only for ten minutes."""
    said = {
        "patient": str(patient_id),
        "code": letter.code,
        "digits": letter.digits,
        "expires_at": letter.expires_at.isoformat(),
    }
    return sealing.seal(said, purpose=PURPOSE, secret_key=secret_key, now=now)


def unseal(
    sealed: object, patient_id: uuid.UUID, *, secret_key: str, now: datetime
) -> Letter | None:
    """Return the letter to this patient, or nothing when it is no such letter or too late."""
    said = sealing.unseal(sealed, purpose=PURPOSE, secret_key=secret_key, now=now)
    if said is None or said["patient"] != str(patient_id):
        return None
    return Letter(said["code"], said["digits"], datetime.fromisoformat(said["expires_at"]))
