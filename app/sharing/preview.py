"""A plan as somebody else would see it, while whoever decides about it looks at that."""

import uuid

from flask import abort, redirect, url_for
from flask import session as browser
from sqlmodel import Session

from app.base import db
from app.sharing import house_rules, queries
from app.sharing.cards import ShareCard
from app.sharing.rules import Access, as_shared

PREVIEW = "preview"
"""Where the browser holds which share the patient looks at their own plan through."""


def look_through(share_id: uuid.UUID) -> None:
    """Show the patient their own plan as the one they share it with will see it."""
    browser[PREVIEW] = str(share_id)


def stop_looking() -> None:
    """Show the patient their own plan as it is."""
    browser.pop(PREVIEW, None)


def previewed(session: Session, access: Access) -> Access | None:
    """Return a plan as somebody else would see it, while whoever decides about it looks at that.

    It never shows more than whoever looks may see themselves.
    """
    if PREVIEW not in browser or not access.decides:
        return None
    share = _share_looked_at(session, access)
    if share is None:
        # What they looked through is gone. The plan must not come up in its place unsaid.
        stop_looking()
        abort(redirect(url_for("helping.shares"), code=303))
    return as_shared(
        share,
        access.person_id,
        band=access.band,
        kept_out=queries.things_kept_out(session, access.patient_id),
        allowed=house_rules.theirs_to_share(session, access),
        preview=True,
    )


def _share_looked_at(session: Session, access: Access) -> ShareCard | None:
    if access.at_work:
        return None
    return queries.share_of(session, access.patient_id, uuid.UUID(browser[PREVIEW]))


def looked_through(access: Access | None) -> ShareCard | None:
    """Return the share that a plan is looked at through."""
    if access is None or not access.preview or PREVIEW not in browser:
        return None
    return _share_looked_at(db.session(), access)
