import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.base.keeping import change
from app.follow_up import queries
from app.follow_up.content import FollowUpContent
from app.follow_up.models import FollowUp
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening


def keep_follow_ups(
    session: Session,
    follow_ups: Sequence[FollowUpContent],
    *,
    patient_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Keep the follow-ups that a source tells of. Those it no longer tells of stay.

    Return how many were new or different.
    """
    known = queries.follow_ups_from(session, source, patient_id=patient_id)
    kept: list[uuid.UUID] = []
    for follow_up in follow_ups:
        row = known.get(follow_up.key)
        if row is None:
            row = FollowUp(**dict(follow_up), patient_id=patient_id, source=source)
            session.add(row)
            kept.append(row.id)
        elif change(row, dict(follow_up)):
            kept.append(row.id)
    session.flush()
    for about in kept:
        journal.write(
            session,
            Happening.FOLLOW_UP_ADDED,
            by=by,
            patient_id=patient_id,
            about=about,
            now=now,
        )
    return len(kept)
