"""Runs the migrations on the database that Nästa steg is set to use."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.base.columns import Document
from app.base.db import engine_for
from app.tables import METADATA


def plainly(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what the database has, so that migrations stand alone."""
    if kind == "type" and isinstance(item, Document):
        return "sa.JSON()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


engine = engine_for(context.config.attributes["url"])
with engine.execution_options(writes=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plainly,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
