import uuid
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from app.follow_up.models import FollowUp


def follow_ups_of(session: Session, patient_id: uuid.UUID) -> Sequence[FollowUp]:
    """Return every follow-up with the patient, the newest first."""
    return session.exec(
        select(FollowUp)
        .where(FollowUp.patient_id == patient_id)
        .order_by(col(FollowUp.asked_on).desc(), col(FollowUp.key))
    ).all()


def follow_ups_from(
    session: Session, source: str, *, patient_id: uuid.UUID
) -> Mapping[str, FollowUp]:
    """Return what one source has told of this patient's follow-ups, by its own keys."""
    rows = session.exec(
        select(FollowUp).where(FollowUp.patient_id == patient_id, FollowUp.source == source)
    )
    return {follow_up.key: follow_up for follow_up in rows}
