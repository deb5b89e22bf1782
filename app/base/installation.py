"""What a database was made for. A demo lets anybody be anyone, so it never meets real people."""

from sqlalchemy import CheckConstraint, inspect
from sqlmodel import Field, Session, SQLModel


class Installation(SQLModel, table=True):
    """The one row that says what this database was made for, written when it was made."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    mode: str


class WrongDatabaseError(Exception):
    """The database was made for something else than what it is to be used for."""


def claim(writing: Session, mode: str) -> None:
    """Mark a new database as made for this mode, or refuse one that was made for another."""
    found = writing.get(Installation, 1)
    if found is None:
        writing.add(Installation(mode=mode))
    elif found.mode != mode:
        raise WrongDatabaseError(
            f"This database was made for {found.mode}, and MODE is {mode}. Nothing was done."
        )


def is_made(reading: Session) -> bool:
    """Say whether the database has been brought to its form."""
    tables = inspect(reading.connection()).get_table_names()
    return Installation.__tablename__ in tables and reading.get(Installation, 1) is not None


def is_for_demo(reading: Session) -> bool:
    found = reading.get(Installation, 1)
    return found is not None and found.mode == "demo"
