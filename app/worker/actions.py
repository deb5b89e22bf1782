"""What is swept away when nobody needs it any more."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.base import once
from app.people import actions as people

FORMS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=30)


def sweep(session: Session, *, now: datetime) -> None:
    """Drop the keys of forms sent long ago, and sign-ins that ended long ago."""
    once.forget_before(session, now - FORMS_KEPT)
    people.forget_ended(session, now=now, keep=SIGN_INS_KEPT)
