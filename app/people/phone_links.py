"""Phone numbers and clock times inside somebody's words: to tap, and never broken across lines."""

import re

from markupsafe import Markup, escape

from app.people.numbers import dialable

WRITTEN_NUMBER = re.compile(r"\b0\d{1,3}-\d{2,3}(?: \d{2,3}){1,3}\b|\b(?:112|1177)\b(?!\.se)")
CLOCK_SPAN = re.compile(r"\b\d{1,2}[.:]\d{2}[–-]\d{1,2}[.:]\d{2}\b")


def with_numbers_to_tap(text: str) -> Markup:
    """Return the text with each Swedish phone number as a link, and clock times in one piece.

    What somebody has typed is escaped here; what is marked as safe already is not escaped again.
    """
    whole = CLOCK_SPAN.sub(r'<span class="nowrap">\g<0></span>', str(escape(text)))
    return Markup(WRITTEN_NUMBER.sub(_link, whole))  # noqa: S704  # text is escaped above


def _link(found: re.Match[str]) -> str:
    return f'<a href="tel:{dialable(found.group())}">{found.group()}</a>'
