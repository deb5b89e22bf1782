"""The code that lets somebody answer: shown to whoever made it, and never again."""

import uuid

from flask import current_app, session
from sqlmodel import Session

from app.activation import rules as codes
from app.base import clock, sealing
from app.base import db as database
from app.sharing.cards import ShareCard
from app.sharing.models import Share

CODE = "share-code"
SIGNS = 12
"""How long a code is: 58 bits, for a week and with few tries, and short enough to say aloud."""
PURPOSE = "code of a share"


def invite(db: Session, draft: Share, *, person_id: uuid.UUID) -> str | None:
    """Return by what an answer is found, when a code is needed: for somebody not known here.

    The code is held for whoever makes it, when all is kept.
    """
    if draft.helper_id:
        return None
    code, share_id = codes.new_code()[:SIGNS], draft.id
    database.after_commit(db, lambda: _hold(code, share_id, person_id))
    return codes.hash_of_code(code, secret_key=current_app.config["SECRET_KEY"])


def held(share: ShareCard, *, person_id: uuid.UUID) -> str | None:
    """Return the code of an invitation, in groups, to whoever has just made it."""
    key = current_app.config["SECRET_KEY"]
    said = sealing.unseal(session.get(CODE), purpose=PURPOSE, secret_key=key, now=clock.now())
    whose = (str(share.id), str(person_id))
    if share.helper_id or not said or (said["share"], said["person"]) != whose:
        return None
    return codes.in_groups(said["code"])


def _hold(code: str, share_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Hold a code in the cookie of whoever made it, for the page that shows it."""
    said = {"code": code, "share": str(share_id), "person": str(person_id)}
    key = current_app.config["SECRET_KEY"]
    session[CODE] = sealing.seal(said, purpose=PURPOSE, secret_key=key, now=clock.now())
