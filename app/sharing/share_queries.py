"""What more is asked about shares: who has helped, and what waits for somebody."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.sharing import rules
from app.sharing.cards import Helped, Helper
from app.sharing.content import Deed, Part
from app.sharing.models import Share
from app.sharing.queries import in_use, switched_off_by


def helpers_of(session: Session, patient_id: uuid.UUID, *, today: date) -> dict[uuid.UUID, Helper]:
    """Return everybody a patient shares with or has shared with, as it was the last time."""
    rows = session.connection().execute(
        select(col(Share.helper_id), col(Share.basis), in_use(today))
        .where(
            col(Share.patient_id) == patient_id,
            col(Share.helper_id).is_not(None),
            col(Share.agreed_at).is_not(None),
        )
        .order_by(col(Share.agreed_at), col(Share.ended_at).nulls_last())
    )
    return {
        helper: Helper(rules.role_by(basis), now=bool(now)) for helper, basis, now in rows if helper
    }


def still_shared(
    session: Session,
    helped: Sequence[Helped],
    *,
    allowed: Collection[Part | Deed],
    today: date,
) -> list[Helped]:
    """Leave out those whose units have ended all sharing. Nobody is told that there is such."""
    ids = {one.share.patient_id for one in helped}
    off: dict[uuid.UUID, set[Part | Deed]] = {}
    for patient_id, _unit, names in switched_off_by(session, ids, today=today):
        off.setdefault(patient_id, set()).update(rules.switched_off(names))
    return [one for one in helped if rules.left_of(allowed, off.get(one.share.patient_id, ()))]
