"""The drawing of a code that a phone's camera reads, as a path for the page itself."""

from dataclasses import dataclass

import segno

QUIET_ZONE = 4


@dataclass(frozen=True)
class Drawing:
    """How wide and high it is in squares, and the path of the dark ones."""

    size: int
    path: str


def draw(address: str) -> Drawing:
    code = segno.make_qr(address, error="q")
    rows = list(code.matrix_iter(border=QUIET_ZONE))
    dark = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, square in enumerate(row) if square
    )
    return Drawing(len(rows), "".join(dark))
