"""Reminders, what they are told in, what people chose, and the phones they are pushed to."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'waiting'")
IN_USE = sa.text("ended_at IS NULL")
CONFIRMED = sa.text("ended_at IS NULL AND confirmed_at IS NOT NULL")
KINDS = ("time", "offer", "not-heard", "self-care", "follow-up", "change", "share", "help")
CHANNELS = ("push", "email", "sms")


def upgrade() -> None:
    _push_subscription()
    _push_refusal()
    _reminder()
    _reminder_plan()
    _delivery()
    _reminder_settings()
    _reminder_choice()
    _own_moment()
    _help_wish()
    _contact_point()


def downgrade() -> None:
    for table in (
        "contact_point",
        "help_wish",
        "own_moment",
        "reminder_choice",
        "reminder_settings",
        "delivery",
        "reminder_plan",
        "reminder",
        "push_refusal",
        "push_subscription",
    ):
        op.drop_table(table)


def _push_subscription() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_hash", sa.String(), nullable=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unshown_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "why_ended",
            _one_of("why_ended", "gone", "refused", "replaced", "turned-off"),
            nullable=True,
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR sealed = ''", name=op.f("ck_push_subscription_forgets_its_address")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (why_ended IS NULL)",
            name=op.f("ck_push_subscription_ends_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
            name=op.f("fk_push_subscription_device_id_device"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_subscription_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscription_endpoint_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_push_subscription_token_hash")),
    )
    op.create_index(op.f("ix_push_subscription_device_id"), "push_subscription", ["device_id"])
    op.create_index(
        "ix_push_subscription_in_use",
        "push_subscription",
        ["person_id"],
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )


def _push_refusal() -> None:
    op.create_table(
        "push_refusal",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_push_refusal")),
    )


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("reminderkind", *KINDS), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("about_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useless_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            _one_of("reminderstate", "waiting", "told", "seen", "cancelled", "too-late"),
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "useless_at > planned_at", name=op.f("ck_reminder_is_of_use_for_a_while")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_reminder_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_reminder_recipient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("recipient_id", "key", name=op.f("uq_reminder_recipient_id_key")),
    )
    op.create_index(
        "ix_reminder_due", "reminder", ["due_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(op.f("ix_reminder_message_id"), "reminder", ["message_id"])
    op.create_index("ix_reminder_of_patient", "reminder", ["patient_id", "useless_at"])
    op.create_index("ix_reminder_of_recipient", "reminder", ["recipient_id", "due_at"])
    op.create_index(op.f("ix_reminder_useless_at"), "reminder", ["useless_at"])


def _reminder_plan() -> None:
    """Let the worker plan for everybody who is a patient already."""
    op.create_table(
        "reminder_plan",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("plan_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_reminder_plan_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_reminder_plan")),
    )
    op.create_index(op.f("ix_reminder_plan_plan_again_at"), "reminder_plan", ["plan_again_at"])
    op.execute(
        """INSERT INTO reminder_plan (patient_id, plan_again_at)
        SELECT patient_id, CURRENT_TIMESTAMP FROM care_relation
        UNION SELECT patient_id, CURRENT_TIMESTAMP FROM appointment
        UNION SELECT patient_id, CURRENT_TIMESTAMP FROM contract"""
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("channel", _one_of("channel", *CHANNELS), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("tells_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("in_case", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useless_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "deliverystate",
                "waiting",
                "accepted",
                "shown",
                "opened",
                "gone",
                "too-late",
                "failed",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_delivery_recipient_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_due", "delivery", ["due_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(op.f("ix_delivery_message_id"), "delivery", ["message_id"])
    op.create_index("ix_delivery_of_recipient", "delivery", ["recipient_id", "made_at"])
    op.create_index(op.f("ix_delivery_to_id"), "delivery", ["to_id"])
    op.create_index(op.f("ix_delivery_useless_at"), "delivery", ["useless_at"])


def _reminder_settings() -> None:
    op.create_table(
        "reminder_settings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("tells_time", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439 AND quiet_to BETWEEN 0 AND 1439",
            name=op.f("ck_reminder_settings_quiet_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_settings_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_settings")),
    )


def _reminder_choice() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("reminderkind", *KINDS), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("moments", sa.JSON(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "minute IS NULL OR minute BETWEEN 0 AND 1439", name=op.f("ck_reminder_choice_of_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_reminder_choice_patient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "patient_id", "kind", name=op.f("pk_reminder_choice")),
    )


def _own_moment() -> None:
    op.create_table(
        "own_moment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_own_moment_appointment_id_appointment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_own_moment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "appointment_id", "at", name=op.f("pk_own_moment")),
    )


def _help_wish() -> None:
    op.create_table(
        "help_wish",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("after_hours", sa.Integer(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("after_hours BETWEEN 1 AND 72", name=op.f("ck_help_wish_within_days")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["person.id"], name=op.f("fk_help_wish_helper_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["person.id"], name=op.f("fk_help_wish_patient_id_person")
        ),
        sa.PrimaryKeyConstraint("patient_id", "helper_id", name=op.f("pk_help_wish")),
    )


def _contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", _one_of("channel", *CHANNELS), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR sealed = ''", name=op.f("ck_contact_point_forgets_what_it_was")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(op.f("ix_contact_point_person_id"), "contact_point", ["person_id"])
    op.create_index(
        "uq_contact_point_in_use",
        "contact_point",
        ["person_id", "channel"],
        unique=True,
        sqlite_where=CONFIRMED,
        postgresql_where=CONFIRMED,
    )


def _one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, create_constraint=True, length=40)
