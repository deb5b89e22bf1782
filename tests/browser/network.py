"""A network that goes away and comes back: the same server, stopped and started at its address."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.browser.site import ON_TUESDAY, Site, running, settings
from tests.browser.storage import DATABASES
from tests.browser.visit import HEIGHT, WIDTH, Visit
from tests.servers.chromium import FLAGS, chromium_path

READY = "() => navigator.serviceWorker.ready.then(() => true)"


class Network:
    """Where the server is, whether it answers or not."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._running = ExitStack()
        self.database_url = environment["DATABASE_URL"]

    def back(self, **more: str) -> Site:
        environment = {**self._environment, **more}
        site = running(environment, self._folder, application=ON_TUESDAY)
        return self._running.enter_context(site)

    def away(self) -> None:
        self._running.close()


@pytest.fixture
def network(inhabited_database, tuesday, tmp_path):
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(inhabited_database.read_bytes())
    environment = settings(f"sqlite:///{copy}", **tuesday, WEB_CONCURRENCY="1")
    network = Network(environment, tmp_path)
    yield network
    network.away()


@pytest.fixture
def site_here(network):
    return network.back()


@pytest.fixture
def open_browser(browser, tmp_path) -> Callable[[Site], AbstractContextManager[Visit]]:
    """Return what opens a browser that remembers, when it is closed and opened again."""

    @contextmanager
    def opened(site: Site) -> Iterator[Visit]:
        wishes = {
            "executable_path": chromium_path(),
            "args": FLAGS,
            "headless": True,
            "viewport": {"width": WIDTH, "height": HEIGHT},
            "locale": "sv-SE",
        }
        place = tmp_path / "phone"
        with browser.browser_type.launch_persistent_context(place, **wishes) as context:
            yield Visit(site.address, context, context.new_page())

    return opened


def press(visit, words):
    visit.page.get_by_role("button", name=words).first.click()


def call_it_own(visit, name):
    """Sign somebody in on a phone that they say is their own."""
    visit.sign_in(name)
    visit.go("/own-phone")
    press(visit, "Ja, den är min")
    visit.page.wait_for_url(visit.address + "/")
    visit.page.evaluate(READY)


def keep_here(visit):
    """Choose that the phone keeps what it can, and let it."""
    visit.go("/saved")
    press(visit, "Ja, spara det på den här telefonen")
    visit.page.get_by_text("Det sparas på den här telefonen.").wait_for()
    with visit.page.expect_response("**/saved/copy"):
        visit.go("/")
    visit.wait_until(DATABASES, ["nasta-steg"])
