"""The ways to sign in. The rooms that bring one offer it here, and the page shows them all."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from markupsafe import Markup


@dataclass(frozen=True)
class WayIn:
    """A way to sign in: the page where it begins, what it is called, or a card that begins it.

    provider: whose page it is, when it is not ours. first: whether it stands above the others.
    """

    endpoint: str
    name: Callable[[], str]
    card: Callable[[], Markup] | None = None
    provider: str | None = None
    first: bool = False


def offer_way_in(
    app: Flask,
    endpoint: str,
    name: Callable[[], str],
    card: Callable[[], Markup] | None = None,
    *,
    provider: str | None = None,
    first: bool = False,
) -> None:
    """Add a way to sign in. The rooms that bring one call this when the application is made."""
    app.extensions.setdefault("ways_in", []).append(WayIn(endpoint, name, card, provider, first))


def ways_in() -> list[WayIn]:
    """Return the ways to sign in, the ones that begin on the page itself first."""
    offered: list[WayIn] = current_app.extensions["ways_in"]
    return sorted(offered, key=lambda way: way.card is None)
