"""Who booked, moved or cancelled a time, when it was a relative."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "appointment",
        sa.Column(
            "relative_id",
            sa.Uuid(),
            sa.ForeignKey("person.id", name=op.f("fk_appointment_relative_id_person")),
            nullable=True,
        ),
        inline_references=True,
    )


def downgrade() -> None:
    op.drop_column("appointment", "relative_id")
