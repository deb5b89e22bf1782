"""A drawn page as small pieces, so that a phone can put it together again from texts alone."""

from html.parser import HTMLParser
from typing import Any

TAGS = frozenset(
    (
        "a", "article", "br", "dd", "div", "dl", "dt", "h2", "h3", "li", "ol", "p", "section",
        "small", "span", "strong", "time", "ul",
    )
)  # fmt: skip
"""What a phone puts together. Of anything else, only the text in it is kept."""
ATTRIBUTES = ("class", "href", "lang", "translate")
LEFT_OUT = frozenset(("svg", "button", "form"))
CALLS = "tel:"

Piece = str | list[Any]
"""A text, or a tag with its attributes and the pieces inside it."""


def of(drawn: str) -> list[Piece]:
    """Return what was drawn: texts, and tags that hold them. A link stays only if it calls."""
    reader = _Reader()
    reader.feed(drawn)
    reader.close()
    return reader.whole


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.whole: list[Piece] = []
        self._open: list[tuple[str, list[Piece]]] = []
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT:
            self._left_out += 1
        if self._left_out or tag not in TAGS:
            return
        kept = {name: said for name, said in attrs if said and _stays(name, said)}
        piece: list[Piece | dict[str, str]] = [tag, kept]
        self._here.append(piece)
        if tag != "br":
            self._open.append((tag, piece))  # type: ignore[arg-type]  # what follows in it are pieces

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT:
            self._left_out -= 1
        elif self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self._left_out or not data:
            return
        before, after = data[:1].isspace(), data[-1:].isspace()
        spaced = f"{' ' if before else ''}{text}{' ' if after and text else ''}"
        if spaced.strip() or self._open:
            self._here.append(spaced)

    @property
    def _here(self) -> list[Piece]:
        return self._open[-1][1] if self._open else self.whole


def _stays(name: str, said: str) -> bool:
    return name in ATTRIBUTES and (name != "href" or said.startswith(CALLS))
