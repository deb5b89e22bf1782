"""Promise: the next step of somebody signed in costs little more than a page that says nothing.

One process answers it at least 0.20 times as often as the same server answers a constant Flask
page when the database is SQLite, 0.12 times with PostgreSQL, and 99 of 100 within 30 ms for eight
browsers at once. The two are asked in turn, so that a busy machine is as busy for both.
"""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.load import Load, ask
from bench.places import ONE_PROCESS, databases, signed_in
from tests.browser.site import Site, inhabited, running, settings

SHARES = {"SQLite": 0.20, "PostgreSQL": 0.12}
MILLISECONDS = 30
ROUNDS, SECONDS, WARM_UP = 3, 4, 2
PERSON = "sten"
AS_CHROMIUM = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls:
        for kind, url in urls.items():
            yield from _measure(kind, url, folder)


def _measure(kind: str, url: str, folder: Path) -> Iterator[Figure]:
    ours, constant = settings(url, **ONE_PROCESS), settings(url, **ONE_PROCESS)
    inhabited(ours)
    with (
        running(ours, folder) as site,
        running(constant, folder, application="bench.constant:create_app") as nothing,
    ):
        headers = {**AS_CHROMIUM, "Cookie": signed_in(ours, PERSON)}
        _must_be_the_next_step(site, headers)
        for place in (site, nothing):
            ask(f"{place.address}/", seconds=WARM_UP, headers=headers)
        loads = [
            [
                ask(f"{place.address}/", seconds=SECONDS, headers=headers)
                for place in (site, nothing)
            ]
            for _round in range(ROUNDS)
        ]
        _must_be_the_next_step(site, headers)
    yield from _figures(kind, loads)


def _figures(kind: str, loads: list[list[Load]]) -> Iterator[Figure]:
    share = median(page.per_second / nothing.per_second for page, nothing in loads)
    yield Figure(f"next step as share of a constant, {kind}", share, "", at_least=SHARES[kind])
    p99 = median(page.p99_ms for page, _nothing in loads)
    yield Figure(f"p99 of the next step, {kind}", p99, "ms", at_most=MILLISECONDS)
    per_second = median(page.per_second for page, _nothing in loads)
    yield Figure(f"next step, one process, {kind}", per_second, "pages/s")
    constant = median(nothing.per_second for _page, nothing in loads)
    yield Figure(f"constant Flask page beside {kind}", constant, "pages/s")


def _must_be_the_next_step(site: Site, headers: dict[str, str]) -> None:
    """Refuse to measure a page that sends one on to sign in."""
    asked = urllib.request.Request(f"{site.address}/", headers={"Cookie": headers["Cookie"]})  # noqa: S310  # our own address
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  # our own address
        assert 'id="next-what"' in answer.read().decode()
