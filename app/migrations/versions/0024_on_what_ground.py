"""On what ground something is shared, who wrote it down, and what units do not let be shared."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

RELATIONS = ("partner", "child", "parent", "sibling", "other-family", "friend", "other")
OWN = ("own-wish",)
BASES = (
    "own-wish",
    "oral-wish",
    "special-representative",
    "administrator",
    "future-power-of-attorney",
)
IN_USE = sa.text("agreed_at IS NOT NULL AND ended_at IS NULL AND helper_id IS NOT NULL")
RECORDED = """recorded_by_id IS NOT NULL AND recorded_at_unit_id IS NOT NULL
    AND ends_on IS NOT NULL AND ends_on <= review_on"""
NEEDS = {
    "ck_share_oral_wish_was_heard": (
        f"basis <> 'oral-wish' OR (decided_on IS NOT NULL AND present <> '' AND {RECORDED})"
    ),
    "ck_share_representative_has_shown_it": f"""basis IN ('own-wish', 'oral-wish')
    OR (scope <> '' AND shown_on IS NOT NULL AND shown_to_id IS NOT NULL AND {RECORDED})""",
}
NEW_KEYS = {
    "shown_to_id": "unit",
    "recorded_by_id": "care_role",
    "recorded_at_unit_id": "unit",
    "wished_by_id": "person",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_columns(BASES) + _new_columns(), NEEDS, NEW_KEYS)
    else:
        _widen()
    op.add_column("unit", sa.Column("not_shared", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("follow_up", sa.Column("support", sa.String(), nullable=True))
    op.add_column(
        "kept_out",
        sa.Column(
            "said_by_id",
            sa.Uuid(),
            sa.ForeignKey("person.id", name=op.f("fk_kept_out_said_by_id_person")),
            nullable=True,
        ),
        inline_references=True,
    )


def downgrade() -> None:
    op.drop_column("kept_out", "said_by_id")
    op.drop_column("follow_up", "support")
    op.drop_column("unit", "not_shared")
    op.execute(sa.text("DELETE FROM share WHERE basis <> 'own-wish'"))
    # What waits for a second yes is no more than a draft, and nobody says yes to it any more.
    op.execute(sa.text("DELETE FROM share WHERE wished_at IS NOT NULL AND agreed_at IS NULL"))
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_columns(OWN), {}, {})
    else:
        _narrow()


def _widen() -> None:
    for column in _new_columns():
        op.add_column("share", column)
    for name, table in NEW_KEYS.items():
        op.create_foreign_key(op.f(f"fk_share_{name}_{table}"), "share", table, [name], ["id"])
    _allow(BASES)
    for name, condition in NEEDS.items():
        op.create_check_constraint(op.f(name), "share", condition)


def _narrow() -> None:
    for name in NEEDS:
        op.drop_constraint(op.f(name), "share", type_="check")
    _allow(OWN)
    for column in _new_columns():
        op.drop_column("share", column.name)


def _allow(bases: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_share_basis"), "share", type_="check")
    known = sa.column("basis", sa.String())
    op.create_check_constraint(op.f("ck_share_basis"), "share", known.in_(bases))


def _make_anew(columns: list[sa.Column[Any]], needs: dict[str, str], keys: dict[str, str]) -> None:
    """Make the table anew with its rows: SQLite cannot change what a column allows."""
    op.execute("PRAGMA defer_foreign_keys=ON")
    found = {one["name"] for one in sa.inspect(op.get_bind()).get_columns("share")}
    known = sa.table("share", *(sa.column(one.name) for one in columns if one.name in found))
    rows = op.get_bind().execute(sa.select(known)).mappings().all()
    op.drop_table("share")
    people = dict.fromkeys(("patient_id", "helper_id", "ended_by_id"), "person")
    op.create_table(
        "share",
        *columns,
        sa.CheckConstraint(
            "helper_id IS NULL OR helper_id <> patient_id", name=op.f("ck_share_with_another")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_share_ends_after_start")
        ),
        *(sa.CheckConstraint(needs[name], name=op.f(name)) for name in needs),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_share_{name}_{table}"))
            for name, table in {**people, **keys}.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_share_code_hash")),
    )
    if rows:
        op.get_bind().execute(known.insert(), [dict(row) for row in rows])
    op.create_index(op.f("ix_share_patient_id"), "share", ["patient_id"])
    op.create_index(op.f("ix_share_helper_id"), "share", ["helper_id"])
    op.create_index(
        "uq_share_in_use", "share", ["patient_id", "helper_id"], unique=True, sqlite_where=IN_USE
    )


def _columns(bases: tuple[str, ...]) -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("relation", _one_of("relation", *RELATIONS), nullable=False),
        sa.Column("basis", _one_of("basis", *bases), nullable=False),
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
    ]


def _new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("scope", sa.String(), nullable=False, server_default=""),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("present", sa.String(), nullable=False, server_default=""),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("shown_to_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at_unit_id", sa.Uuid(), nullable=True),
        sa.Column("took_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_by_id", sa.Uuid(), nullable=True),
    ]


def _one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, create_constraint=True, length=40)
