import uuid
from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

LIVE = text("ends_on IS NULL")


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
