"""What is swept away when nobody needs it any more."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.activation import actions as activation
from app.base import limits, once
from app.break_glass import actions as break_glass
from app.devices import actions as devices
from app.passkeys import actions as passkeys
from app.people import actions as people

FORMS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=30)


def sweep(session: Session, *, now: datetime) -> None:
    """Drop the keys of forms sent long ago, and what is left of ways in that ended long ago."""
    once.forget_before(session, now - FORMS_KEPT)
    limits.forget_before(session, now)
    passkeys.forget_challenges(session, now=now)
    devices.forget_numbers(session, now=now)
    activation.forget_expired(session, now=now, keep=SIGN_INS_KEPT)
    break_glass.forget_before(session, now - SIGN_INS_KEPT)
    people.forget_ended(session, now=now, keep=SIGN_INS_KEPT)
