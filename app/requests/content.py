"""What a patient can ask of care here, for the file and for the table."""

from datetime import date
from enum import StrEnum

from app.base.content import Content


class RequestKind(StrEnum):
    CARE_CONTACT = "care-contact"
    CONTRACT = "contract"
    PLANNING_TALK = "planning-talk"
    OVERVIEW = "overview"
    CHANNEL = "channel"
    TIME = "time"
    TOO_MUCH = "too-much"
    READING = "reading"
    LOOK = "look"


class RequestContent(Content):
    """Something that a patient has asked for elsewhere, at the desk or by phone."""

    key: str = ""
    kind: RequestKind
    asked_on: date
