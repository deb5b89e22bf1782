"""What has been sent to care. Whether it was read is told by the request that went with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.self_care.models import Sending


@dataclass(frozen=True)
class SendingCard:
    """That something was sent, without what it says."""

    id: uuid.UUID
    request_id: uuid.UUID
    first_on: date
    last_on: date
    sent_at: datetime


def sendings_of(session: Session, patient_id: uuid.UUID) -> Sequence[SendingCard]:
    """Return what a patient has sent, the newest first."""
    rows = session.connection().execute(
        select_columns(
            col(Sending.id),
            col(Sending.request_id),
            col(Sending.first_on),
            col(Sending.last_on),
            col(Sending.sent_at),
        )
        .where(col(Sending.patient_id) == patient_id)
        .order_by(col(Sending.sent_at).desc(), col(Sending.id))
    )
    return [SendingCard(*row) for row in rows]


def sending_of(session: Session, patient_id: uuid.UUID, sending_id: uuid.UUID) -> Sending | None:
    return session.exec(
        select(Sending).where(Sending.id == sending_id, Sending.patient_id == patient_id)
    ).one_or_none()


def patient_of(session: Session, sending_id: uuid.UUID) -> uuid.UUID | None:
    """Return whose sending this is."""
    return session.exec(select(Sending.patient_id).where(Sending.id == sending_id)).one_or_none()
