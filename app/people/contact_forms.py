"""The ways to get in touch with care, and who answers for it in law."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from app.base.words import Words


class Principal(StrEnum):
    """Who answers for something in law (huvudman)."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    PRIVATE = "private"
    OTHER = "other"


class ChannelKind(StrEnum):
    """The contact forms of the guideline, and those that have come since. See domain words."""

    MESSAGE_1177 = "1177-message"
    UNIT_PAGE_1177 = "1177-page"
    PHONE = "phone"
    ONLINE_BOOKING = "online-booking"
    LETTER = "letter"
    VIDEO = "video"
    VISIT = "visit"
    HOME_VISIT = "home-visit"
    GROUP = "group"
    CHAT = "chat"
    TEXT_MESSAGE = "text-message"
    PUSH = "push"
    SELF_MONITORING = "self-monitoring"
    THROUGH_RELATIVE = "through-relative"
    OTHER = "other"


class Channel(BaseModel):
    """One way to get in touch with a unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ChannelKind
    address: str | None = None
    words: Words | None = None
