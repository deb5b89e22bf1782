import uuid
from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.follow_up.content import FollowUpContent


class FollowUp(FollowUpContent, table=True):
    """One occasion when the follow-up questions were asked and answered."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("patient_id", "source", "key"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    source: str
    asked_on: date = Field(index=True)
