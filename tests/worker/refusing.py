"""A database that refuses some rows for good, as it would if something unforeseen were wrong."""

from contextlib import contextmanager

from sqlalchemy import text

SQLITE = """
    CREATE TRIGGER refused BEFORE {event} ON {table} WHEN {when}
    BEGIN SELECT RAISE(ABORT, 'refused'); END
"""
POSTGRES = """
    CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END $$;
    CREATE TRIGGER refused BEFORE {event} ON {table} FOR EACH ROW WHEN ({when})
    EXECUTE FUNCTION refused();
"""


@contextmanager
def refusing(engine, event, table, **column):
    """Refuse to write rows with these values in these columns, as long as the block lasts."""
    sqlite = engine.dialect.name == "sqlite"
    row = "OLD" if event == "DELETE" else "NEW"
    said = {
        name: getattr(value, "hex", value) if sqlite else value for name, value in column.items()
    }
    when = " AND ".join(f"{row}.{name} = '{value}'" for name, value in said.items())
    with engine.begin() as connection:
        connection.execute(
            text((SQLITE if sqlite else POSTGRES).format(event=event, table=table, when=when))
        )
    yield
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER refused{'' if sqlite else f' ON {table}'}"))
        if not sqlite:
            connection.execute(text("DROP FUNCTION refused"))
