"""The head of a unit reads what its staff have opened."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "care_role",
        sa.Column("heads_unit", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_journal_entry_of_unit",
        "journal_entry",
        ["unit_id", "happening", "happened_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_journal_entry_of_unit", "journal_entry")
    op.drop_column("care_role", "heads_unit")
