"""One-time addresses that sign a demo person in."""

import uuid

from itsdangerous import BadData, URLSafeTimedSerializer

SECONDS_VALID = 24 * 60 * 60


def token_for(person_id: uuid.UUID, *, secret_key: str) -> str:
    return _serializer(secret_key).dumps([str(person_id), str(uuid.uuid4())])


def read(token: str, *, secret_key: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return the person and the number of the link, or nothing if it is not ours or too old."""
    try:
        person_id, number = _serializer(secret_key).loads(token, max_age=SECONDS_VALID)
    except BadData:
        return None
    return uuid.UUID(person_id), uuid.UUID(number)


def _serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="demo-link")
