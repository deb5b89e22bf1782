"""What an operator calls somebody on the command line."""

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.people.models import CareRole, Person


def person_called(name: str) -> SelectOfScalar[Person]:
    """Choose the people with this key, or with this source:key where several share a key."""
    key = col(Person.key)
    return select(Person).where(or_(key == name, col(Person.source) + ":" + key == name))


def role_called(name: str) -> SelectOfScalar[CareRole]:
    """Choose the care roles with this key, or with this source:key."""
    key = col(CareRole.key)
    return select(CareRole).where(or_(key == name, col(CareRole.source) + ":" + key == name))
