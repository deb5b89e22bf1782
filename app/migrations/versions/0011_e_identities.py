"""Who people are at their identity providers, and addresses for when no provider answers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("care_role", sa.Column("hsa_id", sa.String(), nullable=True))
    op.create_index(op.f("ix_care_role_hsa_id"), "care_role", ["hsa_id"], unique=False)
    op.create_table(
        "e_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_e_identity_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_e_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_e_identity_issuer_subject")),
        sa.UniqueConstraint("provider", "person_id", name=op.f("uq_e_identity_provider_person_id")),
    )
    op.create_index(op.f("ix_e_identity_person_id"), "e_identity", ["person_id"], unique=False)
    _make_provider_sessions()
    _make_break_glass()


def downgrade() -> None:
    op.drop_table("break_glass")
    op.drop_index("ix_provider_session_subject", table_name="provider_session")
    op.drop_index("ix_provider_session_sid", table_name="provider_session")
    op.drop_table("provider_session")
    op.drop_index(op.f("ix_e_identity_person_id"), table_name="e_identity")
    op.drop_table("e_identity")
    op.drop_index(op.f("ix_care_role_hsa_id"), table_name="care_role")
    op.drop_column("care_role", "hsa_id")


def _make_provider_sessions() -> None:
    op.create_table(
        "provider_session",
        sa.Column("sign_in_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sign_in_id"],
            ["sign_in_session.id"],
            name=op.f("fk_provider_session_sign_in_id_sign_in_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sign_in_id", name=op.f("pk_provider_session")),
    )
    op.create_index("ix_provider_session_sid", "provider_session", ["issuer", "sid"])
    op.create_index("ix_provider_session_subject", "provider_session", ["issuer", "subject"])


def _make_break_glass() -> None:
    op.create_table(
        "break_glass",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_break_glass_role_id_care_role")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_break_glass")),
    )
