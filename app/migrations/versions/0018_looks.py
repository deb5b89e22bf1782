"""Patients read who has looked at their plan, and ask about it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = (
    "care-contact",
    "contract",
    "planning-talk",
    "overview",
    "channel",
    "time",
    "too-much",
    "reading",
)
IS_OPEN = "answered_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    _allow((*BEFORE, "look"))
    op.create_index(
        "ix_journal_entry_of_patient",
        "journal_entry",
        ["patient_id", "happening", "happened_at"],
        unique=False,
    )
    op.drop_index(op.f("ix_journal_entry_patient_id"), "journal_entry")


def downgrade() -> None:
    op.create_index(
        op.f("ix_journal_entry_patient_id"), "journal_entry", ["patient_id"], unique=False
    )
    op.drop_index("ix_journal_entry_of_patient", "journal_entry")
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    """Let requests be of these kinds. Those of another kind do not come along."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(kinds)
        return
    known = sa.table("request", sa.column("kind", sa.String()))
    op.execute(known.delete().where(known.c.kind.not_in(kinds)))
    op.drop_constraint(op.f("ck_request_requestkind"), "request", type_="check")
    op.create_check_constraint(op.f("ck_request_requestkind"), "request", known.c.kind.in_(kinds))


def _make_anew(kinds: tuple[str, ...]) -> None:
    """Make the table anew with its rows: SQLite cannot change which kinds a column allows.

    Other tables name rows of it. They are back before anybody asks.
    """
    op.execute("PRAGMA defer_foreign_keys=ON")
    columns = _columns(kinds)
    known = sa.table("request", *(sa.column(column.name) for column in columns))
    rows = op.get_bind().execute(sa.select(known).where(known.c.kind.in_(kinds))).mappings().all()
    op.drop_table("request")
    op.create_table(
        "request",
        *columns,
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_request_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_request_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["care_role.id"], name=op.f("fk_request_answered_by_id_care_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    if rows:
        op.get_bind().execute(known.insert(), [dict(row) for row in rows])
    op.create_index(op.f("ix_request_patient_id"), "request", ["patient_id"], unique=False)
    op.create_index(
        "uq_request_open",
        "request",
        ["patient_id", "kind", "about"],
        unique=True,
        sqlite_where=sa.text(IS_OPEN),
    )


def _columns(kinds: tuple[str, ...]) -> list[sa.Column[Any]]:
    kind = sa.Enum(*kinds, name="requestkind", native_enum=False, create_constraint=True, length=40)
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("about", sa.String(), nullable=False, server_default=""),
        sa.Column("subject", sa.JSON(), nullable=True),
        sa.Column("words", sa.String(), nullable=False, server_default=""),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answer_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    ]
