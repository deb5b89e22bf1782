"""What a database was made for. A demo lets anybody be anyone, so it never meets real people."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import CheckConstraint, inspect
from sqlmodel import Field, Session, SQLModel

MIGRATIONS = Path(__file__).parents[1] / "migrations"
NOT_MADE = "The database is not in the form this version needs. Run: flask --app app db upgrade"


class Installation(SQLModel, table=True):
    """The one row that says what this database was made for, written when it was made."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    mode: str


class WrongDatabaseError(Exception):
    """The database was made for something else than what it is to be used for."""


def refuse_another_mode(reading: Session, mode: str) -> None:
    """Refuse a database that was made for another mode. One without tables is for any."""
    if not inspect(reading.connection()).has_table("installation"):
        return
    found = reading.get(Installation, 1)
    if found and found.mode != mode:
        raise WrongDatabaseError(f"{_made_for_another(found.mode, mode)} Nothing was done.")


def claim(writing: Session, mode: str) -> None:
    """Mark a database that is not marked yet as made for this mode."""
    if writing.get(Installation, 1) is None:
        writing.add(Installation(mode=mode))


def fault(reading: Session, mode: str) -> str | None:
    """Say why the database cannot be used by this version in this mode, or nothing if it can."""
    from alembic.migration import MigrationContext  # heavy, and asked for by health checks alone

    form = MigrationContext.configure(reading.connection()).get_current_revision()
    if form != newest_form():
        return NOT_MADE
    found = reading.get(Installation, 1)
    if found is None:
        return NOT_MADE
    return None if found.mode == mode else _made_for_another(found.mode, mode)


@lru_cache(maxsize=1)
def newest_form() -> str | None:
    """Return the newest migration. A running version never gets another, so it is read once."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_for_demo(reading: Session) -> bool:
    found = reading.get(Installation, 1)
    return found is not None and found.mode == "demo"


def _made_for_another(made_for: str, mode: str) -> str:
    return f"This database was made for {made_for}, and MODE is {mode}."
