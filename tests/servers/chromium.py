"""The machine's own Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: it does not start as root. The rest keeps the browser from calling home, so that
# what a test sees on the network is what our pages ask for.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromiumError(Exception):
    """There is no browser to test with, and this says what to do."""


def chromium_path() -> str:
    """Return where the browser is."""
    for program in PROGRAMS:
        if found := shutil.which(program):
            return found
    raise NoChromiumError(
        f"None of {', '.join(PROGRAMS)} is on this machine."
        " As root, run tools/install_system_programs.sh chromium"
    )


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a browser without a window; each test opens a context of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=FLAGS
        )
        try:
            yield browser
        finally:
            browser.close()
