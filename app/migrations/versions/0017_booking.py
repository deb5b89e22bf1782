"""Times are booked, offered, waited for and read by calendars here."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOTICES = ("device-added", "passkey-added", "passkey-removed", "ended-by-staff")
KEPT = ("id", "person_id", "kind", "about", "caused_by_id", "happened_at", "seen_at")


def upgrade() -> None:
    op.add_column(
        "appointment",
        sa.Column(
            "kind_id",
            sa.Uuid(),
            sa.ForeignKey("visit_kind.id", name=op.f("fk_appointment_kind_id_visit_kind")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "appointment",
        sa.Column(
            "slot_id",
            sa.Uuid(),
            sa.ForeignKey("slot.id", name=op.f("fk_appointment_slot_id_slot")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "appointment",
        sa.Column(
            "booked_by_id",
            sa.Uuid(),
            sa.ForeignKey("care_role.id", name=op.f("fk_appointment_booked_by_id_care_role")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index("ix_appointment_of_role", "appointment", ["role_id", "starts_at"], unique=False)
    op.create_index("ix_appointment_of_unit", "appointment", ["unit_id", "starts_at"], unique=False)
    op.add_column(
        "appointment", sa.Column("as_told", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "appointment", sa.Column("message", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "appointment", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0")
    )
    _make_afterwards()
    _make_offer()
    _make_offered_slot()
    _make_earlier_wish()
    _make_calendar_feed()
    op.add_column(
        "person", sa.Column("ended_everywhere_at", sa.DateTime(timezone=True), nullable=True)
    )
    _make_notices_anew((*NOTICES, "calendar-made"))


def downgrade() -> None:
    _make_notices_anew(NOTICES)
    op.drop_column("person", "ended_everywhere_at")
    op.drop_table("calendar_feed")
    op.drop_table("earlier_wish")
    op.drop_table("offered_slot")
    op.drop_table("offer")
    op.drop_table("afterwards")
    op.drop_index("ix_appointment_of_unit", "appointment")
    op.drop_index("ix_appointment_of_role", "appointment")
    op.drop_column("appointment", "booked_by_id")
    op.drop_column("appointment", "sequence")
    op.drop_column("appointment", "message")
    op.drop_column("appointment", "as_told")
    op.drop_column("appointment", "slot_id")
    op.drop_column("appointment", "kind_id")


def _make_afterwards() -> None:
    op.create_table(
        "afterwards",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "next_time",
            sa.Enum(
                "new-time",
                "planned",
                "nothing",
                "do-not-know",
                "left",
                name="nexttime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_afterwards_appointment_id_appointment"),
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("fk_afterwards_said_by_id_person")
        ),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_afterwards")),
    )


def _make_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "care",
                "earlier",
                "moved",
                name="offerreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("together_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "taken",
                "declined",
                "withdrawn",
                "lost",
                "over",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("chosen_slot_id", sa.Uuid(), nullable=True),
        sa.Column("wishes", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_offer_ends_with_an_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_offer_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["chosen_slot_id"], ["slot.id"], name=op.f("fk_offer_chosen_slot_id_slot")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["care_role.id"], name=op.f("fk_offer_made_by_id_care_role")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_offer_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_patient_id"), "offer", ["patient_id"], unique=False)
    op.create_index(op.f("ix_offer_together_id"), "offer", ["together_id"], unique=False)
    op.create_index(
        "ix_offer_until",
        "offer",
        ["until"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_offer_live",
        "offer",
        ["appointment_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _make_offered_slot() -> None:
    op.create_table(
        "offered_slot",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offered_slot_offer_id_offer")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_offered_slot_slot_id_slot")
        ),
        sa.PrimaryKeyConstraint("offer_id", "slot_id", name=op.f("pk_offered_slot")),
    )


def _make_earlier_wish() -> None:
    op.create_table(
        "earlier_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("kind_id", sa.Uuid(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_earlier_wish_appointment_id_appointment"),
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["visit_kind.id"], name=op.f("fk_earlier_wish_kind_id_visit_kind")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_earlier_wish_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_wish")),
    )
    op.create_index(op.f("ix_earlier_wish_kind_id"), "earlier_wish", ["kind_id"], unique=False)
    op.create_index(
        "uq_earlier_wish_live",
        "earlier_wish",
        ["appointment_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _make_calendar_feed() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_calendar_feed_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "patient_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )


def _make_notices_anew(kinds: tuple[str, ...]) -> None:
    """Make the table anew with its rows: SQLite cannot change which kinds a column allows."""
    known = sa.table("notice", *(sa.column(name) for name in KEPT))
    rows = op.get_bind().execute(sa.select(known).where(known.c.kind.in_(kinds))).mappings().all()
    op.drop_table("notice")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *kinds, name="noticekind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
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
    if rows:
        op.get_bind().execute(known.insert(), [dict(row) for row in rows])
