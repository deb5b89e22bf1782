import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from app.base import clock
from app.break_glass.models import BreakGlass
from app.journal import actions as journal
from app.journal.actions import OPERATOR
from app.journal.models import Happening
from app.people.actions import hash_of, new_reference
from app.people.keys import role_called
from app.people.models import CareRole
from app.people.queries import at_work

VALID_FOR = timedelta(minutes=10)


class RoleError(Exception):
    """There is not exactly one care role of that name today."""


def make(writing: Session, role_key: str, *, now: datetime) -> str:
    """Return the secret of a new address for a care role: its key, or source:key."""
    role = _role(writing, role_key, now=now)
    token = new_reference()
    writing.add(BreakGlass(token_hash=hash_of(token), role_id=role.id, made_at=now))
    writing.flush()
    journal.write(
        writing,
        Happening.BREAK_GLASS_MADE,
        by=OPERATOR,
        patient_id=None,
        about=role.person_id,
        now=now,
    )
    return token


def use(writing: Session, token: str, *, now: datetime) -> uuid.UUID | None:
    """Use an address up and return whose it is, or nothing if it is used, too old or unknown."""
    used = (
        update(BreakGlass)
        .where(
            col(BreakGlass.token_hash) == hash_of(token),
            col(BreakGlass.used_at).is_(None),
            col(BreakGlass.made_at) > now - VALID_FOR,
        )
        .values(used_at=now)
        .returning(col(BreakGlass.role_id))
    )
    role_id = writing.connection().execute(used).scalar_one_or_none()
    if role_id is None:
        return None
    works = select(CareRole.person_id).where(CareRole.id == role_id, at_work(clock.local_day(now)))
    return writing.exec(works).one_or_none()


def forget_before(writing: Session, moment: datetime) -> None:
    """Drop the addresses made before this moment. That they were made stays in the journal."""
    writing.exec(delete(BreakGlass).where(col(BreakGlass.made_at) < moment))


def _role(writing: Session, name: str, *, now: datetime) -> CareRole:
    found = writing.exec(role_called(name).where(at_work(clock.local_day(now)))).all()
    if len(found) != 1:
        raise RoleError(f"{len(found)} care roles are called {name} today.")
    return found[0]
