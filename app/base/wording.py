"""The words for values that come from a closed list, such as how one meets or what a plan is."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Flask

from app.base.language import gettext

Labels = Mapping[type[StrEnum], Mapping[str, str]]
"""For each list, what its members are called. Members of two lists can be equal as text."""


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's tools know
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return message


def init_app(app: Flask, *rooms: Labels) -> None:
    words = {kind: labels for room in rooms for kind, labels in room.items()}
    app.jinja_env.filters["label"] = lambda member: gettext(words[type(member)][member])
