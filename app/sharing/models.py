import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.base.columns import Document, choice
from app.sharing.content import Approves, Basis, Deed, Part, Relation, Thing

LIVE = text("ends_on IS NULL")
SAID = text("ended_at IS NULL")
IN_USE = text("agreed_at IS NOT NULL AND ended_at IS NULL AND helper_id IS NOT NULL")
RECORDED = """recorded_by_id IS NOT NULL AND recorded_at_unit_id IS NOT NULL
    AND ends_on IS NOT NULL AND ends_on <= review_on"""
ORAL_NEEDS = f"basis <> 'oral-wish' OR (decided_on IS NOT NULL AND present <> '' AND {RECORDED})"
REPRESENTING_NEEDS = f"""basis IN ('own-wish', 'oral-wish')
    OR (scope <> '' AND shown_on IS NOT NULL AND shown_to_id IS NOT NULL AND {RECORDED})"""


class CareRelation(SQLModel, table=True):
    """A unit takes part in a patient's care, and so its staff may open the patient's contract."""

    __tablename__ = "care_relation"
    __table_args__ = (
        Index(
            "uq_care_relation_live",
            "patient_id",
            "unit_id",
            "basis",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    unit_id: uuid.UUID = Field(foreign_key="unit.id", index=True)
    basis: str
    starts_on: date
    ends_on: date | None = None


class Guardianship(SQLModel, table=True):
    """Somebody is a guardian of a patient, as a contract says. It opens the plan of a child.

    No page makes one, and it is never changed in: other days are another guardianship.
    """

    __table_args__ = (
        CheckConstraint("guardian_id <> patient_id", name="of_another"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_guardianship_said",
            "patient_id",
            "guardian_id",
            "basis",
            unique=True,
            sqlite_where=SAID,
            postgresql_where=SAID,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    guardian_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    basis: str = Field(description="Which contract says so, and from whom it came")
    starts_on: date | None = None
    ends_on: date | None = Field(default=None, description="The last day")
    said_at: datetime = Field(description="When a contract first said it")
    ended_at: datetime | None = Field(default=None, description="When it was no longer said")
    end_seen_at: datetime | None = Field(
        default=None, description="When the guardian was told that it opens nothing any more"
    )


class Approval(SQLModel, table=True):
    """A unit's yes to something that a young person sees or does themselves."""

    __table_args__ = (
        Index(
            "uq_approval_live",
            "patient_id",
            "what",
            unique=True,
            sqlite_where=SAID,
            postgresql_where=SAID,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    what: Approves = Field(sa_type=choice(Approves))
    unit_id: uuid.UUID = Field(foreign_key="unit.id")
    role_id: uuid.UUID = Field(foreign_key="care_role.id", description="Who said yes")
    said_at: datetime
    ended_at: datetime | None = None
    ended_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")


class Share(SQLModel, table=True):
    """A patient lets one person see a part of their plan, and do something in it.

    Until the patient has said yes it is a draft, and until somebody has answered the invitation
    it has no helper. What is shared is never changed in it: a change is a new share.

    What staff write down ends by itself on the day they have said to go through it again, unless
    they then say that it is still right.
    """

    __table_args__ = (
        CheckConstraint(ORAL_NEEDS, name="oral_wish_was_heard"),
        CheckConstraint(REPRESENTING_NEEDS, name="representative_has_shown_it"),
        CheckConstraint("helper_id IS NULL OR helper_id <> patient_id", name="with_another"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_share_in_use",
            "patient_id",
            "helper_id",
            unique=True,
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    helper_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    called: str = Field(description="What the patient calls the helper")
    relation: Relation = Field(sa_type=choice(Relation))
    basis: Basis = Field(default=Basis.OWN_WISH, sa_type=choice(Basis))
    scope: str = Field(default="", description="What a representative has to look after")
    decided_on: date | None = Field(default=None, description="When the patient said it")
    present: str = Field(default="", description="Who was there when the patient said it")
    shown_on: date | None = Field(default=None, description="When staff saw the papers")
    shown_to_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    recorded_by_id: uuid.UUID | None = Field(default=None, foreign_key="care_role.id")
    recorded_at_unit_id: uuid.UUID | None = Field(default=None, foreign_key="unit.id")
    sees: list[Part] = Field(sa_type=Document(list[Part]))
    does: list[Deed] = Field(sa_type=Document(list[Deed]))
    starts_on: date
    ends_on: date | None = Field(default=None, description="The last day")
    review_on: date = Field(description="When both are asked whether it is still right")
    drawn_up_at: datetime
    agreed_at: datetime | None = None
    code_hash: str | None = Field(default=None, unique=True)
    code_until: datetime | None = None
    ended_at: datetime | None = None
    ended_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    replaced: bool = Field(default=False, description="Ended since another took its place")
    took_over_at: datetime | None = Field(
        default=None, description="When an answered code put it in the place of an earlier share"
    )
    wished_at: datetime | None = Field(
        default=None, description="The first yes, of those who need a second one"
    )
    wished_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    end_seen_at: datetime | None = Field(
        default=None, description="When the helper was told that it has ended"
    )


class KeptOut(SQLModel, table=True):
    """One thing that the patient keeps out of every share, or lets in though it is sensitive."""

    __tablename__ = "kept_out"

    patient_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    kind: Thing = Field(sa_type=choice(Thing), primary_key=True)
    key: str = Field(primary_key=True)
    kept_out: bool = True
    said_by_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", description="Who said it; unknown is not the reader"
    )
