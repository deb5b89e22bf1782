"""Promise: without a network the next step is there as soon as from a fast one.

Counted from the beginning of the navigation to the frame that shows the next step, in the same
browser and the same run: from the server on this machine, and from the phone when it has stopped.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page

from bench.figures import Figure
from bench.places import ONE_PROCESS
from tests.browser.network import call_it_own, keep_here
from tests.browser.site import inhabited, running, settings
from tests.browser.visit import HEIGHT, WIDTH, Visit
from tests.servers.chromium import running_browser

AT_MOST = 1.3
ROUNDS, OPENED = 2, 10
PATIENT = "Sten Exempelsson"
WHEN_SHOWN = """() => {
  const look = () => {
    if (document.querySelector(".card--next")) {
      requestAnimationFrame(() => setTimeout(() => { window.shownAt = performance.now(); }));
    } else requestAnimationFrame(look);
  };
  look();
}"""


def measure(folder: Path) -> Iterator[Figure]:
    environment = settings(f"sqlite:///{folder / 'offline.sqlite'}", **ONE_PROCESS)
    inhabited(environment)
    with_network: list[float] = []
    without: list[float] = []
    with running_browser() as browser:
        context = _phone(browser, environment, folder)
        for _round in range(ROUNDS):
            with running(environment, folder) as site:
                with_network += _shown(context, site.address)
            without += _shown(context, site.address)
        context.close()
    fast, kept = median(with_network), median(without)
    yield Figure("next step shown from a fast network", fast, "ms")
    yield Figure("next step shown from the phone, without a network", kept, "ms")
    yield Figure("without a network beside a fast one", kept / fast, "ratio", at_most=AT_MOST)


def _phone(browser: Browser, environment: dict[str, str], folder: Path) -> BrowserContext:
    """Return somebody's own phone that keeps what it can."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="sv-SE")
    with running(environment, folder) as site:
        visit = Visit(site.address, context, context.new_page())
        call_it_own(visit, PATIENT)
        keep_here(visit)
        visit.page.close()
    context.add_init_script(f"({WHEN_SHOWN})()")
    return context


def _shown(context: BrowserContext, address: str) -> list[float]:
    page = context.new_page()
    found = [_open(page, address) for _time in range(OPENED + 1)]
    page.close()
    # The first one wakes the service worker, which the rest of them find awake.
    return found[1:]


def _open(page: Page, address: str) -> float:
    page.goto(f"{address}/")
    page.wait_for_function("() => window.shownAt")
    return float(page.evaluate("() => window.shownAt"))
