"""The words for values that come from a closed list, such as how one meets or what a plan is."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask import Flask

from app.base.language import gettext

Labels = Mapping[type[StrEnum], Mapping[str, str]]
"""For each list, what its members are called. Members of two lists can be equal as text."""


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's tools know
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return message


def init_app(app: Flask, labels: Iterable[Labels], explanations: Iterable[Labels]) -> None:
    """Let pages ask what a value is called, and what it means where its name does not say that."""
    called = {kind: words for room in labels for kind, words in room.items()}
    means = {kind: words for room in explanations for kind, words in room.items()}

    def explained(member: StrEnum) -> str:
        words = means[type(member)].get(member)
        return gettext(words) if words else ""

    app.jinja_env.filters["label"] = lambda member: gettext(called[type(member)][member])
    app.jinja_env.filters["explained"] = explained
