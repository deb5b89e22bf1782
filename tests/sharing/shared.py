"""Shares as tests want them."""

from datetime import date

from app.sharing.content import Deed, Part, Relation
from app.sharing.models import Share
from tests.conftest import TUESDAY_MORNING


def share(session, patient_id, helper_id, *, sees=tuple(Part), does=tuple(Deed), **said):
    """Let a patient share these parts with somebody, from Tuesday on."""
    kept = Share(
        patient_id=patient_id,
        helper_id=helper_id,
        **{
            "called": "Rut",
            "relation": Relation.SIBLING,
            "sees": list(sees),
            "does": list(does),
            "starts_on": date(2026, 11, 24),
            "review_on": date(2027, 5, 23),
            "drawn_up_at": TUESDAY_MORNING,
            "agreed_at": TUESDAY_MORNING,
            **said,
        },
    )
    session.add(kept)
    session.commit()
    return kept
