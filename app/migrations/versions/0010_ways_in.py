"""Letters with a code, passkeys, numbers that another browser confirms, and counts of tries."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "make",
                "sign-in",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index(op.f("ix_challenge_expires_at"), "challenge", ["expires_at"], unique=False)

    op.create_table(
        "tally",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_expires_at"), "tally", ["expires_at"], unique=False)

    op.create_table(
        "handover",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reference_hash", sa.String(), nullable=False),
        sa.Column("device_name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_handover_confirmed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_handover")),
        sa.UniqueConstraint("reference_hash", name=op.f("uq_handover_reference_hash")),
    )
    op.create_index(
        op.f("ix_handover_confirmed_by_id"), "handover", ["confirmed_by_id"], unique=False
    )
    op.create_index(op.f("ix_handover_expires_at"), "handover", ["expires_at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("digits_hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index(
        "uq_invitation_live",
        "invitation",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("used_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND withdrawn_at IS NULL"),
    )

    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_passkey_person_id"), table_name="passkey")

    op.drop_table("passkey")
    op.drop_index(
        "uq_invitation_live",
        table_name="invitation",
        sqlite_where=sa.text("used_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_invitation_person_id"), table_name="invitation")

    op.drop_table("invitation")
    op.drop_index(op.f("ix_handover_expires_at"), table_name="handover")
    op.drop_index(op.f("ix_handover_confirmed_by_id"), table_name="handover")

    op.drop_table("handover")
    op.drop_index(op.f("ix_tally_expires_at"), table_name="tally")

    op.drop_table("tally")
    op.drop_index(op.f("ix_challenge_expires_at"), table_name="challenge")

    op.drop_table("challenge")
