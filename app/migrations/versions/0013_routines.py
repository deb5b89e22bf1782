"""What is done at home again and again, and what is written down about it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("self_care", sa.Column("schedule", sa.JSON(), nullable=True))
    op.add_column(
        "self_care", sa.Column("measures", sa.JSON(), nullable=False, server_default="[]")
    )
    _make_routine()
    _make_self_care_entry()
    _make_earlier_self_care_entry()
    _make_self_care_pause()
    _make_self_care_sending()


def downgrade() -> None:
    op.drop_table("self_care_sending")
    op.drop_table("self_care_pause")
    op.drop_table("earlier_self_care_entry")
    op.drop_table("self_care_entry")
    op.drop_table("routine")
    op.drop_column("self_care", "measures")
    op.drop_column("self_care", "schedule")


def _make_routine() -> None:
    op.create_table(
        "routine",
        sa.Column(
            "kind",
            sa.Enum(
                "assessed",
                "own-activity",
                "self-monitoring",
                name="selfcarekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("when", sa.JSON(), nullable=True),
        sa.Column("can", sa.JSON(), nullable=True),
        sa.Column("wants", sa.JSON(), nullable=True),
        sa.Column("schedule", sa.JSON(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("assessed_by_id", sa.Uuid(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("reassessed_on", sa.Date(), nullable=True),
        sa.Column("helper", sa.JSON(), nullable=True),
        sa.Column("read_when", sa.JSON(), nullable=True),
        sa.Column("contact_when", sa.JSON(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessed_by_id"], ["care_role.id"], name=op.f("fk_routine_assessed_by_id_care_role")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_routine_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine")),
        sa.UniqueConstraint(
            "patient_id", "source", "key", name=op.f("uq_routine_patient_id_source_key")
        ),
    )
    op.create_index(op.f("ix_routine_patient_id"), "routine", ["patient_id"], unique=False)


def _make_self_care_entry() -> None:
    op.create_table(
        "self_care_entry",
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "not-done",
                "skipped",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("routine_id", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_self_care_entry_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_self_care_entry_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["routine_id"], ["routine.id"], name=op.f("fk_self_care_entry_routine_id_routine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_care_entry")),
    )
    op.create_index("ix_self_care_entry_day", "self_care_entry", ["patient_id", "on"], unique=False)
    op.create_index(
        op.f("ix_self_care_entry_routine_id"), "self_care_entry", ["routine_id"], unique=False
    )


def _make_earlier_self_care_entry() -> None:
    op.create_table(
        "earlier_self_care_entry",
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "not-done",
                "skipped",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_earlier_self_care_entry_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["self_care_entry.id"],
            name=op.f("fk_earlier_self_care_entry_entry_id_self_care_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_self_care_entry")),
    )
    op.create_index(
        op.f("ix_earlier_self_care_entry_entry_id"),
        "earlier_self_care_entry",
        ["entry_id"],
        unique=False,
    )


def _make_self_care_pause() -> None:
    op.create_table(
        "self_care_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("routine_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "ill",
                "away",
                "other",
                name="pausereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_self_care_pause_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["routine_id"], ["routine.id"], name=op.f("fk_self_care_pause_routine_id_routine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_care_pause")),
    )
    op.create_index(
        op.f("ix_self_care_pause_patient_id"), "self_care_pause", ["patient_id"], unique=False
    )


def _make_self_care_sending() -> None:
    op.create_table(
        "self_care_sending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_self_care_sending_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_self_care_sending_request_id_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_care_sending")),
    )
    op.create_index(
        op.f("ix_self_care_sending_patient_id"), "self_care_sending", ["patient_id"], unique=False
    )
