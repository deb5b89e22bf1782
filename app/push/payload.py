"""What a push says: that there is something, and never what. Of one size, whatever it says.

Declarative Web Push (W3C Push API): an iPhone shows it by itself, and our service worker reads
the same elsewhere. Apple, Google and Mozilla see when a push is sent and how long it is, so all
are as long.
"""

import json
from datetime import datetime

from app.base.language import Speech, sentence, speech_of

DECLARATIVE = 8030
SIZE = 768
"""Bytes. With what encryption adds, well below the 2,744 that reach an Android phone."""
NAME = "Nästa steg"


def payload(
    language: str, *, address: str, tells: datetime | None = None, badge: int | None = None
) -> bytes:
    """Return a push in somebody's language, that opens this address of ours when it is pressed.

    tells: the only thing it may say, when the person has chosen so: when a time is. badge: how
    many notices they have not seen, or nothing to leave the number on the app as it is.
    """
    spoken = speech_of(language)
    said = {
        "web_push": DECLARATIVE,
        "notification": {
            "title": NAME,
            "body": body(spoken, tells),
            "navigate": address,
            "lang": spoken.language,
            "dir": "ltr",
            "silent": False,
        },
        "mutable": True,
    }
    if badge is not None:
        said["app_badge"] = badge
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(written) > SIZE:
        raise ValueError(len(written))
    return written.ljust(SIZE)


def body(spoken: Speech, tells: datetime | None) -> str:
    """Return the line below the app's name, exactly as it stands on a locked screen.

    The day is named and never called tomorrow: a phone that was off shows it later.
    """
    if tells is None:
        return spoken.gettext("There is something for you")
    return f"{sentence(spoken.day(tells))} {spoken.clock(tells)}"
