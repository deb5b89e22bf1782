"""Keeping what somebody tells again and again: what is new is added, what differs is changed."""

import uuid
from collections.abc import Mapping

from sqlmodel import Session, SQLModel


def keep(
    writing: Session, table: type[SQLModel], row_id: uuid.UUID, content: SQLModel, **whose: object
) -> bool:
    """Make a row say what the content says, and return whether it said something else before.

    Whose the row is, and what they call it, is said when it is added and never changes.
    """
    row = writing.get(table, row_id)
    if row is not None:
        return change(row, dict(content))
    writing.add(table(id=row_id, **{**dict(content), **whose}))
    writing.flush()
    return True


def change(row: SQLModel, wanted: Mapping[str, object]) -> bool:
    """Change what differs in a row, and return whether anything did."""
    different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
