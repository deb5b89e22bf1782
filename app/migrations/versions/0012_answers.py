"""What patients ask of care gets their words, an answer, and more kinds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = ("care-contact", "contract")
KINDS = (*BEFORE, "planning-talk", "overview", "channel", "time", "too-much", "reading")
KEPT = ("id", "patient_id", "kind", "asked_at", "answered_at")


def upgrade() -> None:
    _make_anew(KINDS, _new_columns(), ["about"], "answered_at IS NULL AND withdrawn_at IS NULL")


def downgrade() -> None:
    _make_anew(BEFORE, [], [], "answered_at IS NULL")


def _new_columns() -> list[SchemaItem]:
    return [
        sa.Column("about", sa.String(), nullable=False, server_default=""),
        sa.Column("subject", sa.JSON(), nullable=True),
        sa.Column("words", sa.String(), nullable=False, server_default=""),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answer_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_request_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["care_role.id"], name=op.f("fk_request_answered_by_id_care_role")
        ),
    ]


def _make_anew(
    kinds: tuple[str, ...],
    more: list[SchemaItem],
    told_apart_by: list[str],
    is_open: str,
) -> None:
    """Make the table anew with its rows: SQLite cannot change which kinds a column allows."""
    known = sa.table("request", *(sa.column(name) for name in KEPT))
    rows = op.get_bind().execute(sa.select(known).where(known.c.kind.in_(kinds))).mappings().all()
    op.drop_table("request")
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *kinds,
                name="requestkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        *more,
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_request_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    if rows:
        op.bulk_insert(known, [dict(row) for row in rows])
    op.create_index(op.f("ix_request_patient_id"), "request", ["patient_id"], unique=False)
    op.create_index(
        "uq_request_open",
        "request",
        ["patient_id", "kind", *told_apart_by],
        unique=True,
        sqlite_where=sa.text(is_open),
        postgresql_where=sa.text(is_open),
    )
