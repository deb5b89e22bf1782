"""On which device somebody is signed in, how they came in, and what they should know of it.

Sign-ins live for some hours, and none has said how it was begun: everybody signs in again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAYS = (
    "demo",
    "activation-code",
    "passkey",
    "e-identity",
    "break-glass",
    "confirmed-by-other",
)
NOTICES = ("device-added", "passkey-added", "passkey-removed", "ended-by-staff")


def upgrade() -> None:
    _drop_sign_ins()
    _make_devices()
    _make_notices()
    _make_sign_ins(
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("way", _choice(WAYS, "way"), nullable=False),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_sign_in_session_device_id_device")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_sign_in_session_id")),
    )
    op.create_index(
        op.f("ix_sign_in_session_device_id"), "sign_in_session", ["device_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_session_device_id"), table_name="sign_in_session")
    _drop_sign_ins()
    op.drop_index("ix_notice_unseen", table_name="notice")
    op.drop_index(op.f("ix_notice_person_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_device_person_id"), table_name="device")
    op.drop_table("device")
    _make_sign_ins()


def _drop_sign_ins() -> None:
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_index("ix_sign_in_session_live", table_name="sign_in_session")
    op.drop_table("sign_in_session")


def _make_sign_ins(*more: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("reference_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("plan_of_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_of_id"], ["person.id"], name=op.f("fk_sign_in_session_plan_of_id_person")
        ),
        sa.PrimaryKeyConstraint("reference_hash", name=op.f("pk_sign_in_session")),
        *more,
    )
    op.create_index(
        "ix_sign_in_session_live",
        "sign_in_session",
        ["seen_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False
    )


def _choice(options: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, create_constraint=True, length=40)


def _make_devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reference_hash", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("reference_hash", name=op.f("uq_device_reference_hash")),
    )
    op.create_index(op.f("ix_device_person_id"), "device", ["person_id"], unique=False)


def _make_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice(NOTICES, "noticekind"), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("caused_by_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"], unique=False)
    op.create_index(
        "ix_notice_unseen",
        "notice",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
