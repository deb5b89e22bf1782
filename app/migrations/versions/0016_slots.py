"""The times that units have, and who has each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_visit_kind()
    _make_booking_rules()
    _make_week_pattern()
    _make_pattern_exception()
    _make_slot()
    _make_slot_kind()
    _make_slot_holder()


def downgrade() -> None:
    op.drop_table("slot_holder")
    op.drop_table("slot_kind")
    op.drop_table("slot")
    op.drop_table("pattern_exception")
    op.drop_table("week_pattern")
    op.drop_table("booking_rules")
    op.drop_table("visit_kind")


def _make_visit_kind() -> None:
    op.create_table(
        "visit_kind",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_visit_kind_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_kind")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_visit_kind_unit_id_key")),
    )


def _make_booking_rules() -> None:
    op.create_table(
        "booking_rules",
        sa.Column("lead_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("hold_minutes", sa.Integer(), nullable=False),
        sa.Column("change_hours", sa.Integer(), nullable=False),
        sa.Column("late_cancel_hours", sa.Integer(), nullable=False),
        sa.Column("late_cancel_fee", sa.Integer(), nullable=True),
        sa.Column("message_allowed", sa.Boolean(), nullable=False),
        sa.Column(
            "asking",
            sa.Enum(
                "one-after-another",
                "together",
                name="asking",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("earlier_minutes", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_booking_rules_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_booking_rules")),
    )


def _make_week_pattern() -> None:
    op.create_table(
        "week_pattern",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("kind_keys", sa.JSON(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "visit",
                "home-visit",
                "video",
                "phone",
                "group",
                "inpatient",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("buffer", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("release_days", sa.Integer(), nullable=True),
        sa.Column(
            "on_red_days",
            sa.Enum(
                "closed",
                "as-usual",
                name="onreddays",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_week_pattern_role_id_care_role")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_week_pattern_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_pattern")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_week_pattern_unit_id_key")),
    )


def _make_pattern_exception() -> None:
    op.create_table(
        "pattern_exception",
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_pattern_exception_role_id_care_role")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_pattern_exception_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_exception")),
        sa.UniqueConstraint(
            "unit_id", "role_id", "day", name=op.f("uq_pattern_exception_unit_id_role_id_day")
        ),
    )
    op.create_index(
        "uq_pattern_exception_of_unit",
        "pattern_exception",
        ["unit_id", "day"],
        unique=True,
        sqlite_where=sa.text("role_id IS NULL"),
        postgresql_where=sa.text("role_id IS NULL"),
    )


def _make_slot() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "visit",
                "home-visit",
                "video",
                "phone",
                "group",
                "inpatient",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pattern_id", sa.Uuid(), nullable=True),
        sa.Column("takes_up", sa.String(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["week_pattern.id"], name=op.f("fk_slot_pattern_id_week_pattern")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["care_role.id"], name=op.f("fk_slot_role_id_care_role")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_slot_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    op.create_index("ix_slot_of_unit", "slot", ["unit_id", "starts_at"], unique=False)
    op.create_index("ix_slot_of_role", "slot", ["role_id", "starts_at"], unique=False)
    op.create_index("ix_slot_of_pattern", "slot", ["pattern_id", "starts_at"], unique=False)
    op.create_index(
        "uq_slot_at_once",
        "slot",
        ["takes_up", "starts_at", "seat"],
        unique=True,
        sqlite_where=sa.text("dropped_at IS NULL"),
        postgresql_where=sa.text("dropped_at IS NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _keep_slots_apart_on_postgresql()
    else:
        _keep_slots_apart_on_sqlite()


def _keep_slots_apart_on_postgresql() -> None:
    """Refuse a slot that overlaps another, but for the places of a group, which start at once."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE slot ADD CONSTRAINT slots_stand_apart EXCLUDE USING gist "
        "(takes_up WITH =, starts_at WITH <>, tstzrange(starts_at, ends_at) WITH &&) "
        "WHERE (dropped_at IS NULL)"
    )


def _keep_slots_apart_on_sqlite() -> None:
    """Pass by a slot that overlaps another, as ON CONFLICT DO NOTHING does on PostgreSQL.

    No slot is as long as a day, so that only a day's slots are looked through.
    """
    op.execute(
        sa.text(
            "CREATE TRIGGER slots_stand_apart BEFORE INSERT ON slot "
            "WHEN NEW.dropped_at IS NULL AND EXISTS (SELECT 1 FROM slot WHERE dropped_at IS NULL "
            "AND takes_up = NEW.takes_up AND starts_at <> NEW.starts_at "
            "AND starts_at > datetime(NEW.starts_at, '-1 day') "
            "AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at) "
            "BEGIN SELECT RAISE(IGNORE); END"
        )
    )
    op.execute(
        "CREATE TRIGGER slot_is_not_moved BEFORE UPDATE OF takes_up, starts_at, ends_at ON slot "
        "BEGIN SELECT RAISE(ABORT, 'a slot is never moved'); END"
    )


def _make_slot_kind() -> None:
    op.create_table(
        "slot_kind",
        sa.Column("kind_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["visit_kind.id"], name=op.f("fk_slot_kind_kind_id_visit_kind")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_slot_kind_slot_id_slot")),
        sa.PrimaryKeyConstraint("kind_id", "starts_at", "slot_id", name=op.f("pk_slot_kind")),
    )


def _make_slot_holder() -> None:
    op.create_table(
        "slot_holder",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "holding",
            sa.Enum(
                "hold",
                "offer",
                "booking",
                "withdrawn",
                name="holding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_for_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_for_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "withdrawn_for_id IS NULL OR holding = 'booking'",
            name=op.f("ck_slot_holder_is_withdrawn_after_a_booking"),
        ),
        sa.CheckConstraint(
            "CASE holding WHEN 'withdrawn' THEN patient_id IS NULL"
            " WHEN 'offer' THEN true ELSE patient_id IS NOT NULL END",
            name=op.f("ck_slot_holder_is_somebodys"),
        ),
        sa.CheckConstraint(
            "(until IS NULL) = (holding IN ('booking', 'withdrawn'))",
            name=op.f("ck_slot_holder_ends_when_it_should"),
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_slot_holder_patient_id_person")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_slot_holder_slot_id_slot")),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_slot_holder")),
    )
    op.create_index(
        op.f("ix_slot_holder_held_for_id"), "slot_holder", ["held_for_id"], unique=False
    )
    op.create_index(
        op.f("ix_slot_holder_withdrawn_for_id"), "slot_holder", ["withdrawn_for_id"], unique=False
    )
    op.create_index(op.f("ix_slot_holder_patient_id"), "slot_holder", ["patient_id"], unique=False)
