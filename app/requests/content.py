"""What a patient can ask of care here, for the file and for the table."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class RequestKind(StrEnum):
    CARE_CONTACT = "care-contact"
    CONTRACT = "contract"


class RequestContent(BaseModel):
    """Something that a patient has asked for elsewhere, at the desk or by phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    kind: RequestKind
    asked_on: date
