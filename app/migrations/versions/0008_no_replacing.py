"""On SQLite, INSERT OR REPLACE removes a row without asking the triggers that guard removal."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SAME = {
    "journal_entry": "number = NEW.number",
    "contract_version": "id = NEW.id OR (contract_id = NEW.contract_id AND number = NEW.number)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, is_there in SAME.items():
        op.execute(
            sa.text(
                f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} "  # noqa: S608  # from above
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {is_there}) "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never replaced'); END"
            )
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_is_not_replaced")
