"""The ways to get in touch with care, and who answers for it in law."""

import re
from enum import StrEnum

from pydantic import ValidationInfo, field_validator

from app.base.content import Fragment
from app.base.words import Words, checked_plain


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


OPENED_IN_A_BROWSER = (
    ChannelKind.MESSAGE_1177,
    ChannelKind.UNIT_PAGE_1177,
    ChannelKind.ONLINE_BOOKING,
    ChannelKind.CHAT,
)


WEB_ADDRESS = re.compile(r"https://[a-z0-9.-]+(?::\d+)?(?:/[!-~]*)?", re.ASCII | re.IGNORECASE)
"""The name of a place on the web and a path there; nobody's name or password before it."""


class Channel(Fragment):
    """One way to get in touch with a unit."""

    kind: ChannelKind
    address: str | None = None
    words: Words | None = None

    @field_validator("address")
    @classmethod
    def _opens_safely(cls, address: str | None, found: ValidationInfo) -> str | None:
        """Let nothing but https behind a way that one opens in a browser."""
        opened = found.data.get("kind") in OPENED_IN_A_BROWSER
        if address is not None and opened and not WEB_ADDRESS.fullmatch(address):
            raise ValueError("should be an address that begins with https:// and has no blanks")
        return address

    _plain = field_validator("address")(checked_plain)
