"""What stands around every page: what its reader may open, and through which share they look."""

from flask import Flask, g

from app.base import db
from app.journal.models import Role
from app.people.sign_in import who
from app.sharing import house_rules, preview
from app.sharing.ages import Band
from app.sharing.content import Part
from app.sharing.rules import Access


def init_app(app: Flask) -> None:
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    """Give every page what its reader may open, and through which share they look."""
    access = _access_now()
    return {
        "shown_parts": frozenset(part.value for part in Part if _is_shown(access, part)),
        "may_open_page": lambda page: access is not None and access.may_open_page(page),
        "decides": access is not None and access.decides,
        "guardians_see": access is not None and access.decides and access.band is Band.CHILD,
        "looked_through": preview.looked_through(access),
        "acts_as": _acts_as(),
    }


def _acts_as() -> Role | None:
    """Return as what somebody who represents the patient is here."""
    access: Access | None = g.get("access")
    return access.role if access and access.represents and not access.preview else None


def _is_shown(access: Access | None, part: Part) -> bool:
    """Say whether a part is theirs to open. To nobody it is told what there would be."""
    return access.may_see(part) if access else not _has_a_plan_open()


def _has_a_plan_open() -> bool:
    asking = None if g.get("ask_nobody") else who()
    return bool(asking and asking.plan_of)


def _access_now() -> Access | None:
    """Return the way in of whoever asks, to the plan they have open or to their own."""
    if "access" in g:
        found: Access = g.access
        return found
    asking = None if g.get("ask_nobody") else who()
    if asking is None:
        return None
    whose = asking.plan_of or asking.person
    access = house_rules.access_asked(db.session(), asking, whose.id)
    return access and (preview.previewed(db.session(), access) or access)
