import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.appointments.content import AppointmentContent


class Appointment(AppointmentContent, table=True):
    """A time of a patient's, as its unit last told it."""

    __table_args__ = (
        UniqueConstraint("patient_id", "source", "key"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        Index("ix_appointment_of_patient", "patient_id", "starts_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id")
    source: str
    changed_at: datetime
