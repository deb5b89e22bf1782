"""What is done at home again and again, and what is written down about it."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SAID = ("when", "can", "wants", "schedule", "helper", "read_when", "contact_when")
CONTRACT = sa.table(
    "contract",
    sa.column("id", sa.Uuid()),
    sa.column("patient_id", sa.Uuid()),
    sa.column("status", sa.String()),
)
VERSION = sa.table(
    "contract_version",
    sa.column("contract_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
    sa.column("document", sa.JSON()),
)
ROUTINE = sa.table(
    "routine",
    *(sa.column(name, sa.JSON(none_as_null=True)) for name in (*SAID, "what", "measures")),
    *(sa.column(name, sa.Date()) for name in ("assessed_on", "reassessed_on")),
    *(sa.column(name, sa.String()) for name in ("kind", "source", "key")),
    *(sa.column(name, sa.Uuid()) for name in ("id", "patient_id", "assessed_by_id")),
    sa.column("position", sa.Integer()),
    sa.column("added_at", sa.DateTime(timezone=True)),
)


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
    _bring_what_is_agreed()


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
        sa.Column("told", sa.String(), nullable=False),
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


def _bring_what_is_agreed() -> None:
    """Make routines of what the latest versions say, so that it need not be told again."""
    bind = op.get_bind()
    latest = {version.id: version for version in bind.execute(_versions())}
    rows = [
        _routine(part, position, version)
        for version in latest.values()
        for position, part in enumerate(_recorded(version.document))
    ]
    if rows:
        bind.execute(ROUTINE.insert(), rows)


def _versions() -> sa.Select[Any]:
    """Return every version of the contracts in use, those of each contract with the newest last."""
    return (
        sa.select(CONTRACT.c.id, CONTRACT.c.patient_id, VERSION.c.recorded_at, VERSION.c.document)
        .join(VERSION, VERSION.c.contract_id == CONTRACT.c.id)
        .where(CONTRACT.c.status.not_in(["ended", "declined"]))
        .order_by(VERSION.c.number)
    )


def _recorded(document: dict[str, Any]) -> list[dict[str, Any]]:
    parts = document.get("self_care", [])
    return [part for part in parts if part["kind"] in ("assessed", "own-activity")]


def _routine(part: dict[str, Any], position: int, version: sa.Row[Any]) -> dict[str, Any]:
    assessed_by = part.get("assessed_by_id")
    dates = {name: part.get(name) for name in ("assessed_on", "reassessed_on")}
    return {
        **{name: part.get(name) for name in SAID},
        **{name: date.fromisoformat(told) if told else None for name, told in dates.items()},
        **{name: part[name] for name in ("kind", "what", "key")},
        "measures": part.get("measures", []),
        "assessed_by_id": uuid.UUID(assessed_by) if assessed_by else None,
        "id": uuid.uuid4(),
        "patient_id": version.patient_id,
        "source": str(version.id),
        "position": position,
        "added_at": version.recorded_at,
    }
