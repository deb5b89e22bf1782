import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.follow_up.models import FollowUp


def follow_ups_of(session: Session, patient_id: uuid.UUID) -> Sequence[FollowUp]:
    """Return every follow-up with the patient, the newest first."""
    return session.exec(
        select(FollowUp)
        .where(FollowUp.patient_id == patient_id)
        .order_by(col(FollowUp.asked_on).desc(), col(FollowUp.key))
    ).all()
