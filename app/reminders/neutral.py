"""What a message outside the app says: that there is something, and nothing of what it is."""

from dataclasses import dataclass
from datetime import datetime

from app.base.language import Speech, speech_of

NAME = "Nästa steg"


@dataclass(frozen=True)
class Message:
    """One message to one place, as neutral as a push.

    of: what this message is known by to the service that carries it, if it comes twice.
    """

    of: str
    language: str
    tells: datetime | None
    site: str
    unsubscribe: str = ""

    @property
    def spoken(self) -> Speech:
        return speech_of(self.language)


def something(spoken: Speech, tells: datetime | None) -> str:
    """Return the one line that it says; of a time, only when it is, for those who chose so."""
    said = spoken.gettext("There is something for you")
    return said if tells is None else f"{said}: {spoken.day(tells)} {spoken.clock(tells)}"
