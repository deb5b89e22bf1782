"""How long after the start of the program the first answer comes. No budget: machines differ."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.places import ONE_PROCESS
from tests.browser.site import flask, running, settings

RUNS = 5


def measure(folder: Path) -> Iterator[Figure]:
    url = f"sqlite:///{folder / 'starting.sqlite'}"
    flask(settings(url), "db", "upgrade")
    yield Figure(
        "from start to first answer", median(_run(url, folder) for _ in range(RUNS)), "seconds"
    )


def _run(url: str, folder: Path) -> float:
    environment, began = settings(url, **ONE_PROCESS), time.monotonic()
    with running(environment, folder):
        return time.monotonic() - began
