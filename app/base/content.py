"""What everything that somebody tells has in common, whether it stands in a file or a table."""

from pydantic import BaseModel, ConfigDict, field_validator
from sqlmodel import SQLModel

from app.base.words import checked_plain

HERE = "here"
"""The source of what was said or done in Nästa steg itself. No file tells of it or changes it."""


class Content(SQLModel):
    """What is said of one thing. A field that is not known here is refused."""

    model_config = ConfigDict(extra="forbid")  # type: ignore[assignment]  # SQLModel narrows pydantic's type

    _plain = field_validator("*", check_fields=False)(checked_plain)


class Fragment(BaseModel):
    """A piece inside something that is said, which has no life of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
