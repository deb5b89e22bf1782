"""Each month the answers are counted once, and what is told of them stays as it was told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("counted_month", "unit_figure")


def upgrade() -> None:
    _make_counted_month()
    _make_unit_figure()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    op.drop_table("unit_figure")
    op.drop_table("counted_month")


def _make_counted_month() -> None:
    op.create_table(
        "counted_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_counted_month")),
    )


def _make_unit_figure() -> None:
    op.create_table(
        "unit_figure",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("question_set", sa.String(), nullable=False),
        sa.Column("set_version", sa.Integer(), nullable=False),
        sa.Column("patients", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column(
            "few",
            sa.Enum(
                "yes",
                "others",
                name="few",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "answered >= 5 AND patients - answered >= 5",
            name=op.f("ck_unit_figure_enough_answered"),
        ),
        sa.CheckConstraint(
            "yes IS NULL OR (yes >= 5 AND answered - yes >= 5)",
            name=op.f("ck_unit_figure_enough_on_each_side"),
        ),
        sa.CheckConstraint(
            "few IS NULL OR (yes IS NULL AND answered >= 10)",
            name=op.f("ck_unit_figure_enough_on_one_side"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_figure_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["month"], ["counted_month.month"], name=op.f("fk_unit_figure_month_counted_month")
        ),
        sa.PrimaryKeyConstraint("unit_id", "month", "question", name=op.f("pk_unit_figure")),
    )


def _guard_postgresql() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
        )


def _guard_sqlite() -> None:
    for table in TABLES:
        for event, done in (("UPDATE", "changed"), ("DELETE", "removed")):
            op.execute(
                f"CREATE TRIGGER {table}_is_not_{done} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never {done}'); END"
            )
    op.execute(
        "CREATE TRIGGER unit_figure_is_not_replaced BEFORE INSERT ON unit_figure "
        "WHEN EXISTS (SELECT 1 FROM unit_figure WHERE "
        "unit_id = NEW.unit_id AND month = NEW.month AND question = NEW.question) "
        "BEGIN SELECT RAISE(ABORT, 'rows of unit_figure are never replaced'); END"
    )
