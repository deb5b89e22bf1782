"""The follow-up questions are asked and answered here, and lead somewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "follow_up", sa.Column("set_version", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column(
        "follow_up", sa.Column("asked_in", sa.String(), nullable=False, server_default="sv")
    )
    op.add_column("follow_up", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    op.add_column("follow_up", sa.Column("order", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("follow_up", sa.Column("contract_version", sa.Integer(), nullable=True))
    op.add_column(
        "follow_up",
        sa.Column(
            "answered_by_id",
            sa.Uuid(),
            sa.ForeignKey("person.id", name=op.f("fk_follow_up_answered_by_id_person")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column("follow_up", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "unit", sa.Column("question_set", sa.String(), nullable=False, server_default="vgr-5")
    )
    op.add_column(
        "unit", sa.Column("follow_up_months", sa.Integer(), nullable=False, server_default="3")
    )
    op.create_table(
        "follow_up_postponement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("postponed_on", sa.Date(), nullable=False),
        sa.Column("not_now", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_follow_up_postponement_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_follow_up_postponement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_postponement")),
        sa.UniqueConstraint(
            "patient_id",
            "person_id",
            "reason",
            name=op.f("uq_follow_up_postponement_patient_id_person_id_reason"),
        ),
    )
    op.create_index(
        op.f("ix_follow_up_postponement_patient_id"),
        "follow_up_postponement",
        ["patient_id"],
        unique=False,
    )
    op.create_table(
        "follow_up_led_to",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_follow_up_led_to_follow_up_id_follow_up"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_follow_up_led_to_request_id_request")
        ),
        sa.PrimaryKeyConstraint("follow_up_id", "question", name=op.f("pk_follow_up_led_to")),
    )
    op.create_table(
        "follow_up_care_yes",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("documented_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_follow_up_care_yes_follow_up_id_follow_up"),
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_follow_up_care_yes_role_id_care_role")
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_up_care_yes")),
    )


def downgrade() -> None:
    op.drop_table("follow_up_care_yes")
    op.drop_table("follow_up_led_to")
    op.drop_table("follow_up_postponement")
    op.drop_column("unit", "follow_up_months")
    op.drop_column("unit", "question_set")
    op.drop_column("follow_up", "recorded_at")
    op.drop_column("follow_up", "answered_by_id")
    op.drop_column("follow_up", "contract_version")
    op.drop_column("follow_up", "order")
    op.drop_column("follow_up", "reason")
    op.drop_column("follow_up", "asked_in")
    op.drop_column("follow_up", "set_version")
