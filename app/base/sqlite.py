"""How SQLite is opened, so that nothing acknowledged is ever lost."""

from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event

try:
    import pysqlite3.dbapi2 as driver
except (
    ImportError
):  # No wheel for this platform: Python's own module serves, with an older library.
    import sqlite3 as driver

MODULE: ModuleType = driver
BUSY_TIMEOUT_MS = 5000
PATIENT_TIMEOUT_MS = 300_000


def journal_mode(version: tuple[int, ...]) -> str:
    """Choose the journal for this library version.

    Releases before 3.51.3 can corrupt a database in write-ahead mode when two
    connections reset the log at once (sqlite.org/wal.html#walresetbug). The fix was
    also made in 3.50.7 and 3.44.6.
    """
    fixed_lines = {(3, 50): (3, 50, 7), (3, 44): (3, 44, 6)}
    safe = version >= fixed_lines.get((version[0], version[1]), (3, 51, 3))
    return "WAL" if safe else "DELETE"


def prepare(engine: Engine) -> None:
    """Set up every new connection, and begin each write transaction with the lock in hand.

    A transaction that reads first and asks for the write lock later fails at once when
    somebody else wrote in between, without waiting.
    """
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def library_version() -> tuple[int, ...]:
    return tuple(int(part) for part in driver.sqlite_version.split("."))


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA journal_mode={journal_mode(library_version())}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("patient"):
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENT_TIMEOUT_MS}")
    if options.get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
