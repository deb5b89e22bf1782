"""Shares that are about to be changed, held so that nobody else changes them meanwhile."""

import uuid
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.base import clock
from app.people.models import CareRole
from app.sharing import queries
from app.sharing.models import Share


def share_to_change(session: Session, patient_id: uuid.UUID, share_id: uuid.UUID) -> Share | None:
    """Return one of a patient's shares or drafts that has not ended, to be changed."""
    return session.exec(
        select(Share)
        .where(Share.id == share_id, Share.patient_id == patient_id, col(Share.ended_at).is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def share_to_leave(session: Session, helper_id: uuid.UUID, share_id: uuid.UUID) -> Share | None:
    """Return one share that somebody helps through, also one that has ended, to be changed."""
    return session.exec(
        select(Share)
        .where(Share.id == share_id, Share.helper_id == helper_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def invitation_to_answer(
    session: Session, code_hash: str, *, by_id: uuid.UUID, now: datetime
) -> Share | None:
    """Return the invitation that a code belongs to, while it can be answered.

    Nobody answers their own, and nobody answers what they wrote down at work.
    """
    writers = select(CareRole.id).where(CareRole.person_id == by_id)
    return session.exec(
        select(Share)
        .where(
            Share.code_hash == code_hash,
            col(Share.agreed_at).is_not(None),
            col(Share.ended_at).is_(None),
            col(Share.code_until) > now,
            Share.patient_id != by_id,
            or_(col(Share.recorded_by_id).is_(None), col(Share.recorded_by_id).not_in(writers)),
            queries.not_past(clock.local_day(now)),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
