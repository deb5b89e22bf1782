"""Adding a row that somebody else may be adding at the same moment.

Looking first and adding after lets two in. Here the database decides: two at the same moment
wait for each other, and one is second.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

ROWS_AT_A_TIME = 500
"""Few enough for one statement, whatever the database lets one hand it."""
Row = TypeVar("Row")
Insert = postgresql.Insert | sqlite.Insert


def add_unless_there(writing: Session, row: SQLModel) -> bool:
    """Add a row unless a unique rule says that it is there. Return whether it was added."""
    insert = _insert(writing, row)
    added = writing.connection().execute(insert.on_conflict_do_nothing().returning(*_key(row)))
    return added.first() is not None


def add_all_unless_there(writing: Session, rows: Sequence[SQLModel]) -> Sequence[Any]:
    """Add rows of one table in one statement, but for those that a rule says are there.

    Return the keys of those that were added; of a key of several columns, the first.
    """
    insert = _insert(writing, *rows)
    added = writing.connection().execute(insert.on_conflict_do_nothing().returning(*_key(rows[0])))
    return added.scalars().all()


def add_or_grow(writing: Session, row: SQLModel, *, by: str) -> None:
    """Add a row, or let it take the place of the one with its key unless its `by` is smaller."""
    insert = _insert(writing, row)
    key = [column.name for column in _key(row)]
    new = insert.excluded
    writing.connection().execute(
        insert.on_conflict_do_update(
            index_elements=key,
            set_={name: new[name] for name in dict(row) if name not in key},
            where=new[by] >= type(row).__table__.c[by],  # type: ignore[attr-defined]  # added by SQLModel
        )
    )


def some_at_a_time(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Return many rows in lots that one statement can take."""
    for first in range(0, len(rows), ROWS_AT_A_TIME):
        yield rows[first : first + ROWS_AT_A_TIME]


def _insert(writing: Session, *rows: SQLModel) -> Insert:
    table, values = type(rows[0]), [dict(row) for row in rows]
    if writing.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).values(values)
    return sqlite.insert(table).values(values)


def _key(row: SQLModel) -> list[Any]:
    return list(type(row).__table__.primary_key)  # type: ignore[attr-defined]  # added by SQLModel
