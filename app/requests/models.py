import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.base.columns import choice
from app.requests.content import RequestKind

OPEN = text("answered_at IS NULL")


class Request(SQLModel, table=True):
    """Something a patient asked of care. It stays open until somebody at the unit answers."""

    __table_args__ = (
        Index(
            "uq_request_open",
            "patient_id",
            "kind",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    patient_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: RequestKind = Field(sa_type=choice(RequestKind))
    asked_at: datetime
    answered_at: datetime | None = None
