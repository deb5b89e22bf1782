"""Promise: the next step is there with the first flight of packets, and in three requests.

The page with its styles inside, and its scripts, as a browser asks for them: 14,336 bytes at most.
Icons and manifest come afterwards and are not waited for.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from sqlmodel import Session

from app.base import clock
from app.demo import actions as demo
from app.demo import queries
from app.demo.queries import Group
from bench.figures import Figure
from bench.places import ONE_PROCESS, application
from tests.browser.site import inhabited, running, settings
from tests.servers.chromium import running_browser

BYTES, REQUESTS = 14_336, 3
SMALLEST_COMPRESSED = 500
AS_CHROMIUM = {"Accept-Encoding": "gzip, deflate, br, zstd"}
SCRIPT = re.compile(r'<script [^>]*?src="([^"]+)"')

BEFORE_THE_FIRST_PAINT = """async () => {
  const painted = await new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName("first-contentful-paint")) resolve(entry.startTime);
    }).observe({type: "paint", buffered: true});
  });
  const asked = performance.getEntriesByType("resource").filter((one) => one.startTime < painted);
  return 1 + asked.filter((one) => !/icon|manifest/.test(one.name)).length;
}"""


def measure(folder: Path) -> Iterator[Figure]:
    url = f"sqlite:///{folder / 'first-visit.sqlite'}"
    app = application(url)
    with Session(app.extensions["engine"]) as session:
        demo.load(session, now=clock.now())
        session.commit()
        people = queries.everybody(session)
    sizes = {}
    for one in people:
        if one.group is Group.PATIENTS:
            browser = app.test_client()
            browser.press(f"/demo/people/{one.id}")
            sizes[one.name] = bytes_to_read(browser)
    app.extensions["engine"].dispose()
    largest = max(sizes, key=lambda name: sizes[name])
    yield Figure(f"first visit, {largest}", sizes[largest], "bytes", at_most=BYTES)
    yield Figure("first visit, smallest", min(sizes.values()), "bytes", at_most=BYTES)
    yield Figure(
        f"requests before the first paint, {largest}",
        _requests(folder, largest),
        "requests",
        at_most=REQUESTS,
    )


def bytes_to_read(browser: FlaskClient, path: str = "/") -> int:
    """Return the size of a page and its scripts on their way to somebody who was never here."""
    scripts = SCRIPT.findall(browser.get(path).text)
    return sum(_size(browser, asked) for asked in (path, *scripts))


def _size(browser: FlaskClient, path: str) -> int:
    # Past the strict client of the tests, which reads every page and cannot read a compressed one.
    with FlaskClient.open(browser, path, headers=AS_CHROMIUM) as answer:
        assert answer.status_code == 200, (path, answer.status)
        small = len(answer.data) < SMALLEST_COMPRESSED
        assert small or answer.headers.get("Content-Encoding") in ("zstd", "br"), path
        return len(answer.data)


def _requests(folder: Path, name: str) -> int:
    environment = settings(f"sqlite:///{folder / 'requests.sqlite'}", **ONE_PROCESS)
    inhabited(environment)
    with running(environment, folder) as site, running_browser() as browser:
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(f"{site.address}/demo")
        page.get_by_role("button", name=name).click()
        page.wait_for_url(f"{site.address}/")
        return int(page.evaluate(BEFORE_THE_FIRST_PAINT))
