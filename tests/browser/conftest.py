"""The server of the Procfile and the machine's own Chromium, as patients with phones meet them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.phones import here, letter, phone, programs, rest
from tests.browser.site import ON_TUESDAY, Site, inhabited, running, settings
from tests.browser.tuesday import AHEAD
from tests.browser.visit import HEIGHT, LONGEST_WAIT_MS, WIDTH, Visit
from tests.conftest import TUESDAY_MORNING
from tests.servers.chromium import running_browser

__all__ = ["here", "letter", "phone", "programs", "rest"]


@pytest.fixture(scope="package")
def tuesday() -> dict[str, str]:
    """What tells a program to live on a certain Tuesday."""
    return {AHEAD: str((TUESDAY_MORNING - datetime.now(UTC)).total_seconds())}


@pytest.fixture(scope="package")
def inhabited_database(tmp_path_factory: pytest.TempPathFactory, tuesday: dict[str, str]) -> Path:
    """A database with the demo people in it, that every server here gets a copy of."""
    place = tmp_path_factory.mktemp("inhabited") / "demo.sqlite"
    inhabited(settings(f"sqlite:///{place}", **tuesday), application=ON_TUESDAY)
    return place


@pytest.fixture(scope="package")
def site(
    inhabited_database: Path, tuesday: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The server that most tests visit. What they change there, they must not rely on."""
    with _site_on_copy(inhabited_database, tmp_path_factory.mktemp("site"), tuesday) as site:
        yield site
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture
def own_site(inhabited_database: Path, tuesday: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """A server of the test's own, to change things on or to stop."""
    alone = {**tuesday, "WEB_CONCURRENCY": "1"}
    with _site_on_copy(inhabited_database, tmp_path, alone) as site:
        yield site
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Return what opens a new browser at a site, without any memory of earlier visits."""
    contexts = []

    def at(site: Site, **wishes: object) -> Visit:
        context = browser.new_context(
            **{"viewport": {"width": WIDTH, "height": HEIGHT}, "locale": "sv-SE", **wishes}
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        contexts.append(context)
        return Visit(site.address, context, context.new_page())

    yield at
    for context in contexts:
        context.close()


@pytest.fixture
def visit(arrive: Callable[..., Visit], site: Site) -> Visit:
    """Somebody with a phone, at the site that everybody shares."""
    return arrive(site)


def _site_on_copy(database: Path, folder: Path, more: dict[str, str]):
    copy = folder / "demo.sqlite"
    shutil.copy(database, copy)
    return running(settings(f"sqlite:///{copy}", **more), folder, application=ON_TUESDAY)
