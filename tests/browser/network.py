"""A network that goes away and comes back: the same server, stopped and started at its address."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.site import ON_TUESDAY, Site, running, settings

READY = "() => navigator.serviceWorker.ready.then(() => true)"
DATABASES = "() => indexedDB.databases().then((all) => all.map((one) => one.name))"


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
    visit.page.wait_for_function(f"({DATABASES})().then((all) => all.length === 1)")
