"""Phone numbers that stand inside somebody's words, made so that one can tap them."""

import re

from markupsafe import Markup

from app.people.rules import dialable

WRITTEN_NUMBER = re.compile(r"\b0\d{1,3}-\d{2,3}(?: \d{2,3}){1,3}\b|\b(?:112|1177)\b(?!\.se)")


def with_numbers_to_tap(text: Markup) -> Markup:
    """Return safe text with each Swedish phone number in it as a link."""
    return Markup(WRITTEN_NUMBER.sub(_link, str(text)))  # noqa: S704  # text was escaped before


def _link(found: re.Match[str]) -> str:
    return f'<a href="tel:{dialable(found.group())}">{found.group()}</a>'
