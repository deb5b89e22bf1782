"""Shares as rules and pages read them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from app.sharing.content import Basis, Deed, Part, Relation


@dataclass(frozen=True)
class ShareCard:
    """What a patient lets somebody see and do, as it was said once."""

    id: uuid.UUID
    patient_id: uuid.UUID
    helper_id: uuid.UUID | None
    called: str
    relation: Relation
    basis: Basis
    scope: str
    decided_on: date | None
    present: str
    shown_on: date | None
    shown_to_id: uuid.UUID | None
    recorded_by_id: uuid.UUID | None
    recorded_at_unit_id: uuid.UUID | None
    sees: list[Part]
    does: list[Deed]
    starts_on: date
    ends_on: date | None
    review_on: date
    agreed_at: datetime | None
    code_until: datetime | None
    ended_at: datetime | None
    ended_by_id: uuid.UUID | None
    took_over_at: datetime | None
    wished_at: datetime | None
    wished_by_id: uuid.UUID | None


@dataclass(frozen=True)
class Helped:
    """Somebody who shares their plan with the reader, with how."""

    share: ShareCard
    given_name: str
    family_name: str
