import uuid
from datetime import datetime

from sqlmodel import Field, SQLModel


class BreakGlass(SQLModel, table=True):
    """An address made on the command line that lets one member of staff in, once and soon."""

    __tablename__ = "break_glass"

    token_hash: str = Field(primary_key=True)
    role_id: uuid.UUID = Field(foreign_key="care_role.id")
    made_at: datetime
    used_at: datetime | None = None
