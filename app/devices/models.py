import uuid
from datetime import datetime

from sqlmodel import Field, SQLModel


class Handover(SQLModel, table=True):
    """A number that one browser shows, for somebody signed in on another one to confirm.

    The browser that shows it holds a reference of its own: knowing the number lets nobody in.
    """

    number: str = Field(primary_key=True)
    reference_hash: str = Field(unique=True)
    device_name: str = ""
    expires_at: datetime = Field(index=True)
    confirmed_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    authenticated_at: datetime | None = None
