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
    code: str = ""
    """What somebody writes here to show that they have read it; then it says nothing else."""

    @property
    def spoken(self) -> Speech:
        return speech_of(self.language)


def line(message: Message) -> str:
    """Return the one line that it says; of a time, only when it is, for those who chose so."""
    spoken, tells = message.spoken, message.tells
    if message.code:
        return spoken.gettext("Your code is %(code)s") % {"code": message.code}
    said = spoken.gettext("There is something for you")
    return said if tells is None else f"{said}: {spoken.day(tells)} {spoken.clock(tells)}"
