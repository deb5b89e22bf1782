"""What patients share with people close to them, and what they keep out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RELATIONS = ("partner", "child", "parent", "sibling", "other-family", "friend", "other")
IN_USE = sa.text("agreed_at IS NOT NULL AND ended_at IS NULL AND helper_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("relation", _one_of("relation", *RELATIONS), nullable=False),
        sa.Column("basis", _one_of("basis", "own-wish"), nullable=False),
        sa.Column("sees", sa.JSON(), nullable=False),
        sa.Column("does", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column("end_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "helper_id IS NULL OR helper_id <> patient_id", name=op.f("ck_share_with_another")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_share_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_share_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["person.id"], name=op.f("fk_share_helper_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_share_ended_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_share_code_hash")),
    )
    op.create_index(op.f("ix_share_patient_id"), "share", ["patient_id"])
    op.create_index(op.f("ix_share_helper_id"), "share", ["helper_id"])
    op.create_index(
        "uq_share_in_use",
        "share",
        ["patient_id", "helper_id"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )
    op.create_table(
        "kept_out",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("thing", "commitment", "time", "plan"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kept_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_kept_out_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("patient_id", "kind", "key", name=op.f("pk_kept_out")),
    )


def downgrade() -> None:
    op.drop_table("kept_out")
    op.drop_table("share")


def _one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, create_constraint=True, length=40)
