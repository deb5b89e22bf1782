"""Guardians of children, what units let young people do, and notes that are theirs alone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SAID = sa.text("ended_at IS NULL")
ROLES = (("appointment", "relative_role"), ("request", "asked_by_role"))


def upgrade() -> None:
    _guardianships()
    _approvals()
    op.create_table(
        "own_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_own_note_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_note")),
    )
    op.create_index(op.f("ix_own_note_patient_id"), "own_note", ["patient_id"])
    for table, column in ROLES:
        op.add_column(table, sa.Column(column, sa.String(), nullable=True))


def downgrade() -> None:
    for table, column in ROLES:
        op.drop_column(table, column)
    for table in ("own_note", "approval", "guardianship"):
        op.drop_table(table)


def _guardianships() -> None:
    op.create_table(
        "guardianship",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("guardian_id <> patient_id", name=op.f("ck_guardianship_of_another")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_guardianship_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_guardianship_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
    )
    for column in ("patient_id", "guardian_id"):
        op.create_index(op.f(f"ix_guardianship_{column}"), "guardianship", [column])
    _one_live("uq_guardianship_said", "guardianship", ["patient_id", "guardian_id", "basis"])


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("what", _one_of("approves", "plan", "book"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_approval_patient_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_approval_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_approval_role_id_care_role")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["care_role.id"], name=op.f("fk_approval_ended_by_id_care_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_patient_id"), "approval", ["patient_id"])
    _one_live("uq_approval_live", "approval", ["patient_id", "what"])


def _one_live(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=SAID, postgresql_where=SAID)


def _one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, create_constraint=True, length=40)
